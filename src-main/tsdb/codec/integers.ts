import type { ByteWriter } from '../../base/bytes.ts';
import type { BitReader } from './bits.ts';
import { encodeMiniblocks } from './miniblocks.ts';
import { type PredictScratch, predict } from './predict.ts';
import { firstOf, type Order, type Prediction, restore } from './residuals.ts';
import { decodeMiniblocks } from './unpack.ts';
import { decodeWide, encodeWide } from './wide.ts';

/**
 * A stream of integers, whose magnitudes stay below 2^53 and whose range below 2^50 (MAX_RANGE), so that
 * every difference of differences is exact: a header byte, the prediction's numbers, the packed residuals up to the end.
 *
 *   bits 0-1  order     bit 2  a gcd follows     bit 3  a drift follows     bit 4  wide residuals     bits 5-7  packing
 *
 * packing  0 = miniblocks; others are refused (1 is kept for an entropy-coded cold tier)
 */
export const MAX_INTEGER = 2 ** 53;
export const MAX_RANGE = 2 ** 50;
const HAS_GCD = 4;
const HAS_DRIFT = 8;
const WIDE = 16;
const PACKING_SHIFT = 5;
const MINIBLOCKS = 0;

/** Writes x[0, n), n >= 1. */
export function encodeIntegers(out: ByteWriter, x: Float64Array, n: number, scratch: PredictScratch): void {
  const { prediction, residuals, count } = predict(x, n, scratch);
  const wide = residuals instanceof Float64Array;
  writeHeader(out, prediction, wide);
  if (wide) encodeWide(out, residuals, count);
  else encodeMiniblocks(out, residuals, count, scratch.block);
}

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
