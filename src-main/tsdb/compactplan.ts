import { KEY_MS, type RowReader, timeOfKey } from '../store/rows.ts';
import { type RowSummary, summaryOf } from './codec/header.ts';
import { FULL_TIMES } from './compact.ts';
import type { HeadShard } from './headshard.ts';

/** Rows of so many times are left as they are; neighbours are merged up to the second. */
const LONG_TIMES = 0.75 * FULL_TIMES;
const MOST_TIMES = 1.125 * FULL_TIMES;
/** Rows with more time than this between them, and more than they span, are not merged: a query for an hour should not read across a year. */
const MAX_GAP_MS = 24 * 3_600_000;
/** Rows looked at in one step. */
const LOOKED_AT = 256;

/** What compaction would do next to a shard: rows to merge (none: nothing), and how far it has come once that is done, or found nothing to do. */
export interface MergePlan {
  readonly keys: readonly bigint[];
  readonly to: number;
  /** times of the newest rows, which wait for others */
  readonly waiting: number;
  /** more may be found from `to` on */
  readonly more: boolean;
}

interface Run { readonly keys: bigint[]; times: number; from: number; to: number }
const NO_RUN = (): Run => ({ keys: [], times: 0, from: 0, to: 0 });

/**
 * The first neighbours of a shard, from shard.mergedTo on, that together make a row of FULL_TIMES.
 * spared  when they make less, so many of the newest are left as they are and the others merged; Infinity: all wait for more
 */
export function planMerge(reader: RowReader, shard: HeadShard, spared: number): MergePlan {
  const heads = reader.heads(shard.id, shard.mergedTo, LOOKED_AT);
  let run = NO_RUN();
  let to = shard.mergedTo;
  for (const { key, head } of heads) {
    const start = timeOfKey(key);
    const row = summaryOf(head);
    if (run.keys.length > 0 && !joins(run, row)) {
      if (run.keys.length > 1) return { keys: run.keys, to: start, waiting: 0, more: true };
      run = NO_RUN();
      to = start;
    }
    if (row === null || row.times >= LONG_TIMES) to = start + KEY_MS;
    else add(run, key, row);
  }
  const more = heads.length === LOOKED_AT;
  const full = run.times >= FULL_TIMES;
  const keys = more || full ? run.keys : run.keys.slice(0, Math.max(0, run.keys.length - spared));
  if (keys.length > 1) return { keys, to: full ? timeOfKey(run.keys.at(-1)!) + KEY_MS : to, waiting: 0, more };
  return { keys: [], to, waiting: run.times, more: more && to > shard.mergedTo };
}

function joins({ times, from, to }: Run, row: RowSummary | null): boolean {
  return row !== null && row.times < LONG_TIMES && times + row.times <= MOST_TIMES && row.from - to <= Math.max(MAX_GAP_MS, to - from);
}

function add(run: Run, key: bigint, row: RowSummary): void {
  if (run.keys.length === 0) run.from = row.from;
  run.keys.push(key);
  run.times += row.times;
  run.to = row.to;
}

/** A row to encode for the cold tier (null: none), and how far all rows are cold. `next`: newest time of the first row that is too young. */
export interface ColdPlan { readonly key: bigint | null; readonly to: number; readonly next: number; readonly more: boolean }

/** The first row of a shard in from..until that is not cold and ends before `before`. */
export function planCold(reader: RowReader, shard: number, from: number, until: number, before: number): ColdPlan {
  const heads = reader.heads(shard, from, LOOKED_AT);
  let to = from;
  for (const { key, head } of heads) {
    const start = timeOfKey(key);
    const row = summaryOf(head);
    if (start >= until) return { key: null, to, next: Infinity, more: false };
    if (row !== null && row.to >= before) return { key: null, to, next: row.to, more: false };
    to = start + KEY_MS;
    if (row !== null && !row.cold) return { key, to, next: -Infinity, more: true };
  }
  return { key: null, to, next: Infinity, more: heads.length === LOOKED_AT };
}
