import { type ChartSeries, isPresent } from './series.ts';

/** Of the finite values of a series in the range; null when there is none. */
export interface Statistics { readonly min: number | null; readonly mean: number | null; readonly p95: number | null; readonly max: number | null }

/** p95 interpolates between neighbours, as PromQL's quantile_over_time does. */
export function statisticsOf({ values, present }: Pick<ChartSeries, 'values' | 'present'>): Statistics {
  const finite = values.filter((value, i) => Number.isFinite(value) && isPresent(present, i)).sort();
  if (finite.length === 0) return { min: null, mean: null, p95: null, max: null };
  let sum = 0;
  for (const value of finite) sum += value;
  return { min: finite[0]!, mean: sum / finite.length, p95: quantile(finite, 0.95), max: finite.at(-1)! };
}

function quantile(sorted: Float64Array, q: number): number {
  const rank = q * (sorted.length - 1);
  const low = Math.floor(rank);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (rank - low);
}

/** Position of the time nearest to `time` among evenly spaced times; -1 when it lies more than half a step outside. */
export function indexAt(times: Float64Array, time: number): number {
  if (times.length === 0) return -1;
  const first = times[0]!;
  const step = times.length > 1 ? times[1]! - first : 1;
  const i = Math.round((time - first) / step);
  return i >= 0 && i < times.length ? i : -1;
}

/** Position of the newest step at which any series has a value, if that is one of the last three; else the very last: what is older is not the newest. */
export function newestIndex(times: Float64Array, series: readonly Pick<ChartSeries, 'present'>[]): number {
  const last = times.length - 1;
  for (let i = last; i >= Math.max(0, last - 2); i--) if (series.some(s => isPresent(s.present, i))) return i;
  return last;
}
