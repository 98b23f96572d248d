import { expect, test } from 'vitest';
import { toAligned } from '../../../src-renderer/charts/align.ts';
import type { Layer } from '../../../src-renderer/charts/fold.ts';

const layer = (values: number[], more: Partial<Layer> = {}): Layer => ({ name: 'a', values: Float64Array.from(values), present: null, color: 1, fill: false, negative: false, band: null, members: [0], ...more });
const times = Float64Array.of(1000, 2000, 3500);
const columns = (layers: readonly Layer[], stack = false) => toAligned(times, layers, stack).map(column => Array.from(column as ArrayLike<number | null>));

test('times become seconds', () => {
  expect(columns([])[0]).toEqual([1, 2, 3.5]);
});

test('an absent value is null, a value is itself', () => {
  expect(columns([layer([1, 2, 3], { present: Uint8Array.of(0b101) })])[1]).toEqual([1, null, 3]);
});

test('what cannot be drawn is a gap: NaN and the infinities', () => {
  expect(columns([layer([Number.NaN, Number.POSITIVE_INFINITY, 3])])[1]).toEqual([null, null, 3]);
});

test('a column without gaps is handed on, not copied', () => {
  const full = layer([1, 2, 3]);
  expect(toAligned(times, [full], false)[1]).toBe(full.values);
});

test('the lower half of a mirrored pair is drawn below zero', () => {
  expect(columns([layer([1, 2, 3], { negative: true })])[1]).toEqual([-1, -2, -3]);
});

test('stacked lines stand on the sum of those before them; an absent value adds nothing', () => {
  const middle = layer([10, 20, 30], { present: Uint8Array.of(0b101) });
  expect(columns([layer([1, 2, 3]), middle, layer([100, 100, 100])], true).slice(1)).toEqual([[1, 2, 3], [11, null, 33], [111, 102, 133]]);
});

test('a band follows its line: top, then bottom', () => {
  const band = { low: Float64Array.of(0, 1, 2), high: Float64Array.of(5, 6, 7) };
  expect(columns([layer([1, 2, 3], { band })]).slice(1)).toEqual([[1, 2, 3], [5, 6, 7], [0, 1, 2]]);
});
