import { jsonFloat } from '../promnumber.ts';
import { bitsOf, isStale } from '../../shared/model/sample.ts';
import type { TimeTexts } from './writer.ts';

const FIRST_BYTES = 1 << 20;
/** Bytes moved at once: the engine moves a BigInt between two views without making one. */
const WORD = 8;
/** A value's digits at most, and what a word may be written beyond the end. */
const SLACK = 64;
const LARGEST_INTEGER = 2 ** 53;
const LARGEST_SHORT = 1e9;
/** Decimals up to so many places, with up to 15 digits in all, are written without asking for the shortest form. */
const DECIMALS = 6;
const SCALE = 10 ** DECIMALS;

/** What stands around the values of one series. A number that is not finite is written by `special`; null leaves the sample out. */
export interface RowShape {
  readonly before: Uint8Array;
  /** the time stands before the value, or behind it */
  readonly timeFirst: boolean;
  readonly between: Uint8Array;
  readonly end: Uint8Array;
  readonly special: (value: number) => string | null;
}

/** Text as it grows, in bytes; rows of samples are written by the million. */
export class Rows {
  length = 0;
  private buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private view = viewOf(this.buffer);

  text(text: string): void {
    this.reserve(3 * text.length);
    this.length += this.buffer.write(text, this.length, 'utf8');
  }

  bytes(bytes: Uint8Array, from = 0, to = bytes.length): void {
    this.reserve(to - from);
    this.buffer.set(bytes.subarray(from, to), this.length);
    this.length += to - from;
  }

  /** A finite number: the shortest digits that read back the same. */
  number(value: number): void {
    this.reserve(SLACK);
    this.length = writeNumber(this.buffer, this.length, value);
  }

  /** A row for each sample but stale markers and what `special` leaves out; how many. */
  rows({ before, timeFirst, between, end, special }: RowShape, times: TimeTexts, values: Float64Array): number {
    const bits = bitsOf(values), { ends } = times;
    const [head, middle, tail, texts] = [before, between, end, times.bytes].map(padded) as [Padded, Padded, Padded, Padded];
    const longest = before.length + between.length + end.length + SLACK;
    let written = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!, from = ends[i]!, size = ends[i + 1]! - from;
      const special_ = Number.isFinite(value) ? undefined : isStale(bits, i) ? null : special(value);
      if (special_ === null) continue;
      this.reserve(longest + size + (special_?.length ?? 0));
      let at = this.copy(head, 0, before.length, this.length);
      if (timeFirst) at = this.copy(middle, 0, between.length, this.copy(texts, from, size, at));
      at = special_ === undefined ? writeNumber(this.buffer, at, value) : at + this.buffer.write(special_, at, 'latin1');
      if (!timeFirst) at = this.copy(texts, from, size, this.copy(middle, 0, between.length, at));
      this.length = this.copy(tail, 0, end.length, at);
      written++;
    }
    return written;
  }

  /** What was written, the first `bytes` of a body in memory of its own, or in `spare` where that is large enough; the next thing may be written after. */
  take(spare?: ArrayBuffer): { readonly body: Uint8Array<ArrayBuffer>; readonly bytes: number } {
    const room = spare !== undefined && spare.byteLength >= this.length ? spare : new ArrayBuffer(Math.ceil(this.length / FIRST_BYTES) * FIRST_BYTES);
    const body = new Uint8Array(room), bytes = this.length;
    body.set(this.buffer.subarray(0, bytes));
    this.length = 0;
    return { body, bytes };
  }

  private copy({ view }: Padded, from: number, size: number, to: number): number {
    for (let i = 0; i < size; i += WORD) this.view.setBigUint64(to + i, view.getBigUint64(from + i));
    return to + size;
  }

  private reserve(more: number): void {
    const needed = this.length + more + SLACK;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.buffer.length, needed));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
    this.view = viewOf(larger);
  }
}

interface Padded { readonly view: DataView }
/** The same bytes with a word of room behind them, so that whole words may be read. */
function padded(bytes: Uint8Array): Padded {
  if (bytes.buffer.byteLength >= bytes.byteOffset + bytes.length + WORD) return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length + WORD) };
  const room = new Uint8Array(bytes.length + WORD);
  room.set(bytes);
  return { view: new DataView(room.buffer) };
}

const viewOf = (buffer: Buffer): DataView => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);

/** Most values are integers or have few decimals. Two decimals of up to 15 digits are never the same float: those that read back the same are the shortest. */
function writeNumber(buffer: Buffer, at: number, value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude < LARGEST_INTEGER && Number.isInteger(value) && !Object.is(value, -0)) return writeInteger(buffer, signed(buffer, at, value), magnitude);
  if (magnitude >= 1 / SCALE && magnitude < LARGEST_SHORT) {
    const scaled = Math.round(magnitude * SCALE);
    if (scaled / SCALE === magnitude) return writeDecimal(buffer, signed(buffer, at, value), scaled);
  }
  return at + buffer.write(jsonFloat(value), at, 'latin1');
}

function signed(buffer: Buffer, at: number, value: number): number {
  if (value >= 0) return at;
  buffer[at] = 0x2d;
  return at + 1;
}

function writeInteger(buffer: Buffer, at: number, magnitude: number): number {
  let digits = 1;
  for (let power = 10; power <= magnitude; power *= 10) digits++;
  const end = at + digits;
  let to = end, rest = magnitude;
  for (; rest > 0x7fff_ffff; to--) {
    const tens = Math.floor(rest / 10);
    buffer[to - 1] = 0x30 + (rest - tens * 10);
    rest = tens;
  }
  for (let small = rest | 0; to > at; to--) {
    const tens = (small / 10) | 0;
    buffer[to - 1] = 0x30 + (small - tens * 10);
    small = tens;
  }
  return end;
}

/** scaled: the magnitude in units of the last of DECIMALS places */
function writeDecimal(buffer: Buffer, at: number, scaled: number): number {
  const whole = Math.floor(scaled / SCALE);
  const point = writeInteger(buffer, at, whole);
  let fraction = (scaled - whole * SCALE) | 0, last = 0;
  buffer[point] = 0x2e;
  for (let place = DECIMALS; place > 0; place--) {
    const tens = (fraction / 10) | 0, digit = fraction - tens * 10;
    if (digit !== 0 && last === 0) last = place;
    buffer[point + place] = 0x30 + digit;
    fraction = tens;
  }
  return point + last + 1;
}
