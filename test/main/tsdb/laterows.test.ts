import { expect, test } from 'vitest';
import { bitsOf, setStale } from '../../../src-main/shared/model/sample.ts';
import { encodeRow, openRow, type RowSeries } from '../../../src-main/tsdb/codec/row.ts';
import { notIn, readable, unlikeIn } from '../../../src-main/tsdb/laterows.ts';

const one = (slot: number, ...samples: [time: number, value: number][]): RowSeries => ({ slot, times: Float64Array.from(samples, ([time]) => time), values: Float64Array.from(samples, ([, value]) => value) });
const row = (...series: RowSeries[]) => openRow(encodeRow(series));
const listed = (series: readonly RowSeries[]) => series.map(({ slot, times, values }) => [slot, ...Array.from(times, (time, i) => [time, values[i]])]);
const stored = [row(one(0, [1, 1], [2, 2], [3, 3]), one(1, [1, 1])), row(one(0, [2, 20]))]; // the second was written later and wins

test.each([
  { name: 'equal', given: one(0, [1, 1], [2, 20], [3, 3]), notStored: [], unlike: [] },
  { name: 'equal to what was overwritten', given: one(0, [2, 2]), notStored: [[0, [2, 2]]], unlike: [[0, [2, 2]]] },
  { name: 'between and outside', given: one(0, [0, 0], [1, 1], [4, 4]), notStored: [[0, [0, 0], [4, 4]]], unlike: [] },
  { name: 'different', given: one(1, [1, -1], [2, 2]), notStored: [[1, [1, -1], [2, 2]]], unlike: [[1, [1, -1]]] },
  { name: '-0 for 0', given: one(1, [1, 1], [5, -0]), notStored: [[1, [5, -0]]], unlike: [] },
  { name: 'of a series without rows', given: one(7, [1, 1]), notStored: [[7, [1, 1]]], unlike: [] },
])('samples that are $name', ({ given, notStored, unlike }) => {
  expect(listed(notIn(stored, [given]))).toEqual(notStored);
  expect(listed(unlikeIn(stored, [given]))).toEqual(unlike);
});

test('a stale marker and another NaN at the same time are not the same', () => {
  const marker = one(0, [1, 0], [9, 1]);
  setStale(bitsOf(marker.values), 0);
  const [kept] = notIn([row(one(0, [1, Number.NaN], [9, 1]))], [marker]);
  expect([[...kept!.times], [...bitsOf(kept!.values)]]).toEqual([[1], [2, 0x7ff0_0000]]);
  expect(notIn([row(marker)], [marker])).toEqual([]);
});

test('bytes that are no row are passed over', () => {
  const blob = encodeRow([one(0, [1, 1])]);
  expect(readable([{ blob: Uint8Array.of(99, 1, 2) }, { blob }]).map(({ samples }) => samples)).toEqual([1]);
});
