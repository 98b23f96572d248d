import { describe, expect, test } from 'vitest';
import { isPresent } from '../../../src-main/promql/presence.ts';
import { named, outcome, pooled } from './bench.ts';

const T0 = Date.UTC(2026, 0, 15), STEP = 15_000, TIMES = 120, HOSTS = 60;
const params = { from: T0, to: T0 + TIMES * STEP, step: 60_000, nocache: true };

const QUERIES = [
  'sum by (job) (rate(cpu_total[5m]))', 'avg(load)', 'max by (instance) (load)', 'stddev(load)', '1 - load / on (instance) cpu_total', 'avg_over_time(load[10m])', 'topk(3, sum by (instance) (cpu_total))',
  'count by (__name__) ({__name__=~".+"})', 'quantile(0.9, load)', 'load', 'sum(load) / sum(cpu_total)', 'last_over_time({__name__=~"cpu.*|load"}[5m])',
];

/** Sixty hosts, of which the writer still holds the newest samples, and one that came late. */
async function fleet(queryWorkers: number) {
  const made = await pooled({ queryWorkers });
  const series = Array.from({ length: HOSTS }, (_, host) => ['load', 'cpu_total'].map(name => named(name, 'instance', `h${host}`, 'job', `j${host % 3}`))).flat();
  const refs = await made.pool.appender.resolve(series);
  for (let t = 1; t <= TIMES; t++) await made.pool.appender.append(refs.slice(), Float64Array.of(T0 + t * STEP), Float64Array.from(refs, (_, i) => (i % 2 === 0 ? Math.sin(i + t) : t * (i + 1) * 0.1)));
  await made.pool.appender.append(refs.slice(0, 1), Float64Array.of(T0 + 100 * STEP + 1), Float64Array.of(7));
  return made;
}

describe('two readers', () => {
  test('answer as one does, whatever is asked', async () => {
    const [one, two] = [await fleet(1), await fleet(2)];
    for (const promql of [...QUERIES, ...QUERIES]) { // the second reader is there after the first time
      const [alone, together] = [await one.pool.query.range({ ...params, promql }), await two.pool.query.range({ ...params, promql })];
      expect(together.series.map(({ labels }) => labels), promql).toEqual(alone.series.map(({ labels }) => labels));
      for (const [i, { values, present }] of together.series.entries()) {
        expect(present, promql).toEqual(alone.series[i]!.present);
        for (const [at, value] of values.entries()) if (isPresent(present, at)) expect(value, `${promql} ${i} ${at}`).toBeCloseTo(alone.series[i]!.values[at]!, 9);
      }
      expect(together.stats.samples, promql).toBe(alone.stats.samples);
    }
    expect([...one.log, ...two.log]).toEqual([]);
  });

  test('answer many that ask wide questions at once', async () => {
    const { pool, log } = await fleet(2);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => pool.query.range({ ...params, promql: `sum(load) + ${i}` })));
    const first = answers[0]!.series[0]!.values;
    for (const [i, { series }] of answers.entries()) expect(series[0]!.values.map(value => Math.round((value - i) * 1e6))).toEqual(first.map(value => Math.round(value * 1e6)));
    expect(log).toEqual([]);
  });

  test('end a wide question that nobody waits for, and are free for the next', async () => {
    const { pool } = await fleet(2);
    await pool.query.range({ ...params, promql: 'sum(load)' });
    for (let i = 0; i < 3; i++) {
      await expect(pool.query.range({ ...params, promql: 'max_over_time(quantile_over_time(0.9, load[20m])[24h:100ms])', timeoutMs: 150 })).rejects.toMatchObject({ code: 'timeout' });
      const stop = new AbortController(), canceled = outcome(pool.query.range({ ...params, promql: 'sum(quantile_over_time(0.9, load[20m:50ms]))' }, stop.signal));
      stop.abort();
      expect(await canceled).toMatchObject({ failed: { code: 'canceled' } });
    }
    expect((await pool.query.range({ ...params, promql: 'count(load)' })).series[0]?.values.at(-1)).toBe(HOSTS);
  });
});
