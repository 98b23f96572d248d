import { ByteWriter } from '../../base/bytes.ts';
import { bitsOf } from '../../shared/model/sample.ts';
import { BitReader } from './bits.ts';
import { applyExceptions, decodeExceptions, encodeExceptions } from './exceptions.ts';
import { type DecodeScratch, decodeIntegers, encodeIntegers, type IntegerScratch, integerScratch } from './integers.ts';
import { binary, binaryPlaces, decimal, decimalsOf, toIntegers, MAX_BINARY, MAX_DECIMALS, product, type Scale } from './transform.ts';
import { applyUlps, fitNear } from './ulps.ts';

/**
 * The values of one series in one row, bit for bit. A header byte: bits 0-2 the form, bit 3 whether exceptions follow, bits 4-7 k.
 *
 *   0 constant   k <= 14: the varint zigzag d of d / 10^k (left out when 0); k = 15: the 8 bytes of the value
 *   1 decimal    v = d / 10^k            2 product   v = d · 10^-k            3 binary   v = d / 2^s, s a varint zigzag
 *   4 raw        two streams: the upper halves (varint length first), the lower halves
 *   5 near       v = d / 10^k and some units in the last place: the stream of those (varint length first), the stream of d
 *
 * Then the exceptions, then the stream of integers d up to the end.
 */
const CONSTANT = 0;
const DECIMAL = 1;
const PRODUCT = 2;
const BINARY = 3;
const RAW = 4;
const NEAR = 5;
const HAS_EXCEPTIONS = 8;
const RAW_CONSTANT = 15;

/** Decimals up to here are taken without looking for anything cheaper. */
const PLAIN_DECIMALS = 6;
/** Of so many values the form is guessed before all are tried. */
const GUESSES = 16;
/** The order in which products are tried: milliseconds, microseconds, nanoseconds, hundredths, tenths first. */
const PRODUCTS = [3, 6, 9, 2, 1, 4, 5, 7, 8] as const;

/** Room for encoding blocks of up to `count` values; made once per row. */
export interface EncodeScratch {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly misfits: Int32Array;
  readonly integers: IntegerScratch;
  readonly stream: ByteWriter;
}
export const encodeScratch = (count: number): EncodeScratch => ({
  x: new Float64Array(count),
  y: new Float64Array(count),
  misfits: new Int32Array(count),
  integers: integerScratch(count),
  stream: new ByteWriter(1024),
});

/** Writes all values; at least one. */
export function encodeValues(out: ByteWriter, values: Float64Array, scratch: EncodeScratch): void {
  const bits = bitsOf(values);
  if (isConstant(bits)) return writeConstant(out, values[0]!, bits);
  if (writePlain(out, values, bits, scratch)) return;
  writeSmallest(out, values, bits, scratch);
}

function isConstant(bits: Uint32Array): boolean {
  const low = bits[0]!;
  const high = bits[1]!;
  for (let i = 2; i < bits.length; i += 2) if (bits[i] !== low || bits[i + 1] !== high) return false;
  return true;
}

function writeConstant(out: ByteWriter, value: number, bits: Uint32Array): void {
  const k = value === 0 && bits[1] !== 0 ? RAW_CONSTANT : decimalsOf(value);
  out.u8(CONSTANT | (k << 4));
  if (k === RAW_CONSTANT) {
    out.u32(bits[0]!);
    out.u32(bits[1]!);
  } else if (value !== 0) out.zigzag(Math.round(value * decimal(k).forward));
}

/** The common cases: decimals of few places, or products, with nothing but specials as exceptions. */
function writePlain(out: ByteWriter, values: Float64Array, bits: Uint32Array, scratch: EncodeScratch): boolean {
  const k = guessDecimals(values);
  if (k <= PLAIN_DECIMALS) {
    const misfits = toIntegers(values, bits, decimal(k), scratch.x, scratch.misfits, values.length);
    if (onlySpecials(bits, scratch.misfits, misfits)) {
      writeIntegers(out, bits, DECIMAL, k, misfits, scratch);
      return true;
    }
  }
  return false;
}

function guessDecimals(values: Float64Array): number {
  let most = 0;
  const step = Math.max(1, Math.floor(values.length / GUESSES));
  for (let i = 0; i < values.length; i += step) {
    const v = values[i]!;
    if (!Number.isFinite(v)) continue;
    const k = decimalsOf(v);
    if (k > most) most = k;
  }
  return most;
}

/** Infinities, NaN and -0 fit no form at all, so that another form would not do better. */
function onlySpecials(bits: Uint32Array, misfits: Int32Array, count: number): boolean {
  for (let i = 0; i < count; i++) {
    const at = 2 * misfits[i]!;
    const high = bits[at + 1]!;
    const minusZero = high === 0x8000_0000 && bits[at] === 0;
    if ((high & 0x7ff0_0000) !== 0x7ff0_0000 && !minusZero) return false;
  }
  return true;
}

function writeIntegers(out: ByteWriter, bits: Uint32Array, form: number, k: number, misfits: number, scratch: EncodeScratch): void {
  out.u8(form | (misfits > 0 ? HAS_EXCEPTIONS : 0) | ((form === BINARY ? 0 : k) << 4));
  if (form === BINARY) out.zigzag(k);
  if (misfits > 0) encodeExceptions(out, bits, scratch.misfits, misfits);
  encodeIntegers(out, scratch.x, bits.length / 2, scratch.integers);
}

/** Encodes in every form that is possible and keeps the smallest. */
function writeSmallest(out: ByteWriter, values: Float64Array, bits: Uint32Array, scratch: EncodeScratch): void {
  const trial = new ByteWriter(values.length * 2);
  let best: Uint8Array | null = null;
  const keep = (): void => {
    if (best === null || trial.length < best.length) best = trial.done();
    trial.clear();
  };
  const attempt = (form: number, k: number, scale: Scale): void => {
    const limit = values.length >> 1;
    const misfits = toIntegers(values, bits, scale, scratch.x, scratch.misfits, limit);
    if (misfits > limit) return;
    writeIntegers(trial, bits, form, k, misfits, scratch);
    keep();
  };
  const k = Math.min(MAX_DECIMALS, mostDecimals(values));
  attempt(DECIMAL, k, decimal(k));
  for (const p of PRODUCTS) attempt(PRODUCT, p, product(p));
  const s = mostBinaryPlaces(bits);
  if (s !== null) attempt(BINARY, s, binary(s));
  for (let places = 0; places <= MAX_DECIMALS; places++) {
    if (!fitNear(values, bits, decimal(places), scratch.x, scratch.y)) continue;
    writeNear(trial, values.length, places, scratch);
    keep();
    break;
  }
  writeRaw(trial, bits, scratch);
  keep();
  out.append(best!);
}

function mostDecimals(values: Float64Array): number {
  let most = 0;
  for (const v of values) {
    const k = decimalsOf(v);
    if (k <= MAX_DECIMALS && k > most) most = k;
  }
  return most;
}

function mostBinaryPlaces(bits: Uint32Array): number | null {
  let most: number | null = null;
  for (let i = 0; i < bits.length; i += 2) {
    const places = binaryPlaces(bits[i]!, bits[i + 1]!);
    if (places !== null && Math.abs(places) <= MAX_BINARY && (most === null || places > most)) most = places;
  }
  return most;
}

function writeNear(out: ByteWriter, n: number, k: number, scratch: EncodeScratch): void {
  out.u8(NEAR | (k << 4));
  writeSized(out, scratch.y, n, scratch);
  encodeIntegers(out, scratch.x, n, scratch.integers);
}

function writeRaw(out: ByteWriter, bits: Uint32Array, scratch: EncodeScratch): void {
  const n = bits.length / 2;
  out.u8(RAW);
  for (let i = 0; i < n; i++) scratch.x[i] = bits[2 * i + 1]!;
  writeSized(out, scratch.x, n, scratch);
  for (let i = 0; i < n; i++) scratch.x[i] = bits[2 * i]!;
  encodeIntegers(out, scratch.x, n, scratch.integers);
}

function writeSized(out: ByteWriter, x: Float64Array, n: number, scratch: EncodeScratch): void {
  scratch.stream.clear();
  encodeIntegers(scratch.stream, x, n, scratch.integers);
  out.varint(scratch.stream.length);
  out.append(scratch.stream.bytes.subarray(0, scratch.stream.length));
}

/**
 * Reads a block that fills the rest of the reader into `out`, whose length is the count of values.
 * errors  an unknown form, and everything the layers below refuse; `out` is then of no use
 */
export function decodeValues(reader: BitReader, out: Float64Array, scratch: DecodeScratch): void {
  const header = reader.u8();
  const form = header & 7;
  const k = header >> 4;
  if (form === CONSTANT) return readConstant(reader, out, k);
  if (k > MAX_DECIMALS) throw new Error(`a value block with ${k} decimals`);
  const bits = bitsOf(out);
  const places = form === BINARY ? reader.zigzag() : 0;
  if (Math.abs(places) > MAX_BINARY) throw new Error(`a value block with ${places} binary places`);
  const exceptions = header & HAS_EXCEPTIONS ? decodeExceptions(reader, out.length) : null;
  if (form === RAW) readRaw(reader, out, bits, scratch);
  else if (form === NEAR) readNear(reader, out, bits, k, scratch);
  else {
    const { divisor, factor } = scaleOf(form, k, places);
    decodeIntegers(reader, out, scratch, divisor, factor);
  }
  if (exceptions) applyExceptions(exceptions, bits);
}

function scaleOf(form: number, k: number, places: number): Scale {
  if (form === DECIMAL) return decimal(k);
  if (form === PRODUCT) return product(k);
  if (form === BINARY) return binary(places);
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

function readRaw(reader: BitReader, out: Float64Array, bits: Uint32Array, scratch: DecodeScratch): void {
  const upper = new Float64Array(out.length);
  decodeIntegers(sized(reader), upper, scratch);
  const lower = new Float64Array(out.length);
  decodeIntegers(reader, lower, scratch);
  for (let i = 0; i < out.length; i++) {
    bits[2 * i] = lower[i]!;
    bits[2 * i + 1] = upper[i]!;
  }
}

function readNear(reader: BitReader, out: Float64Array, bits: Uint32Array, k: number, scratch: DecodeScratch): void {
  const ulps = new Float64Array(out.length);
  decodeIntegers(sized(reader), ulps, scratch);
  decodeIntegers(reader, out, scratch, decimal(k).divisor);
  applyUlps(bits, ulps);
}
