import { expect, test } from 'vitest';
import type { Matrix } from '../../../src-main/shared/contract/metrics.ts';
import { columnsOf, lostStretches } from '../../../src-renderer/overview/history.ts';

const times = Float64Array.of(0, 600_000, 1_200_000, 1_800_000);
/** One series; undefined: no value at that time. */
function counted(...values: (number | undefined)[]): Matrix {
  const bits = values.reduce<number>((sum, value, i) => value === undefined ? sum : sum | 1 << i, 0);
  return { times, series: [{ labels: {}, values: Float64Array.from(values, value => value ?? 0), present: Uint8Array.of(bits) }] };
}
const nobody: Matrix = { times, series: [] };

test('where nothing was recorded nothing is known; elsewhere no answer means none', () => {
  const columns = columnsOf(counted(undefined, undefined, 2, undefined), nobody, counted(undefined, undefined, undefined, 1), counted(undefined, 5, 5, 5));
  expect(columns.map(column => column.counts)).toEqual([null, { critical: 0, warn: 0, unknown: 0 }, { critical: 2, warn: 0, unknown: 0 }, { critical: 0, warn: 0, unknown: 1 }]);
  expect(columns.map(column => column.time)).toEqual([...times]);
});

test('lost columns are told as stretches', () => {
  const columns = columnsOf(nobody, nobody, nobody, counted(undefined, undefined, 3, undefined));
  expect(lostStretches(columns)).toEqual([[0, 2], [3, 4]]);
});
