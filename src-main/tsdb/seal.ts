import type { RowReader, RowWriter } from '../store/rows.ts';
import { rowKey, timeOfKey } from '../store/rows.ts';
import type { SeriesWriter } from '../store/series.ts';
import type { DecodeScratch } from './codec/integers.ts';
import { encodeRow, type RowSeries } from './codec/row.ts';
import type { HeadShard } from './headshard.ts';
import { notIn, readable, unlikeIn } from './laterows.ts';
import type { SampleTable } from './table.ts';

/** Samples further ahead of our clock than this go to late rows, so that one wrong clock can't make all that follows late. */
const FUTURE_MS = 3_600_000;
/** Times in one row, at most: a query for an hour should not have to read a year. */
const MAX_ROW_TIMES = 960;
/** What one late row spans, at most: it is read by every query in its span, and compared with all that is stored there. */
const MAX_LATE_MS = 24 * 3_600_000;

export interface SealTables { readonly rows: RowWriter; readonly reader: RowReader; readonly series: SeriesWriter; readonly scratch: DecodeScratch }
/** What a seal changed, to be applied to the head once its transaction is through. */
export interface Sealed {
  readonly shard: HeadShard;
  readonly lateOnly: boolean;
  readonly sealedTo: number;
  /** what was written: rows and late rows, samples and bytes of both */
  readonly written: Written;
}
interface Written { rows: number; /** in those rows */ times: number; late: number; samples: number; bytes: number; oldest: number; lateFrom: number; lateTo: number }

/**
 * Writes what a shard holds unsealed as rows, inside the caller's transaction. `lastWal` is the newest write-ahead row.
 * lateOnly  leaves the newer samples in the head
 */
export function sealShard(tables: SealTables, shard: HeadShard, lastWal: number, now: number, lateOnly: boolean): Sealed {
  const { main, late } = shard;
  const written: Written = { rows: 0, times: 0, late: 0, samples: 0, bytes: 0, oldest: shard.oldest, lateFrom: shard.lateFrom, lateTo: shard.lateTo };
  let { sealedTo } = shard;
  if (!lateOnly) {
    const within = main.lowerBound(now + FUTURE_MS + 1);
    writeMain(tables, shard, within, written);
    if (within > 0) sealedTo = main.times[within - 1]!;
    writeFresh(tables, shard.id, main, within, written);
  }
  writeFresh(tables, shard.id, late, 0, written);
  tables.series.sealed(shard.id, {
    sealedTo: sealedTo === -Infinity ? null : sealedTo,
    sealedWal: lateOnly ? shard.sealedWal : lastWal, lateWal: lastWal,
    rows: written.rows + written.late, samples: written.samples, bytes: written.bytes,
  });
  return { shard, lateOnly, sealedTo, written };
}

/** After the transaction: the head forgets what is sealed. */
export function afterSeal({ shard, lateOnly, sealedTo, written }: Sealed, lastWal: number): void {
  shard.late.clear();
  shard.lateWal = lastWal;
  shard.lateFrom = written.lateFrom;
  shard.lateTo = written.lateTo;
  shard.settled = false;
  shard.folded = false; // late samples may have come, or rows to fold them into
  shard.unmerged += written.times;
  if (!lateOnly) {
    shard.main.clear();
    shard.sealedTo = sealedTo;
    shard.sealedWal = lastWal;
    shard.oldest = written.oldest;
  }
  if (shard.empty) { shard.firstWal = 0; shard.chain.reset(); }
}

/** The first `until` rows of the newer samples, each as a row at the shard's end. */
function writeMain(tables: SealTables, { id, main }: HeadShard, until: number, written: Written): void {
  let last = until > 0 ? tables.rows.lastKey(id) : null;
  for (let from = 0; from < until; from += MAX_ROW_TIMES) {
    const series = main.series(from, Math.min(until, from + MAX_ROW_TIMES));
    const key = rowKey(id, main.times[from]!);
    if (last !== null && last >= key) { writeLate(tables, id, series, written); continue; } // two rows in one 1,024 ms
    const blob = encodeRow(series);
    tables.rows.insert(key, blob);
    count(written, series, blob);
    written.rows++;
    written.times += Math.min(until, from + MAX_ROW_TIMES) - from;
    written.oldest = Math.min(written.oldest, timeOfKey(key));
    last = key;
    writeLate(tables, id, hidden(tables, id, series), written);
  }
}

/** Late rows win over others, and some may be older than these: samples that came when their time was still in the future. What they would hide is written again. */
function hidden({ reader, scratch }: SealTables, shard: number, series: readonly RowSeries[]): RowSeries[] {
  const [from, to] = spanOf(series);
  const late = reader.late(shard, from, to);
  return late.length === 0 ? [] : unlikeIn(readable(late, scratch), series);
}

/** Rows of a table from `start` on as late rows, without what is stored already. */
function writeFresh(tables: SealTables, shard: number, table: SampleTable, start: number, written: Written): void {
  for (let from = start; from < table.rows;) {
    let to = from + 1;
    while (to < table.rows && to - from < MAX_ROW_TIMES && table.times[to]! - table.times[from]! <= MAX_LATE_MS) to++;
    const series = table.series(from, to);
    const [first, last] = spanOf(series);
    writeLate(tables, shard, notIn(readable([...tables.reader.window(shard, first, last), ...tables.reader.late(shard, first, last)], tables.scratch), series), written);
    from = to;
  }
}

function writeLate({ rows }: SealTables, shard: number, series: readonly RowSeries[], written: Written): void {
  if (series.length === 0) return;
  const [from, to] = spanOf(series);
  const blob = encodeRow(series);
  rows.insertLate(shard, from, to, blob);
  count(written, series, blob);
  written.late++;
  written.lateFrom = Math.min(written.lateFrom, from);
  written.lateTo = Math.max(written.lateTo, to);
}

function count(written: Written, series: readonly RowSeries[], blob: Uint8Array): void {
  for (const { times } of series) written.samples += times.length;
  written.bytes += blob.length;
}

function spanOf(series: readonly RowSeries[]): [from: number, to: number] {
  let from = Infinity;
  let to = -Infinity;
  for (const { times } of series) { from = Math.min(from, times[0]!); to = Math.max(to, times.at(-1)!); }
  return [from, to];
}
