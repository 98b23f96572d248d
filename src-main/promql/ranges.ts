import type { LabelPairs } from '../shared/model/labels.ts';
import { bitsOf, isStale } from '../shared/model/sample.ts';
import type { MatrixSelector, Subquery } from './ast.ts';
import { type Column, finished, type Grid, scratch, timeAt } from './column.ts';
import { isPresent, setPresent } from './presence.ts';
import { isEmpty, rangeWindow, type Reference, referenceOf, resolved, type Run, subqueryGrid } from './run.ts';

export type RangeExpr = MatrixSelector | Subquery;

/** Samples of one series, stale markers gone: the first `length` of both arrays. Valid until the next series is asked for; never written to. */
export interface Samples { readonly labels: LabelPairs; readonly times: Float64Array; readonly values: Float64Array; readonly length: number }

/** What a range vector is read from. */
export interface RangeOf { readonly reference: Reference; readonly rangeMs: number; readonly series: Iterable<Samples> }

export function rangeOf(expr: RangeExpr, grid: Grid, run: Run): RangeOf {
  const placed = expr.kind === 'subquery' ? expr : expr.selector;
  return {
    reference: referenceOf(placed, grid, run.frame),
    rangeMs: resolved(expr.range, run.frame),
    series: expr.kind === 'subquery' ? points(expr, grid, run) : selected(expr, grid, run),
  };
}

function* selected({ selector, range }: MatrixSelector, grid: Grid, run: Run): Generator<Samples> {
  for (const { labels, times, values } of run.source.select({ matchers: selector.matchers, ...rangeWindow(selector, range, grid, run.frame) })) {
    run.check();
    run.budget.read(times.length);
    yield withoutStale(labels, times, values);
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
    yield { labels, times, values, length };
  }
  run.budget.give(2 * inner.count);
}

/** One function of range vectors at work on one series after the other. */
export interface Kernel {
  /** the fewest samples in a window that give an answer */
  readonly needs: 1 | 2;
  /** a new series; its arrays stay as they are until the next */
  load(samples: Samples): void;
  /**
   * The answer for the window of samples lo <= i < hi, never fewer than `needs`. Within a series neither bound ever goes back.
   * step  which step of the grid it is
   * end   the window's right end, unix ms
   */
  at(lo: number, hi: number, step: number, end: number): number;
}

/** Samples that may stand in windows between two looks at whether the query must end. */
const WORK_BETWEEN_CHECKS = 5_000_000;

/** Windows are open on the left, closed on the right. */
export function* overWindows({ reference: { at, step }, rangeMs, series }: RangeOf, kernel: Kernel, count: number, keep: boolean, check: () => void): Generator<Column> {
  const buffer = scratch(count);
  let work = 0;
  for (const samples of series) {
    const { times, length } = samples;
    kernel.load(samples);
    buffer.present.fill(0);
    for (let i = 0, lo = 0, hi = 0; i < count; i++) {
      const end = at + i * step, begin = end - rangeMs;
      while (hi < length && times[hi]! <= end) hi++;
      while (lo < hi && times[lo]! <= begin) lo++;
      if (hi - lo < kernel.needs) continue;
      if ((work += hi - lo) > WORK_BETWEEN_CHECKS) { check(); work = 0; }
      buffer.values[i] = kernel.at(lo, hi, i, end);
      setPresent(buffer.present, i);
    }
    const column = finished(buffer, samples.labels, count, keep);
    if (column !== null) yield column;
  }
}
