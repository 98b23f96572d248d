import { expect, test } from 'vitest';
import { colorsOf, layersOf, rankByMean } from '../../../src-renderer/charts/fold.ts';
import type { ChartSeries } from '../../../src-renderer/charts/series.ts';

const flat = (name: string, value: number, more: Partial<ChartSeries> = {}): ChartSeries => ({ name, values: Float64Array.of(value, value), present: null, ...more });
const all = () => true;
const others = (count: number) => `${count} others`;
/** s1 … sn with the values 1 … n */
const rising = (n: number) => Array.from({ length: n }, (_, i) => flat(`s${i + 1}`, i + 1));

test('up to twelve series are coloured in the order given', () => {
  expect(colorsOf(rising(12), [])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('a series that asks for a colour gets it', () => {
  expect(colorsOf([flat('in', 1, { color: 6 }), flat('out', 1)], [])).toEqual([6, 2]);
});

test('of thirteen series the eleven largest keep a colour and two become grey', () => {
  const series = rising(13);
  expect(colorsOf(series, rankByMean(series))).toEqual(['others', 'others', 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test('rank goes by magnitude, leaves out what is absent or not finite, and keeps the order of equals', () => {
  const series = [flat('a', 1), flat('b', -5), { name: 'c', values: Float64Array.of(100, 2), present: Uint8Array.of(0b10) }, flat('d', Number.NaN), flat('e', 1)];
  expect(rankByMean(series)).toEqual([1, 2, 0, 4, 3]);
});

test('grey series are drawn as their mean within a band from smallest to largest', () => {
  const series = [flat('a', 9), { name: 'b', values: Float64Array.of(1, 7), present: Uint8Array.of(0b01) }, flat('c', 3)];
  const layer = layersOf(series, [1, 'others', 'others'], all, false, others).at(-1)!;
  expect({ name: layer.name, members: layer.members, values: [...layer.values], low: [...layer.band!.low], high: [...layer.band!.high] })
    .toEqual({ name: '2 others', members: [1, 2], values: [2, 3], low: [1, 3], high: [3, 3] });
});

test('stacked, the grey line is the sum of what it stands for and has no band', () => {
  const layer = layersOf([flat('a', 9), flat('b', 1), flat('c', 3)], [1, 'others', 'others'], all, true, others).at(-1)!;
  expect([[...layer.values], layer.band]).toEqual([[4, 4], null]);
});

test('where none of the grey series has a value, neither has their line', () => {
  const gap = Uint8Array.of(0b01);
  const layer = layersOf([{ ...flat('b', 1), present: gap }, { ...flat('c', 3), present: gap }], ['others', 'others'], all, false, others)[0]!;
  expect(layer.present![0]).toBe(0b01);
});

test('one grey series shown alone is drawn as itself, still grey', () => {
  const layers = layersOf(rising(3), [1, 'others', 'others'], name => name === 's2', false, others);
  expect(layers).toMatchObject([{ name: 's2', color: 'others', band: null, members: [1] }]);
});

test('the largest of many series comes first in the legend', () => {
  const series = rising(14);
  const layers = layersOf(series, colorsOf(series, rankByMean(series)), all, false, others);
  expect(layers.map(layer => layer.name).slice(0, 3)).toEqual(['s14', 's13', 's12']);
  expect(layers.at(-1)!.name).toBe('3 others');
});
