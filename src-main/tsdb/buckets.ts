import { bitsOf, isStale } from '../shared/model/sample.ts';
import type { Columns } from './merge.ts';

/**
 * The samples of one series, bucket by bucket; a bucket without samples is left out. Every column has a value a bucket.
 *
 * lastTimes, firstTimes   unix ms
 * lasts, firsts           bits as they were stored
 * counts, sums            sums compensated, not more digits kept than a double's neighbours differ by
 * mins, maxs              of equals, such as 0 and -0, the later one
 * falls                   the values before which the series fell inside of the bucket, added up: what resets hid of a counter
 * ended                   unix ms of stale markers that are the last thing in their bucket, with or without samples before them
 */
export interface Buckets {
  readonly lastTimes: Float64Array;
  readonly lasts: Float64Array;
  readonly firstTimes: Float64Array;
  readonly firsts: Float64Array;
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly mins: Float64Array;
  readonly maxs: Float64Array;
  readonly falls: Float64Array;
  readonly ended: Float64Array;
}

/** A bucket is open on the left and closed on the right, as ranges are: the end of the one that `time` (unix ms, an integer) lies in. */
export const bucketEnd = (time: number, bucketMs: number): number => Math.ceil(time / bucketMs) * bucketMs;

/**
 * numeric  no value is a NaN
 * returns  null when a value is an infinity or a NaN other than the stale marker, or a sum is too large: then only the samples themselves tell
 */
export function bucketsOf(columns: Columns & { readonly numeric?: boolean }, bucketMs: number): Buckets | null {
  const ended: number[] = [];
  const { times, values } = columns.numeric === true ? columns : withoutStale(columns, bucketMs, ended);
  const ends = boundsOf(times, bucketMs);
  const column = (): Float64Array => new Float64Array(ends.length);
  const buckets = {
    lastTimes: column(), lasts: column(), firstTimes: column(), firsts: column(), counts: column(),
    sums: column(), mins: column(), maxs: column(), falls: column(), ended: Float64Array.from(ended),
  };
  for (let bucket = 0, from = 0; bucket < ends.length; bucket++) {
    const to = ends[bucket]!;
    if (!summarize(buckets, bucket, values, from, to)) return null;
    buckets.firstTimes[bucket] = times[from]!;
    buckets.lastTimes[bucket] = times[to - 1]!;
    from = to;
  }
  return buckets;
}

/** Values of from <= i < to as one bucket; false when one is not finite. */
function summarize({ lasts, firsts, counts, sums, mins, maxs, falls }: Buckets, bucket: number, values: Float64Array, from: number, to: number): boolean {
  let before = values[from]!, min = before, max = before, sum = before, lost = 0, fallen = 0;
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!, next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
    if (value <= min) min = value;
    if (value >= max) max = value;
    if (value < before) fallen += before;
    before = value;
  }
  firsts[bucket] = values[from]!;
  lasts[bucket] = before;
  counts[bucket] = to - from;
  sums[bucket] = rounded(sum + lost);
  mins[bucket] = min;
  maxs[bucket] = max;
  falls[bucket] = fallen;
  return Number.isFinite(sum) && Number.isFinite(fallen); // with a NaN or an infinity among the values no sum is
}

/**
 * A sum of decimals is a decimal but for its last bits, which cost more to store than all else of it. What is given up is less than
 * 1 in 10^15, no more than adding in another order would change.
 */
function rounded(sum: number): number {
  return Number.isInteger(sum) ? sum : Number(sum.toPrecision(15));
}

/** Where the samples of each bucket end. */
function boundsOf(times: Float64Array, bucketMs: number): number[] {
  const ends: number[] = [];
  for (let i = 0; i < times.length; ends.push(i)) {
    const end = bucketEnd(times[i]!, bucketMs);
    while (i < times.length && times[i]! <= end) i++;
  }
  return ends;
}

/** The samples alone; `ended` gets the times of markers that no sample follows within their bucket. */
function withoutStale({ times, values }: Columns, bucketMs: number, ended: number[]): Columns {
  const bits = bitsOf(values);
  const stale: number[] = [];
  for (let i = 0; i < times.length; i++) if (isStale(bits, i)) stale.push(i);
  if (stale.length === 0) return { times, values };
  for (const i of stale) if (i + 1 === times.length || times[i + 1]! > bucketEnd(times[i]!, bucketMs)) ended.push(times[i]!);
  const kept = { times: new Float64Array(times.length - stale.length), values: new Float64Array(times.length - stale.length) };
  for (let i = 0, to = 0, next = 0; i < times.length; i++) {
    if (i === stale[next]) { next++; continue; }
    kept.times[to] = times[i]!;
    kept.values[to++] = values[i]!;
  }
  return kept;
}
