import type { SampleSource } from '../tsdb/select.ts';
import type { Duration, Expr, Pin, Subquery, VectorSelector } from './ast.ts';
import { type Column, endOf, type Grid } from './column.ts';
import type { Others } from './halves.ts';
import type { Budget, Limits } from './limits.ts';
import type { NoteBook } from './notes.ts';

/** One evaluation of one query. Operators reach each other through it, so that none has to know them all. */
export interface Run {
  readonly source: SampleSource;
  readonly limits: Limits;
  readonly budget: Budget;
  readonly notes: NoteBook;
  /** called between series; throws when the query must end */
  readonly check: () => void;
  readonly frame: Frame;
  /** null: all series are read here */
  readonly others: Others | null;
  /**
   * The series of an expression of type vector.
   * keep  the consumer holds columns; else each is valid only until the next is asked for. Both may be changed by who asked
   */
  columns(expr: Expr, grid: Grid, keep: boolean): Iterable<Column>;
  /** A scalar expression's value at every step. The array is the caller's own. */
  scalar(expr: Expr, grid: Grid): Float64Array;
}

/** The query's own times, which `@ start()`, `step()` and the like refer to, and the lookback. unix ms and ms. */
export interface Frame { readonly from: number; readonly to: number; readonly stepMs: number; readonly lookbackMs: number }

/** Where a selector looks: the reference time of step i is `at + i x step`. */
export interface Reference { readonly at: number; readonly step: number }

export function resolved(duration: Duration, { from, to, stepMs }: Frame): number {
  return typeof duration === 'number' ? duration : duration({ stepMs, rangeMs: to - from });
}

const pinned = (pin: Pin, { from, to }: Frame): number => (pin === 'start' ? from : pin === 'end' ? to : pin);

/** The reference times of something with `offset` and `@` on a grid: a pinned one stands still. */
export function referenceOf({ offset, pin }: Pick<VectorSelector, 'offset' | 'pin'>, grid: Grid, frame: Frame): Reference {
  const back = resolved(offset, frame);
  return pin === null ? { at: grid.start - back, step: grid.step } : { at: pinned(pin, frame) - back, step: 0 };
}

/** Subqueries without a step of their own take the interval at which rules are evaluated. */
const DEFAULT_INTERVAL_MS = 60_000;

/** The times a subquery evaluates its expression at: multiples of its step since 1970, in the windows of all steps of the grid. */
export function subqueryGrid(subquery: Subquery, grid: Grid, frame: Frame): Grid {
  const { at, step: advance } = referenceOf(subquery, grid, frame);
  const step = resolved(subquery.step, frame) || DEFAULT_INTERVAL_MS;
  const left = at - resolved(subquery.range, frame);
  const right = at + advance * (grid.count - 1);
  const start = Math.floor(left / step) * step + step;
  return { start, step, count: Math.max(0, Math.floor((right - start) / step) + 1) };
}

/** The window of samples a selector of instants needs, both ends in; times of samples are whole ms. */
export function instantWindow(selector: VectorSelector, grid: Grid, frame: Frame): { readonly from: number; readonly to: number; readonly newest?: true } {
  const reference = referenceOf(selector, grid, frame);
  const isOne = reference.step * (grid.count - 1) === 0; // of one moment, however many steps look at it
  return { ...windowOf(reference, grid.count, frame.lookbackMs), ...(isOne ? { newest: true } : {}) };
}

/** The same for a selector of ranges. */
export function rangeWindow(selector: VectorSelector, range: Duration, grid: Grid, frame: Frame): { readonly from: number; readonly to: number } {
  return windowOf(referenceOf(selector, grid, frame), grid.count, resolved(range, frame));
}

const windowOf = ({ at, step }: Reference, count: number, back: number): { readonly from: number; readonly to: number } =>
  ({ from: Math.floor(at - back) + 1, to: Math.floor(at + step * (count - 1)) });

/** The one step that stands for all where an answer does not change. */
export const firstStep = (grid: Grid): Grid => ({ ...grid, count: Math.min(1, grid.count) });
export const isEmpty = (grid: Grid): boolean => grid.count <= 0 || endOf(grid) < grid.start;
