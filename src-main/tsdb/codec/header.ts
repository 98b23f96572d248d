import { ByteReader, type ByteWriter } from '../../base/bytes.ts';

/**
 * The header of a sealed row.
 *
 *   u8 version · u32 bitmap of slots · u8 flags · varint count of time columns
 *   per time column   varint count of times · varint 0, zigzag first, varint span, varint length of its block
 *                                           · or varint 1 + an earlier column, varint offset: a stretch of that one's times
 *   per slot          [u8 kind] · [varint time column] · varint length of its block, or 0 and the varint index of the series with the same block
 *
 * Kinds are there only when flagged (otherwise all are floats), time columns only when there are several. The blocks follow, in this order.
 */
export const VERSION = 1;
/** Of a row whose streams of integers may be entropy-coded, and whose encoder has tried that. */
export const COLD_VERSION = 2;
/** Time columns, at most: one per series. */
export const MAX_SERIES = 32;
/** Samples of one series in a row, at most: what a damaged header may make us take from memory is bounded by it. */
export const MAX_ROW_SAMPLES = 1 << 20;

const HAS_KINDS = 1;
const HAS_COLUMNS = 2;
const KIND_FLOAT = 0;
/** Kinds that have a number already; only floats are read by this version. */
const KIND_NAMES: Readonly<Record<number, string>> = { 1: 'a native histogram', 2: 'a float native histogram' };

/** A column of its own times: first and span (0 when raw, see times.ts) in unix ms, its block in bytes [at, end) behind the header. */
export interface OwnTimes { readonly count: number; readonly first: number; readonly span: number; readonly at: number; readonly end: number }
/** A column that is a stretch of another one's. */
export interface SlicedTimes { readonly count: number; readonly of: OwnTimes; readonly offset: number }
export type StoredTimes = OwnTimes | SlicedTimes;
export interface StoredSeries { readonly slot: number; readonly times: StoredTimes; readonly at: number; readonly end: number }
/** `blocksAt`: where the header ends; the positions of blocks count from there. */
export interface Header { readonly columns: readonly StoredTimes[]; readonly series: readonly StoredSeries[]; readonly blocksAt: number }

/** What the writer of a row knows: block lengths, or whose block is the same. */
export type NewTimes =
  | { readonly count: number; readonly first: number; readonly span: number; readonly length: number }
  | { readonly count: number; readonly of: number; readonly offset: number };
export interface NewSeries { readonly slot: number; readonly column: number; readonly block: { readonly length: number } | { readonly sameAs: number } }

/** series in order of their slots; cold: whether their blocks may be entropy-coded. */
export function writeHeader(out: ByteWriter, columns: readonly NewTimes[], series: readonly NewSeries[], cold: boolean): void {
  out.u8(cold ? COLD_VERSION : VERSION);
  out.u32(series.reduce((bitmap, { slot }) => bitmap | (1 << slot), 0));
  out.u8(columns.length > 1 ? HAS_COLUMNS : 0);
  out.varint(columns.length);
  for (const column of columns) writeTimes(out, column);
  for (const { column, block } of series) {
    if (columns.length > 1) out.varint(column);
    if ('length' in block) out.varint(block.length);
    else {
      out.varint(0);
      out.varint(block.sameAs);
    }
  }
}

/** What the first bytes of a row tell: `times` of its longest time column, which lie in from..to (unix ms), and whether it is of the cold tier. */
export interface RowSummary { readonly times: number; readonly from: number; readonly to: number; readonly cold: boolean }

/** Reads the beginning of a row, 24 bytes of it or more; null when it is none, or none that this version reads. */
export function summaryOf(head: Uint8Array): RowSummary | null {
  try {
    const reader = new ByteReader(head);
    const version = reader.u8();
    reader.skip(5);
    reader.varint();
    const times = reader.varint();
    if (reader.varint() !== 0) return null;
    const from = reader.zigzag();
    return version === VERSION || version === COLD_VERSION ? { times, from, to: from + reader.varint(), cold: version === COLD_VERSION } : null;
  } catch {
    return null; // whoever reads the row for its samples names it
  }
}

function writeTimes(out: ByteWriter, column: NewTimes): void {
  out.varint(column.count);
  if ('of' in column) {
    out.varint(column.of + 1);
    out.varint(column.offset);
    return;
  }
  out.varint(0);
  out.zigzag(column.first);
  out.varint(column.span);
  out.varint(column.length);
}

/** The end of the blocks announced so far. */
interface Cursor { at: number }

/** Errors name what is wrong: another version, an unknown kind, a count above its bound, blocks that do not end where the bytes do. */
export function readHeader(bytes: Uint8Array): Header {
  const reader = new ByteReader(bytes);
  const version = reader.u8();
  if (version !== VERSION && version !== COLD_VERSION) throw new Error(`a row of version ${version}; this program reads versions ${VERSION} and ${COLD_VERSION}`);
  const slots = slotsOf(reader.u32());
  const flags = reader.u8();
  if (flags > (HAS_KINDS | HAS_COLUMNS)) throw new Error(`a row with flags ${flags}, which this version does not know`);
  const cursor: Cursor = { at: 0 };
  const columns = readColumns(reader, cursor);
  const series = readDirectory(reader, cursor, slots, flags, columns);
  if (reader.left !== cursor.at) throw new Error(`the blocks of a row take ${cursor.at} bytes, ${reader.left} are there`);
  return { columns, series, blocksAt: reader.at };
}

const slotsOf = (bitmap: number): number[] => {
  if (bitmap === 0) throw new Error('a row of no series');
  const slots: number[] = [];
  for (let slot = 0; slot < MAX_SERIES; slot++) if ((bitmap >>> slot) & 1) slots.push(slot);
  return slots;
};

function readColumns(reader: ByteReader, cursor: Cursor): StoredTimes[] {
  const count = reader.varint();
  if (count < 1 || count > MAX_SERIES) throw new Error(`a row of ${count} time columns`);
  const columns: StoredTimes[] = [];
  for (let i = 0; i < count; i++) columns.push(readTimes(reader, cursor, columns));
  return columns;
}

function readTimes(reader: ByteReader, cursor: Cursor, columns: readonly StoredTimes[]): StoredTimes {
  const count = reader.varint();
  if (count < 1 || count > MAX_ROW_SAMPLES) throw new Error(`a row of ${count} samples a series; at most ${MAX_ROW_SAMPLES} are read`);
  const source = reader.varint();
  if (source === 0) {
    const first = reader.zigzag();
    const span = reader.varint();
    const at = cursor.at;
    return { count, first, span, at, end: endOf(reader, cursor, reader.varint()) };
  }
  const of = columns[source - 1];
  const offset = reader.varint();
  if (of === undefined || 'of' in of || offset + count > of.count) throw new Error(`${count} times from ${offset} on of time column ${source - 1} do not exist`);
  return { count, of, offset };
}

function endOf(reader: ByteReader, cursor: Cursor, length: number): number {
  const end = cursor.at + length;
  if (end > reader.end) throw new Error(`a block of ${length} bytes ends outside the row`);
  cursor.at = end;
  return end;
}

function readDirectory(reader: ByteReader, cursor: Cursor, slots: readonly number[], flags: number, columns: readonly StoredTimes[]): StoredSeries[] {
  const series: StoredSeries[] = [];
  for (const slot of slots) {
    const kind = flags & HAS_KINDS ? reader.u8() : KIND_FLOAT;
    if (kind !== KIND_FLOAT) throw new Error(`slot ${slot} holds ${KIND_NAMES[kind] ?? `a kind ${kind}`}, which this version does not read`);
    const index = flags & HAS_COLUMNS ? reader.varint() : 0;
    const times = columns[index];
    if (times === undefined) throw new Error(`slot ${slot} has time column ${index} of ${columns.length}`);
    const length = reader.varint();
    if (length > 0) {
      const at = cursor.at;
      series.push({ slot, times, at, end: endOf(reader, cursor, length) });
    } else {
      const twin = series[reader.varint()];
      if (twin === undefined) throw new Error(`slot ${slot} has the block of a series that is not before it`);
      series.push({ slot, times, at: twin.at, end: twin.end });
    }
  }
  return series;
}
