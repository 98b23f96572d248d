import { expect, test } from 'vitest';
import { firedMs, laneBars, spansNow } from '../../../src-renderer/alerts/lanes.ts';

test.each([
  { what: 'waiting', alert: { activeAt: 100, firedAt: null, resolvedAt: null }, spans: [[100, 900, 'pending']] },
  { what: 'firing after it waited', alert: { activeAt: 100, firedAt: 400, resolvedAt: null }, spans: [[100, 400, 'pending'], [400, 900, 'firing']] },
  { what: 'firing at once', alert: { activeAt: 100, firedAt: 100, resolvedAt: null }, spans: [[100, 900, 'firing']] },
  { what: 'over', alert: { activeAt: 100, firedAt: 200, resolvedAt: 300 }, spans: [[100, 200, 'pending'], [200, 300, 'firing']] },
  { what: 'begun by a clock ahead of ours', alert: { activeAt: 1000, firedAt: 1000, resolvedAt: null }, spans: [[1000, 1000, 'firing']] },
])('an alert that is $what', ({ alert, spans }) => expect(spansNow(alert, 900).map(({ from, to, kind }) => [from, to, kind])).toEqual(spans));

const firing = (from: number, to: number) => ({ from, to, kind: 'firing' as const });

test.each([
  { what: 'inside', spans: [firing(250, 500)], bars: [[0.25, 0.25]] },
  { what: 'cut at both ends', spans: [firing(-100, 5000)], bars: [[0, 1]] },
  { what: 'outside', spans: [firing(-100, -1), firing(1001, 1002)], bars: [] },
  { what: 'that overlap', spans: [firing(400, 600), firing(100, 500)], bars: [[0.1, 0.5]] },
  { what: 'of a moment', spans: [firing(500, 500), firing(1000, 1000)], bars: [[0.5, 0.004], [0.996, 0.004]] },
])('spans $what', ({ spans, bars }) => expect(laneBars(spans, 0, 1000).map(({ left, width }) => [left, Number(width.toFixed(6))])).toEqual(bars));

test('what waited and what fired stay apart though they touch', () => {
  expect(laneBars([{ from: 0, to: 500, kind: 'pending' }, firing(500, 1000)], 0, 1000).map(({ kind, left }) => [kind, left])).toEqual([['pending', 0], ['firing', 0.5]]);
});

test('overlapping firings count once, and only within the range', () => {
  expect(firedMs([firing(-50, 100), firing(50, 200), firing(900, 2000), { from: 300, to: 400, kind: 'pending' }], 0, 1000)).toBe(300);
});
