import { expect, test } from 'vitest';
import { indexAt, newestIndex, statisticsOf } from '../../../src-renderer/charts/statistics.ts';

test('min, mean, p95 and max of 0 to 100 are 0, 50, 95 and 100', () => {
  expect(statisticsOf({ values: Float64Array.from({ length: 101 }, (_, i) => 100 - i), present: null })).toEqual({ min: 0, mean: 50, p95: 95, max: 100 });
});

test('p95 lies between two values, as quantile_over_time has it', () => {
  expect(statisticsOf({ values: Float64Array.of(1, 2), present: null }).p95).toBeCloseTo(1.95, 12);
});

test('absent values and NaN are left out', () => {
  expect(statisticsOf({ values: Float64Array.of(1, 99, Number.NaN, 3), present: Uint8Array.of(0b1101) })).toMatchObject({ min: 1, mean: 2, max: 3 });
});

test('numbers are ordered as numbers, not as text', () => {
  expect(statisticsOf({ values: Float64Array.of(9, 10, -1), present: null })).toMatchObject({ min: -1, max: 10 });
});

test('a series without a value has no statistics', () => {
  expect(statisticsOf({ values: new Float64Array(2), present: Uint8Array.of(0) })).toEqual({ min: null, mean: null, p95: null, max: null });
});

test.each([[14, 0], [16, 1], [40, 3], [44, 3], [46, -1], [-10, -1]])('time %d is nearest to position %d of 10, 20, 30, 40', (time, expected) => {
  expect(indexAt(Float64Array.of(10, 20, 30, 40), time)).toBe(expected);
});

test('the newest values are those of the last step that has any, if it is one of the last three', () => {
  const times = Float64Array.of(1, 2, 3, 4, 5, 6);
  expect(newestIndex(times, [{ present: Uint8Array.of(0b011111) }, { present: Uint8Array.of(0b001111) }])).toBe(4);
  expect(newestIndex(times, [{ present: Uint8Array.of(0b000011) }])).toBe(5);
});
