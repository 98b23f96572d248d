import { expect, test } from 'vitest';
import { comparisonIn } from '../../../src-main/rules/comparison.ts';
import { asksForMissing } from '../../../src-main/rules/missing.ts';
import type { Backtest } from '../../../src-main/rules/backtest.ts';
import { toPairs } from '../../../src-main/shared/model/labels.ts';
import { pooled } from '../workers/bench.ts';

const T0 = Date.UTC(2026, 0, 1), MINUTE = 60_000, HOUR = 60 * MINUTE;
const asked = (expr: string, more: Partial<Backtest> = {}): Backtest => ({ expr, forMs: 5 * MINUTE, keepFiringForMs: 0, from: T0, to: T0 + 6 * HOUR, stepMs: MINUTE, drawn: 10, ...more });

async function stored() {
  const { pool } = await pooled();
  const series = ['a', 'b', 'c'].map(instance => toPairs({ __name__: 'load', instance }));
  const refs = await pool.appender.resolve(series);
  // a: over 0.9 from 1:00 to 1:30 and from 3:00 to 3:04; b: always 0.1; c: over from 5:50 to the end
  for (let time = T0; time <= T0 + 6 * HOUR; time += 15_000) {
    const after = time - T0, high = (after >= HOUR && after < 1.5 * HOUR) || (after >= 3 * HOUR && after < 3 * HOUR + 4 * MINUTE);
    await pool.appender.append(refs.slice(), Float64Array.of(time), Float64Array.of(high ? 0.95 : 0.2, 0.1, after >= 5 * HOUR + 50 * MINUTE ? 1 : 0.3));
  }
  return pool;
}

test('a rule over stored history: when each series would have fired, and the line it is compared with', async () => {
  const pool = await stored();
  const answer = await pool.query.backtest(asked('load > 0.9'));
  expect(answer).toMatchObject({ fired: 2, firedSeries: 2, threshold: 0.9, evaluations: 361, warnings: [] });
  expect(answer.series.map(({ labels, spans }) => ({ labels: { ...labels }, spans })).sort((a, b) => (a.labels['instance']! < b.labels['instance']! ? -1 : 1))).toEqual([
    { labels: { __name__: 'load', instance: 'a' }, spans: [{ activeAt: T0 + HOUR, firedAt: T0 + HOUR + 5 * MINUTE, resolvedAt: T0 + 1.5 * HOUR }, { activeAt: T0 + 3 * HOUR, firedAt: null, resolvedAt: T0 + 3 * HOUR + 4 * MINUTE }] },
    { labels: { __name__: 'load', instance: 'c' }, spans: [{ activeAt: T0 + 5 * HOUR + 50 * MINUTE, firedAt: T0 + 5 * HOUR + 55 * MINUTE, resolvedAt: null }] },
  ]);
  expect(answer.values.series.map(({ labels }) => labels['instance']).sort()).toEqual(['a', 'b', 'c']);
  expect(answer.values.times).toHaveLength(361);
  const a = answer.values.series.find(({ labels }) => labels['instance'] === 'a')!;
  expect([a.values[0], a.values[60], a.values[89], a.values[90]]).toEqual([0.2, 0.95, 0.95, 0.2]);
  const other = await pool.query.backtest(asked('0.9 < load', { forMs: 0, keepFiringForMs: 10 * MINUTE, drawn: 1 }));
  expect(other.series.find(({ labels }) => labels['instance'] === 'a')!.spans).toEqual([
    { activeAt: T0 + HOUR, firedAt: T0 + HOUR, resolvedAt: T0 + 1.5 * HOUR + 10 * MINUTE }, { activeAt: T0 + 3 * HOUR, firedAt: T0 + 3 * HOUR, resolvedAt: T0 + 3 * HOUR + 14 * MINUTE },
  ]);
  expect(other.values.series).toHaveLength(1);
  // what compares nothing, and many evaluations at a stretch
  expect(await pool.query.backtest(asked('load{instance="a"} > 0.9 and load < 1'))).toMatchObject({ fired: 1, threshold: null });
  expect(await pool.query.backtest(asked('load > 0.9', { stepMs: 1000 }))).toMatchObject({ fired: 2, evaluations: 21_601 });
  await expect(pool.query.backtest(asked('load >'))).rejects.toMatchObject({ code: 'bad-data' });
});

test.each([
  ['up == 0', { value: 'up', op: '==', threshold: 0 }], ['(5 < rate(a[5m]))', { value: 'rate(a[5m])', op: '>', threshold: 5 }], ['a + b >= -1.5', { value: 'a + b', op: '>=', threshold: -1.5 }],
  ['a > b', null], ['a > bool 1', null], ['a and b > 1', null], ['1 > 0', null], ['a', null],
])('%s compares with a number: %o', (promql, comparison) => {
  expect(comparisonIn(promql)).toEqual(comparison);
});

test.each([['up == 0', false], ['absent(up)', true], ['a unless b', true], ['sum(rate(a[5m])) > 3', false], ['max(time() - timestamp(a)) > 5', true], ['count(absent_over_time(a[1h]))', true]])('%s asks for what is missing: %s', (promql, asks) => {
  expect(asksForMissing(promql)).toBe(asks);
});
