import { expect, test } from 'vitest';
import { combineAnswers, labelColumns } from '../../../src-renderer/explore/combine.ts';
import { valueAt } from '../../../src-renderer/charts/series.ts';

const matrix = (from: number, step: number, values: number[], labels: Record<string, string> = {}) => ({
  times: Float64Array.from(values, (_, i) => from + i * step), series: [{ labels, values: Float64Array.from(values), present: null }],
});
const asked = (letter: string, answer: ReturnType<typeof matrix>) => ({ letter, promql: `query ${letter}`, answer });
const read = (series: { values: Float64Array; present: Uint8Array | null }) => Array.from(series.values, (_, i) => valueAt(series, i));

test('one query names its series by their labels, or by itself where there are none', () => {
  expect(combineAnswers([asked('A', matrix(0, 10, [1], { job: 'x' }))]).series[0]!.name).toBe('{job="x"}');
  expect(combineAnswers([asked('A', matrix(0, 10, [1]))]).series[0]!.name).toBe('query A');
});

test('series of several queries carry their letters', () => {
  const { series } = combineAnswers([asked('A', matrix(0, 10, [1], { job: 'x' })), asked('B', matrix(0, 10, [2], { job: 'x' }))]);
  expect(series.map(one => one.name)).toEqual(['A: {job="x"}', 'B: {job="x"}']);
});

test('an answer one refresh behind is moved onto the newest times; what it has no value for is absent', () => {
  const { times, series } = combineAnswers([asked('A', matrix(10, 10, [2, 3, 4])), asked('B', matrix(0, 10, [1, 2, 3]))]);
  expect([...times]).toEqual([10, 20, 30]);
  expect(read(series[1]!)).toEqual([2, 3, null]);
});

test('an answer at another step waits for its own', () => {
  const { series } = combineAnswers([asked('A', matrix(0, 10, [1, 2, 3])), asked('B', matrix(0, 5, [1, 2, 3, 4]))]);
  expect(series.map(one => one.query)).toEqual(['A']);
});

test('no answers are no lines', () => {
  expect(combineAnswers([])).toEqual({ times: new Float64Array(), series: [] });
});

test('labels that tell series apart come first, the metric name only when it is one of them', () => {
  expect(labelColumns([{ __name__: 'up', job: 'a', env: 'x' }, { __name__: 'up', job: 'b', env: 'x' }])).toEqual(['job', 'env']);
  expect(labelColumns([{ __name__: 'up' }, { __name__: 'down' }])).toEqual(['__name__']);
  expect(labelColumns([])).toEqual([]);
});
