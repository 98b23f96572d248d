import type { ByteWriter } from '../../base/bytes.ts';
import type { BitReader } from './bits.ts';
import { type DecodeScratch, decodeIntegers, encodeIntegers, MAX_RANGE } from './integers.ts';
import type { PredictScratch } from './predict.ts';

/**
 * The times of one column, unix ms: integers within ±2^53, strictly increasing. `first` and `span` (last - first) are kept outside, in the
 * row's header, so that a row's range is known without decoding. Three shapes:
 *
 *   no bytes      an exact grid from first to last
 *   span is 0     the times themselves, 8 bytes each: a column of several whose span is 2^50 or more
 *   otherwise     a stream of the distances from `first`
 */
export interface TimeSpan { readonly first: number; readonly span: number }

const BYTES_PER_RAW_TIME = 8;

/** Errors when a time is no integer within ±2^53 or not later than the one before. */
export function checkTimes(times: Float64Array): void {
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    if (!(time > previous)) throw new Error(`time ${time} at ${i} is not later than ${previous} before it`);
    if (!(Math.abs(time) <= 2 ** 53) || time !== Math.floor(time)) throw new Error(`time ${time} at ${i} is no integer within ±2^53`);
    previous = time;
  }
}

/** Writes checked times, at least one; returns what must be kept outside. */
export function encodeTimes(out: ByteWriter, times: Float64Array, scratch: PredictScratch): TimeSpan {
  const n = times.length;
  const first = times[0]! + 0;
  const span = times[n - 1]! - first;
  if (span >= MAX_RANGE) {
    out.append(new Uint8Array(times.slice().buffer));
    return { first, span: 0 };
  }
  if (!onGrid(times, first, span)) encodeIntegers(out, times.map(time => time - first), n, scratch);
  return { first, span };
}

const gridTime = (i: number, first: number, span: number, last: number): number => first + Math.floor((i * span) / last + 0.5);

function onGrid(times: Float64Array, first: number, span: number): boolean {
  const last = times.length - 1;
  for (let i = 1; i < last; i++) if (times[i] !== gridTime(i, first, span, last)) return false;
  return true;
}

/** The last time of a column of `count`, without decoding the others. */
export function lastTime(reader: BitReader, { count, first, span }: TimeSpan & { readonly count: number }): number {
  if (span > 0 || count === 1) return first + span;
  if (reader.left !== count * BYTES_PER_RAW_TIME) throw new Error(`${count} raw times in ${reader.left} bytes`);
  return reader.view.getFloat64(reader.end - BYTES_PER_RAW_TIME, true);
}

/**
 * Reads a column that fills the rest of the reader into `out`, whose length is the count of times.
 * errors  times that do not increase, or do not end where the header says; what decodeIntegers refuses
 */
export function decodeTimes(reader: BitReader, out: Float64Array, { first, span }: TimeSpan, scratch: DecodeScratch): void {
  const last = out.length - 1;
  if (span === 0 && last > 0) {
    readRaw(reader, out, first);
    return;
  }
  if (reader.left === 0) {
    out[0] = first;
    for (let i = 1; i <= last; i++) out[i] = gridTime(i, first, span, last);
  } else {
    decodeIntegers(reader, out, scratch);
    for (let i = 0; i <= last; i++) out[i]! += first;
  }
  if (out[0] !== first || out[last] !== first + span) throw new Error('the times do not begin and end where their header says');
  checkTimes(out);
}

function readRaw(reader: BitReader, out: Float64Array, first: number): void {
  const at = reader.skip(out.length * BYTES_PER_RAW_TIME);
  for (let i = 0; i < out.length; i++) out[i] = reader.view.getFloat64(at + i * BYTES_PER_RAW_TIME, true);
  if (reader.left > 0 || out[0] !== first) throw new Error('the times do not begin and end where their header says');
  checkTimes(out);
}
