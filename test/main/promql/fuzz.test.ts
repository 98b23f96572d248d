import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantJson, rangeJson } from '../../../src-main/formats/promjson.ts';
import { DEFAULT_LIMITS, prepare } from '../../../src-main/promql/engine.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';
import { anyVector } from '../../promql/anyvector.ts';
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

test('any expression of the right types', () => {
  fc.assert(fc.property(anyVector, answered), { numRuns: 2000 });
});
