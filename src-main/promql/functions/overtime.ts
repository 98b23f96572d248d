import type { Samples, StepKernel } from '../ranges.ts';
import { SlidingSum } from './slidingsum.ts';
import { Sum } from './sum.ts';

/** Kernels that need no more than to look at a window's ends. */
export function endKernel(of: (samples: Samples, lo: number, hi: number) => number): StepKernel {
  let samples: Samples;
  return {
    needs: 1,
    load(next) { samples = next; },
    at: (lo, hi) => of(samples, lo, hi),
  };
}

/** The same for those that do not even look at values. */
export const timesKernel = (of: (samples: Omit<Samples, 'values'>, lo: number, hi: number) => number): StepKernel => ({ ...endKernel(of), timesOnly: true });

export function sumKernel(): StepKernel {
  const sum = new SlidingSum();
  return {
    needs: 1,
    load({ values, length }) { sum.load(values, length); },
    at: (lo, hi) => sum.over(lo, hi),
  };
}

export function averageKernel(): StepKernel {
  const sum = new SlidingSum();
  let values: Float64Array;
  return {
    needs: 1,
    load(samples) {
      values = samples.values;
      sum.load(values, samples.length);
    },
    at(lo, hi) {
      const total = sum.over(lo, hi);
      return total === Infinity || total === -Infinity ? growingMean(values, lo, hi) : total / (hi - lo);
    },
  };
}

/** The mean of values whose sum overflows, kept as a mean all along. */
function growingMean(values: Float64Array, lo: number, hi: number): number {
  const mean = new Sum();
  for (let i = lo; i < hi; i++) {
    const count = i - lo + 1, share = (count - 1) / count;
    mean.total *= share;
    mean.lost *= share;
    mean.add(values[i]! / count);
  }
  return mean.value;
}

/** The largest or smallest value, NaN only where there is nothing else; or when it was there last, in seconds. */
export function extremeKernel(which: 'max' | 'min', of: 'value' | 'time'): StepKernel {
  let samples: Samples;
  let queue = new Int32Array(0), head = 0, tail = 0, next = 0, end = 0;
  const beats = which === 'max' ? (a: number, b: number) => a >= b : (a: number, b: number) => a <= b;
  return {
    needs: 1,
    load(loaded) {
      samples = loaded;
      if (queue.length < loaded.length) queue = new Int32Array(loaded.length);
      head = tail = next = end = 0;
    },
    at(lo, hi) {
      const { values, times } = samples;
      if (lo >= end) { // nothing of the window before is in this one
        end = hi;
        const found = extremeOf(values, lo, hi, beats);
        return of === 'value' ? values[found]! : times[found]! / 1000;
      }
      end = hi;
      // The queue holds the candidates: each smaller (for max) and later than the one before it.
      for (next = Math.max(next, lo); next < hi; next++) {
        const value = values[next]!;
        if (Number.isNaN(value)) continue;
        while (tail > head && beats(value, values[queue[tail - 1]!]!)) tail--;
        queue[tail++] = next;
      }
      while (head < tail && queue[head]! < lo) head++;
      if (head === tail) return of === 'time' ? times[hi - 1]! / 1000 : NaN;
      return of === 'time' ? times[queue[head]!]! / 1000 : values[queue[head]!]!;
    },
  };
}

/** Where the extreme of lo <= i < hi stands, the later one of equals; the last place when all are NaN. */
function extremeOf(values: Float64Array, lo: number, hi: number, beats: (a: number, b: number) => boolean): number {
  let found = lo;
  for (let i = lo + 1; i < hi; i++) if (beats(values[i]!, values[found]!) || Number.isNaN(values[found]!)) found = i;
  return found;
}

/** How often neighbours in a window differ in the given way. */
export function countKernel(differs: (now: number, before: number) => boolean): StepKernel {
  let upTo = new Int32Array(0);
  return {
    needs: 1,
    load({ values, length }) {
      if (upTo.length < length) upTo = new Int32Array(length);
      for (let i = 1; i < length; i++) upTo[i] = upTo[i - 1]! + (differs(values[i]!, values[i - 1]!) ? 1 : 0);
    },
    at: (lo, hi) => upTo[hi - 1]! - upTo[lo]!,
  };
}

export const isReset = (now: number, before: number): boolean => now < before;
export const isChange = (now: number, before: number): boolean => now !== before && !(Number.isNaN(now) && Number.isNaN(before));
