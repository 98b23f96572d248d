import type { LabelPairs } from '../shared/model/labels.ts';
import { bitsOf, isStale } from '../shared/model/sample.ts';
import type { MatrixSelector, Subquery } from './ast.ts';
import { type Column, covered, type Grid, scratch, timeAt } from './column.ts';
import { isPresent } from './presence.ts';
import { isEmpty, rangeWindow, type Reference, referenceOf, resolved, type Run, subqueryGrid } from './run.ts';
import { Windows } from './stepindex.ts';

export type RangeExpr = MatrixSelector | Subquery;

/**
 * Samples of one series, stale markers gone: the first `length` of both arrays. Valid until the next series is asked for; never written to.
 * Two series have the same array of times only when they have the same times.
 */
export interface Samples { readonly labels: LabelPairs; readonly times: Float64Array; readonly values: Float64Array; readonly length: number }

/** What a range vector is read from. */
export interface RangeOf { readonly reference: Reference; readonly rangeMs: number; readonly series: Iterable<Samples> }

/** timesOnly: nobody looks at the values */
export function rangeOf(expr: RangeExpr, grid: Grid, run: Run, timesOnly = false): RangeOf {
  const placed = expr.kind === 'subquery' ? expr : expr.selector;
  return {
    reference: referenceOf(placed, grid, run.frame),
    rangeMs: resolved(expr.range, run.frame),
    series: expr.kind === 'subquery' ? points(expr, grid, run) : selected(expr, grid, run, timesOnly),
  };
}

function* selected({ selector, range }: MatrixSelector, grid: Grid, run: Run, timesOnly: boolean): Generator<Samples> {
  for (const { labels, times, values, numeric } of run.source.select({ matchers: selector.matchers, ...rangeWindow(selector, range, grid, run.frame), ...(timesOnly ? { timesOnly } : {}) })) {
    run.check();
    run.budget.read(times.length);
    yield numeric === true ? { labels, times, values, length: times.length } : withoutStale(labels, times, values);
  }
}

function withoutStale(labels: LabelPairs, times: Float64Array, values: Float64Array): Samples {
  const length = times.length;
  let i = 0;
  // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, and only a NaN can be a stale marker
  while (i < length && values[i]! === values[i]!) i++;
  if (i === length) return { labels, times, values, length };
  const bits = bitsOf(values);
  const kept = { labels, times: times.slice(), values: values.slice(), length: 0 };
  for (let from = 0; from < length; from++) {
    if (isStale(bits, from)) continue;
    kept.times[kept.length] = times[from]!;
    kept.values[kept.length++] = values[from]!;
  }
  return kept;
}

/** A subquery's points, as if they had been sampled at the times of its own grid. */
function* points(subquery: Subquery, grid: Grid, run: Run): Generator<Samples> {
  const inner = subqueryGrid(subquery, grid, run.frame);
  if (isEmpty(inner)) return;
  run.budget.take(2 * inner.count);
  const all = Float64Array.from({ length: inner.count }, (_, i) => timeAt(inner, i));
  const times = new Float64Array(inner.count), values = new Float64Array(inner.count);
  for (const { labels, values: column, present } of run.columns(subquery.expr, inner, false)) {
    run.check();
    if (present === null) { yield { labels, times: all, values: column, length: inner.count }; continue; }
    let length = 0;
    for (let i = 0; i < inner.count; i++) {
      if (!isPresent(present, i)) continue;
      times[length] = all[i]!;
      values[length++] = column[i]!;
    }
    yield { labels, times: times.slice(0, length), values, length };
  }
  run.budget.give(2 * inner.count);
}

/** One function of range vectors at work on one series after the other. */
interface AnyKernel {
  /** the fewest samples in a window that give an answer */
  readonly needs: 1 | 2;
  /** the values are never looked at */
  readonly timesOnly?: boolean;
  /** a new series; its arrays stay as they are until the next */
  load(samples: Samples): void;
}

export interface StepKernel extends AnyKernel {
  /**
   * The answer for the window of samples lo <= i < hi, never fewer than `needs`. Within a series neither bound ever goes back.
   * step  which step of the grid it is
   * end   the window's right end, unix ms
   */
  at(lo: number, hi: number, step: number, end: number): number;
}

/** One that gains by seeing all windows of a series at once: answers for those with enough samples. */
export interface SeriesKernel extends AnyKernel { all(windows: Windows, answers: Float64Array): void }

export type Kernel = StepKernel | SeriesKernel;

/** Samples that may stand in windows between two looks at whether the query must end. */
const WORK_BETWEEN_CHECKS = 5_000_000;

/** Windows are open on the left, closed on the right. */
export function* overWindows({ reference, rangeMs, series }: RangeOf, kernel: Kernel, count: number, keep: boolean, check: () => void): Generator<Column> {
  const buffer = scratch(count);
  const windows = new Windows(reference, rangeMs, count, kernel.needs);
  const answer = 'all' in kernel ? kernel.all : oneByOne(kernel, check);
  for (const samples of series) {
    windows.lay(samples.times, samples.length);
    if (windows.filled === 0) continue;
    kernel.load(samples);
    answer(windows, buffer.values);
    yield covered(buffer, samples.labels, windows.present, count, keep);
  }
}

function oneByOne(kernel: StepKernel, check: () => void): (windows: Windows, answers: Float64Array) => void {
  let work = 0;
  return ({ los, his, ends, needs }, answers) => {
    for (let i = 0; i < answers.length; i++) {
      const lo = los[i]!, hi = his[i]!;
      if (hi - lo < needs) continue;
      if ((work += hi - lo) > WORK_BETWEEN_CHECKS) { check(); work = 0; }
      answers[i] = kernel.at(lo, hi, i, ends[i]!);
    }
  };
}
