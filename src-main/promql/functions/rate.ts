import type { Kernel, Samples } from '../ranges.ts';
import { SlidingSum } from './slidingsum.ts';

export type RateOf = 'rate' | 'increase' | 'delta';

/** With so many resets in a window a sliding sum is quicker than a fresh one. */
const MANY_RESETS = 32;

/**
 * How much a value grew over a window, per second for `rate`, carried on to the window's edges where samples come close to them.
 * Counters (`rate`, `increase`) never fall: a fall is a reset, and they are not carried back beyond their zero.
 * source  Prometheus's extrapolatedRate: an edge counts as close below 1.1 x the mean distance of samples, else half that distance is added
 */
export function rateKernel(of: RateOf, rangeMs: number): Kernel {
  const counter = of !== 'delta';
  const resets = new Resets();
  let times: Float64Array, values: Float64Array;
  return {
    needs: 2,
    load(samples) {
      ({ times, values } = samples);
      if (counter) resets.load(samples);
    },
    at(lo, hi, _step, end) {
      const first = values[lo]!, firstTime = times[lo]!, lastTime = times[hi - 1]!;
      let growth = values[hi - 1]! - first;
      if (counter) growth = resets.addedTo(growth, lo, hi);
      const sampled = (lastTime - firstTime) / 1000;
      const between = sampled / (hi - 1 - lo);
      let toStart = (firstTime - (end - rangeMs)) / 1000, toEnd = (end - lastTime) / 1000;
      if (toStart >= between * 1.1) toStart = between / 2;
      if (counter && growth > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / growth));
      if (toEnd >= between * 1.1) toEnd = between / 2;
      const factor = (sampled + toStart + toEnd) / sampled;
      return growth * (of === 'rate' ? factor / (rangeMs / 1000) : factor);
    },
  };
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
export function lastChangeKernel(of: 'irate' | 'idelta'): Kernel {
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
