import { AppError } from '../shared/model/errors.ts';
import { bitsOf } from '../shared/model/sample.ts';
import type { Head } from './head.ts';
import type { HeadShard } from './headshard.ts';
import { shardOf, slotOf } from './registry.ts';
import type { SampleTable } from './table.ts';

/**
 * Unsealed samples of some series, packed so that they cross threads as four arrays.
 * refs    series that have any
 * ends    exclusive end of each one's stretch in times and values
 * times   unix ms, strictly increasing within a stretch
 * values  every bit as it was written
 */
export interface Tails { readonly refs: Uint32Array; readonly ends: Uint32Array; readonly times: Float64Array; readonly values: Float64Array }
export const NO_TAILS: Tails = { refs: new Uint32Array(0), ends: new Uint32Array(0), times: new Float64Array(0), values: new Float64Array(0) };
/** refs: ascending; from, to: unix ms, both ends in */
export interface TailsWanted { readonly refs: Uint32Array; readonly from: number; readonly to: number }

/** Samples handed out at a time, at most: 16 bytes each, and the writer must not run out of memory for a reader's sake. */
const MAX_SAMPLES = 2 ** 25;

/** The head's samples in each window. Errors: AppError 'limit' when they are too many. */
export function tailsOf(head: Head, wanted: readonly TailsWanted[]): Tails[] {
  let left = MAX_SAMPLES;
  return wanted.map(one => {
    const found = [...stretches(head, one)];
    const samples = found.reduce((sum, { count }) => sum + count, 0);
    left -= samples;
    if (left < 0) throw new AppError('limit', 'query processing would load too many samples into memory in query execution');
    return packed(found, samples);
  });
}

/** One series' samples in one table: rows from..to, and how many of them hold one. */
interface Stretch { readonly ref: number; readonly table: SampleTable; readonly from: number; readonly to: number; readonly count: number }

function* stretches(head: Head, { refs, from, to }: TailsWanted): Generator<Stretch> {
  let shard: HeadShard | undefined;
  let windows: { table: SampleTable; from: number; to: number; everywhere: number }[] = [];
  for (const ref of refs) {
    if (shard?.id !== shardOf(ref)) {
      shard = head.shards.get(shardOf(ref));
      windows = shard ? [shard.late, shard.main].flatMap(table => windowOf(table, from, to)) : []; // what is late is older
    }
    for (const { table, everywhere, ...rows } of windows) {
      const count = (everywhere & (1 << slotOf(ref))) !== 0 ? rows.to - rows.from : table.count(slotOf(ref), rows.from, rows.to);
      if (count > 0) yield { ref, table, ...rows, count };
    }
  }
}

function windowOf(table: SampleTable, from: number, to: number) {
  const start = table.lowerBound(from);
  const end = table.lowerBound(to + 1); // times are integers
  return start < end ? [{ table, from: start, to: end, everywhere: table.everywhere(start, end) }] : [];
}

function packed(found: readonly Stretch[], samples: number): Tails {
  const refs: number[] = [];
  const ends: number[] = [];
  const times = new Float64Array(samples);
  const values = new Float64Array(samples);
  const bits = bitsOf(values);
  let at = 0;
  for (const { ref, table, from, to, count } of found) {
    table.copyRows(slotOf(ref), from, to, count, { times, values, bits, at });
    at += count;
    if (refs.at(-1) === ref) ends[ends.length - 1] = at;
    else { refs.push(ref); ends.push(at); }
  }
  return { refs: Uint32Array.from(refs), ends: Uint32Array.from(ends), times, values };
}
