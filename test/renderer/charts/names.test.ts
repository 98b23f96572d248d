import { expect, test } from 'vitest';
import { distinct, labelsText, seriesName } from '../../../src-renderer/charts/names.ts';

test.each([
  [{ __name__: 'up' }, 'up'],
  [{ __name__: 'up', job: 'node', instance: 'a:9100' }, 'up{instance="a:9100", job="node"}'],
  [{ mode: 'idle' }, '{mode="idle"}'],
  [{}, '{}'],
  [{ path: 'C:\\"x"' }, '{path="C:\\\\\\"x\\""}'],
  [{ 'disk name': 'a' }, '{"disk name"="a"}'],
])('%j is written %s', (labels, expected) => {
  expect(labelsText(labels)).toBe(expected);
});

test('a template takes labels by name; an absent label is empty', () => {
  expect(seriesName({ mode: 'user', cpu: '0' }, '{{mode}} on {{ cpu }}{{none}}')).toBe('user on 0');
});

test('a label called constructor is only a label', () => {
  expect(seriesName({}, '[{{constructor}}]')).toBe('[]');
});

test('equal names are counted', () => {
  expect(distinct(['a', 'b', 'a', 'a'])).toEqual(['a', 'b', 'a (2)', 'a (3)']);
});
