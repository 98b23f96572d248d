import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, prepare } from '../../src-main/promql/engine.ts';
import { isPresent } from '../../src-main/promql/presence.ts';
import { pairsKey } from '../../src-main/shared/model/labels.ts';
import { setStale } from '../../src-main/shared/model/sample.ts';
import { MemorySource } from './memorysource.ts';

/**
 * What slides over a range must come to what each step gives alone. Steps alone start with fresh windows, so a drift, a sample
 * kept too long or a value left in a reused column shows as a difference.
 */
const QUERIES = [
  'm', 'm offset 7s', 'm + 1', 'abs(m)', '-m', 'm > 2', 'm == bool 3', 'rate(m[40s])', 'increase(m[3m])', 'delta(m[40s])', 'irate(m[1m])', 'idelta(m[1m])', 'deriv(m[1m])', 'predict_linear(m[2m], 60)',
  'avg_over_time(m[1m])', 'sum_over_time(m[2m])', 'min_over_time(m[1m])', 'max_over_time(m[2m])', 'count_over_time(m[1m])', 'last_over_time(m[30s])', 'first_over_time(m[1m])', 'present_over_time(m[1m])',
  'stddev_over_time(m[1m])', 'stdvar_over_time(m[3m])', 'quantile_over_time(0.3, m[1m])', 'quantile_over_time(0.9, m[5m])', 'mad_over_time(m[1m])', 'changes(m[2m])', 'resets(m[2m])', 'absent_over_time(m[20s])',
  'ts_of_max_over_time(m[1m])', 'ts_of_min_over_time(m[2m])', 'double_exponential_smoothing(m[2m], 0.3, 0.6)', 'sum_over_time(m[2m:10s])', 'max_over_time(rate(m[40s])[1m:20s])', 'avg_over_time((m > 1)[70s:7s])',
  'sum(m)', 'avg by (k) (m)', 'min(m)', 'max by (k) (m)', 'count(m)', 'stddev(m)', 'stdvar by (k) (m)', 'quantile(0.4, m)', 'topk(1, m)', 'bottomk by (k) (1, m)', 'count_values("v", m)', 'group by (k) (m)',
  'm * on (n) group_left m', 'm and m > 1', 'm or -m', 'm unless m > 2', 'm - ignoring (n) group_left sum by (k) (m)', 'scalar(m{n="0"})', 'absent(m)', 'timestamp(m)', 'clamp(m, 0, 2)', 'histogram_quantile(0.5, m)',
];

const value = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -3, max: 9 }) }, { weight: 2, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) }, { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0) });
/** gap in s before each sample; 'stale' marks the end */
const samples = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.oneof({ weight: 12, arbitrary: value }, { weight: 1, arbitrary: fc.constant('stale' as const) })), { maxLength: 60 });
const data = fc.array(samples, { minLength: 1, maxLength: 4 });

test('a range answer is the answers of its steps', () => {
  fc.assert(fc.property(data, fc.constantFrom(...QUERIES), fc.integer({ min: 1, max: 45 }), fc.integer({ min: 0, max: 300 }), (series, query, step, from) => {
    const source = sourceOf(series);
    const prepared = prepare(query, { ...DEFAULT_LIMITS, experimental: true, lookbackMs: 60_000 });
    const params = { from: from * 1000, to: from * 1000 + 20 * step * 1000, step: step * 1000 };
    const range = outcome(() => prepared.range(source, params, () => undefined));
    const steps = new Map<number, Map<string, number>>();
    for (let time = params.from; time <= params.to; time += params.step) {
      const instant = outcome(() => prepared.instant(source, time, () => undefined));
      if (typeof instant === 'string') { expect(typeof range).toBe('string'); return; }
      steps.set(time, instant.kind === 'vector' ? new Map(instant.series.map(one => [pairsKey(one.labels), one.value])) : new Map([['', instant.kind === 'scalar' ? instant.value : NaN]]));
    }
    if (typeof range === 'string') throw new Error(range);
    for (const [i, time] of range.times.entries()) {
      const found = new Map(range.series.filter(({ present }) => isPresent(present, i)).map(({ labels, values }) => [pairsKey(labels), values[i]!]));
      const wanted = steps.get(time)!;
      expect([...found.keys()].sort(), `at ${time}`).toEqual([...wanted.keys()].sort());
      for (const [key, alone] of wanted) expect(near(found.get(key)!, alone), `${key} at ${time}: ${found.get(key)} for ${alone}`).toBe(true);
    }
  }), { numRuns: 3000 });
});

function outcome<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function sourceOf(series: readonly (readonly (readonly [number, number | 'stale'])[])[]): MemorySource {
  const source = new MemorySource();
  for (const [n, list] of series.entries()) {
    let time = 0;
    const times = list.map(([gap]) => (time += gap * 1000));
    source.add(['__name__', 'm', 'k', String(n % 2), 'le', ['1', '2', '+Inf', 'x'][n]!, 'n', String(n)], times, list.map(([, sample]) => (sample === 'stale' ? 0 : sample)));
    const bits = new Uint32Array(source.series.at(-1)!.values.buffer);
    for (const [i, [, sample]] of list.entries()) if (sample === 'stale') setStale(bits, i);
  }
  return source;
}

function near(a: number, b: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  const size = Math.max(Math.abs(a), Math.abs(b));
  return Math.abs(a - b) <= 1e-9 * Math.max(size, 1);
}
