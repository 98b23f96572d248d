import { expect, test } from 'vitest';
import { windowsOf } from '../../../../src-main/collect/clouds/windows.ts';

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 20, 12);
/** CloudWatch: a minute for 15 days, five for 63, an hour for 455. */
const KEPT = [{ periodMs: MINUTE, forMs: 15 * DAY }, { periodMs: 5 * MINUTE, forMs: 63 * DAY }, { periodMs: HOUR, forMs: 455 * DAY }];
const asked = (periodMs: number, agoMs: number) => windowsOf(KEPT, periodMs, NOW - agoMs, NOW, NOW);

test.each([
  { what: 'three hours of a detailed machine', periodMs: MINUTE, agoMs: 3 * HOUR, expected: [[3 * HOUR, 0, MINUTE]] },
  { what: 'three hours of a basic one', periodMs: 5 * MINUTE, agoMs: 3 * HOUR, expected: [[3 * HOUR, 0, 5 * MINUTE]] },
  { what: 'twenty days of a detailed one', periodMs: MINUTE, agoMs: 20 * DAY, expected: [[20 * DAY, 15 * DAY, 5 * MINUTE], [15 * DAY, 0, MINUTE]] },
  { what: 'twenty days of a basic one', periodMs: 5 * MINUTE, agoMs: 20 * DAY, expected: [[20 * DAY, 0, 5 * MINUTE]] },
  { what: 'a hundred days', periodMs: MINUTE, agoMs: 100 * DAY, expected: [[100 * DAY, 63 * DAY, HOUR], [63 * DAY, 15 * DAY, 5 * MINUTE], [15 * DAY, 0, MINUTE]] },
])('$what, each stretch at the finest period that is still kept', ({ periodMs, agoMs, expected }) => {
  expect(asked(periodMs, agoMs)).toEqual({ windows: expected.map(([from = 0, to = 0, period]) => ({ from: NOW - from, to: NOW - to, periodMs: period })), lost: null });
});

test('what is older than anything kept is lost, and said to be', () => {
  const { windows, lost } = asked(MINUTE, 500 * DAY);
  expect(lost).toEqual({ from: NOW - 500 * DAY, to: NOW - 455 * DAY });
  expect(windows[0]).toEqual({ from: NOW - 455 * DAY, to: NOW - 63 * DAY, periodMs: HOUR });
});

test('nothing is asked for when nothing is new', () => {
  expect(windowsOf(KEPT, MINUTE, NOW, NOW, NOW)).toEqual({ windows: [], lost: null });
});

test('windows begin and end at whole periods', () => {
  const crooked = NOW + 37_123;
  for (const { from, to, periodMs } of windowsOf(KEPT, MINUTE, crooked - 80 * DAY, NOW, crooked).windows) expect([from % periodMs, to % periodMs]).toEqual([0, 0]);
});
