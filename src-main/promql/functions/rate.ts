import type { Samples, SeriesKernel, StepKernel } from '../ranges.ts';
import type { Windows } from '../stepindex.ts';
import { SlidingSum } from './slidingsum.ts';

export type RateOf = 'rate' | 'increase' | 'delta';

/** With so many resets in a window a sliding sum is quicker than a fresh one. */
const MANY_RESETS = 32;

/**
 * How much a value grew over a window, per second for `rate`, carried on to the window's edges where samples come close to them.
 * Counters (`rate`, `increase`) never fall: a fall is a reset, and they are not carried back beyond their zero.
 * source  Prometheus's extrapolatedRate: an edge counts as close below 1.1 x the mean distance of samples, else half that distance is added
 */
export function rateKernel(of: RateOf, rangeMs: number): SeriesKernel {
  const counter = of !== 'delta';
  const resets = new Resets();
  const edges = new Edges(rangeMs);
  const perSecond = of === 'rate' ? rangeMs / 1000 : 1;
  let values: Float64Array;
  return {
    needs: 2,
    load(samples) {
      values = samples.values;
      if (counter) resets.load(samples);
    },
    all(windows, answers) {
      edges.lay(windows);
      const { los, his } = windows, { sampled, toStart, toEnd } = edges;
      for (let i = 0; i < answers.length; i++) {
        const lo = los[i]!, hi = his[i]!;
        if (hi - lo < 2) continue;
        const first = values[lo]!;
        let growth = values[hi - 1]! - first;
        if (counter) growth = resets.addedTo(growth, lo, hi);
        if (growth === 0) { answers[i] = 0; continue; }
        let start = toStart[i]!;
        if (counter && growth > 0 && first >= 0) start = Math.min(start, sampled[i]! * (first / growth));
        answers[i] = growth * ((sampled[i]! + start + toEnd[i]!) / sampled[i]! / perSecond);
      }
    },
  };
}

/** What of the extrapolation depends on the times of samples alone: by step, in seconds. */
class Edges {
  /** from the first sample of a window to its last */
  sampled = new Float64Array(0);
  /** how far the growth is carried on before the first sample, and behind the last */
  toStart = new Float64Array(0);
  toEnd = new Float64Array(0);
  readonly #rangeMs: number;
  #laid = 0;

  constructor(rangeMs: number) { this.#rangeMs = rangeMs; }

  lay({ times, los, his, ends, laid }: Windows): void {
    if (laid === this.#laid) return;
    this.#laid = laid;
    if (this.sampled.length < ends.length) [this.sampled, this.toStart, this.toEnd] = [new Float64Array(ends.length), new Float64Array(ends.length), new Float64Array(ends.length)];
    for (let i = 0; i < ends.length; i++) {
      const lo = los[i]!, hi = his[i]!;
      if (hi - lo < 2) continue;
      const firstTime = times[lo]!, lastTime = times[hi - 1]!;
      const sampled = (lastTime - firstTime) / 1000, between = sampled / (hi - 1 - lo);
      const toStart = (firstTime - (ends[i]! - this.#rangeMs)) / 1000, toEnd = (ends[i]! - lastTime) / 1000;
      this.sampled[i] = sampled;
      this.toStart[i] = toStart >= between * 1.1 ? between / 2 : toStart;
      this.toEnd[i] = toEnd >= between * 1.1 ? between / 2 : toEnd;
    }
  }
}

/** Where a counter fell, and from what value each time. */
class Resets {
  #positions: number[] = [];
  #before = new Float64Array(0);
  readonly #sum = new SlidingSum();
  #from = 0;
  #to = 0;

  load({ values, length }: Samples): void {
    const positions: number[] = [];
    for (let i = 1; i < length; i++) if (values[i]! < values[i - 1]!) positions.push(i);
    this.#positions = positions;
    this.#from = this.#to = 0;
    if (positions.length === 0) return;
    this.#before = Float64Array.from(positions, i => values[i - 1]!);
    this.#sum.load(this.#before, positions.length);
  }

  /** The growth between the first and the last sample with what resets hid. */
  addedTo(growth: number, lo: number, hi: number): number {
    const positions = this.#positions;
    if (positions.length === 0) return growth;
    while (this.#to < positions.length && positions[this.#to]! < hi) this.#to++;
    while (this.#from < this.#to && positions[this.#from]! <= lo) this.#from++;
    if (this.#to - this.#from > MANY_RESETS) return growth + this.#sum.over(this.#from, this.#to);
    for (let i = this.#from; i < this.#to; i++) growth += this.#before[i]!;
    return growth;
  }
}

/** The change between the last two samples of a window, per second for `irate`, which takes a fall for a reset to zero. */
export function lastChangeKernel(of: 'irate' | 'idelta'): StepKernel {
  let times: Float64Array, values: Float64Array;
  return {
    needs: 2,
    load(samples) { ({ times, values } = samples); },
    at(_lo, hi) {
      const last = values[hi - 1]!, before = values[hi - 2]!;
      if (of === 'idelta') return last - before;
      return (last < before ? last : last - before) / ((times[hi - 1]! - times[hi - 2]!) / 1000);
    },
  };
}
