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

const shownFirst = (...all: Record<string, string>[]) => labelColumns(all).filter(column => !column.hidden).map(column => column.name);

test('labels that tell series apart come first, the metric name in front and only when it is one of them', () => {
  expect(shownFirst({ __name__: 'up', job: 'a', env: 'x' }, { __name__: 'up', job: 'b', env: 'x' })).toEqual(['job', 'env']);
  expect(shownFirst({ __name__: 'up', a: '1' }, { __name__: 'down', a: '2' })).toEqual(['__name__', 'a']);
  expect(labelColumns([])).toEqual([]);
});

test('of many labels the six that most series carry are shown', () => {
  const all = [{ a: '1', b: '1', c: '1', d: '1', e: '1', f: '1', rare: '1' }, { a: '2', b: '2', c: '2', d: '2', e: '2', f: '2' }];
  expect(shownFirst(...all)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(labelColumns(all)).toHaveLength(7);
});
