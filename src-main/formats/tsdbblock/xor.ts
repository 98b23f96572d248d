import { AppError } from '../../shared/model/errors.ts';
import type { SeriesColumns } from '../seriescolumns.ts';

/** Encodings of chunks. source: github.com/prometheus/prometheus, tsdb/docs/format/chunks.md */
export const XOR = 1;

const cut = (): AppError => new AppError('bad-data', 'chunk: it is cut off');

/** Bits of a chunk, the highest of a byte first. */
class Bits {
  private at: number;
  private bit = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  one(): boolean { return this.take(1) === 1; }

  /** Up to 32 bits. */
  take(count: number): number {
    let value = 0;
    for (let left = count; left > 0;) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw cut();
      const here = Math.min(left, 8 - this.bit);
      value = value * 2 ** here + ((byte >> (8 - this.bit - here)) & (2 ** here - 1));
      left -= here;
      this.bit += here;
      if (this.bit === 8) { this.bit = 0; this.at++; }
    }
    return value;
  }

  uvarint(): number {
    let n = 0;
    for (let unit = 1; unit < 2 ** 64; unit *= 128) {
      const byte = this.take(8);
      n += (byte & 0x7f) * unit;
      if (byte < 0x80) return n;
    }
    throw cut();
  }

  varint(): number {
    const n = this.uvarint();
    return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
  }

  /** A number of 64 bits with a sign; times and their differences fit into 53. */
  int64(): number { return (this.take(32) | 0) * 2 ** 32 + this.take(32); }
}

/**
 * The samples of an XOR chunk, which go to the series that is open in `into`; every bit of a value is kept.
 *
 * bytes   the chunk's data, without length, encoding and checksum
 * errors  AppError 'bad-data'
 * source  tsdb/chunkenc/xor.go; Pelkonen et al., "Gorilla" (2015)
 */
export function decodeXor(bytes: Uint8Array, into: SeriesColumns): void {
  if (bytes.length < 2) throw cut();
  const count = bytes[0]! * 256 + bytes[1]!;
  if (count === 0) return;
  const bits = new Bits(bytes, 2);
  let time = bits.varint();
  let [high, low] = [bits.take(32), bits.take(32)];
  into.addBits(time, low, high);
  let delta = 0;
  const window = { leading: 0, trailing: 0 };
  for (let i = 1; i < count; i++) {
    delta = i === 1 ? bits.uvarint() : delta + deltaOfDelta(bits);
    time += delta;
    [high, low] = nextValue(bits, window, high, low);
    into.addBits(time, low, high);
  }
}

/** 0: none; 10, 110, 1110: 14, 17 or 20 bits; 1111: 64. Values above half are negative. */
function deltaOfDelta(bits: Bits): number {
  if (!bits.one()) return 0;
  const width = !bits.one() ? 14 : !bits.one() ? 17 : !bits.one() ? 20 : 64;
  if (width === 64) return bits.int64();
  const value = bits.take(width);
  return value > 2 ** (width - 1) ? value - 2 ** width : value;
}

/** The value's bits are those before, but for a stretch of them. */
function nextValue(bits: Bits, window: { leading: number; trailing: number }, high: number, low: number): [high: number, low: number] {
  if (!bits.one()) return [high, low];
  if (bits.one()) {
    window.leading = bits.take(5);
    const significant = bits.take(6) || 64; // 64 does not fit into 6 bits and is written as 0
    window.trailing = 64 - window.leading - significant;
    if (window.trailing < 0) throw new AppError('bad-data', 'chunk: a value of more than 64 bits');
  }
  const count = 64 - window.leading - window.trailing;
  const upper = Math.max(0, Math.min(count, 32 - window.leading));
  const highBits = upper > 0 ? bits.take(upper) * 2 ** (32 - window.leading - upper) : 0;
  const lower = count - upper;
  const lowBits = lower > 0 ? bits.take(lower) * 2 ** window.trailing : 0;
  return [(high ^ highBits) >>> 0, (low ^ lowBits) >>> 0];
}
