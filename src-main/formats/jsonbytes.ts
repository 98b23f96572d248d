import { jsonFloat, jsonTime } from './promnumber.ts';

const ASCII = new TextEncoder();
const LARGEST_INTEGER = 2 ** 53;
/** Decimals up to so many places, with up to 15 digits in all, are written without asking for the shortest form. */
const DECIMALS = 6;
const SCALE = 10 ** DECIMALS;
const LARGEST_DECIMAL = 1e9;
const SMALLEST_DECIMAL = 1e-6;
/** Bytes that one point takes at most: a time of 20 digits, a value of 25, and what stands around them. */
const POINT_BYTES = 64;

const FIRST_BYTES = 64 * 1024;
/** Memory kept from one answer to the next. */
const KEPT_BYTES = 1024 * 1024;

/** The beginnings of points, `[time,"`, one behind the other. */
interface Heads { readonly times: readonly string[]; readonly ends: Uint32Array; readonly bytes: Uint8Array }
const headOf = (time: string): string => `[${time},"`;

/** JSON as it grows, in bytes. Points are written digit by digit: an answer may have millions. */
export class JsonBytes {
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;
  #heads: Heads | null = null;

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#buffer.length, this.#length + more));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#length += this.#buffer.write(text, this.#length, 'utf8');
  }

  /** `[time,"value"]` */
  point(time: string, value: number): void { this.text(`[${time},"${jsonFloat(value)}"]`); }

  /**
   * The present points, with commas between.
   * times  written already, so that series of one answer share the work; or unix ms
   */
  points(times: readonly string[] | Float64Array, values: Float64Array, present: Uint8Array | null): void {
    const heads = times instanceof Float64Array ? null : this.#headsOf(times);
    let first = true, last = NaN, lastFrom = 0, lastTo = 0;
    for (let i = 0; i < values.length; i++) {
      if (present !== null && (present[i >>> 3]! & (1 << (i & 7))) === 0) continue;
      this.#reserve(POINT_BYTES);
      if (!first) this.#buffer[this.#length++] = 0x2c;
      first = false;
      if (heads === null) this.#ascii(headOf(jsonTime((times as Float64Array)[i]!)));
      else this.#copy(heads.bytes, heads.ends[i]!, heads.ends[i + 1]!);
      const value = values[i]!;
      if (value === last && value !== 0) {
        // Most series stand still most of the time: the digits are there already.
        const from = lastFrom;
        lastFrom = this.#length;
        this.#copy(this.#buffer, from, lastTo);
        lastTo = this.#length;
        continue;
      }
      lastFrom = this.#length;
      this.#value(value);
      this.#buffer[this.#length++] = 0x22;
      this.#buffer[this.#length++] = 0x5d;
      lastTo = this.#length;
      last = value;
    }
  }

  /** What stands before each value. Series of one answer hand in the same array of times. */
  #headsOf(times: readonly string[]): Heads {
    if (this.#heads?.times === times) return this.#heads;
    const texts = times.map(headOf), ends = new Uint32Array(times.length + 1);
    for (let i = 0; i < times.length; i++) ends[i + 1] = ends[i]! + texts[i]!.length;
    return this.#heads = { times, ends, bytes: ASCII.encode(texts.join('')) };
  }

  /** A few bytes: a call would take longer than they do. */
  #copy(bytes: Uint8Array, from: number, to: number): void {
    const buffer = this.#buffer;
    let at = this.#length;
    for (let i = from; i < to; i++) buffer[at++] = bytes[i]!;
    this.#length = at;
  }

  #ascii(text: string): void {
    for (let i = 0; i < text.length; i++) this.#buffer[this.#length++] = text.charCodeAt(i);
  }

  /** Most values are integers or have few decimals. Two decimals of up to 15 digits are never the same float: those that read back the same are the shortest. */
  #value(value: number): void {
    const magnitude = Math.abs(value);
    if (magnitude >= SMALLEST_DECIMAL && magnitude < LARGEST_DECIMAL) {
      const scaled = Math.round(magnitude * SCALE);
      if (scaled / SCALE === magnitude) { this.#decimal(value < 0, scaled); return; }
    }
    if (value !== 0 && Number.isInteger(value) && magnitude < LARGEST_INTEGER) this.#integer(value < 0, magnitude);
    else this.#ascii(jsonFloat(value));
  }

  /** scaled: the magnitude in units of the last of DECIMALS places */
  #decimal(negative: boolean, scaled: number): void {
    const whole = Math.floor(scaled / SCALE);
    this.#integer(negative, whole);
    let fraction = scaled - whole * SCALE;
    if (fraction === 0) return;
    this.#buffer[this.#length] = 0x2e;
    let last = 0;
    for (let place = DECIMALS; place > 0; place--) {
      const tens = Math.floor(fraction / 10), digit = fraction - tens * 10;
      if (digit !== 0 && last === 0) last = place;
      this.#buffer[this.#length + place] = 0x30 + digit;
      fraction = tens;
    }
    this.#length += last + 1;
  }

  #integer(negative: boolean, magnitude: number): void {
    if (negative) this.#buffer[this.#length++] = 0x2d;
    let rest = magnitude, digits = 1;
    for (let power = 10; power <= rest; power *= 10) digits++;
    this.#length += digits;
    for (let to = this.#length - 1; digits > 0; digits--) {
      const tens = Math.floor(rest / 10);
      this.#buffer[to--] = 0x30 + (rest - tens * 10);
      rest = tens;
    }
  }

  /** What was written, in memory of its own; the next thing may be written after. */
  bytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#length);
    bytes.set(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
    this.#heads = null;
    if (this.#buffer.length > KEPT_BYTES) this.#buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
    return bytes;
  }
}
