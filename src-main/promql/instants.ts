import { isStale, bitsOf } from '../shared/model/sample.ts';
import type { VectorSelector } from './ast.ts';
import { type Column, finished, type Grid, scratch, type Scratch } from './column.ts';
import { instantWindow, type Reference, referenceOf, type Run } from './run.ts';
import type { SelectedSeries } from '../tsdb/select.ts';
import { setPresent } from './presence.ts';

/**
 * A selector of instants: at each step the newest sample not older than the lookback, nothing where that is a stale marker.
 * of  'values', or 'times' for `timestamp()`: when the samples were taken, in seconds
 */
export function* instants(selector: VectorSelector, grid: Grid, run: Run, keep: boolean, of: 'values' | 'times' = 'values'): Generator<Column> {
  const { matchers } = selector;
  const reference = referenceOf(selector, grid, run.frame);
  const buffer = scratch(grid.count);
  for (const series of run.source.select({ matchers, ...instantWindow(selector, grid, run.frame) })) {
    run.check();
    run.budget.read(series.times.length);
    fill(buffer, series, reference, grid.count, run.frame.lookbackMs, of);
    const column = finished(buffer, series.labels, grid.count, keep);
    if (column !== null) yield column;
  }
}

function fill({ values, present }: Scratch, series: SelectedSeries, { at, step }: Reference, count: number, lookbackMs: number, of: 'values' | 'times'): void {
  const { times, values: samples } = series;
  const length = times.length;
  let bits: Uint32Array | null = null;
  present.fill(0);
  for (let i = 0, next = 0; i < count; i++) {
    const reference = at + i * step;
    while (next < length && times[next]! <= reference) next++;
    if (next === 0) continue;
    const time = times[next - 1]!;
    if (time <= reference - lookbackMs) continue;
    const value = samples[next - 1]!;
    // biome-ignore lint/suspicious/noSelfCompare: only NaN differs from itself, and only a NaN can be a stale marker
    if (value !== value && isStale(bits ??= bitsOf(samples), next - 1)) continue;
    values[i] = of === 'values' ? value : time / 1000;
    setPresent(present, i);
  }
}
