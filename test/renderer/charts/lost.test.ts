import { expect, test } from 'vitest';
import { lostStretches } from '../../../src-renderer/charts/lost.ts';

const times = Float64Array.from({ length: 8 }, (_, i) => i * 10);
const bits = (text: string) => Uint8Array.of(Number.parseInt([...text].reverse().join(''), 2));
const series = (...rows: string[]) => rows.map((row, i) => ({ name: `s${i}`, values: new Float64Array(8), present: bits(row) }));

test.each([
  { case: 'a hole in the middle, from the last value to the next', rows: ['11100111'], end: 70, expected: [{ from: 20, to: 50 }] },
  { case: 'a hole that another series fills is none', rows: ['11100111', '00011000'], end: 70, expected: [] },
  { case: 'a hole common to all series is as long as their common part', rows: ['11100111', '11110011'], end: 70, expected: [{ from: 30, to: 50 }] },
  { case: 'nothing is lost before the first value', rows: ['00011111'], end: 70, expected: [] },
  { case: 'an end that stays silent is lost up to now', rows: ['11110000'], end: 70, expected: [{ from: 30, to: 70 }] },
  { case: 'the future is not lost', rows: ['11110000'], end: 45, expected: [] },
  { case: 'one missing step at the end is the scrape that is not in yet', rows: ['11111110'], end: 70, expected: [] },
  { case: 'no value at all is no loss', rows: ['00000000'], end: 70, expected: [] },
])('$case', ({ rows, end, expected }) => {
  expect(lostStretches(times, series(...rows), end)).toEqual(expected);
});
