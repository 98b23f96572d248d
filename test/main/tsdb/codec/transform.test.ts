import { expect, test } from 'vitest';
import { bitsOf } from '../../../../src-main/shared/model/sample.ts';
import { binary, binaryPlaces, decimal, decimalsOf, fits, product, toIntegers, twice } from '../../../../src-main/tsdb/codec/transform.ts';

test.each([
  [0, 0], [42, 0], [-17, 0], [0.1, 1], [1.25, 2], [0.134, 3], [1234.567891, 6], [1e-9, 9], [1e-14, 14], [1e-15, 15], [0.13399999999999998, 15], [Math.PI, 15],
  [2 ** 53, 15], [2 ** 53 - 1, 0], [1e300, 15], [5e-324, 15],
])('%d is spelled with %d decimals (15: with none)', (v, k) => {
  expect(decimalsOf(v)).toBe(k);
});

test.each([
  { name: 'an integer', v: 6, places: -1 },
  { name: 'a half', v: 0.5, places: 1 },
  { name: 'three eighths', v: 0.375, places: 3 },
  { name: 'all mantissa bits', v: 1 + 2 ** -52, places: 52 },
  { name: 'zero', v: 0, places: null },
  { name: 'a denormal', v: 5e-324, places: null },
  { name: 'infinity', v: Number.POSITIVE_INFINITY, places: null },
])('$name is whole after $places doublings', ({ v, places }) => {
  const [low, high] = bitsOf(Float64Array.of(v));

  expect(binaryPlaces(low!, high!)).toBe(places);
});

// 9 * 0.001 is 0.009000000000000001, 9 / 1000 / 1000 is 0.000008999999999999999: IEEE 754 rounds after each step.
test.each([
  { name: 'a decimal', v: 0.134, scale: decimal(3), other: decimal(2) },
  { name: 'milliseconds times 0.001', v: 9 * 0.001, scale: product(3), other: decimal(3) },
  { name: 'microseconds divided twice', v: 9 / 1000 / 1000, scale: twice(6), other: decimal(6) },
  { name: 'a 1024th', v: 5 / 1024, scale: binary(10), other: decimal(9) },
])('$name fits its own scale and not another', ({ v, scale, other }) => {
  expect(fits(v, scale)).toBe(true);
  expect(fits(v, other)).toBe(false);
});

test('what does not fit is a misfit, and its integer repeats the one before', () => {
  const values = Float64Array.of(Number.NaN, 0.25, 0.5, 1 / 3, -0, 0, Number.NEGATIVE_INFINITY, 1.75);
  const x = new Float64Array(8);
  const misfits = new Int32Array(8);
  const count = toIntegers(values, bitsOf(values), decimal(2), x, misfits);

  expect([...misfits.subarray(0, count)]).toEqual([0, 3, 4, 6]);
  expect([...x]).toEqual([25, 25, 50, 50, 50, 0, 0, 175]);
});

test('integers that lie too far apart for a stream are all misfits', () => {
  const values = Float64Array.of(2 ** 52, -(2 ** 52), 1);

  expect(toIntegers(values, bitsOf(values), decimal(0), new Float64Array(3), new Int32Array(3))).toBe(3);
});
