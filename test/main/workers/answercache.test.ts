import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, type EvalParams, prepare, type RangeResult } from '../../../src-main/promql/engine.ts';
import { isStale, bitsOf } from '../../../src-main/shared/model/sample.ts';
import { Marks } from '../../../src-main/tsdb/marks.ts';
import { AnswerCache } from '../../../src-main/workers/answercache.ts';
import { MemorySource } from '../../promql/memorysource.ts';

const T0 = 1_760_000_000_000, MINUTE = 60_000;
const STALE = new Float64Array(Uint32Array.of(2, 0x7ff0_0000).buffer)[0]!;

/** A store whose samples change, a cache over it, and how many steps were really computed. */
function bench() {
  const samples = new Map<string, Map<number, number>>();
  const writer = new Marks();
  const cache = new AnswerCache(new Marks(writer.buffer));
  const computed: number[] = [];
  const source = () => {
    const memory = new MemorySource();
    for (const [name, of] of samples) {
      const sorted = [...of].sort(([a], [b]) => a - b);
      memory.add(['__name__', 'm', 'series', name], sorted.map(([time]) => time), sorted.map(([, value]) => value));
    }
    return memory;
  };
  return {
    computed,
    write(series: string, time: number, value: number) {
      const of = samples.get(series) ?? new Map<number, number>();
      samples.set(series, of.set(time, value));
      writer.written(time, time);
    },
    remove(to: number) {
      for (const of of samples.values()) for (const time of of.keys()) if (time <= to) of.delete(time);
      writer.removed(to);
    },
    async ask(promql: string, params: EvalParams) {
      const prepared = prepare(promql, DEFAULT_LIMITS);
      const fresh = (asked: EvalParams): RangeResult => prepared.range(source(), asked, () => undefined);
      const cached = await cache.range({ promql, prepared }, params, async asked => {
        const answer = fresh(asked);
        computed.push(answer.times.length);
        return answer;
      });
      return { cached: shown(cached), fresh: shown(fresh(params)) };
    },
    async askAt(promql: string, time: number) {
      const prepared = prepare(promql, DEFAULT_LIMITS);
      const fresh = () => prepared.instant(source(), time, () => undefined);
      const cached = await cache.instant({ promql, prepared }, time, async () => { computed.push(1); return fresh(); });
      return { cached, fresh: fresh() };
    },
  };
}

const shown = ({ times, series, warnings, infos }: RangeResult) => ({ warnings, infos, series: series.map(({ labels, values, present }) => shownColumn(times, { labels, values, present })) });

const shownColumn = (times: Float64Array, { labels, values, present }: RangeResult['series'][number]) =>
  ({ labels, points: Array.from(times, (time, i) => present === null || present[i >>> 3]! & (1 << (i & 7)) ? [time, values[i]] : null) });

test('steps that were answered are not computed again; those behind a new sample are', async () => {
  const { ask, write, computed } = bench();
  for (let i = 0; i <= 60; i++) write('a', T0 + i * MINUTE, i);
  const window = (from: number, to: number) => ({ from: T0 + from * MINUTE, to: T0 + to * MINUTE, step: MINUTE });

  await ask('m', window(0, 30));
  await ask('m', window(0, 30));
  expect(computed).toEqual([31]);
  const moved = await ask('m', window(10, 40));
  expect(computed).toEqual([31, 10]);
  expect(moved.cached).toEqual(moved.fresh);

  write('a', T0 + 35 * MINUTE, 1000); // another value, late
  const late = await ask('m', window(10, 40));
  expect(computed).toEqual([31, 10, 6]); // minutes 35 to 40
  expect(late.cached).toEqual(late.fresh);
});

test('the very same question gets the very same answer', async () => {
  const marks = new Marks();
  const cache = new AnswerCache(marks);
  const source = new MemorySource();
  source.add(['__name__', 'm'], [T0], [1]);
  const prepared = prepare('m', DEFAULT_LIMITS);
  const ask = (to: number) => cache.range({ promql: 'm', prepared }, { from: T0, to, step: MINUTE }, async params => prepared.range(source, params, () => undefined));
  const first = await ask(T0 + 90_000);
  expect(await ask(T0 + 90_000)).toBe(first);
  marks.written(T0 + 30_000, T0 + 30_000);
  expect(await ask(T0 + 90_000)).not.toBe(first);
});

test('an instant answer is given again until a sample before it changes', async () => {
  const { askAt, write, computed } = bench();
  write('a', T0, 1);
  await askAt('m', T0 + 1000);
  write('a', T0 + 60_000, 2);
  await askAt('m', T0 + 1000);
  expect(computed).toHaveLength(1);
  write('b', T0 + 500, 3);
  const { cached, fresh } = await askAt('m', T0 + 1000);
  expect(cached).toEqual(fresh);
  expect(computed).toHaveLength(2);
});

test.each(['m @ 1760003600', 'm offset -5m', 'rate(m[5m] @ end())'])('%s is computed each time: it looks at more than what lies before each step', async promql => {
  const { ask, write, computed } = bench();
  write('a', T0, 1);
  await ask(promql, { from: T0, to: T0 + MINUTE, step: MINUTE });
  await ask(promql, { from: T0, to: T0 + MINUTE, step: MINUTE });
  expect(computed).toHaveLength(2);
});

test('answers with and without the cache are the same, whatever is written late, changed or removed in between', async () => {
  const expression = fc.constantFrom('m', 'sum(m)', 'count by (series) (m)', 'max_over_time(m[10m])', 'm > 50', 'absent(m)', 'delta(m[7m])', 'm offset 3m', 'topk(1, m)', 'last_over_time(m[20m:3m])', 'changes(m[15m])', '1', 'rate(m[9m])', 'quantile_over_time(2, m[5m])', 'histogram_quantile(0.5, m)');
  const minute = fc.integer({ min: 0, max: 120 });
  const act = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('ask' as const), promql: expression, from: minute, length: fc.integer({ min: 0, max: 60 }), step: fc.constantFrom(1, 2, 5) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), series: fc.constantFrom('a', 'b', 'c'), at: minute, second: fc.integer({ min: 0, max: 59 }), value: fc.integer({ min: 0, max: 100 }), stale: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), to: minute }) },
  );
  await fc.assert(fc.asyncProperty(fc.array(act, { maxLength: 40 }), async acts => {
    const { ask, write, remove } = bench();
    for (const one of acts) {
      if (one.kind === 'write') write(one.series, T0 + one.at * MINUTE + one.second * 1000, one.stale && one.second % 7 === 0 ? STALE : one.value);
      else if (one.kind === 'remove') remove(T0 + one.to * MINUTE);
      else {
        const { cached, fresh } = await ask(one.promql, { from: T0 + one.from * MINUTE, to: T0 + (one.from + one.length) * MINUTE, step: one.step * MINUTE });
        expect(cached).toEqual(fresh);
      }
    }
  }), { numRuns: 200 });
});

test('the stale marker of these tests is one', () => expect(isStale(bitsOf(Float64Array.of(STALE)), 0)).toBe(true));
