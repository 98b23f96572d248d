import { type LabelPairs, pairsKey, pairValue } from '../shared/model/labels.ts';
import { bitsOf, setStale } from '../shared/model/sample.ts';
import { compileMatcher } from '../tsdb/matcher.ts';
import type { SampleSource, SelectedSeries, Selection } from '../tsdb/select.ts';

interface Kept { readonly labels: LabelPairs; times: Float64Array; values: Float64Array; length: number }

/** Samples in memory, for tests of rules: written in the order of their times, read by the engine. */
export class MemorySeries implements SampleSource {
  private readonly series = new Map<string, Kept>();
  private readonly byName = new Map<string, Kept[]>();

  /** time in unix ms, not before the series' newest; an equal one takes the newest's place. value: 'stale' ends the series */
  append(labels: LabelPairs, time: number, value: number | 'stale'): void {
    const kept = this.keptOf(labels);
    const at = kept.length > 0 && kept.times[kept.length - 1] === time ? kept.length - 1 : kept.length;
    if (at === kept.times.length) grow(kept);
    kept.times[at] = time;
    if (value === 'stale') setStale(bitsOf(kept.values), at);
    else kept.values[at] = value;
    kept.length = at + 1;
  }

  *select({ matchers, from, to }: Selection): Generator<SelectedSeries> {
    const compiled = matchers.map(compileMatcher);
    const name = matchers.find(matcher => matcher.name === '__name__' && matcher.op === '=')?.value;
    for (const { labels, times, values, length } of name === undefined ? this.series.values() : this.byName.get(name) ?? []) {
      if (!compiled.every(matcher => matcher.test(pairValue(labels, matcher.name)))) continue;
      const lo = firstFrom(times, length, from), hi = firstFrom(times, length, to + 1);
      if (hi > lo) yield { labels, times: times.subarray(lo, hi), values: values.subarray(lo, hi) };
    }
  }

  private keptOf(labels: LabelPairs): Kept {
    const key = pairsKey(labels);
    let kept = this.series.get(key);
    if (kept !== undefined) return kept;
    this.series.set(key, kept = { labels, times: new Float64Array(16), values: new Float64Array(16), length: 0 });
    const name = pairValue(labels, '__name__'), alike = this.byName.get(name);
    if (alike === undefined) this.byName.set(name, [kept]);
    else alike.push(kept);
    return kept;
  }
}

function grow(kept: Kept): void {
  const times = new Float64Array(2 * kept.times.length), values = new Float64Array(times.length);
  times.set(kept.times);
  bitsOf(values).set(bitsOf(kept.values)); // a stale marker keeps its bits
  Object.assign(kept, { times, values });
}

/** The first of `length` places whose time is not before `time`. */
function firstFrom(times: Float64Array, length: number, time: number): number {
  let from = 0, to = length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (times[middle]! < time) from = middle + 1;
    else to = middle;
  }
  return from;
}
