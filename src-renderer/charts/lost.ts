import { type ChartSeries, isPresent } from './series.ts';

export interface Stretch { readonly from: number; readonly to: number }

/**
 * Stretches in which no series has a value though one came before: between the last value and the next, or up to `end`.
 * What lies before the first value is not lost: nobody was recording yet.
 *
 * times  unix ms, ascending
 * end    unix ms up to which values can be expected: the range's end or now, whichever is earlier
 */
export function lostStretches(times: Float64Array, series: readonly ChartSeries[], end: number): Stretch[] {
  const stretches: Stretch[] = [];
  let last = -1;
  for (let i = 0; i < times.length; i++) {
    if (!series.some(s => isPresent(s.present, i))) continue;
    if (last >= 0 && i > last + 1) stretches.push({ from: times[last]!, to: times[i]! });
    last = i;
  }
  if (last < 0) return stretches;
  const step = times.length > 1 ? times[1]! - times[0]! : 0;
  const stop = Math.min(end, times.at(-1)!);
  // one missing step at the end is the scrape that is not in yet
  if (stop - times[last]! > 2 * step) stretches.push({ from: times[last]!, to: stop });
  return stretches;
}
