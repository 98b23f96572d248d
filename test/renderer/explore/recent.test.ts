import { expect, test } from 'vitest';
import { remembered } from '../../../src-renderer/explore/recent.ts';

test('the newest query stands first and each only once', () => {
  expect(remembered(['a', 'b'], ['b', 'c', ''])).toEqual(['b', 'c', 'a']);
});

test('thirty are kept', () => {
  expect(remembered(Array.from({ length: 30 }, (_, i) => `q${i}`), ['new'])).toHaveLength(30);
});
