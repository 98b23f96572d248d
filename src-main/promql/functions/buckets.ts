/** The buckets of one classic histogram at one time: upper bounds rising, counts cumulative. Both arrays are the caller's and may be changed. */
export interface Buckets { readonly bounds: Float64Array; readonly counts: Float64Array; length: number }

/** What had to be raised to make counts grow with their bounds; null: nothing. */
export interface Raised { lowest: number; highest: number; drop: number }

/** Differences in counts below this share of them come from rounding. */
const TOLERANCE = 1e-12;
const SMALLEST_NORMAL = 2 ** -1022;

/** Equal bounds spelled differently (`1`, `1.0`) are one bucket. */
export function coalesce(buckets: Buckets): void {
  const { bounds, counts } = buckets;
  let last = 0;
  for (let i = 1; i < buckets.length; i++) {
    if (bounds[i] === bounds[last]) { counts[last]! += counts[i]!; continue; }
    last++;
    bounds[last] = bounds[i]!;
    counts[last] = counts[i]!;
  }
  buckets.length = Math.min(buckets.length, last + 1);
}

/** Raises counts that fall below an earlier one, which happens where a scrape or a rate mixes moments. Rounding is mended in silence. */
export function makeMonotonic({ bounds, counts, length }: Buckets): Raised | null {
  let raised: Raised | null = null;
  let before = counts[0]!;
  for (let i = 1; i < length; i++) {
    const count = counts[i]!;
    if (count === before) continue;
    if (nearlyEqual(before, count)) { counts[i] = before; continue; }
    if (count < before) {
      raised ??= { lowest: bounds[i]!, highest: bounds[i]!, drop: 0 };
      raised.highest = bounds[i]!;
      raised.drop = Math.max(raised.drop, before - count);
      counts[i] = before;
      continue;
    }
    before = count;
  }
  return raised;
}

function nearlyEqual(a: number, b: number): boolean {
  if (Number.isNaN(a) && Number.isNaN(b)) return true;
  const size = Math.abs(a) + Math.abs(b), distance = Math.abs(a - b);
  if (a === 0 || b === 0 || size < SMALLEST_NORMAL) return distance < TOLERANCE * SMALLEST_NORMAL;
  return distance / Math.min(size, Number.MAX_VALUE) < TOLERANCE;
}

/**
 * The value below which a share of the observations lies, linear inside a bucket; the lowest bucket begins at 0 when its bound is above.
 * NaN without a +Inf bucket, with fewer than two buckets or without observations; the highest finite bound where the answer lies above it.
 * source  Prometheus's BucketQuantile
 */
export function bucketQuantile(quantile: number, buckets: Buckets): { readonly value: number; readonly raised: Raised | null } {
  if (Number.isNaN(quantile)) return { value: NaN, raised: null };
  if (quantile < 0) return { value: -Infinity, raised: null };
  if (quantile > 1) return { value: Infinity, raised: null };
  if (buckets.bounds[buckets.length - 1] !== Infinity) return { value: NaN, raised: null };
  coalesce(buckets);
  const raised = makeMonotonic(buckets);
  if (buckets.length < 2) return { value: NaN, raised: null };
  const { bounds, counts, length } = buckets;
  const observations = counts[length - 1]!;
  if (observations === 0) return { value: NaN, raised: null };
  const rank = quantile * observations;
  let at = 0;
  while (at < length - 1 && !(counts[at]! >= rank)) at++;
  if (at === length - 1) return { value: bounds[length - 2]!, raised };
  if (at === 0 && bounds[0]! <= 0) return { value: bounds[0]!, raised };
  const start = at > 0 ? bounds[at - 1]! : 0, below = at > 0 ? counts[at - 1]! : 0;
  return { value: start + (bounds[at]! - start) * ((rank - below) / (counts[at]! - below)), raised };
}

/** The share of observations between two values; linear inside a bucket, as bucketQuantile. */
export function bucketFraction(lower: number, upper: number, buckets: Buckets): number {
  if (buckets.bounds[buckets.length - 1] !== Infinity) return NaN;
  coalesce(buckets);
  const { bounds, counts, length } = buckets;
  const all = counts[length - 1]!;
  if (all === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return NaN;
  if (lower >= upper) return 0;
  const below = (value: number): number => {
    let start = bounds[0]! > 0 ? 0 : -Infinity, count = 0;
    for (let i = 0; i < length; i++) {
      const end = bounds[i]!;
      if (value <= start) return count;
      if (value < end) return Math.min(all, count + ((counts[i]! - count) * (value - start)) / (end - start));
      start = end;
      count = counts[i]!;
    }
    return all;
  };
  return (below(upper) - below(lower)) / all;
}
