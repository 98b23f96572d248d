import type { ByteWriter } from '../../base/bytes.ts';
import { bitLength, packedBytes, packNarrow } from './bits.ts';

/**
 * Small integers in blocks of 64, each in the shape that is smallest for it. A block's first byte holds the shape in its top two bits and a
 * width w in the low six; the last block may hold fewer than 64.
 *
 *   0 zigzag     w bits each
 *   1 frame      varint zigzag of the minimum, then w bits each of what lies above it
 *   2 zero mask  a bitmap of those that are not zero, then w bits each of (zigzag - 1) of those
 *   3 w < 32     w + 1 blocks of zeros
 *     w >= 32    patched: a count, the low w - 32 bits of each zigzag, then as many (position, varint of the bits above)
 *
 * Blocks of zeros at the end are left out: the bytes end there.
 * After "patched frame of reference", Zukowski et al. (ICDE 2006); here the cheapest shape is chosen by exact size.
 */
export const BLOCK = 64;
/** What is packed stays below 2^30, so that zigzags and differences stay below 2^31. */
export const MAX_NARROW = 2 ** 30 - 1;

export const ZIGZAG = 0;
export const FRAME = 1;
export const ZERO_MASK = 2;
export const ZEROS = 3;
/** Zero masks and patched blocks are no wider: such a number always lies within four bytes, wherever it begins. */
export const MAX_SHORT_WIDTH = 25;
/** From this width on, shape 3 is a patched block. */
export const PATCHED_WIDTH = 32;
const MAX_ZERO_RUN = 32;
const HEADER_BYTES = 1;

/** What is known of one block of zigzags, and the shape that follows from it. */
interface Plan {
  min: number;
  max: number;
  nonZero: number;
  /** How many zigzags need exactly so many bits. */
  readonly byWidth: Uint8Array;
  shape: number;
  width: number;
  bytes: number;
}

/** Room for the work on one block, made once per encoder. */
export interface BlockScratch { readonly packed: Int32Array; readonly plan: Plan }
export const blockScratch = (): BlockScratch => ({
  packed: new Int32Array(BLOCK),
  plan: { min: 0, max: 0, nonZero: 0, byWidth: new Uint8Array(33), shape: 0, width: 0, bytes: 0 },
});

const zigzag = (r: number): number => (r << 1) ^ (r >> 31);
const varintBytes = (n: number): number => (n < 0x80 ? 1 : Math.ceil(bitLength(n) / 7));

/** Writes residuals[0, count), each within ±MAX_NARROW. */
export function encodeMiniblocks(out: ByteWriter, residuals: Int32Array, count: number, scratch: BlockScratch): void {
  let zeros = 0;
  for (let from = 0; from < count; from += BLOCK) {
    const to = Math.min(from + BLOCK, count);
    makePlan(scratch.plan, residuals, from, to);
    if (scratch.plan.nonZero === 0) {
      zeros++;
      continue;
    }
    writeZeroRun(out, zeros);
    zeros = 0;
    writeBlock(out, residuals, from, to, scratch);
  }
}

/** The bytes encodeMiniblocks would write. */
export function sizeOfMiniblocks(residuals: Int32Array, count: number, scratch: BlockScratch): number {
  let bytes = 0;
  for (let from = 0; from < count; from += BLOCK) {
    makePlan(scratch.plan, residuals, from, Math.min(from + BLOCK, count));
    if (scratch.plan.nonZero > 0) bytes += scratch.plan.bytes;
  }
  return bytes;
}

function writeZeroRun(out: ByteWriter, blocks: number): void {
  for (let left = blocks; left > 0; left -= MAX_ZERO_RUN) out.u8((ZEROS << 6) | (Math.min(left, MAX_ZERO_RUN) - 1));
}

function makePlan(plan: Plan, residuals: Int32Array, from: number, to: number): void {
  const { byWidth } = plan;
  byWidth.fill(0);
  let min = residuals[from]!;
  let max = min;
  for (let i = from; i < to; i++) {
    const r = residuals[i]!;
    if (r < min) min = r;
    if (r > max) max = r;
    byWidth[32 - Math.clz32((r << 1) ^ (r >> 31))]!++;
  }
  plan.min = min;
  plan.max = max;
  plan.nonZero = to - from - byWidth[0]!;
  if (plan.nonZero > 0) choose(plan, to - from);
}

/** Takes the smallest shape; of equals the one that is read fastest. */
function choose(plan: Plan, count: number): void {
  const largest = Math.max(zigzag(plan.min), zigzag(plan.max));
  const width = bitLength(largest);
  take(plan, ZIGZAG, width, packedBytes(count, width));
  const frameWidth = bitLength(plan.max - plan.min);
  const frameBytes = varintBytes(zigzag(plan.min)) + packedBytes(count, frameWidth);
  if (frameBytes < plan.bytes) take(plan, FRAME, frameWidth, frameBytes);
  const maskWidth = bitLength(largest - 1);
  const maskBytes = packedBytes(count, 1) + packedBytes(plan.nonZero, maskWidth);
  if (maskBytes < plan.bytes && maskWidth <= MAX_SHORT_WIDTH) take(plan, ZERO_MASK, maskWidth, maskBytes);
  choosePatched(plan, count, width);
  plan.bytes += HEADER_BYTES;
}

function take(plan: Plan, shape: number, width: number, bytes: number): void {
  plan.shape = shape;
  plan.width = width;
  plan.bytes = bytes;
}

/** Lowers the width bit by bit as long as the patches alone (two bytes each at least) cost less than the best so far. */
function choosePatched(plan: Plan, count: number, width: number): void {
  const { byWidth } = plan;
  let patches = 0;
  for (let low = width - 1; low >= 0; low--) {
    patches += byWidth[low + 1]!;
    if (patches * 2 >= plan.bytes) return;
    let bytes = 1 + packedBytes(count, low);
    for (let w = low + 1; w <= width; w++) bytes += byWidth[w]! * (1 + Math.ceil((w - low) / 7));
    if (bytes < plan.bytes && low <= MAX_SHORT_WIDTH) take(plan, ZEROS, PATCHED_WIDTH + low, bytes);
  }
}

function writeBlock(out: ByteWriter, residuals: Int32Array, from: number, to: number, { plan, packed }: BlockScratch): void {
  const count = to - from;
  out.u8((plan.shape << 6) | plan.width);
  if (plan.shape === FRAME) {
    out.zigzag(plan.min);
    for (let i = 0; i < count; i++) packed[i] = residuals[from + i]! - plan.min;
    packNarrow(out, packed, 0, count, plan.width);
    return;
  }
  for (let i = 0; i < count; i++) packed[i] = zigzag(residuals[from + i]!);
  if (plan.shape === ZIGZAG) packNarrow(out, packed, 0, count, plan.width);
  else if (plan.shape === ZERO_MASK) writeZeroMask(out, packed, count, plan.width);
  else writePatched(out, packed, count, plan.width - PATCHED_WIDTH);
}

function writeZeroMask(out: ByteWriter, zigzags: Int32Array, count: number, width: number): void {
  const at = out.reserve(packedBytes(count, 1));
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const value = zigzags[i]!;
    if (value === 0) continue;
    out.bytes[at + (i >> 3)]! |= 1 << (i & 7);
    zigzags[kept++] = value - 1;
  }
  packNarrow(out, zigzags, 0, kept, width);
}

function writePatched(out: ByteWriter, zigzags: Int32Array, count: number, low: number): void {
  const countAt = out.reserve(1);
  const patches: number[] = [];
  for (let i = 0; i < count; i++) {
    const value = zigzags[i]!;
    const high = value >>> low;
    if (high > 0) patches.push(i, high);
    zigzags[i] = value & ((1 << low) - 1);
  }
  out.bytes[countAt] = patches.length / 2;
  packNarrow(out, zigzags, 0, count, low);
  for (const part of patches) out.varint(part);
}
