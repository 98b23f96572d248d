import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantJson, rangeJson } from '../../../src-main/formats/promjson.ts';
import { DEFAULT_LIMITS, prepare } from '../../../src-main/promql/engine.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';
import { MemorySource } from '../../promql/memorysource.ts';

const WORDS = ['x', 'm', 'sum', 'by', 'without', '(', ')', '(', ')', '[', ']', '{', '}', '[5m]', '[5m:1m]', ',', '=', '!=', '=~', '"a"', "'b'", '`c`', '1', '2.5', '5m', '-', '+', '*', '^', '%', '/', '==', 'bool', 'and', 'or', 'unless', 'on', 'ignoring',
  'group_left', 'offset', '@', 'start()', 'end()', 'rate', 'topk', 'quantile', 'count_values', 'label_replace', 'histogram_quantile', 'absent', 'time()', 'scalar', 'vector', 'NaN', 'Inf', ':', '#', '\n', 'step()', 'atan2', '>', 'limitk', 'sort', '"\\x', '\\', '$', 'é'];

const source = new MemorySource();
source.add(['__name__', 'm', 'k', '1'], [0, 15_000, 30_000, 60_000], [1, NaN, 3, Infinity]);
source.add(['__name__', 'x', 'le', '+Inf'], [10_000, 70_000], [1, 2]);

/** Whatever is asked, there is an answer or a refusal that a caller can act on. */
function answered(query: string): void {
  try {
    const prepared = prepare(query, { ...DEFAULT_LIMITS, maxPoints: 100_000, experimental: true });
    const params = { from: 0, to: 120_000, step: 30_000 };
    prepared.selections(params);
    if (prepared.type === 'matrix' || prepared.type === 'string') JSON.parse(new TextDecoder().decode(instantJson(prepared.instant(source, 60_000, () => undefined))));
    else JSON.parse(new TextDecoder().decode(rangeJson(prepared.range(source, params, () => undefined))));
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(['bad-data', 'execution', 'limit']).toContain((error as AppError).code);
  }
}

test('any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), answered), { numRuns: 2000 });
});

test('any bytes read as text', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => answered(new TextDecoder().decode(bytes))), { numRuns: 1000 });
});

test('any sequence of PromQL\'s own words', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 24 }), words => { answered(words.join(' ')); answered(words.join('')); }), { numRuns: 4000 });
});

const leaf = fc.constantFrom('m', 'x', 'm{k="1"}', '{__name__=~".+"}', 'nothing', 'm offset 10s', 'm @ 30');
const number = fc.constantFrom('1', '-2', '0.5', 'NaN', 'Inf', 'time()', 'scalar(m)', '1e300');
const { vector } = fc.letrec<{ vector: string; range: string }>(tie => ({
  range: fc.oneof(fc.constantFrom('m[1m]', 'x[30s] offset -10s', 'm[5m] @ end()'), tie('vector').map(v => `(${v})[1m:10s]`), tie('vector').map(v => `(${v})[2m:] offset 5s`)),
  vector: fc.oneof({ depthSize: 'small' }, leaf,
    fc.tuple(fc.constantFrom('+', '-', '*', '/', '%', '^', 'atan2', '==', '!=', '> bool', '<', 'and', 'or', 'unless', '+ on ()', '* on (k) group_left (le)', '/ ignoring (k) group_right'), tie('vector'), tie('vector')).map(([op, a, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(fc.constantFrom('+', '^', '% ', '< ', '> bool'), tie('vector'), number).map(([op, a, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(fc.constantFrom('sum', 'avg by (k)', 'min without (le)', 'count by (__name__)', 'stddev', 'group'), tie('vector')).map(([op, v]) => `${op} (${v})`),
    fc.tuple(fc.constantFrom('topk', 'bottomk by (k)', 'quantile', 'limitk', 'limit_ratio'), number, tie('vector')).map(([op, k, v]) => `${op} (${k}, ${v})`),
    tie('vector').map(v => `count_values("v", ${v})`),
    fc.tuple(fc.constantFrom('rate', 'increase', 'delta', 'irate', 'deriv', 'changes', 'resets', 'avg_over_time', 'stddev_over_time', 'max_over_time', 'absent_over_time', 'last_over_time', 'mad_over_time', 'sum_over_time'), tie('range')).map(([f, r]) => `${f}(${r})`),
    fc.tuple(number, tie('range')).map(([q, r]) => `quantile_over_time(${q}, ${r})`),
    fc.tuple(fc.constantFrom('abs', '-', 'absent', 'timestamp', 'sort', 'ceil', 'year', 'histogram_count'), tie('vector')).map(([f, v]) => `${f}(${v})`),
    fc.tuple(number, tie('vector')).map(([q, v]) => `histogram_quantile(${q}, ${v})`),
    tie('vector').map(v => `label_replace(${v}, "k", "$1", "le", "(.*)")`),
    fc.tuple(tie('vector'), number, number).map(([v, a, b]) => `clamp(${v}, ${a}, ${b})`)),
}));

test('any expression of the right types', () => {
  fc.assert(fc.property(vector, answered), { numRuns: 2000 });
});
