import { expect, test } from 'vitest';
import { compareValues, folded, heldOrder, matches, parseSort, present, sortText } from '../../../src-renderer/ui/columns.ts';

test('text is sorted as people count, numbers by size and before text', () => {
  expect(['disk10', 'disk2', 'Disk1'].sort(compareValues)).toEqual(['Disk1', 'disk2', 'disk10']);
  expect([10, 9, 100].sort(compareValues)).toEqual([9, 10, 100]);
  expect(['a', 3].sort(compareValues)).toEqual([3, 'a']);
});

test('zero is there; NaN, null and nothing are not', () => expect([0, 'x', Number.NaN, null, undefined, ''].map(present)).toEqual([true, true, false, false, false, false]));

test.each([
  ['Büro node 10.0.0.7', 'buro 10.0', true], ['pg-primary-1 prod', 'PROD pg', true], ['pg-primary-1', 'pg replica', false], ['机器一', '机器', true],
])('%j matches %j: %s', (text, filter, found) => expect(matches(folded(text), folded(filter))).toBe(found));

test('a sort survives the address', () => {
  for (const sort of [{ id: 'cpu', descending: true }, { id: 'name', descending: false }, null]) expect(parseSort(sortText(sort))).toEqual(sort);
});

test('rows keep their places while the list is in use: new ones come last, gone ones leave', () => {
  const rows = ['d', 'c', 'b', 'x'];
  expect(heldOrder(rows, row => row, ['b', 'a', 'c', 'd'])).toEqual(['b', 'c', 'd', 'x']);
});
