import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, prepare, type RangeResult } from '../../src-main/promql/engine.ts';
import { isPresent } from '../../src-main/promql/presence.ts';
import { AppError } from '../../src-main/shared/model/errors.ts';
import { pairsKey, pairValue } from '../../src-main/shared/model/labels.ts';
import { setStale } from '../../src-main/shared/model/sample.ts';
import { packHalf, unpackHalf } from '../../src-main/workers/packedhalf.ts';
import { anyVector } from './anyvector.ts';
import { EXPRESSIONS } from './expressions.ts';
import { MemorySource } from './memorysource.ts';

/**
 * What two evaluations over halves of the series come to must be what one comes to over all of them. Series are cut anywhere, or by the label that the plan names.
 */
const LIMITS = { ...DEFAULT_LIMITS, experimental: true };
const nothing = () => undefined;
const PARAMS = { from: 300_000, to: 900_000, step: 45_000 };
const STEPS = 14;

type Way = { readonly source: MemorySource; readonly query: string; readonly cut: number };

/** The answer over all, and over two halves; null where the query is none, or can't be cut. */
function bothWays({ source, query, cut }: Way): { readonly whole: RangeResult | AppError; readonly halves: RangeResult | AppError } | null {
  const prepared = outcome(() => prepare(query, LIMITS));
  if (prepared instanceof AppError || prepared.parts === null) return null;
  const { label } = prepared.parts;
  const values = [...new Set(source.series.map(({ labels }) => pairValue(labels, label ?? 'n')))];
  const isOurs = (value: string): boolean => values.indexOf(value) < cut * values.length;
  const half = (ours: boolean) => new MemorySource(source.series.filter(({ labels }) => isOurs(pairValue(labels, label ?? 'n')) === ours));
  return {
    whole: outcome(() => prepared.range(source, PARAMS, nothing)),
    halves: outcome(() => prepared.range(half(true), PARAMS, nothing, () => unpackHalf(structuredClone(packHalf(prepared.half(half(false), PARAMS, nothing), STEPS))))),
  };
}

function outcome<T>(run: () => T): T | AppError {
  try {
    return run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** withNotes: a side of an operator is not looked at where the other one has no series; who cuts it off may note more. */
function expectSame(way: Way, withNotes: boolean): void {
  const both = bothWays(way);
  if (both === null) return;
  const { whole, halves } = both;
  if (whole instanceof AppError || halves instanceof AppError) {
    expect(halves instanceof AppError ? halves.code : `an answer of ${halves.series.length} series`).toBe(whole instanceof AppError ? whole.code : `an answer of ${whole.series.length} series`);
    return;
  }
  expect(pointsOf(halves, whole)).toEqual([]);
  if (withNotes) expect([[...halves.warnings].sort(), [...halves.infos].sort()]).toEqual([[...whole.warnings].sort(), [...whole.infos].sort()]);
}

/** What is in one answer and not in the other. */
function pointsOf(a: RangeResult, b: RangeResult): string[] {
  const points = ({ times, series }: RangeResult) => new Map(series.flatMap(({ labels, values, present }) =>
    Array.from(times, (time, i): [string, number] => [`${pairsKey(labels)} at ${time}`, isPresent(present, i) ? values[i]! : -12345.678]).filter(([, value]) => value !== -12345.678)));
  const left = points(a), right = points(b);
  return [...new Set([...left.keys(), ...right.keys()])].filter(key => !near(left.get(key), right.get(key))).map(key => `${key}: ${left.get(key)} for ${right.get(key)}`);
}

function near(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)) + 1e-9;
}

const METRICS = ['load1', 'cpu_seconds_total', 'mem_bytes', 'mem_total_bytes', 'info', 'http_seconds_bucket', 'late', 'flat', 'odd', 'm', 'x'];

/** Six instances of two jobs, some series of which come late, end, or never were; every value another. */
function fleet(): MemorySource {
  const source = new MemorySource();
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let host = 0; host < 6; host++) {
    for (const metric of METRICS) for (const le of metric.endsWith('_bucket') ? ['0.1', '1', '+Inf'] : ['']) {
      if (random() < 0.1) continue;
      const mode = metric === 'cpu_seconds_total' ? ['idle', 'user'][host % 2]! : '';
      const labels = [['__name__', metric], ['instance', `${host}`], ['job', host < 4 ? 'node' : 'db'], ['k', `${host % 3}`], ['le', le], ['mode', mode], ['n', `${source.series.length}`], ['version', metric === 'info' ? `1.${host}` : '']] as const;
      const begin = random() < 0.2 ? 30 : 0, times = Array.from({ length: 60 - begin }, (_, i) => (begin + i) * 15_000 + 3_100);
      let value = random() * 10;
      source.add(labels.filter(([, text]) => text !== '').flat(), times, times.map(() => (metric.includes('_') ? (value += Math.round(random() * 500) / 64) : metric === 'odd' && random() < 0.1 ? NaN : Math.round(random() * 256) / 64 - 1)));
      if (random() < 0.3) setStale(new Uint32Array(source.series.at(-1)!.values.buffer), times.length - 10);
    }
  }
  return source;
}

describe('an answer put together from halves', () => {
  const source = fleet();

  test.each(EXPRESSIONS.filter(query => !/limitk/.test(query)))('of %s is the answer', query => {
    for (const cut of [0, 0.3, 0.5, 1]) expectSame({ source, query, cut }, true);
  });

  test('tells how many samples were read for both', () => {
    const both = bothWays({ source, query: 'sum by (k) (rate(m[5m])) + sum by (k) (x)', cut: 0.5 });
    expect(both?.halves).toMatchObject({ samples: expect.toSatisfy(samples => samples > 0 && !(both?.whole instanceof AppError) && samples === both?.whole.samples) });
  });

  test('of any expression is the answer', () => {
    const cuttable = anyVector.filter(query => !/limit|topk|bottomk|count_values|==|ceil|% /.test(query)); // where a last bit, or the order of series, makes another answer
    fc.assert(fc.property(cuttable, fc.double({ min: 0, max: 1, noNaN: true }), (query, cut) => expectSame({ source, query, cut }, false)), { numRuns: 3000 });
  });
});

describe('what can be cut', () => {
  test.each([
    ['m', null], ['rate(m[5m])', null], ['sum by (instance) (rate(m[5m]))', null], ['histogram_quantile(0.9, sum by (le) (rate(x[5m])))', null], ['topk(5, sum by (instance) (m))', null], ['1 - m / on (instance) x', 'instance'],
    ['m / x', 'instance'], ['m * on (k) group_left (le) x', 'k'], ['avg_over_time(sum by (k) (m)[5m:])', 'k'], ['rate({__name__=~"m|x"}[5m])', 'instance'], ['sum(m) / sum(x)', null], ['avg(m / x)', 'instance'], ['max_over_time(rate(m[5m])[1h:])', null], ['m * on () x', null], ['label_replace(m, "instance", "a", "", "") / x', null],
  ])('%s by %s', (query, label) => {
    expect(prepare(query, LIMITS).parts).toMatchObject({ label });
  });

  test.each(['vector(1)', 'absent(m)', 'm + scalar(x)', 'quantile_over_time(scalar(x), m[5m])', 'max_over_time(sum(m)[1h:])', 'm[5m]', 'sum(m @ end())'])('%s can not', query => {
    expect(prepare(query, LIMITS).parts).toBeNull();
  });

  test('sums so large that only their mean is a number', () => {
    const source = new MemorySource();
    for (let n = 0; n < 6; n++) source.add(['__name__', 'm', 'n', `${n}`], [590_000], [1.5e308 - n * 1e307]);
    for (const cut of [0.2, 0.5, 0.8]) {
      const both = bothWays({ source, query: 'avg(m)', cut });
      expect(both?.halves).toMatchObject({ series: [{ values: expect.toSatisfy((values: Float64Array) => Math.abs(values[7]! / 1.25e308 - 1) < 1e-12) }] });
    }
  });
});
