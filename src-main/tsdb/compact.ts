import { KEY_MS, type LateSpan, rowKey, timeOfKey, type RowReader, type RowWriter, type StoredLate } from '../store/rows.ts';
import type { SeriesWriter } from '../store/series.ts';
import type { EntropyCoder } from './codec/entropy.ts';
import { summaryOf } from './codec/header.ts';
import type { DecodeScratch } from './codec/integers.ts';
import { encodeRow, openRow, type Row, type RowSeries } from './codec/row.ts';
import type { HeadShard } from './headshard.ts';
import { cutEvenly, together } from './regroup.ts';

/** Times in a compacted row, about. */
export const FULL_TIMES = 960;
/** Late rows taken in at a time, at most: a bound on one step. */
const MAX_LATE = 4;
/** Times of the rows that late samples are folded into at a time, about. */
const MAX_FOLD_TIMES = 2 * FULL_TIMES;
const MAX_FOLD_ROWS = 8;

export interface CompactTables { readonly rows: RowWriter; readonly reader: RowReader; readonly series: SeriesWriter; readonly scratch: DecodeScratch }
/** What a step did to a shard, to be applied to the head once its transaction is through. Counts are differences. */
export interface Compacted {
  readonly shard: HeadShard;
  readonly rows: number;
  readonly lateRows: number;
  readonly samples: number;
  readonly bytes: number;
  readonly mergedTo: number;
  readonly coldTo: number;
}

/**
 * Puts rows of about FULL_TIMES times in the place of some neighbours, inside the caller's transaction: the same samples.
 * keys     rows of the shard that follow each other
 * returns  null, and nothing is changed, when one of them can't be read
 */
export function mergeRows(tables: CompactTables, shard: HeadShard, keys: readonly bigint[], cold: EntropyCoder | null, mark: Pick<Compacted, 'mergedTo' | 'coldTo'>): Compacted | null {
  const contents = readRows(tables, keys);
  if (!contents) return null;
  for (const key of keys) tables.rows.remove(key);
  const written = insertRows(tables, shard, together(contents.rows, -Infinity, Infinity), cold, nextStart(tables.reader, shard.id, timeOfKey(keys.at(-1)!)));
  return done(tables, { shard, lateRows: 0, ...mark, rows: written.rows - keys.length, samples: written.samples - contents.samples, bytes: written.bytes - contents.bytes });
}

interface Contents { readonly rows: Row[]; readonly samples: number; readonly bytes: number }

/** The rows of some keys; null when one is damaged. Every block is decoded once here: later nothing can fail any more. */
function readRows({ reader, scratch }: CompactTables, keys: readonly bigint[]): Contents | null {
  const blobs = keys.flatMap(key => reader.at(key)?.blob ?? []);
  return blobs.length < keys.length ? null : contentsOf(blobs, scratch);
}

export const canRead = (tables: CompactTables, key: bigint): boolean => readRows(tables, [key]) !== null;

function contentsOf(blobs: readonly Uint8Array[], scratch: DecodeScratch): Contents | null {
  try {
    const rows = blobs.map(blob => openRow(blob, scratch));
    for (const row of rows) for (const slot of row.slots) row.column(slot);
    return { rows, samples: sum(rows, row => row.samples), bytes: sum(blobs, blob => blob.length) };
  } catch {
    return null; // whoever reads the row for its samples names it
  }
}

const sum = <T>(list: readonly T[], of: (one: T) => number): number => list.reduce((total, one) => total + of(one), 0);
const nextStart = (reader: RowReader, shard: number, time: number): number => {
  const [next] = reader.heads(shard, time + KEY_MS, 1);
  return next ? timeOfKey(next.key) : Infinity;
};

interface Written { rows: number; samples: number; bytes: number }

function insertRows({ rows }: CompactTables, { id }: HeadShard, series: readonly RowSeries[], cold: EntropyCoder | null, next: number): Written {
  const written: Written = { rows: 0, samples: 0, bytes: 0 };
  for (const row of cutEvenly(series, FULL_TIMES, next)) {
    const blob = encodeRow(row, cold);
    rows.insert(rowKey(id, startOf(row)), blob);
    written.rows++;
    written.samples += samplesOf(row);
    written.bytes += blob.length;
  }
  return written;
}

const startOf = (series: readonly RowSeries[]): number => Math.min(...series.map(({ times }) => times[0]!));
const endOf = (series: readonly RowSeries[]): number => Math.max(...series.map(({ times }) => times.at(-1)!));
const samplesOf = (series: readonly RowSeries[]): number => sum(series, ({ times }) => times.length);

function done({ series }: CompactTables, compacted: Compacted): Compacted {
  const { shard, rows, lateRows, samples, bytes, mergedTo, coldTo } = compacted;
  series.compacted(shard.id, { rows: rows + lateRows, samples, bytes, mergedTo: finite(mergedTo), coldTo: finite(coldTo) });
  return compacted;
}

const finite = (time: number): number | null => (time === -Infinity ? null : time);

/**
 * Folds the oldest late samples of a shard into its rows, inside the caller's transaction: into those they overlap, or as rows between others.
 * A late row that reaches beyond keeps the rest. Samples newer than everything sealed stay late.
 * unread   ids of late rows that can't be read or lie over rows that can't be: they stay; those that are met are added
 * returns  null when nothing is left to fold
 */
export function foldLate(tables: CompactTables, shard: HeadShard, unread: Set<number>, cold: EntropyCoder | null): Compacted | null {
  for (let oldest = firstLate(tables.reader, shard, unread); oldest; oldest = firstLate(tables.reader, shard, unread)) {
    const region = regionOf(tables, shard, oldest);
    const late = region ? tables.reader.late(shard.id, region.from, region.to).filter(row => !unread.has(row.id)) : [];
    const lost = late.filter(row => contentsOf([row.blob], tables.scratch) === null);
    if (!region || !late.some(({ id }) => id === oldest?.id)) unread.add(oldest.id);
    else if (lost.length > 0) for (const { id } of lost) unread.add(id);
    else return fold(tables, shard, region, late.slice(0, MAX_LATE), cold);
  }
  return null;
}

function firstLate(reader: RowReader, shard: HeadShard, unread: ReadonlySet<number>): LateSpan | null {
  for (const late of reader.lateStarts(shard.id, shard.sealedTo)) if (!unread.has(late.id)) return late;
  return null;
}

/** A stretch of time and all rows of a shard that lie in it; `next` is where the row behind it begins. */
interface Region extends Contents { readonly keys: readonly bigint[]; readonly from: number; readonly to: number; readonly next: number }

/** Rows around a late row's beginning, and on to its end as long as they are few; null when one can't be read. */
function regionOf(tables: CompactTables, shard: HeadShard, { t0, t1 }: LateSpan): Region | null {
  const { reader } = tables;
  const before = reader.headAt(shard.id, t0);
  const keys = before && (before.key === rowKey(shard.id, t0) || (readRows(tables, [before.key])?.rows[0]?.to ?? t0) >= t0) ? [before.key] : [];
  let times = 0;
  let next = Infinity;
  for (const { key, head } of reader.heads(shard.id, before ? timeOfKey(before.key) + KEY_MS : t0, MAX_FOLD_ROWS)) {
    times += summaryOf(head)?.times ?? 0;
    next = timeOfKey(key);
    if (times > MAX_FOLD_TIMES || next > t1) break;
    keys.push(key);
    next = nextStart(reader, shard.id, next);
  }
  const contents = readRows(tables, keys);
  if (!contents) return null;
  const from = Math.min(t0, ...contents.rows.map(row => row.from));
  return { ...contents, keys, from, next, to: Math.max(Math.min(next - 1, shard.sealedTo), ...contents.rows.map(row => row.to)) };
}

function fold(tables: CompactTables, shard: HeadShard, region: Region, late: readonly StoredLate[], cold: EntropyCoder | null): Compacted {
  const { keys, from, to, next } = region;
  const opened = late.map(({ blob }) => openRow(blob, tables.scratch));
  for (const key of keys) tables.rows.remove(key);
  const written = insertRows(tables, shard, together([...region.rows, ...opened], from, to), cold, next);
  const kept = { rows: 0, samples: 0, bytes: 0 };
  for (const [i, row] of late.entries()) keepRest(tables, row, together([opened[i]!], to + 1, Infinity), kept);
  const before = timeOfKey(rowKey(shard.id, from)); // what stands here now may be short, or hot again
  return done(tables, {
    shard, mergedTo: Math.min(shard.mergedTo, before), coldTo: Math.min(shard.coldTo, before),
    rows: written.rows - keys.length, lateRows: kept.rows - late.length,
    samples: written.samples + kept.samples - region.samples - sum(opened, row => row.samples),
    bytes: written.bytes + kept.bytes - region.bytes - sum(late, ({ blob }) => blob.length),
  });
}

/** What of a late row is not folded stays in its place: among late rows the order says who wins. */
function keepRest({ rows }: CompactTables, { id, shard }: StoredLate, rest: readonly RowSeries[], kept: Written): void {
  if (rest.length === 0) {
    rows.removeLate(id);
    return;
  }
  const blob = encodeRow(rest);
  rows.changeLate(id, shard, startOf(rest), endOf(rest), blob);
  kept.rows++;
  kept.samples += samplesOf(rest);
  kept.bytes += blob.length;
}

/** After the transaction: the head learns how far it came. */
export function afterCompact({ rows }: Pick<CompactTables, 'rows'>, { shard, lateRows, mergedTo, coldTo }: Compacted): void {
  shard.mergedTo = mergedTo;
  shard.coldTo = coldTo;
  shard.oldestEnd = Number.NaN;
  const oldest = rows.oldest(shard.id);
  shard.oldest = oldest ? timeOfKey(oldest.key) : Infinity;
  if (lateRows !== 0 || shard.lateFrom < Infinity) ({ from: shard.lateFrom, to: shard.lateTo } = rows.lateSpan(shard.id));
}
