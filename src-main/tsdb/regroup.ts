import { KEY_MS } from '../store/rows.ts';
import type { Row, RowSeries } from './codec/row.ts';
import { lowerBound, SharedTimes } from './merge.ts';

/** What rows hold in from..to, series by series; at equal times the row that stands later in the list wins. Errors: blocks that can't be decoded. */
export function together(rows: readonly Row[], from: number, to: number): RowSeries[] {
  const shared = new SharedTimes();
  const slots = [...new Set(rows.flatMap(row => row.slots))].sort((a, b) => a - b);
  return slots.flatMap(slot => {
    const pieces = rows.flatMap(row => {
      const times = row.times(slot);
      return times ? [{ times, values: () => row.column(slot)!.values, into: (values: Float64Array) => { row.read(slot, values); } }] : [];
    });
    const merged = shared.merge(pieces, from, to);
    return merged ? [{ slot, ...merged }] : [];
  });
}

/**
 * Cuts series into rows of about `most` times each, evenly. Every row begins in another 1,024 ms, and none but the first in those of `next`, where
 * the row behind them begins. Series that shared their times still do.
 */
export function cutEvenly(series: readonly RowSeries[], most: number, next: number): RowSeries[][] {
  const times = allTimes(series);
  const starts = startsOf(times, Math.max(1, Math.round(times.length / most)), next);
  if (starts.length === 1) return [[...series]];
  const stretches = new Map<Float64Array, Float64Array[]>();
  return starts.map((start, i) => series.flatMap(one => {
    const all = stretches.get(one.times) ?? cutAt(one.times, starts);
    stretches.set(one.times, all);
    if (all[i]!.length === 0) return [];
    const first = lowerBound(one.times, start);
    return [{ slot: one.slot, times: all[i]!, values: one.values.subarray(first, first + all[i]!.length) }];
  })).filter(row => row.length > 0);
}

const cutAt = (times: Float64Array, starts: readonly number[]): Float64Array[] =>
  starts.map((start, i) => times.subarray(lowerBound(times, start), lowerBound(times, starts[i + 1] ?? Infinity)));

function startsOf(times: Float64Array, count: number, next: number): number[] {
  const starts = [times[0]!];
  for (let i = 1; i < count; i++) {
    let at = Math.floor((i * times.length) / count);
    while (at < times.length && keyed(times[at]!) <= keyed(starts.at(-1)!)) at++;
    if (at < times.length && keyed(times[at]!) < keyed(next)) starts.push(times[at]!);
  }
  return starts;
}

const keyed = (time: number): number => Math.floor(time / KEY_MS);

/** Every time at which any series has a sample, ascending. */
function allTimes(series: readonly RowSeries[]): Float64Array {
  const [first, ...others] = new Set(series.map(({ times }) => times));
  if (others.length === 0) return first!;
  const all = new Float64Array([first!, ...others].reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const times of [first!, ...others]) { all.set(times, end); end += times.length; }
  all.sort();
  let kept = 0;
  for (const time of all) if (kept === 0 || all[kept - 1] !== time) all[kept++] = time;
  return all.subarray(0, kept);
}
