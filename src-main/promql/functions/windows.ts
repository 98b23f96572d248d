import { pairValue } from '../../shared/model/labels.ts';
import { AppError } from '../../shared/model/errors.ts';
import { bare, type Call } from '../ast.ts';
import { type Column, type Grid, timeAt } from '../column.ts';
import { onlyOnce } from '../distinct.ts';
import { withoutName } from '../labelset.ts';
import { invalidQuantile, notACounter } from '../notes.ts';
import { differWithoutName } from '../plan.ts';
import { type GroupUse, type Kernel, overWindows, type RangeExpr, rangeOf, type SeriesKernel } from '../ranges.ts';
import { resolved, type Run } from '../run.ts';
import type { VectorFunction } from './elementwise.ts';
import { groupedAverage, groupedCount, growth } from './grouped.ts';
import { lineKernel, varianceKernel } from './moments.ts';
import { deviationKernel, quantileKernel } from './ordered.ts';
import { averageKernel, countKernel, endKernel, extremeKernel, isChange, isReset, sumKernel, timesKernel } from './overtime.ts';
import { lastChangeKernel, rateKernel } from './rate.ts';
import { smoothingKernel } from './smoothing.ts';

/** Makes the kernel of one evaluation, from the scalar arguments and the length of the range. */
type Make = (given: { readonly call: Call; readonly grid: Grid; readonly run: Run; readonly rangeMs: number; scalar(argument: number): Float64Array }) => Kernel;

export function rangeArgument(call: Call): RangeExpr {
  for (const argument of call.args) {
    const range = bare(argument);
    if (range.kind === 'matrix-selector' || range.kind === 'subquery') return range;
  }
  throw new Error(`BUG: ${call.name} without a range`);
}

interface Traits {
  readonly keepsName?: boolean;
  readonly ofCounters?: boolean;
  /** what it has to know of samples that are handed out as one; left out: it needs each */
  readonly use?: GroupUse;
  /** answers for those, where `make` does not when their first column stands in for values */
  readonly ofGroups?: (rangeMs: number) => SeriesKernel;
}

function overRange(make: Make, { keepsName = false, ofCounters = false, use, ofGroups }: Traits = {}): VectorFunction {
  return function* (call, grid, run, keep) {
    const expr = rangeArgument(call), rangeMs = resolved(expr.range, run.frame);
    const kernel = make({ call, grid, run, rangeMs, scalar: argument => run.scalar(call.args[argument]!, grid) });
    const once = keepsName || differWithoutName(expr) ? null : onlyOnce();
    const noted = ofCounters ? counterNotes(call, run) : null;
    for (const column of overWindows(rangeOf(expr, grid, run, kernel.timesOnly, use), kernel, grid.count, keep, run.check, ofGroups?.(rangeMs))) {
      noted?.(column);
      const labels = keepsName ? column.labels : withoutName(column.labels);
      once?.(labels);
      yield { ...column, labels };
    }
  };
}

const COUNTER_ENDINGS = /_(?:total|sum|count|bucket)$/;

/** Says of each metric once that its name is not a counter's. */
function counterNotes(call: Call, run: Run): (column: Column) => void {
  const seen = new Set(['']);
  return ({ labels }) => {
    const name = pairValue(labels, '__name__');
    if (seen.has(name)) return;
    seen.add(name);
    if (!COUNTER_ENDINGS.test(name)) run.notes.info(notACounter(name), call.args[0]!.span);
  };
}

const quantile: Make = ({ call, run, scalar }) => {
  const quantiles = scalar(0);
  for (const value of new Set(quantiles)) if (!(value >= 0 && value <= 1)) run.notes.warn(invalidQuantile(value), call.args[0]!.span);
  return quantileKernel(quantiles);
};

const predictLinear: Make = ({ grid, scalar }) => {
  const ahead = scalar(1);
  return lineKernel(({ slope, heightAt }, step) => slope * ahead[step]! + heightAt(timeAt(grid, step)));
};

const smoothing: Make = ({ scalar }) => {
  const smooth = scalar(1), trend = scalar(2);
  const refused = (what: string, short: string, value: number): AppError => new AppError('execution', `invalid ${what} factor. Expected: 0 < ${short} < 1, got: ${value.toFixed(6)}`);
  for (const value of smooth) if (!(value > 0 && value < 1)) throw refused('smoothing', 'sf', value);
  for (const value of trend) if (!(value > 0 && value < 1)) throw refused('trend', 'tf', value);
  return smoothingKernel(smooth, trend);
};

/** That there is a sample in a window, and when the newest one was taken. */
export const NEWEST_TIME: GroupUse = { columns: [], newestOnly: true };

export const WINDOWS: Readonly<Record<string, VectorFunction>> = {
  rate: overRange(({ rangeMs }) => rateKernel('rate', rangeMs), { ofCounters: true, ...growth('rate') }),
  increase: overRange(({ rangeMs }) => rateKernel('increase', rangeMs), { ofCounters: true, ...growth('increase') }),
  delta: overRange(({ rangeMs }) => rateKernel('delta', rangeMs), growth('delta')),
  irate: overRange(() => lastChangeKernel('irate')),
  idelta: overRange(() => lastChangeKernel('idelta')),
  deriv: overRange(() => lineKernel(({ slope }) => slope)),
  predict_linear: overRange(predictLinear),
  changes: overRange(() => countKernel(isChange)),
  resets: overRange(() => countKernel(isReset)),
  sum_over_time: overRange(sumKernel, { use: { columns: ['sums'] } }),
  avg_over_time: overRange(averageKernel, { use: { columns: ['sums', 'counts'] }, ofGroups: groupedAverage }),
  max_over_time: overRange(() => extremeKernel('max', 'value'), { use: { columns: ['maxs'] } }),
  min_over_time: overRange(() => extremeKernel('min', 'value'), { use: { columns: ['mins'] } }),
  count_over_time: overRange(() => timesKernel((_, lo, hi) => hi - lo), { use: { columns: ['counts'] }, ofGroups: groupedCount }),
  present_over_time: overRange(() => timesKernel(() => 1), { use: NEWEST_TIME }),
  last_over_time: overRange(() => endKernel(({ values }, _, hi) => values[hi - 1]!), { keepsName: true, use: { columns: ['lasts'], newestOnly: true } }),
  first_over_time: overRange(() => endKernel(({ values }, lo) => values[lo]!), { keepsName: true, use: { columns: ['firsts'] } }),
  ts_of_first_over_time: overRange(() => timesKernel(({ times }, lo) => times[lo]! / 1000)),
  ts_of_last_over_time: overRange(() => timesKernel(({ times }, _, hi) => times[hi - 1]! / 1000), { use: NEWEST_TIME }),
  ts_of_max_over_time: overRange(() => extremeKernel('max', 'time')),
  ts_of_min_over_time: overRange(() => extremeKernel('min', 'time')),
  stdvar_over_time: overRange(() => varianceKernel(variance => variance)),
  stddev_over_time: overRange(() => varianceKernel(Math.sqrt)),
  quantile_over_time: overRange(quantile),
  mad_over_time: overRange(deviationKernel),
  double_exponential_smoothing: overRange(smoothing),
};
