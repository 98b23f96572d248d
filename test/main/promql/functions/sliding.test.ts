import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantileOf, quantileKernel } from '../../../../src-main/promql/functions/ordered.ts';
import { varianceKernel } from '../../../../src-main/promql/functions/moments.ts';
import { SlidingSum } from '../../../../src-main/promql/functions/slidingsum.ts';
import { Sum } from '../../../../src-main/promql/functions/sum.ts';
import type { Samples } from '../../../../src-main/promql/ranges.ts';

/** Windows whose bounds never go back. */
const slides = fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 40 })), { minLength: 1, maxLength: 60 });
function* windows(moves: readonly (readonly [number, number])[], length: number): Generator<[number, number]> {
  let lo = 0, hi = 0;
  for (const [left, right] of moves) {
    hi = Math.min(length, hi + right);
    lo = Math.min(hi, lo + left);
    if (hi > lo) yield [lo, hi];
  }
}
const seriesOf = (values: Float64Array): Samples => ({ labels: [], times: Float64Array.from(values, (_, i) => i * 1000), values, length: values.length });
const numbers = (range: number) => fc.array(fc.oneof(fc.double({ min: -range, max: range, noNaN: true }), fc.integer({ min: -9, max: 9 })), { minLength: 1, maxLength: 300 }).map(list => Float64Array.from(list));

test('a sliding sum is a fresh compensated sum', () => {
  fc.assert(fc.property(numbers(1e12), slides, (values, moves) => {
    const sliding = new SlidingSum();
    sliding.load(values, values.length);
    for (const [lo, hi] of windows(moves, values.length)) {
      const fresh = new Sum();
      for (let i = lo; i < hi; i++) fresh.add(values[i]!);
      expect(Math.abs(sliding.over(lo, hi) - fresh.value)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(fresh.value)));
    }
  }), { numRuns: 500 });
});

test('a million steps later nothing has drifted, and nothing outside a window has left a trace', () => {
  const values = Float64Array.from({ length: 1_000_000 }, (_, i) => (i === 100 ? 1e300 : i % 1000 === 500 ? 1e15 : 0.1));
  const sliding = new SlidingSum();
  sliding.load(values, values.length);
  let last = 0;
  for (let hi = 100; hi <= values.length; hi += 7) last = sliding.over(Math.max(0, hi - 100), hi);
  expect(last).toBe(10);
});

test('values that are no numbers count only while they are in the window', () => {
  const sliding = new SlidingSum();
  sliding.load(Float64Array.of(1, NaN, 2, Infinity, 3, -Infinity, 4, 5), 8);
  expect([[0, 1], [0, 3], [2, 3], [2, 5], [3, 6], [6, 8]].map(([lo, hi]) => sliding.over(lo!, hi!))).toEqual([1, NaN, 2, Infinity, NaN, 9]);
});

test('quantiles of a sliding window are those of a sorted copy', () => {
  const value = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double(), fc.constant(NaN));
  fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), slides, fc.double({ min: 0, max: 1, noNaN: true }), (list, moves, quantile) => {
    const values = Float64Array.from(list);
    const kernel = quantileKernel(Float64Array.of(quantile));
    kernel.load(seriesOf(values));
    for (const [lo, hi] of windows(moves, values.length)) {
      const sorted = values.slice(lo, hi).filter(v => !Number.isNaN(v)).sort();
      expect(kernel.at(lo, hi, 0, 0)).toEqual(quantileOf(quantile, sorted, sorted.length, hi - lo - sorted.length));
    }
  }), { numRuns: 500 });
});

test('the variance of a sliding window is that of two passes over it, far from zero, too', () => {
  fc.assert(fc.property(numbers(1000), slides, fc.constantFrom(0, 1e6), (list, moves, base) => {
    const values = list.map(v => v + base);
    const kernel = varianceKernel(v => v);
    kernel.load(seriesOf(values));
    for (const [lo, hi] of windows(moves, values.length)) {
      const part = values.subarray(lo, hi);
      const mean = part.reduce((a, b) => a + b) / part.length;
      const variance = part.reduce((a, v) => a + (v - mean) ** 2, 0) / part.length;
      expect(Math.abs(kernel.at(lo, hi, 0, 0) - variance)).toBeLessThanOrEqual(1e-9 * Math.max(1, variance));
    }
  }), { numRuns: 300 });
});
