import { Lru } from '../base/lru.ts';
import { AppError } from '../shared/model/errors.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import type { MetricsDb } from '../store/metrics.ts';
import { rollupReader, type RollupReader } from '../store/rollups.ts';
import { rowReader, type OnDamage, type RowReader } from '../store/rows.ts';
import { decodeScratch } from './codec/integers.ts';
import { openRow, type Row } from './codec/row.ts';
import type { Columns } from './merge.ts';
import type { Postings } from './postings.ts';
import { SeriesIndex } from './seriesindex.ts';
import { SHARD_SIZE, shardOf, slotOf } from './registry.ts';
import type { Grouping, Matcher, SampleSource, SelectedSeries, Selection } from './select.ts';
import { groupedShard } from './groupedread.ts';
import { mayGroup } from './rollupplan.ts';
import { Ground, ShardWindow } from './shardwindow.ts';
import type { Tails } from './tails.ts';

/** A selection with the refs it means and what the head holds of them. The tails are older than the read transaction that follows: what is sealed between stands in both. */
export interface Prefetched { readonly selection: Selection; readonly refs: Uint32Array; readonly tails: Tails }

/** Memory for what selectors have chosen. */
const CHOSEN_BYTES = 2 * 2 ** 20;

/** Reads metrics.db: the index, kept up to date, and the samples. One for each reading thread. */
export class Querier {
  readonly postings: Postings;
  private readonly rows: RowReader;
  private readonly rollups: RollupReader;
  private readonly index: SeriesIndex;
  private readonly damaged: OnDamage;
  private readonly scratch = decodeScratch();
  /** by the selector's text: what it chose in the index as it was at `chosenAt` */
  private readonly chosen = new Lru<Uint32Array>(CHOSEN_BYTES);
  private chosenAt = 0;

  constructor(db: MetricsDb, damaged: OnDamage) {
    this.rows = rowReader(db, damaged);
    this.rollups = rollupReader(db, damaged);
    this.index = new SeriesIndex(db, damaged);
    this.postings = this.index.postings;
    this.damaged = damaged;
  }

  /** Takes in the series made since the last call. */
  refresh(): void { this.index.refresh(); }

  /** Refs, ascending, of the series that fulfil every matcher; never to be written to. Errors: AppError 'bad-data' for a pattern that is none. */
  select(matchers: readonly Matcher[]): Uint32Array {
    if (this.chosenAt !== this.index.version) this.chosen.clear();
    this.chosenAt = this.index.version;
    const text = JSON.stringify(matchers);
    const known = this.chosen.get(text);
    if (known !== undefined) return known;
    const refs = this.postings.select(matchers);
    this.chosen.set(text, refs, refs.byteLength + 2 * text.length);
    return refs;
  }
  labels(ref: number): LabelPairs { return this.postings.labels(ref); }

  /** What the engine reads from: only the selections that were prefetched, in a read transaction of the caller's. */
  source(prefetched: readonly Prefetched[]): SampleSource {
    return { select: (selection, grouping) => this.read(prefetched.find(one => sameSelection(one.selection, selection)) ?? missing(selection), selection, grouping) };
  }

  /** The samples of some series, by ref, in a read transaction of the caller's; what is handed out holds until the next one is asked for. `refs` are those of the tails, or more. */
  *samples({ selection, refs, tails }: Prefetched): Generator<Columns & { readonly ref: number }> {
    let next = 0;
    const late = this.rows.hasLate();
    const ground = new Ground();
    for (const [shard, members] of byShard(refs)) {
      const damaged = (error: unknown) => this.damaged(`a row of shard ${shard}: ${error instanceof Error ? error.message : 'unreadable'}`);
      const window = new ShardWindow(this.open(shard, selection.from, selection.to, late), selection, ground, damaged);
      let before: Float64Array | null = null;
      for (const ref of members) {
        while (next < tails.refs.length && tails.refs[next]! < ref) next++;
        const tail: Columns | null = tails.refs[next] === ref ? tailAt(tails, next, before) : null;
        if (tail !== null) before = tail.times;
        const columns = window.read(slotOf(ref), tail, false);
        if (columns !== null) yield { ref, times: columns.times, values: columns.values };
      }
    }
  }

  /** Refs of `refs` that have a sample in from..to: sealed, or among the tails. Rows are opened, not decoded, and no more of them than needed. */
  withSamples(refs: Uint32Array, tails: Tails, from: number, to: number): Uint32Array {
    const inHead = new Set(tails.refs);
    return concat(Array.from(byShard(refs), ([shard, members]) => {
      const sought = new Set(members.filter(ref => !inHead.has(ref)));
      if (sought.size > 0) this.seek(shard, from, to, sought);
      return members.filter(ref => !sought.has(ref));
    }));
  }

  /** Takes out of `sought` what has samples in rows that reach into from..to. */
  private seek(shard: number, from: number, to: number, sought: Set<number>): void {
    const look = (blob: Uint8Array, name: string) => {
      const rows: Row[] = [];
      this.add(rows, blob, name, from);
      for (const row of rows) if (row.from <= to) for (const slot of row.slots) sought.delete(shard * SHARD_SIZE + slot);
    };
    for (const { blob, key } of this.rows.walk(shard, from, to)) {
      look(blob, `rows ${key}`);
      if (sought.size === 0) return;
    }
    for (const { blob, id } of this.rows.late(shard, from, to)) look(blob, `late ${id}`);
  }

  private *read({ selection, refs, tails }: Prefetched, { timesOnly = false, only }: Selection, grouping: Grouping | undefined): Generator<SelectedSeries> {
    let next = 0; // of the tails, which come in the order of their refs, as the members do
    const late = this.rows.hasLate();
    const labelsOf = this.postings.reader(only);
    const ground = new Ground();
    const groups = grouping !== undefined && mayGroup(selection, grouping) && this.rollups.any() ? grouping : null;
    for (const [shard, members] of byShard(refs)) {
      const damaged = (error: unknown) => this.damaged(`a row of shard ${shard}: ${error instanceof Error ? error.message : 'unreadable'}`);
      const open = (from: number, to: number) => this.open(shard, from, to, late);
      const window = (groups && groupedShard(this.rollups, shard, selection, { grouping: groups, open, damaged, scratch: this.scratch }))
        ?? new ShardWindow(open(selection.from, selection.to), selection, ground, damaged);
      let before: Float64Array | null = null;
      for (const ref of members) {
        while (next < tails.refs.length && tails.refs[next]! < ref) next++;
        const tail: Columns | null = tails.refs[next] === ref ? tailAt(tails, next, before) : null;
        if (tail !== null) before = tail.times;
        const columns = window.read(slotOf(ref), tail, timesOnly);
        if (columns !== null) yield { labels: labelsOf(ref), ...columns };
      }
    }
  }

  /** Rows that may hold samples of from..to, in the order in which they win. */
  private open(shard: number, from: number, to: number, late: boolean): Row[] {
    const rows: Row[] = [];
    for (const { blob, key } of this.rows.window(shard, from, to)) this.add(rows, blob, `rows ${key}`, from);
    if (late) for (const { blob, id } of this.rows.late(shard, from, to)) this.add(rows, blob, `late ${id}`, from);
    return rows;
  }

  private add(rows: Row[], blob: Uint8Array, name: string, from: number): void {
    try {
      const row = openRow(blob, this.scratch);
      if (row.to >= from) rows.push(row);
    } catch (error) {
      this.damaged(`${name}: ${error instanceof Error ? error.message : 'unreadable'}`);
    }
  }
}

/** The unsealed piece of one series. Neighbours mostly have the same times: then those of the one `before` are handed out again. */
function tailAt({ ends, times, values }: Tails, i: number, before: Float64Array | null): Columns {
  const start = i === 0 ? 0 : ends[i - 1]!;
  const own = times.subarray(start, ends[i]);
  return { times: before !== null && isSame(before, own) ? before : own, values: values.subarray(start, ends[i]) };
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Refs ascending, cut into the runs of one shard. */
function* byShard(refs: Uint32Array): Generator<[number, Uint32Array]> {
  for (let start = 0; start < refs.length;) {
    const shard = shardOf(refs[start]!);
    let end = start + 1;
    while (end < refs.length && shardOf(refs[end]!) === shard) end++;
    yield [shard, refs.subarray(start, end)];
    start = end;
  }
}

function concat(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}

const sameSelection = (a: Selection, b: Selection): boolean =>
  a.from === b.from && a.to === b.to && a.newest === b.newest && a.matchers.length === b.matchers.length
  && a.matchers.every((matcher, i) => matcher.name === b.matchers[i]!.name && matcher.op === b.matchers[i]!.op && matcher.value === b.matchers[i]!.value);

function missing({ matchers }: Selection): never {
  throw new AppError('internal', `BUG: a selection was read that was not announced: ${matchers.map(m => m.name + m.op + m.value).join(',')}`);
}
