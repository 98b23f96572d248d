import type { ByteWriter } from '../../base/bytes.ts';
import type { BitReader } from './bits.ts';
import { type EntropyCoder, entropyCoder } from './entropy.ts';
import { encodeMiniblocks, sizeOfMiniblocks } from './miniblocks.ts';
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
 * packing  0 = miniblocks, 1 = entropy-coded (entropy.ts), the cold tier's; others are refused
 */
export const MAX_INTEGER = 2 ** 53;
export const MAX_RANGE = 2 ** 50;
const HAS_GCD = 4;
const HAS_DRIFT = 8;
const WIDE = 16;
const PACKING_SHIFT = 5;
const MINIBLOCKS = 0;
const ENTROPY = 1;

/** Writes x[0, n), n >= 1. */
export function encodeIntegers(out: ByteWriter, x: Float64Array, n: number, scratch: PredictScratch): void {
  const { prediction, residuals, count } = predict(x, n, scratch);
  if (residuals instanceof Float64Array) {
    writeHeader(out, prediction, WIDE);
    encodeWide(out, residuals, count);
    return;
  }
  const packed = scratch.cold?.pack(residuals, count, sizeOfMiniblocks(residuals, count, scratch.block)) ?? null;
  writeHeader(out, prediction, (packed ? ENTROPY : MINIBLOCKS) << PACKING_SHIFT);
  if (packed) out.append(packed);
  else encodeMiniblocks(out, residuals, count, scratch.block);
}

function writeHeader(out: ByteWriter, { order, base, gcd, drift }: Prediction, packing: number): void {
  out.u8(order | (gcd !== 1 ? HAS_GCD : 0) | (drift !== 0 ? HAS_DRIFT : 0) | packing);
  out.zigzag(base);
  if (gcd !== 1) out.varint(gcd);
  if (drift !== 0) out.zigzag(drift);
}

/** Room for residuals while decoding; grows to the largest stream seen. */
export interface DecodeScratch { residuals: Int32Array; /** made when the first cold stream is met */ cold: EntropyCoder | null }
export const decodeScratch = (): DecodeScratch => ({ residuals: new Int32Array(0), cold: null });

/**
 * Reads a stream that fills the rest of the reader into out, each integer as x · factor / divisor.
 * errors  an unknown packing, and what decodeMiniblocks, decodeWide and an EntropyCoder refuse
 */
export function decodeIntegers(reader: BitReader, out: Float64Array, scratch: DecodeScratch, divisor = 1, factor = 1): void {
  const header = reader.u8();
  const packing = header >> PACKING_SHIFT;
  if (packing > ENTROPY) throw new Error(`integers are packed in way ${packing}, which this version does not know`);
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
  if (packing === ENTROPY) {
    scratch.cold ??= entropyCoder();
    const at = reader.skip(reader.left);
    restore(out, { order, base, gcd, drift }, scratch.cold.unpack(reader.bytes.subarray(at, reader.end), count), divisor, factor);
    return;
  }
  if (scratch.residuals.length < count) scratch.residuals = new Int32Array(count);
  decodeMiniblocks(reader, scratch.residuals, count);
  restore(out, { order, base, gcd, drift }, scratch.residuals, divisor, factor);
}
