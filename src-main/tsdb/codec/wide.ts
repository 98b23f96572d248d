import type { ByteWriter } from '../../base/bytes.ts';
import { type BitReader, bitLength, MAX_WIDE_WIDTH, packedBytes, packWide, unpackWide } from './bits.ts';
import { BLOCK } from './miniblocks.ts';

/**
 * Integers too large for miniblocks, within ±2^52: blocks of 64, each a width byte, the minimum (varint zigzag) and what lies above it.
 * For counters that grow by more than 2^30 a step, and for the halves of raw bits.
 */
export function encodeWide(out: ByteWriter, residuals: Float64Array, count: number): void {
  const scratch = new Float64Array(BLOCK);
  for (let from = 0; from < count; from += BLOCK) {
    const to = Math.min(from + BLOCK, count);
    const [min, width] = frameOf(residuals, from, to);
    out.u8(width);
    out.zigzag(min);
    for (let i = from; i < to; i++) scratch[i - from] = residuals[i]! - min;
    packWide(out, scratch, 0, to - from, width);
  }
}

/** The bytes encodeWide would write, up to the varints. */
export function sizeOfWide(residuals: Float64Array, count: number): number {
  let bytes = 0;
  for (let from = 0; from < count; from += BLOCK) {
    const to = Math.min(from + BLOCK, count);
    const [min, width] = frameOf(residuals, from, to);
    bytes += 1 + Math.ceil((bitLength(Math.abs(min)) + 1) / 7) + packedBytes(to - from, width);
  }
  return bytes;
}

function frameOf(residuals: Float64Array, from: number, to: number): [min: number, width: number] {
  let min = residuals[from]!;
  let max = min;
  for (let i = from; i < to; i++) {
    const r = residuals[i]!;
    if (r < min) min = r;
    if (r > max) max = r;
  }
  return [min, bitLength(max - min)];
}

/** Reads `count` integers; errors when a width is above 53 or the bytes end too soon or too late. */
export function decodeWide(reader: BitReader, residuals: Float64Array, count: number): void {
  for (let from = 0; from < count; from += BLOCK) {
    const length = Math.min(BLOCK, count - from);
    const width = reader.u8();
    if (width > MAX_WIDE_WIDTH) throw new Error(`a width of ${width} bits is none of a wide block's`);
    const min = reader.zigzag();
    unpackWide(reader, residuals, from, length, width);
    for (let i = from; i < from + length; i++) residuals[i]! += min;
  }
  if (reader.left > 0) throw new Error(`wide numbers go on behind ${count}`);
}
