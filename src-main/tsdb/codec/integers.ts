import type { ByteWriter } from '../../base/bytes.ts';
import type { BitReader } from './bits.ts';
import { BLOCK, type BlockScratch, blockScratch, encodeMiniblocks, MAX_NARROW, sizeOfMiniblocks } from './miniblocks.ts';
import { CURVE, firstOf, LEVEL, LINE, type Order, type Prediction, residualsOf, restore, STEP } from './residuals.ts';
import { decodeMiniblocks } from './unpack.ts';
import { decodeWide, encodeWide, sizeOfWide } from './wide.ts';

/**
 * A stream of integers, each of a magnitude below 2^50 (MAX_INTEGER): a header byte, the prediction's numbers, the packed residuals up to the end.
 *
 *   bits 0-1  order     bit 2  a gcd follows     bit 3  a drift follows     bit 4  wide residuals     bits 5-7  packing
 *
 * packing  0 = miniblocks; others are refused (1 is kept for an entropy-coded cold tier)
 */
export const MAX_INTEGER = 2 ** 50;
const HAS_GCD = 4;
const HAS_DRIFT = 8;
const WIDE = 16;
const PACKING_SHIFT = 5;
const MINIBLOCKS = 0;
/** So many values are looked at for a median. */
const MEDIAN_SAMPLES = 31;

/** Room for encoding streams of up to `count` integers. */
export interface IntegerScratch {
  readonly residuals: Int32Array;
  readonly wide: Float64Array;
  readonly block: BlockScratch;
  readonly wideBlock: Float64Array;
}
export const integerScratch = (count: number): IntegerScratch => ({
  residuals: new Int32Array(count),
  wide: new Float64Array(count),
  block: blockScratch(),
  wideBlock: new Float64Array(BLOCK),
});

/** Writes x[0, n), n >= 1. */
export function encodeIntegers(out: ByteWriter, x: Float64Array, n: number, scratch: IntegerScratch): void {
  const candidates = candidatesFor(x, n);
  let best = candidates[0]!;
  let wide = true;
  let bestBytes = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (residualsOf(x, n, candidate, scratch.residuals) > MAX_NARROW) continue;
    const bytes = paramBytes(candidate) + sizeOfMiniblocks(scratch.residuals, n - firstOf(candidate.order), scratch.block);
    if (bytes >= bestBytes) continue;
    best = candidate;
    bestBytes = bytes;
    wide = false;
  }
  if (wide) best = bestOfWide(x, n, candidates, scratch);
  writeHeader(out, best, wide);
  const count = n - firstOf(best.order);
  residualsOf(x, n, best, wide ? scratch.wide : scratch.residuals);
  if (wide) encodeWide(out, scratch.wide, count, scratch.wideBlock);
  else encodeMiniblocks(out, scratch.residuals, count, scratch.block);
}

function bestOfWide(x: Float64Array, n: number, candidates: readonly Prediction[], scratch: IntegerScratch): Prediction {
  const sized = candidates.map(candidate => {
    residualsOf(x, n, candidate, scratch.wide);
    return { candidate, bytes: paramBytes(candidate) + sizeOfWide(scratch.wide, n - firstOf(candidate.order)) };
  });
  return sized.reduce((a, b) => (b.bytes < a.bytes ? b : a)).candidate;
}

function candidatesFor(x: Float64Array, n: number): Prediction[] {
  const base = x[0]!;
  const gcd = gcdOfSteps(x, n);
  const candidates: Prediction[] = [{ order: STEP, base, gcd, drift: 0 }];
  if (n < 3) return candidates;
  const drift = medianOf(n - 1, i => x[i + 1]! - x[i]!);
  if (drift !== 0) candidates.push({ order: STEP, base, gcd, drift });
  candidates.push({ order: LEVEL, base: medianOf(n, i => x[i]!), gcd, drift: 0 });
  candidates.push({ order: CURVE, base, gcd, drift: x[1]! - base });
  if (drift !== 0) candidates.push({ order: LINE, base, gcd: 1, drift: x[n - 1]! - base });
  return candidates;
}

/** An order statistic of some of the numbers; one of them, so that it shares their residue by the gcd. */
function medianOf(n: number, at: (i: number) => number): number {
  const count = Math.min(n, MEDIAN_SAMPLES);
  const some = Float64Array.from({ length: count }, (_, i) => at(Math.floor((i * n) / count))).sort();
  return some[count >> 1]!;
}

/** The largest number that divides every difference; 1 when there is none. */
function gcdOfSteps(x: Float64Array, n: number): number {
  let gcd = 0;
  for (let i = 1; i < n && gcd !== 1; i++) {
    let rest = Math.abs(x[i]! - x[i - 1]!);
    if (gcd !== 0 && rest % gcd === 0) continue;
    while (rest !== 0) [gcd, rest] = [rest, gcd % rest];
  }
  return gcd || 1;
}

const varintBytes = (n: number): number => Math.ceil(Math.log2(1 + 2 * Math.abs(n)) / 7);
const paramBytes = ({ gcd, drift, base }: Prediction): number =>
  varintBytes(base) + (gcd !== 1 ? varintBytes(gcd / 2) : 0) + (drift !== 0 ? varintBytes(drift) : 0);

function writeHeader(out: ByteWriter, { order, base, gcd, drift }: Prediction, wide: boolean): void {
  out.u8(order | (gcd !== 1 ? HAS_GCD : 0) | (drift !== 0 ? HAS_DRIFT : 0) | (wide ? WIDE : 0) | (MINIBLOCKS << PACKING_SHIFT));
  out.zigzag(base);
  if (gcd !== 1) out.varint(gcd);
  if (drift !== 0) out.zigzag(drift);
}

/** Room for residuals while decoding; grows to the largest stream seen. */
export interface DecodeScratch { residuals: Int32Array }
export const decodeScratch = (): DecodeScratch => ({ residuals: new Int32Array(0) });

/**
 * Reads a stream that fills the rest of the reader into out, each integer as x · factor / divisor.
 * errors  an unknown packing, and what decodeMiniblocks and decodeWide refuse
 */
export function decodeIntegers(reader: BitReader, out: Float64Array, scratch: DecodeScratch, divisor = 1, factor = 1): void {
  const header = reader.u8();
  if (header >> PACKING_SHIFT !== MINIBLOCKS) throw new Error(`integers are packed in way ${header >> PACKING_SHIFT}, which this version does not know`);
  const order = (header & 3) as Order;
  const base = reader.zigzag();
  const gcd = header & HAS_GCD ? reader.varint() : 1;
  const drift = header & HAS_DRIFT ? reader.zigzag() : 0;
  const count = Math.max(0, out.length - firstOf(order));
  if (header & WIDE) {
    const residuals = new Float64Array(count);
    decodeWide(reader, residuals, count);
    restore(out, { order, base, gcd, drift }, residuals, divisor, factor);
    return;
  }
  if (scratch.residuals.length < count) scratch.residuals = new Int32Array(count);
  decodeMiniblocks(reader, scratch.residuals, count);
  restore(out, { order, base, gcd, drift }, scratch.residuals, divisor, factor);
}
