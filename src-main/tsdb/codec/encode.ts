import { ByteWriter } from '../../base/bytes.ts';
import { bitsOf } from '../../shared/model/sample.ts';
import { BINARY, CONSTANT, DECIMAL, HAS_EXCEPTIONS, NEAR, PRODUCT, RAW, RAW_CONSTANT, TWICE } from './block.ts';
import type { EntropyCoder } from './entropy.ts';
import { encodeExceptions } from './exceptions.ts';
import { encodeIntegers } from './integers.ts';
import { type PredictScratch, predictScratch } from './predict.ts';
import { binary, binaryPlaces, decimal, decimalsOf, fits, isSpecial, MAX_BINARY, MAX_DECIMALS, product, type Scale, toIntegers, twice } from './transform.ts';
import { bestNearDecimals, toNearIntegers } from './ulps.ts';

/** Decimals up to here that spell every value are taken without looking for anything cheaper: no other form gives smaller integers. */
const PLAIN_DECIMALS = 10;
/** Of so many values a form is guessed before all are tried. */
const GUESSES = 16;
/** Scales that rounding errors betray, in the order in which they are tried: milliseconds, microseconds, nanoseconds, hundredths, tenths. */
const ROUNDED: readonly { readonly form: number; readonly k: number; readonly scale: Scale }[] = [
  ...[3, 6, 9, 2, 1].map(k => ({ form: PRODUCT, k, scale: product(k) })),
  ...[6, 9].map(k => ({ form: TWICE, k, scale: twice(k) })),
];
/** Raw bits are tried when a block takes more than so many bytes a value. */
const DEAR_BYTES = 4;

/** Room for encoding blocks of up to `count` values; made once per row. */
export interface EncodeScratch {
  readonly x: Float64Array;
  readonly ulps: Float64Array;
  readonly misfits: Int32Array;
  readonly integers: PredictScratch;
  readonly stream: ByteWriter;
}
export const encodeScratch = (count: number, cold: EntropyCoder | null = null): EncodeScratch => ({
  x: new Float64Array(count),
  ulps: new Float64Array(count),
  misfits: new Int32Array(count),
  integers: predictScratch(count, cold),
  stream: new ByteWriter(),
});

/** Writes a block (see block.ts) of all values; at least one. */
export function encodeValues(out: ByteWriter, values: Float64Array, scratch: EncodeScratch): void {
  const bits = bitsOf(values);
  if (isConstant(bits)) writeConstant(out, values[0]!, bits);
  else if (!writeDecimals(out, values, bits, scratch) && !writeRounded(out, values, bits, scratch)) writeSmallest(out, values, bits, scratch);
}

function isConstant(bits: Uint32Array): boolean {
  const low = bits[0]!;
  const high = bits[1]!;
  for (let i = 2; i < bits.length; i += 2) if (bits[i] !== low || bits[i + 1] !== high) return false;
  return true;
}

function writeConstant(out: ByteWriter, value: number, bits: Uint32Array): void {
  const k = isSpecial(bits[0]!, bits[1]!) ? RAW_CONSTANT : decimalsOf(value);
  out.u8(CONSTANT | (k << 4));
  if (k === RAW_CONSTANT) {
    out.u32(bits[0]!);
    out.u32(bits[1]!);
  } else if (value !== 0) out.zigzag(Math.round(value * decimal(k).forward));
}

/** Decimals of few places, with nothing but specials as exceptions: most of what exporters write. */
function writeDecimals(out: ByteWriter, values: Float64Array, bits: Uint32Array, scratch: EncodeScratch): boolean {
  let k = 0;
  for (let i = 0; i < values.length; i += guessStep(values)) k = Math.max(k, placesOf(values[i]!, k));
  if (k > PLAIN_DECIMALS) return false;
  if (writeScaled(out, values, bits, DECIMAL, k, decimal(k), scratch)) return true;
  for (let i = 0; i < values.length; i++) k = Math.max(k, placesOf(values[i]!, k));
  return k <= PLAIN_DECIMALS && writeScaled(out, values, bits, DECIMAL, k, decimal(k), scratch);
}

const guessStep = (values: Float64Array): number => Math.max(1, Math.floor(values.length / GUESSES));
/** Decimals of a number, at least `least`; specials have none. */
const placesOf = (v: number, least: number): number => (Number.isFinite(v) ? decimalsOf(v, least) : 0);

/** Values that are a rounding error away from their decimals, which tells how they were computed. */
function writeRounded(out: ByteWriter, values: Float64Array, bits: Uint32Array, scratch: EncodeScratch): boolean {
  const betrayed = values.find(v => Number.isFinite(v) && decimalsOf(v) > PLAIN_DECIMALS);
  if (betrayed === undefined) return false;
  return ROUNDED.some(({ form, k, scale }) => fits(betrayed, scale) && writeScaled(out, values, bits, form, k, scale, scratch));
}

/** Writes the block by one scale when that fits all values but specials. */
function writeScaled(out: ByteWriter, values: Float64Array, bits: Uint32Array, form: number, k: number, scale: Scale, scratch: EncodeScratch): boolean {
  const { x, misfits } = scratch;
  const count = toIntegers(values, bits, scale, x, misfits);
  for (let i = 0; i < count; i++) if (!isSpecial(bits[2 * misfits[i]!]!, bits[2 * misfits[i]! + 1]!)) return false;
  writeIntegers(out, bits, form, k, count, scratch);
  return true;
}

/** A block by a scale whose integers and misfits are in the scratch. */
function writeIntegers(out: ByteWriter, bits: Uint32Array, form: number, k: number, misfits: number, scratch: EncodeScratch): void {
  out.u8(form | (misfits > 0 ? HAS_EXCEPTIONS : 0) | ((form === BINARY ? 0 : k) << 4));
  if (form === BINARY) out.zigzag(k);
  if (misfits > 0) encodeExceptions(out, bits, scratch.misfits, misfits);
  encodeIntegers(out, scratch.x, bits.length / 2, scratch.integers);
}

/** Encodes in every form that may do and keeps the smallest. */
function writeSmallest(out: ByteWriter, values: Float64Array, bits: Uint32Array, scratch: EncodeScratch): void {
  const { x, misfits } = scratch;
  let best = new Uint8Array(0);
  const attempt = (write: (trial: ByteWriter) => void): void => {
    const trial = new ByteWriter(values.length * 2);
    write(trial);
    if (best.length === 0 || trial.length < best.length) best = trial.bytes.subarray(0, trial.length);
  };
  const k = mostDecimals(values);
  attempt(trial => writeIntegers(trial, bits, DECIMAL, k, toIntegers(values, bits, decimal(k), x, misfits), scratch));
  const s = mostBinaryPlaces(bits);
  if (s !== null) attempt(trial => writeIntegers(trial, bits, BINARY, s, toIntegers(values, bits, binary(s), x, misfits), scratch));
  attempt(trial => writeNear(trial, values, bits, scratch));
  if (best.length > values.length * DEAR_BYTES) attempt(trial => writeRaw(trial, bits, scratch));
  out.append(best);
}

function mostDecimals(values: Float64Array): number {
  let most = 0;
  for (const v of values) {
    const k = placesOf(v, most);
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

function writeNear(out: ByteWriter, values: Float64Array, bits: Uint32Array, scratch: EncodeScratch): void {
  const { x, ulps, misfits } = scratch;
  const k = bestNearDecimals(values, bits, guessStep(values));
  const count = toNearIntegers(values, bits, k, x, ulps, misfits);
  out.u8(NEAR | (count > 0 ? HAS_EXCEPTIONS : 0) | (k << 4));
  if (count > 0) encodeExceptions(out, bits, misfits, count);
  writeSized(out, ulps, values.length, scratch);
  encodeIntegers(out, x, values.length, scratch.integers);
}

function writeRaw(out: ByteWriter, bits: Uint32Array, scratch: EncodeScratch): void {
  const n = bits.length / 2;
  const { x } = scratch;
  out.u8(RAW);
  for (let i = 0; i < n; i++) x[i] = bits[2 * i + 1]!;
  writeSized(out, x, n, scratch);
  for (let i = 0; i < n; i++) x[i] = bits[2 * i]!;
  encodeIntegers(out, x, n, scratch.integers);
}

/** A stream with its length before it. */
function writeSized(out: ByteWriter, x: Float64Array, n: number, scratch: EncodeScratch): void {
  const { stream } = scratch;
  stream.clear();
  encodeIntegers(stream, x, n, scratch.integers);
  out.varint(stream.length);
  out.append(stream.bytes.subarray(0, stream.length));
}
