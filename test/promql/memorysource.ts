import { type LabelPairs, pairValue } from '../../src-main/shared/model/labels.ts';
import { compileMatcher } from '../../src-main/tsdb/matcher.ts';
import type { SampleSource, SelectedSeries, Selection } from '../../src-main/tsdb/select.ts';

/** Series kept in memory, for the engine to read. Every selection asked for is written down. */
export class MemorySource implements SampleSource {
  readonly series: SelectedSeries[];
  readonly asked: Selection[] = [];

  constructor(series: readonly SelectedSeries[] = []) { this.series = [...series]; }

  add(labels: LabelPairs, times: readonly number[], values: readonly number[]): void {
    this.series.push({ labels, times: Float64Array.from(times), values: Float64Array.from(values) });
  }

  *select(selection: Selection): Generator<SelectedSeries> {
    this.asked.push(selection);
    const { from, to, matchers } = selection;
    const compiled = matchers.map(compileMatcher);
    for (const { labels, times, values } of this.series) {
      if (!compiled.every(({ name, test }) => test(pairValue(labels, name)))) continue;
      const lo = firstAbove(times, from), hi = firstAbove(times, to + 1);
      if (hi > lo) yield { labels, times: times.subarray(lo, hi), values: values.subarray(lo, hi) };
    }
  }
}

/** The first place whose time is not before `time`. */
function firstAbove(times: Float64Array, time: number): number {
  let from = 0, to = times.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (times[middle]! < time) from = middle + 1;
    else to = middle;
  }
  return from;
}
