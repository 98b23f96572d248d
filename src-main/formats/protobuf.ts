import { ByteWriter } from '../base/bytes.ts';
import { AppError } from '../shared/model/errors.ts';

/** Wire types: protobuf.dev/programming-guides/encoding. Groups (3, 4) are refused. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
const FIXED32 = 5;

/** The first byte of a field whose number is below 16. */
export const tagOf = (field: number, wire: number): number => (field << 3) | wire;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LOW = 2 ** 32;

/**
 * Walks a protobuf message without building anything. Every read is bounded by the message it stands in (`end`), never by the buffer alone.
 *
 * what    names the message in errors: AppError 'bad-data' with the byte at which it went wrong
 */
export class ProtoReader {
  at: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  private readonly what: string;

  constructor(bytes: Uint8Array, what: string, start = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.what = what;
    this.at = start;
  }

  /** An unsigned number below 2^32: a tag or a length. */
  varint(end: number): number {
    const { bytes } = this;
    const first = bytes[this.at]!;
    if (first < 0x80 && this.at < end) {
      this.at++;
      return first;
    }
    let n = 0;
    for (let unit = 1; unit <= 2 ** 28; unit *= 128) {
      if (this.at >= end) throw this.malformed('ends inside a number');
      const byte = bytes[this.at++]!;
      n += (byte & 0x7f) * unit;
      if (byte >= 0x80) continue;
      if (n >= LOW) break;
      return n;
    }
    throw this.malformed('a tag or length of more than 32 bits');
  }

  /** Reads a length and gives the end of what it spans; the reader then stands at its start. */
  span(end: number): number {
    const stop = this.varint(end) + this.at;
    if (stop > end) throw this.malformed('a length runs past the end of its message');
    return stop;
  }

  /** A signed 64-bit number; beyond ±2^53 it is refused, since it would not be exact. */
  int64(end: number): number {
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      if (this.at >= end) throw this.malformed('ends inside a number');
      const byte = this.bytes[this.at++]!;
      const seven = byte & 0x7f;
      if (i < 4) low |= seven << (7 * i);
      else if (i === 4) { low |= seven << 28; high = seven >>> 4; } else high |= seven << (7 * i - 32);
      if (byte >= 0x80) continue;
      const n = (high | 0) * LOW + (low >>> 0);
      if (!Number.isSafeInteger(n)) throw this.malformed('a number beyond ±2^53');
      return n;
    }
    throw this.malformed('a number of more than 64 bits');
  }

  /** The text up to `stop`. */
  text(stop: number): string {
    const start = this.at;
    this.at = stop;
    try {
      return UTF8.decode(this.bytes.subarray(start, stop));
    } catch (cause) {
      throw this.malformed('text that is not UTF-8', start, cause);
    }
  }

  /** Steps over a field this reader does not know. `known` are the fields it does know, which would then have come with a wrong type. */
  skip(tag: number, end: number, known: readonly number[]): void {
    const field = tag >>> 3;
    const wire = tag & 7;
    if (field === 0) throw this.malformed('a field numbered 0');
    if (known.includes(field)) throw this.malformed(`field ${field} has wire type ${wire}`);
    if (wire === VARINT) this.skipVarint(end);
    else if (wire === BYTES) this.at = this.span(end);
    else if (wire === FIXED64) this.fixed(8, end);
    else if (wire === FIXED32) this.fixed(4, end);
    else throw this.malformed(`wire type ${wire}`);
  }

  /** Steps over a number of `width` bytes and gives where it stands. */
  fixed(width: number, end: number): number {
    const start = this.at;
    if (start + width > end) throw this.malformed('ends inside a number');
    this.at = start + width;
    return start;
  }

  malformed(problem: string, at = this.at, cause?: unknown): AppError {
    return new AppError('bad-data', `${this.what}: ${problem}, at byte ${at}`, cause === undefined ? {} : { cause });
  }

  private skipVarint(end: number): void {
    for (let i = 0; i < 10; i++) {
      if (this.at >= end) throw this.malformed('ends inside a number');
      if (this.bytes[this.at++]! < 0x80) return;
    }
    throw this.malformed('a number of more than 64 bits');
  }
}

const TEXT = new TextEncoder();

/** Writes the few field kinds our messages have. */
export class ProtoWriter {
  private readonly out = new ByteWriter();

  text(field: number, text: string): void {
    this.message(field, TEXT.encode(text));
  }

  message(field: number, body: Uint8Array): void {
    this.out.varint(tagOf(field, BYTES));
    this.out.varint(body.length);
    this.out.append(body);
  }

  /** A double as its two 32-bit halves, so that a NaN's payload survives. */
  double(field: number, low: number, high: number): void {
    this.out.varint(tagOf(field, FIXED64));
    this.out.u32(low);
    this.out.u32(high);
  }

  /** A whole number within ±2^53; a negative one takes ten bytes, as in every protobuf int64. */
  int64(field: number, n: number): void {
    this.out.varint(tagOf(field, VARINT));
    let rest = BigInt.asUintN(64, BigInt(n));
    for (; rest > 0x7fn; rest >>= 7n) this.out.u8(Number(rest & 0x7fn) | 0x80);
    this.out.u8(Number(rest));
  }

  done(): Uint8Array {
    return this.out.done();
  }
}
