import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsOf, isStale, setStale } from '../../../src-main/shared/model/sample.ts';
import { mergeColumns, type Columns } from '../../../src-main/tsdb/merge.ts';

const columns = (...samples: [number, number][]): Columns => ({ times: Float64Array.from(samples, ([t]) => t), values: Float64Array.from(samples, ([, v]) => v) });
const list = (merged: Columns | null) => merged && Array.from(merged.times, (time, i) => [time, merged.values[i]]);

test.each([
  { name: 'nothing', pieces: [], from: 0, to: 9, expected: null },
  { name: 'one piece, clipped at both ends', pieces: [columns([1, 1], [2, 2], [3, 3])], from: 2, to: 2, expected: [[2, 2]] },
  { name: 'pieces one after the other', pieces: [columns([1, 1]), columns([2, 2], [3, 3])], from: 0, to: 9, expected: [[1, 1], [2, 2], [3, 3]] },
  { name: 'a later piece that is older', pieces: [columns([5, 5]), columns([1, 1])], from: 0, to: 9, expected: [[1, 1], [5, 5]] },
  { name: 'a later piece that overwrites', pieces: [columns([1, 1], [2, 2], [3, 3]), columns([2, -2])], from: 0, to: 9, expected: [[1, 1], [2, -2], [3, 3]] },
  { name: 'interleaved pieces', pieces: [columns([1, 1], [3, 3], [5, 5]), columns([2, 2], [4, 4], [6, 6])], from: 0, to: 9, expected: [[1, 1], [2, 2], [3, 3], [4, 4], [5, 5], [6, 6]] },
  { name: 'nothing within the window', pieces: [columns([1, 1], [9, 9])], from: 2, to: 8, expected: null },
])('$name', ({ pieces, from, to, expected }) => expect(list(mergeColumns(pieces, from, to))).toEqual(expected));

test('any pieces merge as a map of last writes would', () => {
  const piece = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 20 }).map(times => times.sort((a, b) => a - b));
  fc.assert(fc.property(fc.array(piece, { maxLength: 6 }), fc.nat(60), fc.nat(60), (pieces, a, b) => {
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    const model = new Map<number, number>();
    const given = pieces.map((times, p) => columns(...times.map((time): [number, number] => { model.set(time, p); return [time, p]; })));
    const expected = [...model].filter(([time]) => time >= from && time <= to).sort(([x], [y]) => x - y);
    expect(list(mergeColumns(given, from, to)) ?? []).toEqual(expected);
  }));
});

test('a stale marker keeps its bits through a merge', () => {
  const late = columns([2, 0]);
  setStale(bitsOf(late.values), 0);
  const merged = mergeColumns([columns([1, 1], [3, 3]), late], 0, 9)!;
  expect(isStale(bitsOf(merged.values.slice()), 1)).toBe(true);
});
