import { expect, test } from 'vitest';
import { affordableInterval, costOf, leftOfMonth, pollingPrice } from '../../../../src-main/shared/model/cloudprice.ts';

const MINUTE = 60_000;

test.each([
  { machines: 50, metrics: 7, minutes: 1, cost: 151.2 }, { machines: 50, metrics: 7, minutes: 5, cost: 30.24 }, { machines: 50, metrics: 7, minutes: 15, cost: 10.08 },
  { machines: 1, metrics: 1, minutes: 5, cost: 0.0864 },
])('$machines machines, $metrics metrics, every $minutes minutes: $$cost a month', ({ machines, metrics, minutes, cost }) => {
  expect(pollingPrice({ path: 'batch', intervalMs: minutes * MINUTE }, machines, metrics).cost).toBeCloseTo(cost, 4);
});

test('the other path is free for a million calls a month', () => {
  expect(pollingPrice({ path: 'single', intervalMs: 5 * MINUTE }, 16, 7)).toEqual({ units: 16 * 7 * 8640, cost: 0 });
  expect(pollingPrice({ path: 'single', intervalMs: 5 * MINUTE }, 50, 7).cost).toBeCloseTo((50 * 7 * 8640 - 1_000_000) * 0.00001, 6);
  expect(costOf('single', 1_000_000)).toBe(0);
});

test.each([
  { what: 'no budget', budget: 0, perRun: 350, spent: 1000, expected: 300_000 },
  { what: 'plenty', budget: 100, perRun: 350, spent: 0, expected: 300_000 },
  { what: 'ten rounds left in ten hours', budget: 1, perRun: 1000, spent: 0.9, expected: 3_600_000 },
  { what: 'nothing left', budget: 1, perRun: 1000, spent: 1, expected: null },
  { what: 'less than a round left', budget: 1, perRun: 1000, spent: 0.995, expected: null },
])('$what: every $expected ms', ({ budget, perRun, spent, expected }) => {
  const interval = affordableInterval({ intervalMs: 300_000, budget }, perRun, spent, 36_000_000);
  if (expected === null) expect(interval).toBeNull();
  else expect(interval! / expected).toBeCloseTo(1, 0);
});

test('a month ends at midnight UTC of the first', () => {
  expect(leftOfMonth(Date.UTC(2026, 10, 30, 23, 59))).toBe(60_000);
  expect(leftOfMonth(Date.UTC(2026, 11, 1))).toBe(31 * 86_400_000);
});
