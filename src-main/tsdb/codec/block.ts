import { bitsOf } from '../../shared/model/sample.ts';
import { BitReader } from './bits.ts';
import { applyExceptions, decodeExceptions } from './exceptions.ts';
import { type DecodeScratch, decodeIntegers } from './integers.ts';
import { binary, decimal, MAX_BINARY, MAX_DECIMALS, product, type Scale, twice } from './transform.ts';
import { applyUlps } from './ulps.ts';

/**
 * The values of one series in one row, bit for bit. A header byte: bits 0-2 the form, bit 3 whether exceptions follow, bits 4-7 k.
 *
 *   0 constant   k <= 14: the varint zigzag d of d / 10^k (left out when 0); k = 15: the 8 bytes of the value
 *   1 decimal    v = d / 10^k            2 product   v = d · 10^-k            3 binary   v = d / 2^s, s a varint zigzag
 *   4 raw        two streams: the upper halves (varint length first), the lower halves
 *   5 near       v = d / 10^k and some units in the last place: the stream of those (varint length first), the stream of d
 *   6 twice      v = d / 10^(k - 3) / 10^3, rounded twice, as exporters turn microseconds into seconds
 *
 * Then the exceptions, then the stream of integers d up to the end.
 */
export const CONSTANT = 0;
export const DECIMAL = 1;
export const PRODUCT = 2;
export const BINARY = 3;
export const RAW = 4;
export const NEAR = 5;
export const TWICE = 6;
export const HAS_EXCEPTIONS = 8;
/** k of a constant that is given by its bits. */
export const RAW_CONSTANT = 15;

/** Whether the values of a block with this header byte are numbers, none a NaN: scaled integers without exceptions. */
export function isNumericBlock(header: number): boolean {
  const form = header & 7;
  if (header & HAS_EXCEPTIONS || form === RAW) return false;
  return form !== CONSTANT || header >> 4 !== RAW_CONSTANT;
}

/**
 * Reads a block that fills the rest of the reader into `out`, whose length is the count of values.
 * errors  an unknown form, and everything the layers below refuse; `out` is then of no use
 */
export function decodeValues(reader: BitReader, out: Float64Array, scratch: DecodeScratch): void {
  const header = reader.u8();
  const form = header & 7;
  const k = header >> 4;
  if (form === CONSTANT) {
    readConstant(reader, out, k);
    return;
  }
  if (k > MAX_DECIMALS) throw new Error(`a value block with ${k} decimals`);
  const places = form === BINARY ? reader.zigzag() : 0;
  if (Math.abs(places) > MAX_BINARY) throw new Error(`a value block with ${places} binary places`);
  const exceptions = header & HAS_EXCEPTIONS ? decodeExceptions(reader, out.length) : null;
  if (form === RAW) readRaw(reader, out, scratch);
  else if (form === NEAR) readNear(reader, out, k, scratch);
  else readScaled(reader, out, scaleOf(form, k, places), scratch);
  if (exceptions) applyExceptions(exceptions, bitsOf(out));
}

function readScaled(reader: BitReader, out: Float64Array, { divisor, factor, second }: Scale, scratch: DecodeScratch): void {
  decodeIntegers(reader, out, scratch, divisor, factor);
  if (second !== 1) for (let i = 0; i < out.length; i++) out[i]! /= second;
}

function scaleOf(form: number, k: number, places: number): Scale {
  if (form === DECIMAL) return decimal(k);
  if (form === PRODUCT) return product(k);
  if (form === BINARY) return binary(places);
  if (form === TWICE && k >= 3) return twice(k);
  throw new Error(`a value block of form ${form}, which this version does not know`);
}

function readConstant(reader: BitReader, out: Float64Array, k: number): void {
  if (k !== RAW_CONSTANT) {
    out.fill(reader.left === 0 ? 0 : reader.zigzag() / decimal(k).divisor);
    return;
  }
  const low = reader.u32();
  const high = reader.u32();
  const bits = bitsOf(out);
  for (let i = 0; i < bits.length; i += 2) {
    bits[i] = low;
    bits[i + 1] = high;
  }
}

/** The part of a block that is a stream with its length before it. */
function sized(reader: BitReader): BitReader {
  const length = reader.varint();
  const at = reader.skip(length);
  return new BitReader(reader.bytes, at, at + length, reader.view);
}

function readRaw(reader: BitReader, out: Float64Array, scratch: DecodeScratch): void {
  const upper = new Float64Array(out.length);
  decodeIntegers(sized(reader), upper, scratch);
  const lower = new Float64Array(out.length);
  decodeIntegers(reader, lower, scratch);
  const bits = bitsOf(out);
  for (let i = 0; i < out.length; i++) {
    bits[2 * i] = lower[i]!;
    bits[2 * i + 1] = upper[i]!;
  }
}

function readNear(reader: BitReader, out: Float64Array, k: number, scratch: DecodeScratch): void {
  const ulps = new Float64Array(out.length);
  decodeIntegers(sized(reader), ulps, scratch);
  decodeIntegers(reader, out, scratch, decimal(k).divisor);
  applyUlps(bitsOf(out), ulps);
}
