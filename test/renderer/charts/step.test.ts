import { expect, test } from 'vitest';
import { alignedSteps, fillIn, rateWindow, stepFor } from '../../../src-renderer/charts/step.ts';

const HOUR = 3_600_000;

test.each([
  { span: '1 h on 400 px', spanMs: HOUR, width: 400, expected: 30_000 },
  { span: '1 h on 1400 px', spanMs: HOUR, width: 1400, expected: 10_000 },
  { span: '6 h on 1300 px', spanMs: 6 * HOUR, width: 1300, expected: 60_000 },
  { span: '30 d on 1300 px', spanMs: 720 * HOUR, width: 1300, expected: 2 * HOUR },
  { span: '10 s on 1300 px: never below a second', spanMs: 10_000, width: 1300, expected: 1000 },
])('$span: a point every $expected ms', ({ spanMs, width, expected }) => {
  expect(stepFor(spanMs, width)).toBe(expected);
});

test('there is at most one point per two pixels', () => {
  for (const spanMs of [61_000, HOUR, 25 * HOUR, 400 * 24 * HOUR, 20 * 365 * 24 * HOUR]) {
    for (const width of [100, 500, 1400, 3800]) expect(spanMs / stepFor(spanMs, width)).toBeLessThanOrEqual(width / 2);
  }
});

test('both ends are multiples of the step inside the range, so that a refresh asks for the same points', () => {
  expect(alignedSteps(1_000_007, 1_000_007 + HOUR, 400)).toEqual({ from: 1_020_000, to: 4_590_000, step: 30_000 });
});

test('a range shorter than a step still asks for one point', () => {
  const { from, to } = alignedSteps(1500, 1900, 400);
  expect([from, to]).toEqual([2000, 2000]);
});

test('a rate looks over four scrapes, and over a step and a scrape when that is longer', () => {
  expect([rateWindow(1000), rateWindow(60_000), rateWindow(300_000), rateWindow(5000, 5000)]).toEqual(['1m', '75s', '315s', '20s']);
});

test('placeholders become durations', () => {
  expect(fillIn('rate(a[$__rate_interval]) + b[$__interval:] + c[$__range:]', { from: 0, to: 6 * HOUR, step: 60_000 })).toBe('rate(a[75s]) + b[1m:] + c[6h:]');
});
