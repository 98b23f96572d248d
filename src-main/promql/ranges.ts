import type { LabelPairs } from '../shared/model/labels.ts';
import { bitsOf, isStale } from '../shared/model/sample.ts';
import type { Grouping, Groups, RollupColumn } from '../tsdb/select.ts';
import type { MatrixSelector, Subquery } from './ast.ts';
import { type Column, covered, type Grid, scratch, timeAt } from './column.ts';
import { anyPresent, isPresent, type Presence } from './presence.ts';
import { isEmpty, rangeWindow, type Reference, referenceOf, resolved, type Run, subqueryGrid } from './run.ts';
import { Windows } from './stepindex.ts';

export type RangeExpr = MatrixSelector | Subquery;

/**
 * Samples of one series, stale markers gone: the first `length` of both arrays. Valid until the next series is asked for; never written to.
 * Two series have the same array of times only when they have the same times.
 */
export interface Samples { readonly labels: LabelPairs; readonly times: Float64Array; readonly values: Float64Array; readonly length: number; readonly groups?: Groups }

/**
 * What a function can do with samples of which several are handed out as one.
 * columns     what it has to know of them; the first stands in for the values
 * newestOnly  it looks at nothing but the newest sample of a window, so that it does not matter where windows begin
 */
export interface GroupUse { readonly columns: readonly RollupColumn[]; readonly newestOnly?: boolean }

/** What a range vector is read from. */
export interface RangeOf { readonly reference: Reference; readonly rangeMs: number; readonly series: Iterable<Samples> }

/**
 * timesOnly  nobody looks at the values
 * use        samples may be put together; null: each is needed
 */
export function rangeOf(expr: RangeExpr, grid: Grid, run: Run, timesOnly = false, use: GroupUse | null = null): RangeOf {
  const placed = expr.kind === 'subquery' ? expr : expr.selector;
  const reference = referenceOf(placed, grid, run.frame), rangeMs = resolved(expr.range, run.frame);
  const grouping = use === null ? undefined : { ...reference, count: grid.count, rangeMs: use.newestOnly === true ? null : rangeMs, columns: use.columns };
  return { reference, rangeMs, series: expr.kind === 'subquery' ? points(expr, grid, run) : selected(expr, grid, run, timesOnly, grouping) };
}

function* selected({ selector, range }: MatrixSelector, grid: Grid, run: Run, timesOnly: boolean, grouping: Grouping | undefined): Generator<Samples> {
  const selection = { matchers: selector.matchers, ...rangeWindow(selector, range, grid, run.frame), ...(timesOnly ? { timesOnly } : {}) };
  for (const { labels, times, values, numeric, groups } of run.source.select(selection, grouping)) {
    run.check();
    run.budget.read(times.length);
    if (groups !== undefined) yield { labels, times, values, length: times.length, groups };
    else yield numeric === true ? { labels, times, values, length: times.length } : withoutStale(labels, times, values);
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
export interface SeriesKernel extends AnyKernel {
  all(windows: Windows, answers: Float64Array): void;
  /** the steps that have an answer after all; left out: all whose window has enough samples */
  answered?(windows: Windows): Presence;
}

export type Kernel = StepKernel | SeriesKernel;

/** Samples that may stand in windows between two looks at whether the query must end. */
const WORK_BETWEEN_CHECKS = 5_000_000;

/**
 * Windows are open on the left, closed on the right.
 * ofGroups  answers for series whose samples were put together, where it takes another one
 */
export function* overWindows({ reference, rangeMs, series }: RangeOf, kernel: Kernel, count: number, keep: boolean, check: () => void, ofGroups: SeriesKernel | null = null): Generator<Column> {
  const buffer = scratch(count);
  const windowed = (one: Kernel) => ({ kernel: one, windows: new Windows(reference, rangeMs, count, one.needs), answer: 'all' in one ? one.all : oneByOne(one, check) });
  const samplewise = windowed(kernel), groupwise = ofGroups ? windowed(ofGroups) : samplewise;
  for (const samples of series) {
    const { kernel: its, windows, answer } = samples.groups === undefined ? samplewise : groupwise;
    windows.lay(samples.times, samples.length);
    if (windows.filled === 0) continue;
    its.load(samples);
    answer(windows, buffer.values);
    const present = 'answered' in its && its.answered ? its.answered(windows) : windows.present;
    if (anyPresent(present)) yield covered(buffer, samples.labels, present, count, keep);
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
