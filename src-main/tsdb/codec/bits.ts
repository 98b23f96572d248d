import { ByteReader, type ByteWriter } from '../../base/bytes.ts';

/** Numbers packed side by side, `width` bits each, lowest bit first. A narrow number has at most 31 bits, a wide one at most 53. */
export const MAX_NARROW_WIDTH = 31;
export const MAX_WIDE_WIDTH = 53;

/** Unpacking reads up to nine bytes from where a number begins, so this many must exist behind the last one; what they hold does not matter. */
export const SLACK_BYTES = 9;

/** A reader of packed numbers: a ByteReader whose bytes go on for at least SLACK_BYTES behind its end. */
export class BitReader extends ByteReader {
  readonly view: DataView;

  constructor(bytes: Uint8Array, at: number, end: number, view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)) {
    super(bytes, at, end);
    if (end + SLACK_BYTES > bytes.length) throw new Error(`BUG: packed numbers end at byte ${end} of ${bytes.length}, which leaves no slack`);
    this.view = view;
  }
}

/** Bits that a number >= 0 needs; 0 needs none. */
export function bitLength(n: number): number {
  return n < 0x1_0000_0000 ? 32 - Math.clz32(n) : 64 - Math.clz32(Math.floor(n / 0x1_0000_0000));
}

export const packedBytes = (count: number, width: number): number => Math.ceil((count * width) / 8);

/** Writes values[from, to), each 0 <= v < 2^width, width <= 31. */
export function packNarrow(out: ByteWriter, values: Int32Array, from: number, to: number, width: number): void {
  let at = out.reserve(packedBytes(to - from, width));
  const { bytes } = out;
  let word = 0;
  let fill = 0;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    word |= value << fill;
    fill += width;
    if (fill < 32) continue;
    bytes[at] = word;
    bytes[at + 1] = word >>> 8;
    bytes[at + 2] = word >>> 16;
    bytes[at + 3] = word >>> 24;
    at += 4;
    fill -= 32;
    word = fill > 0 ? value >>> (width - fill) : 0;
  }
  for (; fill > 0; fill -= 8, word >>>= 8) bytes[at++] = word;
}

/** Writes values[from, to), each an integer 0 <= v < 2^width, width <= 53. */
export function packWide(out: ByteWriter, values: Float64Array, from: number, to: number, width: number): void {
  let at = out.reserve(packedBytes(to - from, width));
  const { bytes } = out;
  let fill = 0;
  for (let i = from; i < to; i++) {
    let value = values[i]!;
    for (let left = width; left > 0; ) {
      const take = Math.min(left, 8 - fill);
      const unit = 1 << take;
      bytes[at]! |= (value % unit) << fill;
      value = Math.floor(value / unit);
      left -= take;
      fill += take;
      if (fill === 8) {
        fill = 0;
        at++;
      }
    }
  }
}

/** Reads `count` wide numbers into values[from, from + count). */
export function unpackWide(reader: BitReader, values: Float64Array, from: number, count: number, width: number): void {
  const { view } = reader;
  const lowMask = width >= 32 ? -1 : (1 << width) - 1;
  const highMask = width > 32 ? (1 << (width - 32)) - 1 : 0;
  const to = from + count;
  for (let i = from, bit = reader.skip(packedBytes(count, width)) * 8; i < to; i++, bit += width) {
    const byte = Math.floor(bit / 8);
    const shift = bit & 7;
    const middle = view.getUint32(byte + 4, true);
    const low = ((view.getUint32(byte, true) >>> shift) | ((middle << 1) << (31 - shift))) & lowMask;
    const high = ((middle >>> shift) | ((view.getUint8(byte + 8) << 1) << (31 - shift))) & highMask;
    values[i] = high * 0x1_0000_0000 + (low >>> 0);
  }
}
