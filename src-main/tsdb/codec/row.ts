import { ByteWriter } from '../../base/bytes.ts';
import { BitReader, SLACK_BYTES } from './bits.ts';
import { decodeValues, isNumericBlock } from './block.ts';
import { columnsOf, type TimeColumn } from './columns.ts';
import type { EntropyCoder } from './entropy.ts';
import { type EncodeScratch, encodeScratch, encodeValues } from './encode.ts';
import { type Header, MAX_ROW_SAMPLES, MAX_SERIES, type NewSeries, type NewTimes, type OwnTimes, readHeader, type StoredSeries, type StoredTimes, writeHeader } from './header.ts';
import { type DecodeScratch, decodeScratch } from './integers.ts';
import { checkTimes, decodeTimes, encodeTimes, lastTime } from './times.ts';

export { MAX_ROW_SAMPLES } from './header.ts';

/**
 * One series' samples inside a row.
 *
 * slot    0 to 31, its place in the shard
 * times   unix ms, strictly increasing integers within ±2^53, 1 to MAX_ROW_SAMPLES of them; series that share times pass the same array
 * values  as many, any bits
 */
export interface RowSeries { readonly slot: number; readonly times: Float64Array; readonly values: Float64Array }

/** A sealed row, opened: its header is read, its columns are decoded when asked for. */
export interface Row {
  /** Smallest and largest time of all series, unix ms. */
  readonly from: number;
  readonly to: number;
  /** Ascending. */
  readonly slots: readonly number[];
  /** Of all series together. */
  readonly samples: number;
  /**
   * Decodes one series; null when the slot is not in the row. Series with the same times get the same `times` array: never write to it.
   * errors  bytes that are no well-formed block
   */
  column(slot: number): { readonly times: Float64Array; readonly values: Float64Array } | null;
  /** The times of one series alone; null when the slot is not in the row. Errors as column(). */
  times(slot: number): Float64Array | null;
  /** Decodes the values of one series into `values`, which is as long as its times: memory for many rows may be taken once. Errors as column(). */
  read(slot: number, values: Float64Array): void;
  /** Whether it is known without decoding that no value of a series is a NaN, a stale marker among them. */
  isNumeric(slot: number): boolean;
}

/**
 * The bytes of one sealed row (the layout is described in header.ts). cold: for the cold tier, which is smaller and slower to read.
 * errors  no series, a slot outside 0 to 31 or twice, no samples or too many, times that do not increase
 */
export function encodeRow(series: readonly RowSeries[], cold: EntropyCoder | null = null): Uint8Array {
  const sorted = [...series].sort((a, b) => a.slot - b.slot);
  checkSeries(sorted);
  const { columns, columnOf } = columnsOf(sorted);
  const scratch = encodeScratch(columns[0]!.times.length, cold);
  const blocks = new ByteWriter(4096);
  const times = columns.map(column => writeTimes(blocks, column, scratch));
  const directory = writeBlocks(blocks, sorted, columnOf, scratch);
  const row = new ByteWriter(blocks.length + 256);
  writeHeader(row, times, directory, cold !== null);
  row.append(blocks.bytes.subarray(0, blocks.length));
  return row.done();
}

function checkSeries(sorted: readonly RowSeries[]): void {
  if (sorted.length === 0) throw new Error('a row of no series');
  let previous = -1;
  for (const { slot, times, values } of sorted) {
    if (!(Number.isInteger(slot) && slot >= 0 && slot < MAX_SERIES)) throw new Error(`slot ${slot} is outside 0 to ${MAX_SERIES - 1}`);
    if (slot === previous) throw new Error(`slot ${slot} is in the row twice`);
    if (times.length !== values.length) throw new Error(`slot ${slot} has ${times.length} times and ${values.length} values`);
    if (times.length === 0) throw new Error(`slot ${slot} has no samples`);
    if (times.length > MAX_ROW_SAMPLES) throw new Error(`slot ${slot} has ${times.length} samples, a row holds ${MAX_ROW_SAMPLES}`);
    previous = slot;
  }
}

function writeTimes(blocks: ByteWriter, { times, slice }: TimeColumn, scratch: EncodeScratch): NewTimes {
  if (slice !== null) return { count: times.length, ...slice };
  checkTimes(times);
  const at = blocks.length;
  const span = encodeTimes(blocks, times, scratch.integers);
  return { count: times.length, ...span, length: blocks.length - at };
}

/** Equal blocks are stored once: series that never change, or change together, are many. A block of one byte is no dearer than saying whose it is. */
function writeBlocks(blocks: ByteWriter, sorted: readonly RowSeries[], columnOf: readonly number[], scratch: EncodeScratch): NewSeries[] {
  const known = new Map<string, number>();
  return sorted.map(({ slot, values }, i) => {
    const column = columnOf[i]!;
    const at = blocks.length;
    encodeValues(blocks, values, scratch);
    const length = blocks.length - at;
    const content = Buffer.from(blocks.bytes.buffer, at, length).toString('latin1');
    const sameAs = known.get(content);
    if (sameAs === undefined || length === 1) {
      known.set(content, i);
      return { slot, column, block: { length } };
    }
    blocks.length = at;
    return { slot, column, block: { sameAs } };
  });
}

/**
 * Reads a row's header. Nothing is taken from memory before it is known to lie within the bytes; a column costs memory when it is asked for,
 * 16 MiB at most.
 * scratch  memory for decoding, which rows that are read one after the other may share
 * errors  another version, kinds other than float, blocks that end outside the bytes, more samples than MAX_ROW_SAMPLES
 */
export function openRow(bytes: Uint8Array, scratch: DecodeScratch = decodeScratch()): Row {
  return new SealedRow(bytes, readHeader(bytes), scratch);
}

class SealedRow implements Row {
  readonly from: number;
  readonly to: number;
  readonly slots: readonly number[];
  readonly samples: number;
  private readonly bytes: Uint8Array;
  private readonly header: Header;
  private readonly view: DataView;
  private readonly scratch: DecodeScratch;
  /** by slot: its place in the header's list, -1 where there is none */
  private readonly places = new Int8Array(MAX_SERIES).fill(-1);
  private readonly decoded = new Map<StoredTimes, Float64Array>();

  constructor(bytes: Uint8Array, header: Header, scratch: DecodeScratch) {
    this.bytes = bytes;
    this.header = header;
    this.scratch = scratch;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.slots = header.series.map(({ slot }) => slot);
    for (const [place, slot] of this.slots.entries()) this.places[slot] = place;
    this.samples = header.series.reduce((sum, { times }) => sum + times.count, 0);
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    for (const column of header.columns) {
      if ('of' in column) continue; // a stretch of another column lies within it
      from = Math.min(from, column.first);
      to = Math.max(to, lastTime(this.reader(column), column));
    }
    this.from = from;
    this.to = to;
  }

  column(slot: number): { readonly times: Float64Array; readonly values: Float64Array } | null {
    const found = this.find(slot);
    if (found === undefined) return null;
    const times = this.timesOf(found.times);
    const values = new Float64Array(found.times.count);
    decodeValues(this.reader(found), values, this.scratch);
    return { times, values };
  }

  times(slot: number): Float64Array | null {
    const found = this.find(slot);
    return found === undefined ? null : this.timesOf(found.times);
  }

  read(slot: number, values: Float64Array): void {
    const found = this.find(slot);
    if (found?.times.count !== values.length) throw new Error(`BUG: slot ${slot} holds ${found?.times.count ?? 0} samples, not ${values.length}`);
    decodeValues(this.reader(found), values, this.scratch);
  }

  isNumeric(slot: number): boolean {
    const found = this.find(slot);
    return found !== undefined && found.at < found.end && isNumericBlock(this.bytes[this.header.blocksAt + found.at]!);
  }

  private find(slot: number): StoredSeries | undefined {
    return this.header.series[this.places[slot] ?? -1];
  }

  private timesOf(stored: StoredTimes): Float64Array {
    const known = this.decoded.get(stored);
    if (known !== undefined) return known;
    const times = 'of' in stored ? this.timesOf(stored.of).subarray(stored.offset, stored.offset + stored.count) : this.decodeOwn(stored);
    this.decoded.set(stored, times);
    return times;
  }

  private decodeOwn(stored: OwnTimes): Float64Array {
    const times = new Float64Array(stored.count);
    decodeTimes(this.reader(stored), times, stored, this.scratch);
    return times;
  }

  /** A block at the very end has no bytes behind it to read over: it is copied to where there are. */
  private reader(block: { readonly at: number; readonly end: number }): BitReader {
    const at = this.header.blocksAt + block.at;
    const end = this.header.blocksAt + block.end;
    if (end + SLACK_BYTES <= this.bytes.length) return new BitReader(this.bytes, at, end, this.view);
    const padded = new Uint8Array(end - at + SLACK_BYTES);
    padded.set(this.bytes.subarray(at, end));
    return new BitReader(padded, 0, end - at);
  }
}
