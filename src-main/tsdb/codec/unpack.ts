import type { BitReader } from './bits.ts';
import { packedBytes } from './bits.ts';
import { BLOCK, FRAME, PATCHED_WIDTH, ZERO_MASK, ZIGZAG } from './miniblocks.ts';

/** Above this width a number may lie in five bytes, not four. */
const FOUR_BYTE_WIDTH = 25;
/** The largest width whose numbers still fit an Int32Array. */
const MAX_WIDTH = 31;

/**
 * Reads miniblocks until the reader's end into residuals[0, count); what the bytes do not reach is zero.
 *
 * residuals  at least count long, rounded up to whole blocks
 * errors     a block that ends outside the bytes, a width above 31, more blocks than `count` needs, a patch outside its block
 */
export function decodeMiniblocks(reader: BitReader, residuals: Int32Array, count: number): void {
  let from = 0;
  while (reader.at < reader.end) {
    if (from >= count) throw new Error(`miniblocks go on behind ${count} numbers`);
    const header = reader.u8();
    const shape = header >> 6;
    const width = header & 63;
    const length = Math.min(BLOCK, count - from);
    if (shape === 3 && width < PATCHED_WIDTH) {
      const to = from + (width + 1) * BLOCK;
      if (to >= count + BLOCK) throw new Error(`a run of zeros goes on behind ${count} numbers`);
      residuals.fill(0, from, to);
      from = to;
      continue;
    }
    if (shape === ZIGZAG) zigzags(reader, residuals, from, length, width);
    else if (shape === FRAME) frame(reader, residuals, from, length, width);
    else if (shape === ZERO_MASK) zeroMask(reader, residuals, from, length, width);
    else patched(reader, residuals, from, length, width - PATCHED_WIDTH);
    from += BLOCK;
  }
  if (from < count) residuals.fill(0, from, count);
}

/** Checks that `count` numbers of `width` bits lie inside the bytes; returns where they start. */
function packed(reader: BitReader, count: number, width: number): number {
  if (width > MAX_WIDTH) throw new Error(`a width of ${width} bits is none of a miniblock's`);
  return reader.skip(packedBytes(count, width));
}

function zigzags(reader: BitReader, residuals: Int32Array, from: number, count: number, width: number): void {
  const at = packed(reader, count, width);
  unpack(reader.view, at, residuals, from, count, width);
  for (let i = from; i < from + count; i++) {
    const z = residuals[i]!;
    residuals[i] = (z >>> 1) ^ -(z & 1);
  }
}

function frame(reader: BitReader, residuals: Int32Array, from: number, count: number, width: number): void {
  const min = reader.zigzag();
  const at = packed(reader, count, width);
  unpack(reader.view, at, residuals, from, count, width);
  for (let i = from; i < from + count; i++) residuals[i]! += min;
}

/** Takes the set bits of the mask one by one: most masks are sparse. */
function zeroMask(reader: BitReader, residuals: Int32Array, from: number, count: number, width: number): void {
  const maskAt = reader.skip(packedBytes(count, 1));
  const { bytes } = reader;
  const maskEnd = reader.at;
  residuals.fill(0, from, from + count);
  const positions: number[] = [];
  for (let at = maskAt; at < maskEnd; at++) {
    for (let mask = bytes[at]!; mask !== 0; mask &= mask - 1) positions.push((at - maskAt) * 8 + 31 - Math.clz32(mask & -mask));
  }
  if (positions.some(position => position >= count)) throw new Error('a zero mask goes on behind its block');
  const at = packed(reader, positions.length, width);
  const kept = new Int32Array(BLOCK);
  unpack(reader.view, at, kept, 0, positions.length, width);
  positions.forEach((position, i) => {
    const z = kept[i]! + 1;
    residuals[from + position] = (z >>> 1) ^ -(z & 1);
  });
}

function patched(reader: BitReader, residuals: Int32Array, from: number, count: number, low: number): void {
  const patches = reader.u8();
  if (patches > count) throw new Error(`${patches} patches in a block of ${count}`);
  const at = packed(reader, count, low);
  unpack(reader.view, at, residuals, from, count, low);
  for (let i = 0; i < patches; i++) {
    const position = reader.u8();
    if (position >= count) throw new Error(`a patch at ${position} in a block of ${count}`);
    residuals[from + position]! |= reader.varint() << low;
  }
  for (let i = from; i < from + count; i++) {
    const z = residuals[i]!;
    residuals[i] = (z >>> 1) ^ -(z & 1);
  }
}

function unpack(view: DataView, at: number, out: Int32Array, from: number, count: number, width: number): void {
  if (width === 0) {
    out.fill(0, from, from + count);
    return;
  }
  const mask = width === MAX_WIDTH ? 0x7fff_ffff : (1 << width) - 1;
  const to = from + count;
  if (width <= FOUR_BYTE_WIDTH) {
    for (let i = from, bit = 0; i < to; i++, bit += width) out[i] = (view.getUint32(at + (bit >>> 3), true) >>> (bit & 7)) & mask;
    return;
  }
  for (let i = from, bit = 0; i < to; i++, bit += width) {
    const byte = at + (bit >>> 3);
    const shift = bit & 7;
    out[i] = ((view.getUint32(byte, true) >>> shift) | ((view.getUint8(byte + 4) << 1) << (31 - shift))) & mask;
  }
}
