import type { RowReader, RowWriter } from '../store/rows.ts';
import { rowKey } from '../store/rows.ts';
import type { SeriesWriter } from '../store/series.ts';
import { bitsOf } from '../shared/model/sample.ts';
import { encodeRow, openRow, type RowSeries } from './codec/row.ts';
import type { HeadShard } from './headshard.ts';
import { mergeColumns } from './merge.ts';
import type { SampleTable } from './table.ts';

/** Samples further ahead of our clock than this go to late rows, so that one wrong clock can't make all that follows late. */
const FUTURE_MS = 3_600_000;

export interface SealTables { readonly rows: RowWriter; readonly reader: RowReader; readonly series: SeriesWriter }
/** What a seal changed, to be applied to the head once its transaction is through. */
export interface Sealed { readonly shard: HeadShard; readonly mainRows: number; readonly sealedTo: number; readonly rows: number; readonly late: number; readonly samples: number; readonly bytes: number; readonly lateOnly: boolean }

/**
 * Writes what a shard holds unsealed as rows, inside the caller's transaction. `lastWal` is the newest write-ahead row.
 * lateOnly  leaves the newer samples in the head
 */
export function sealShard(tables: SealTables, shard: HeadShard, lastWal: number, now: number, lateOnly: boolean): Sealed {
  const { main } = shard;
  const within = lateOnly ? 0 : main.lowerBound(now + FUTURE_MS + 1);
  const all = lateOnly ? 0 : main.rows;
  const mark = { rows: 0, late: 0, samples: 0, bytes: 0 };
  let { sealedTo } = shard;
  if (within > 0) {
    const key = rowKey(shard.id, main.from);
    const last = tables.rows.lastKey(shard.id);
    const series = main.series(within);
    if (last !== null && last >= key) writeLate(tables, shard.id, series, mark); // two rows in one 1,024 ms
    else { add(mark, series, writeRow(tables, key, series)); mark.rows++; }
    sealedTo = main.times[within - 1]!;
  }
  if (all > within) writeLate(tables, shard.id, tail(main, within), mark);
  if (shard.late.rows > 0) writeLate(tables, shard.id, fresh(tables.reader, shard.id, shard.late.series(shard.late.rows)), mark);
  tables.series.sealed(shard.id, {
    sealedTo: sealedTo === -Infinity ? null : sealedTo,
    sealedWal: lateOnly ? shard.sealedWal : lastWal, lateWal: lastWal,
    rows: mark.rows + mark.late, samples: mark.samples, bytes: mark.bytes,
  });
  return { shard, mainRows: all, sealedTo, ...mark, lateOnly };
}

/** After the transaction: the head forgets what is sealed. */
export function afterSeal({ shard, sealedTo, lateOnly }: Sealed, lastWal: number): void {
  shard.late.drop(shard.late.rows);
  shard.lateWal = lastWal;
  if (!lateOnly) {
    shard.main.drop(shard.main.rows);
    shard.sealedTo = sealedTo;
    shard.sealedWal = lastWal;
  }
  if (shard.empty) { shard.firstWal = 0; shard.chain.reset(); }
}

type Mark = { rows: number; late: number; samples: number; bytes: number };

function add(mark: Mark, series: readonly RowSeries[], bytes: number): void {
  for (const { times } of series) mark.samples += times.length;
  mark.bytes += bytes;
}

function writeRow({ rows }: SealTables, key: bigint, series: readonly RowSeries[]): number {
  const blob = encodeRow(series);
  rows.insert(key, blob);
  return blob.length;
}

function writeLate({ rows }: SealTables, shard: number, series: readonly RowSeries[], mark: Mark): void {
  if (series.length === 0) return;
  let t0 = Infinity;
  let t1 = -Infinity;
  for (const { times } of series) { t0 = Math.min(t0, times[0]!); t1 = Math.max(t1, times.at(-1)!); }
  const blob = encodeRow(series);
  rows.insertLate(shard, t0, t1, blob);
  add(mark, series, blob.length);
  mark.late++;
}

function tail(main: SampleTable, from: number): RowSeries[] {
  const start = main.times[from]!;
  return main.series(main.rows).flatMap(({ slot, times, values }) => {
    const at = times.findIndex(time => time >= start);
    return at < 0 ? [] : [{ slot, times: times.slice(at), values: values.slice(at) }];
  });
}

/** What of late samples is not stored already, bit for bit: an import may be repeated without growing the store. */
function fresh(reader: RowReader, shard: number, series: readonly RowSeries[]): RowSeries[] {
  const from = Math.min(...series.map(({ times }) => times[0]!));
  const to = Math.max(...series.map(({ times }) => times.at(-1)!));
  const stored = [...reader.window(shard, from, to).map(({ blob }) => openRow(blob)), ...reader.late(shard, from, to).map(({ blob }) => openRow(blob))];
  return series.flatMap(one => {
    const known = mergeColumns(stored.flatMap(row => row.column(one.slot) ?? []), from, to);
    return known ? unlike(one, known.times, known.values) : [one];
  });
}

function unlike({ slot, times, values }: RowSeries, knownTimes: Float64Array, knownValues: Float64Array): RowSeries[] {
  const bits = bitsOf(values);
  const knownBits = bitsOf(knownValues);
  const keep: number[] = [];
  for (let i = 0, j = 0; i < times.length; i++) {
    while (j < knownTimes.length && knownTimes[j]! < times[i]!) j++;
    const same = j < knownTimes.length && knownTimes[j] === times[i] && knownBits[2 * j] === bits[2 * i] && knownBits[2 * j + 1] === bits[2 * i + 1];
    if (!same) keep.push(i);
  }
  if (keep.length === times.length) return [{ slot, times, values }];
  if (keep.length === 0) return [];
  const kept = new Float64Array(keep.length);
  const keptBits = bitsOf(kept);
  keep.forEach((i, at) => { keptBits[2 * at] = bits[2 * i]!; keptBits[2 * at + 1] = bits[2 * i + 1]!; });
  return [{ slot, times: Float64Array.from(keep, i => times[i]!), values: kept }];
}
