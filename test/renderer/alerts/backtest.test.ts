import { expect, test } from 'vitest';
import { coveredOf, verdictOf } from '../../../src-renderer/alerts/backtest.ts';
import { byWorst, exprUnit, isAbout, scaledSeries, valueSource, worstOf } from '../../../src-renderer/alerts/chartseries.ts';

const MIN = 60_000;
const WINDOW = { from: 0, to: 100 * MIN };

test('a verdict counts what fired, adds up its lengths and finds the longest; what only waited is none', () => {
  const series = [
    { labels: { instance: 'a' }, spans: [{ activeAt: 0, firedAt: 5 * MIN, resolvedAt: 15 * MIN }, { activeAt: 20 * MIN, firedAt: null, resolvedAt: 22 * MIN }] },
    { labels: { instance: 'b' }, spans: [{ activeAt: 10 * MIN, firedAt: 10 * MIN, resolvedAt: 40 * MIN }, { activeAt: 80 * MIN, firedAt: 90 * MIN, resolvedAt: null }] },
  ];
  expect(verdictOf({ series, fired: 3 }, WINDOW)).toEqual({ fired: 3, totalMs: 50 * MIN, longestMs: 30 * MIN, stretches: [{ from: 5 * MIN, to: 40 * MIN }, { from: 90 * MIN, to: 100 * MIN }] });
});

test('nothing fired is a verdict, too', () => expect(verdictOf({ series: [], fired: 0 }, WINDOW)).toEqual({ fired: 0, totalMs: 0, longestMs: 0, stretches: [] }));

const series = (...values: (number | null)[]) => ({ labels: {}, values: Float64Array.from(values, value => value ?? 0), present: Uint8Array.of(values.reduce<number>((bits, value, i) => value === null ? bits : bits | 1 << i, 0)) });

test('what is stored reaches from the first value of any series to the last', () => {
  expect(coveredOf({ times: Float64Array.of(0, 1, 2, 3), series: [series(null, 1, null, null), series(null, null, 1, null)] })).toEqual({ from: 1, to: 2 });
  expect(coveredOf({ times: Float64Array.of(0, 1), series: [series(null, null)] })).toBeNull();
  expect(coveredOf({ times: Float64Array.of(0, 1), series: [] })).toBeNull();
});

test('the worst is the greatest, or the least where low values are bad; absence and NaN are neither', () => {
  const [a, b, none] = [series(1, 9, null), series(5, Number.NaN, 2), series(null, null, null)];
  expect([worstOf(a, false), worstOf(b, true), worstOf(none, false)]).toEqual([9, 2, null]);
  expect(byWorst([none, b, a], false)).toEqual([a, b, none]);
  expect(byWorst([none, b, a], true)).toEqual([a, b, none]);
});

test('series go by what tells them apart, in the unit that is drawn', () => {
  const [one, two] = scaledSeries([{ labels: { instance: 'a' }, values: Float64Array.of(1, 2), present: null }, { labels: { job: 'b' }, values: Float64Array.of(3), present: null }], 1024, ({ instance = '' }) => instance);
  expect(one).toEqual({ name: 'a', values: Float64Array.of(1024, 2048), present: null });
  expect(two?.name).toBe('{job="b"}');
});

test('an alert is about the series whose labels it bears', () => {
  expect(isAbout({ __name__: 'x', instance: 'a' }, { alertname: 'X', instance: 'a', severity: 'critical' })).toBe(true);
  expect(isAbout({ instance: 'b' }, { alertname: 'X', instance: 'a' })).toBe(false);
  expect(isAbout({ instance: 'a', device: 'sda' }, { alertname: 'X', instance: 'a' })).toBe(false);
});

test.each([['node_load5 > 4', 'node_load5'], ['a / b >= bool 1e3', 'a / b'], ['x == 0', 'x'], ['up{job="a"}', 'up{job="a"}'], ['a > b', 'a > b'], ['(a - time()) / 86400 < 14', '(a - time()) / 86400']])('of %s the value is %s', (promql, value) => expect(valueSource(promql)).toBe(value));

test.each([['100 * (1 - a / b) > 90', 'percent'], ['(100 * a / b) < 5', 'percent'], ['node_memory_Cached_bytes > 1', 'bytes'], ['node_load5 > 4', 'none']])('the values of %s are in %s', (promql, unit) => expect(exprUnit(promql)).toBe(unit));
