import type { Groups } from '../../tsdb/select.ts';
import { bytesFor, type Presence, setPresent } from '../presence.ts';
import type { GroupUse, Samples, SeriesKernel } from '../ranges.ts';
import type { Windows } from '../stepindex.ts';
import type { RateOf } from './rate.ts';
import { SlidingSum } from './slidingsum.ts';
import { Sum } from './sum.ts';

/** Kernels for series whose samples were put together in groups, none of which reaches over an end of a window: their answers are those of the samples. */

const NONE = new Float64Array(0);

/** How many samples stand before each group: whole numbers, so that differences are exact. */
class Counts {
  #before = new Float64Array(1);

  load({ groups, length }: Samples): void {
    const counts = groups?.counts ?? NONE;
    if (this.#before.length <= length) this.#before = new Float64Array(length + 1);
    for (let i = 0; i < length; i++) this.#before[i + 1] = this.#before[i]! + counts[i]!;
  }

  over(lo: number, hi: number): number { return this.#before[hi]! - this.#before[lo]!; }
}

export function groupedCount(): SeriesKernel {
  const counts = new Counts();
  return {
    needs: 1,
    load(samples) { counts.load(samples); },
    all({ los, his }, answers) {
      for (let i = 0; i < answers.length; i++) answers[i] = counts.over(los[i]!, his[i]!);
    },
  };
}

export function groupedAverage(): SeriesKernel {
  const counts = new Counts(), sum = new SlidingSum();
  let sums: Float64Array = NONE;
  return {
    needs: 1,
    load(samples) {
      counts.load(samples);
      sums = samples.groups?.sums ?? NONE;
      sum.load(sums, samples.length);
    },
    all({ los, his }, answers) {
      for (let i = 0; i < answers.length; i++) {
        const lo = los[i]!, hi = his[i]!;
        if (hi === lo) continue;
        const total = sum.over(lo, hi), count = counts.over(lo, hi);
        answers[i] = Number.isFinite(total) ? total / count : sumOfShares(sums, lo, hi, count);
      }
    },
  };
}

/** The mean of values whose sum overflows. */
function sumOfShares(sums: Float64Array, lo: number, hi: number, count: number): number {
  const mean = new Sum();
  for (let i = lo; i < hi; i++) mean.add(sums[i]! / count);
  return mean.value;
}

/** What rate, increase and delta do with groups. */
export const growth = (of: RateOf): { readonly use: GroupUse; readonly ofGroups: (rangeMs: number) => SeriesKernel } => ({
  use: { columns: of === 'delta' ? ['lasts', 'firsts', 'counts'] : ['lasts', 'firsts', 'counts', 'falls'] },
  ofGroups: rangeMs => groupedGrowth(of, rangeMs),
});

/** As rateKernel, of which this is the same calculation. */
function groupedGrowth(of: RateOf, rangeMs: number): SeriesKernel {
  const counts = new Counts(), hidden = of === 'delta' ? null : new HiddenGrowth();
  const perSecond = of === 'rate' ? rangeMs / 1000 : 1;
  let lasts: Float64Array = NONE, firsts: Float64Array = NONE, firstTimes: Float64Array = NONE;
  return {
    needs: 1,
    load(samples) {
      ({ lasts = NONE, firsts = NONE, firstTimes = NONE } = samples.groups ?? {});
      counts.load(samples);
      hidden?.load(samples);
    },
    all({ los, his, ends, times }, answers) {
      for (let i = 0; i < answers.length; i++) {
        const lo = los[i]!, hi = his[i]!, count = counts.over(lo, hi);
        if (count < 2) continue;
        const first = firsts[lo]!, firstTime = firstTimes[lo]!, lastTime = times[hi - 1]!;
        const grown = lasts[hi - 1]! - first + (hidden?.over(lo, hi) ?? 0);
        if (grown === 0) { answers[i] = 0; continue; }
        const sampled = (lastTime - firstTime) / 1000, between = sampled / (count - 1);
        let toStart = (firstTime - (ends[i]! - rangeMs)) / 1000, toEnd = (ends[i]! - lastTime) / 1000;
        if (toStart >= between * 1.1) toStart = between / 2;
        if (toEnd >= between * 1.1) toEnd = between / 2;
        if (hidden !== null && grown > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / grown));
        answers[i] = grown * ((sampled + toStart + toEnd) / sampled / perSecond);
      }
    },
    answered: windows => withTwo(windows, counts),
  };
}

function withTwo({ los, his }: Windows, counts: Counts): Presence {
  const present = new Uint8Array(bytesFor(los.length));
  let all = true;
  for (let i = 0; i < los.length; i++) {
    if (counts.over(los[i]!, his[i]!) >= 2) setPresent(present, i);
    else all = false;
  }
  return all ? null : present;
}

/** What resets hid of a counter's growth: inside of groups, and between two of them. */
class HiddenGrowth {
  readonly #inside = new SlidingSum();
  readonly #between = new SlidingSum();
  #amounts = new Float64Array(0);
  #any = false;

  load({ groups, length }: Samples): void {
    const { lasts = NONE, firsts = NONE, falls = NONE }: Groups = groups ?? {};
    if (this.#amounts.length < length) this.#amounts = new Float64Array(length);
    const between = this.#amounts;
    this.#any = false;
    for (let i = 0; i < length; i++) {
      between[i] = i > 0 && firsts[i]! < lasts[i - 1]! ? lasts[i - 1]! : 0;
      if (between[i] !== 0 || falls[i] !== 0) this.#any = true;
    }
    if (!this.#any) return;
    this.#inside.load(falls, length);
    this.#between.load(between, length);
  }

  over(lo: number, hi: number): number {
    if (!this.#any) return 0;
    return this.#inside.over(lo, hi) + (hi > lo + 1 ? this.#between.over(lo + 1, hi) : 0);
  }
}
