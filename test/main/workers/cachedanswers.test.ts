import fc from 'fast-check';
import { expect, test } from 'vitest';
import { named, pooled } from './bench.ts';

const STEP = 15_000, T0 = Date.UTC(2026, 0, 1);

test('whatever is written, however late, a query says the same with and without its caches, and what was acknowledged is in both', async () => {
  const { pool } = await pooled({ queryWorkers: 1 });
  const refs = await pool.appender.resolve([named('m', 'i', '0'), named('m', 'i', '1')]);
  const ask = async (promql: string, from: number, to: number, nocache: boolean) => {
    const { times, series, warnings, infos } = await pool.query.range({ promql, from, to, step: STEP, nocache });
    const bodies = [await pool.query.rangeJson({ promql, from, to, step: STEP, nocache }), await pool.query.instantJson({ promql, time: to, nocache })];
    return { times, warnings, infos, series, bodies: bodies.map(({ body }) => new TextDecoder().decode(body)) };
  };
  const at = fc.integer({ min: 0, max: 60 });
  const act = fc.oneof(
    fc.record({ kind: fc.constant('write' as const), ref: fc.nat(1), at, value: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ kind: fc.constant('ask' as const), at, steps: fc.integer({ min: 0, max: 40 }), promql: fc.constantFrom('m', 'sum(m)', 'max_over_time(m[2m])', 'count(m)', 'rate(m[3m])') }),
    fc.record({ kind: fc.constant('compact' as const) }),
  );
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 30 }), async acts => {
    for (const one of acts) {
      if (one.kind === 'compact') await pool.storage.compact({});
      else if (one.kind === 'write') {
        await pool.appender.append(refs.slice(one.ref, one.ref + 1), Float64Array.of(T0 + one.at * STEP), Float64Array.of(one.value));
        const { series } = await ask(`last_over_time(m{i="${one.ref}"}[1s])`, T0 + one.at * STEP, T0 + one.at * STEP, false);
        expect(series.map(({ values }) => values[0])).toEqual([one.value]);
      } else {
        const from = T0 + one.at * STEP, to = from + one.steps * STEP;
        expect(await ask(one.promql, from, to, false)).toEqual(await ask(one.promql, from, to, true));
      }
    }
  }), { numRuns: 8 });
});
