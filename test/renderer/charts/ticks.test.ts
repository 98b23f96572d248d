import { expect, test } from 'vitest';
import { niceStep, ticksBetween, valueRange } from '../../../src-renderer/charts/ticks.ts';

const KiB = 1024;
const GiB = 1024 ** 3;

test.each([[0.9, 1], [1, 1], [1.1, 2], [3, 5], [7, 10], [0.03, 0.05], [0.1 + 0.2, 0.5], [2e6, 2e6]])('the round step not below %d is %d', (raw, expected) => {
  expect(niceStep(raw)).toBeCloseTo(expected, 12);
});

test('a share spans 0 to 100 % in quarters, however small it is', () => {
  const range = valueRange(0.02, 0.3, 'ratio', 5);
  expect(ticksBetween(range)).toEqual([0, 0.25, 0.5, 0.75, 1]);
});

test('a share beyond 100 % widens the axis', () => {
  expect(valueRange(0.1, 2.1, 'ratio', 5)).toEqual({ low: 0, high: 2.5, step: 0.5 });
});

test('a share that measures a hair more than all keeps its axis', () => {
  expect(valueRange(0.1, 1.012, 'ratio', 5)).toEqual({ low: 0, high: 1, step: 0.25 });
  expect(valueRange(10, 104, 'percent', 5).high).toBe(100);
});

test('bytes are divided by 1024', () => {
  const range = valueRange(0, 3.3 * GiB, 'bytes', 4);
  expect(ticksBetween(range)).toEqual([0, GiB, 2 * GiB, 3 * GiB, 4 * GiB]);
});

test('an idle swap still has an axis', () => {
  expect(valueRange(0, 0, 'bytes', 4).high).toBe(KiB);
});

test('long durations take the steps of a clock', () => {
  expect(ticksBetween(valueRange(0, 3 * 3600, 'seconds', 6))).toEqual([0, 1800, 3600, 5400, 7200, 9000, 10_800]);
});

test('counts start at zero, also when they hardly change', () => {
  expect(valueRange(980, 1000, 'count', 4).low).toBe(0);
});

test('a bare number that stays far from zero is shown close', () => {
  expect(valueRange(980, 999, 'none', 4)).toEqual({ low: 980, high: 1000, step: 5 });
});

test('a mirrored pair reaches below zero in whole steps', () => {
  expect(ticksBetween(valueRange(-28, 60, 'none', 5))).toEqual([-40, -20, 0, 20, 40, 60]);
});

test('fixed ends stay where they are', () => {
  expect(valueRange(3, 8, 'none', 5, { min: 1, max: 9.5 })).toMatchObject({ low: 1, high: 9.5 });
});

test('at most as many steps as asked for, over twelve orders of magnitude', () => {
  for (let exponent = -6; exponent <= 6; exponent++) {
    for (const digit of [1, 1.7, 2.6, 4.9, 9.99]) {
      for (const unit of ['none', 'bytes', 'seconds'] as const) {
        const { low, high, step } = valueRange(0, digit * 10 ** exponent, unit, 8);
        expect((high - low) / step, `${digit}e${exponent} ${unit}`).toBeLessThanOrEqual(8 + 1e-6);
      }
    }
  }
});

test('ticks do not drift: the third tenth is 0.3 to the last bit that matters', () => {
  expect(ticksBetween({ low: 0, high: 1, step: 0.1 }).map(tick => tick.toFixed(1))).toEqual(['0.0', '0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '1.0']);
});
