import { isStale, bitsOf } from '../shared/model/sample.ts';
import { bare, type Expr, type VectorSelector } from './ast.ts';
import { type Column, covered, finished, type Grid, scratch, type Scratch } from './column.ts';
import { instantWindow, isEmpty, referenceOf, type Run } from './run.ts';
import type { Grouping, SelectedSeries } from '../tsdb/select.ts';
import { setPresent } from './presence.ts';
import { Newest } from './stepindex.ts';

/** What is wanted of a sample: its value; when it was taken, in seconds, as `timestamp()` gives it; or nothing but that it is there. */
type Wanted = 'values' | 'times' | 'presence';

/** A selector of instants: at each step the newest sample not older than the lookback, nothing where that is a stale marker. */
export function* instants(selector: VectorSelector, grid: Grid, run: Run, keep: boolean, of: Wanted = 'values', only?: readonly string[]): Generator<Column> {
  const { matchers } = selector, { count } = grid;
  const reference = referenceOf(selector, grid, run.frame);
  const newest = new Newest(reference, run.frame.lookbackMs, grid);
  const buffer = scratch(count);
  const grouping: Grouping = { ...reference, count, rangeMs: null, columns: ['lasts'], ofInstants: true };
  for (const series of run.source.select({ matchers, ...instantWindow(selector, grid, run.frame), ...(of === 'values' ? {} : { timesOnly: true }), ...(only === undefined ? {} : { only }) }, grouping)) {
    run.check();
    run.budget.read(series.times.length);
    newest.lay(series.times);
    if (newest.filled === 0) continue;
    if (series.numeric === true) {
      if (of === 'values' || of === 'times') fill(buffer.values, newest.picks, of === 'values' ? series.values : series.times, of === 'values' ? 1 : 1000);
      yield covered(buffer, series.labels, newest.present, count, keep);
    } else {
      fillFresh(buffer, series, newest.picks, of);
      const column = finished(buffer, series.labels, count, keep);
      if (column !== null) yield column;
    }
  }
}

/**
 * Series of an expression whose values nobody looks at: of a selector they are not even decoded. Each is valid only until the next is asked for.
 * only  the labels that are looked at; left out: all
 */
export function presences(expr: Expr, grid: Grid, run: Run, only?: readonly string[]): Iterable<Column> {
  const node = bare(expr);
  return node.kind === 'vector-selector' && !isEmpty(grid) ? instants(node, grid, run, false, 'presence', only) : run.columns(expr, grid, false);
}

function fill(values: Float64Array, picks: Int32Array, from: Float64Array, divisor: number): void {
  for (let i = 0; i < picks.length; i++) {
    const pick = picks[i]!;
    if (pick >= 0) values[i] = from[pick]! / divisor;
  }
}

/** The same where samples may be stale markers: those are left out. */
function fillFresh({ values, present }: Scratch, { times, values: samples }: SelectedSeries, picks: Int32Array, of: Wanted): void {
  let bits: Uint32Array | null = null;
  present.fill(0);
  for (let i = 0; i < picks.length; i++) {
    const pick = picks[i]!;
    if (pick < 0) continue;
    const value = samples[pick]!;
    // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, and only a NaN can be a stale marker
    if (value !== value && isStale(bits ??= bitsOf(samples), pick)) continue;
    values[i] = of === 'times' ? times[pick]! / 1000 : value;
    setPresent(present, i);
  }
}
