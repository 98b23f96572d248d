import { pairValue } from '../../shared/model/labels.ts';
import { AppError } from '../../shared/model/errors.ts';
import { bare, type Call } from '../ast.ts';
import { type Column, type Grid, timeAt } from '../column.ts';
import { onlyOnce } from '../distinct.ts';
import { withoutName } from '../labelset.ts';
import { invalidQuantile, notACounter } from '../notes.ts';
import { differWithoutName } from '../plan.ts';
import { type Kernel, overWindows, type RangeExpr, rangeOf } from '../ranges.ts';
import { resolved, type Run } from '../run.ts';
import type { VectorFunction } from './elementwise.ts';
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

function overRange(make: Make, { keepsName = false, ofCounters = false } = {}): VectorFunction {
  return function* (call, grid, run, keep) {
    const expr = rangeArgument(call);
    const kernel = make({ call, grid, run, rangeMs: resolved(expr.range, run.frame), scalar: argument => run.scalar(call.args[argument]!, grid) });
    const once = keepsName || differWithoutName(expr) ? null : onlyOnce();
    const noted = ofCounters ? counterNotes(call, run) : null;
    for (const column of overWindows(rangeOf(expr, grid, run, kernel.timesOnly), kernel, grid.count, keep, run.check)) {
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

export const WINDOWS: Readonly<Record<string, VectorFunction>> = {
  rate: overRange(({ rangeMs }) => rateKernel('rate', rangeMs), { ofCounters: true }),
  increase: overRange(({ rangeMs }) => rateKernel('increase', rangeMs), { ofCounters: true }),
  delta: overRange(({ rangeMs }) => rateKernel('delta', rangeMs)),
  irate: overRange(() => lastChangeKernel('irate')),
  idelta: overRange(() => lastChangeKernel('idelta')),
  deriv: overRange(() => lineKernel(({ slope }) => slope)),
  predict_linear: overRange(predictLinear),
  changes: overRange(() => countKernel(isChange)),
  resets: overRange(() => countKernel(isReset)),
  sum_over_time: overRange(sumKernel),
  avg_over_time: overRange(averageKernel),
  max_over_time: overRange(() => extremeKernel('max', 'value')),
  min_over_time: overRange(() => extremeKernel('min', 'value')),
  count_over_time: overRange(() => timesKernel((_, lo, hi) => hi - lo)),
  present_over_time: overRange(() => timesKernel(() => 1)),
  last_over_time: overRange(() => endKernel(({ values }, _, hi) => values[hi - 1]!), { keepsName: true }),
  first_over_time: overRange(() => endKernel(({ values }, lo) => values[lo]!), { keepsName: true }),
  ts_of_first_over_time: overRange(() => timesKernel(({ times }, lo) => times[lo]! / 1000)),
  ts_of_last_over_time: overRange(() => timesKernel(({ times }, _, hi) => times[hi - 1]! / 1000)),
  ts_of_max_over_time: overRange(() => extremeKernel('max', 'time')),
  ts_of_min_over_time: overRange(() => extremeKernel('min', 'time')),
  stdvar_over_time: overRange(() => varianceKernel(variance => variance)),
  stddev_over_time: overRange(() => varianceKernel(Math.sqrt)),
  quantile_over_time: overRange(quantile),
  mad_over_time: overRange(deviationKernel),
  double_exponential_smoothing: overRange(smoothing),
};
