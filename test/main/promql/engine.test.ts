import { describe, expect, test } from 'vitest';
import { toInstantValue, toMatrix } from '../../../src-main/promql/answer.ts';
import { DEFAULT_LIMITS, type Limits, prepare } from '../../../src-main/promql/engine.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';
import { MemorySource } from '../../promql/memorysource.ts';

const MINUTE = 60_000;
const EXPERIMENTAL: Limits = { ...DEFAULT_LIMITS, experimental: true };
const never = (): void => undefined;

function source(series = 3, samples = 100): MemorySource {
  const memory = new MemorySource();
  for (let n = 0; n < series; n++) memory.add(['__name__', 'm', 'n', String(n)], Array.from({ length: samples }, (_, i) => i * 15_000), Array.from({ length: samples }, (_, i) => i * n));
  return memory;
}

describe('windows', () => {
  const params = { from: 600_000, to: 900_000, step: 60_000 };
  // left-open: the first sample that counts lies 1 ms after the window's left end
  test.each([
    ['m', [[300_001, 900_000]]],
    ['m[5m]', [[300_001, 900_000]]],
    ['rate(m[10m])', [[1, 900_000]]],
    ['m offset 5m', [[1, 600_000]]],
    ['m offset -5m', [[600_001, 1_200_000]]],
    ['rate(m[1m] offset 2m)', [[420_001, 780_000]]],
    ['m @ 100', [[-199_999, 100_000]]],
    ['m @ start()', [[300_001, 600_000]]],
    ['m @ end() offset 1m', [[540_001, 840_000]]],
    ['sum_over_time(m[1m] @ 100)', [[40_001, 100_000]]],
    // points at multiples of 1m in (0, 900 s]: the first is at 60 s, and looks back 5 minutes
    ['max_over_time(m[10m:1m])', [[-239_999, 900_000]]],
    // points at multiples of 7 s above 600 - 60: 546 s, the last at 896 s
    ['max_over_time(rate(m[1m])[1m:7s])', [[486_001, 896_000]]],
    ['max_over_time(m[10m:1m] @ 600 offset 1m)', [[-299_999, 540_000]]],
    ['m + on () sum(k[5m:]) / scalar(j offset 1m)', null],
    ['m{a="b"} + k offset 1m', [[300_001, 900_000], [240_001, 840_000]]],
    ['quantile(scalar(k), m)', [[300_001, 900_000], [300_001, 900_000]]],
    ['1 + time()', []],
  ] as const)('%s reads what it said it would', (query, windows) => {
    if (windows === null) { expect(() => prepare(query, DEFAULT_LIMITS)).toThrow('expected type instant vector in aggregation expression, got range vector'); return; }
    const prepared = prepare(query, DEFAULT_LIMITS);
    const told = prepared.selections(params);
    expect(told.map(({ from, to }) => [from, to])).toEqual(windows);
    if (prepared.type === 'matrix') return;
    const memory = source();
    prepared.range(memory, params, never);
    // the left side is not read where the right one is empty
    if (prepared.type === 'vector' && !query.includes(' + k')) expect([...memory.asked].sort(byWindow)).toEqual([...told].sort(byWindow));
    for (const selection of memory.asked) expect(told).toContainEqual(selection);
  });

  test('at an instant, too', () => {
    const prepared = prepare('avg_over_time(m[5m]) + m offset 1h', DEFAULT_LIMITS);
    expect(prepared.selections({ from: 900_000, to: 900_000, step: 0 }).map(({ from, to }) => [from, to])).toEqual([[600_001, 900_000], [-2_999_999, -2_700_000]]);
    const memory = source();
    prepared.instant(memory, 900_000, never);
    expect(memory.asked).toEqual([prepared.selections({ from: 900_000, to: 900_000, step: 1 })[1]]);
  });

  test('the lookback is the limits\' own', () => {
    expect(prepare('m', { ...DEFAULT_LIMITS, lookbackMs: MINUTE }).selections({ from: 0, to: 0, step: 0 })).toMatchObject([{ from: 1 - MINUTE, to: 0 }]);
  });
});

const byWindow = (a: { from: number; to: number; matchers: readonly { value: string }[] }, b: typeof a): number => a.from - b.from || a.to - b.to || JSON.stringify(a.matchers).localeCompare(JSON.stringify(b.matchers));

describe('answers', () => {
  test('a range answer has columns sorted by labels, its times and what was read', () => {
    const result = prepare('m', DEFAULT_LIMITS).range(source(), { from: 0, to: 2 * MINUTE, step: MINUTE }, never);
    expect(Array.from(result.times)).toEqual([0, MINUTE, 2 * MINUTE]);
    expect(result.series.map(({ labels, values, present }) => [labels.at(-1), Array.from(values), present])).toEqual([['0', [0, 0, 0], null], ['1', [0, 4, 8], null], ['2', [0, 8, 16], null]]);
    expect(result.samples).toBe(27);
    expect(toMatrix(result).series[1]).toEqual({ labels: Object.assign(Object.create(null), { __name__: 'm', n: '1' }), values: Float64Array.of(0, 4, 8), present: null });
  });

  test('steps without a value are missing in the bitmap', () => {
    const result = prepare('m{n="1"} > 4', DEFAULT_LIMITS).range(source(), { from: 0, to: 2 * MINUTE, step: MINUTE }, never);
    expect(result.series[0]?.present).toEqual(Uint8Array.of(0b100));
  });

  test.each([
    ['m{n="1"}', { kind: 'vector', series: [{ labels: { __name__: 'm', n: '1' }, time: MINUTE, value: 4 }] }],
    ['m{n="1"}[30s]', { kind: 'matrix', series: [{ labels: { __name__: 'm', n: '1' }, times: Float64Array.of(45_000, 60_000), values: Float64Array.of(3, 4) }] }],
    ['1 + 1', { kind: 'scalar', time: MINUTE, value: 2 }],
    ['"x"', { kind: 'string', time: MINUTE, text: 'x' }],
  ])('the instant answer of %s in the form for a page', (query, expected) => {
    expect(JSON.parse(JSON.stringify(toInstantValue(prepare(query, DEFAULT_LIMITS).instant(source(), MINUTE, never))))).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  test('one query may be evaluated again and again', () => {
    const query = prepare('sum(rate(m[5m])) + sum(m)', DEFAULT_LIMITS);
    const first = query.range(source(), { from: 0, to: 10 * MINUTE, step: MINUTE }, never);
    expect(query.range(source(), { from: 0, to: 10 * MINUTE, step: MINUTE }, never)).toEqual(first);
  });

  test('an order asked for is kept, and kept through what leaves series in their places', () => {
    const order = (query: string): (string | undefined)[] => {
      const result = prepare(query, DEFAULT_LIMITS).instant(source(), MINUTE, never);
      return result.kind === 'vector' ? result.series.map(({ labels }) => labels.at(-1)) : [];
    };
    expect(order('m')).toEqual(['0', '1', '2']);
    expect(order('sort_desc(m)')).toEqual(['2', '1', '0']);
    expect(order('(topk(2, m)) * 100')).toEqual(['2', '1']);
    expect(order('round(sort_desc(m))')).toEqual(['2', '1', '0']);
  });
});

describe('bounds', () => {
  const params = { from: 0, to: 100 * MINUTE, step: MINUTE };
  const tooMany = expect.objectContaining({ code: 'limit', message: 'query processing would load too many samples into memory in query execution' });
  test.each([
    ['m', { maxPoints: 250 }], ['m', { maxSamples: 250 }], ['m[1h]', { maxSamples: 99 }], ['sum(m)', { maxSamples: 99 }], ['m + m', { maxPoints: 500 }], ['topk(3, m)', { maxPoints: 250 }], ['quantile(0.5, m)', { maxPoints: 250 }],
    ['count_values("v", m)', { maxPoints: 3000 }], ['vector(1)[10y:1ms]', {}], ['sum_over_time(vector(1)[10y:1ms])', {}], ['sum_over_time(sum_over_time(m[5m:1s])[10y:1ms])', {}],
  ])('%s with %j is refused before it takes the memory', (query, limits) => {
    const prepared = prepare(query, { ...DEFAULT_LIMITS, ...limits });
    expect(() => (prepared.type === 'matrix' ? prepared.instant(source(), MINUTE * 60, never) : prepared.range(source(), params, never))).toThrow(tooMany);
  });

  test('what streams past is not held: a sum over many series stays within few points', () => {
    const result = prepare('sum(rate(m[5m]))', { ...DEFAULT_LIMITS, maxPoints: 500, maxSamples: 1000 }).range(source(500), params, never);
    expect(result.series).toHaveLength(1);
  });

  test('the check is called between series, and what it throws ends the query', () => {
    let calls = 0;
    const check = (): void => { if (++calls === 3) throw new AppError('timeout', 'query timed out in expression evaluation'); };
    expect(() => prepare('sum(m)', DEFAULT_LIMITS).range(source(10), params, check)).toThrow(expect.objectContaining({ code: 'timeout' }));
    expect(calls).toBe(3);
  });

  test('a single series with costly windows is looked at, too', () => {
    let calls = 0;
    prepare('double_exponential_smoothing(m[1d], 0.5, 0.5)', EXPERIMENTAL).range(source(1, 5000), { from: 75_000_000, to: 75_000_000 + 2000 * 1000, step: 1000 }, () => { calls++; });
    expect(calls).toBeGreaterThan(1);
  });

  test('a range without a step is refused', () => {
    expect(() => prepare('m', DEFAULT_LIMITS).range(source(), { from: 0, to: 1, step: 0 }, never)).toThrow(expect.objectContaining({ code: 'bad-data' }));
  });
});

describe('nesting', () => {
  const refused = expect.objectContaining({ code: 'bad-data', message: '1:1: parse error: expression is nested more than 500 levels deep' });
  const N = 10_000;
  test.each([
    ['parentheses', `${'('.repeat(N)}m${')'.repeat(N)}`], ['signs', `${'-'.repeat(N)}m`], ['signs of a number', `${'-'.repeat(N)}1`], ['sums', Array(N).fill('1').join('+')], ['powers', Array(N).fill('m').join('^')],
    ['ors', Array(N).fill('m').join(' or ')], ['functions', `${'abs('.repeat(N)}m${')'.repeat(N)}`], ['aggregations', `${'sum by (a) ('.repeat(N)}m${')'.repeat(N)}`], ['subqueries', `m${'[5m:1m]'.repeat(N)}`], ['offsets', `m${' offset 5m'.repeat(N)}`],
    ['a mixture', `${'abs(-('.repeat(N)}m${'))'.repeat(N)}`], ['durations', `m[${'('.repeat(N)}5m${')'.repeat(N)}]`],
  ])('10,000 %s are refused at once', (_, query) => {
    const began = performance.now();
    expect(() => prepare(query, EXPERIMENTAL)).toThrow(refused);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test.each([
    ['parentheses', `${'('.repeat(450)}m${')'.repeat(450)}`], ['signs', `${'-'.repeat(450)}m`], ['sums', Array(450).fill('m').join('+')], ['ors', Array(450).fill('m').join(' or ')],
    ['functions', `${'abs('.repeat(450)}m${')'.repeat(450)}`], ['aggregations', `${'sum by (n) ('.repeat(450)}m${')'.repeat(450)}`],
    ['long terms', Array(400).fill('sum by (n) (rate(m{n=~"1|2", n!="x"}[5m]))').join(' + ')],
  ])('450 %s are evaluated', (_, query) => {
    const result = prepare(query, DEFAULT_LIMITS).instant(source(), MINUTE, never);
    expect(result.kind).toBe('vector');
  });
});
