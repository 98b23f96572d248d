import { expect, test } from 'vitest';
import { compareLabels, dropping, keeping, keyOf, keyWithout, shownLabels, withLabel } from '../../../src-main/promql/labelset.ts';

const LABELS = ['Zone', 'z', '__name__', 'up', 'job', 'a', 'm', '1'];

test.each([
  ['a new one between others', 'k', 'x', ['Zone', 'z', '__name__', 'up', 'job', 'a', 'k', 'x', 'm', '1']],
  ['a new one in front', 'A', 'x', ['A', 'x', ...LABELS]],
  ['a new one behind', 'z', 'x', [...LABELS, 'z', 'x']],
  ['one that is there', 'job', 'x', ['Zone', 'z', '__name__', 'up', 'job', 'x', 'm', '1']],
  ['an empty value takes it away', 'job', '', ['Zone', 'z', '__name__', 'up', 'm', '1']],
  ['an empty value of none', 'k', '', LABELS],
])('set: %s', (_, name, value, expected) => expect(withLabel(LABELS, name, value)).toEqual(expected));

test('kept, dropped and keyed by name', () => {
  expect(keeping(['m', 'Zone', 'none'])(LABELS)).toEqual(['Zone', 'z', 'm', '1']);
  expect(dropping(['__name__', 'm'])(LABELS)).toEqual(['Zone', 'z', 'job', 'a']);
  expect(keyOf(['job'])(LABELS)).toBe('a');
  expect(keyOf(['a', 'b'])(['a', '1'])).not.toBe(keyOf(['a', 'b'])(['b', '1']));
  expect(keyWithout(['__name__'])(['__name__', 'x', 'a', '1'])).toBe(keyWithout(['__name__'])(['__name__', 'y', 'a', '1']));
});

test('labels sort by name and value, the shorter first', () => {
  expect([['b', '1'], ['a', '2'], ['a', '1', 'b', '1'], [], ['a', '1']].sort(compareLabels)).toEqual([[], ['a', '1'], ['a', '1', 'b', '1'], ['a', '2'], ['b', '1']]);
});

test('shown as Prometheus shows them', () => {
  expect(shownLabels(['__name__', 'up', 'a.b', 'x"y\n'])).toBe('{__name__="up", "a.b"="x\\"y\\n"}');
});
