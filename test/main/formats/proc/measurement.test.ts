import { expect, test } from 'vitest';
import { measure, numeral, untyped, words, type Measurement } from '../../../../src-main/formats/proc/measurement.ts';

test.each([
  ['0', 0], ['-1', -1], ['12.39', 12.39], ['18446744073709551615', 2 ** 64],
  ['', Number.NaN], [undefined, Number.NaN], ['0x10', Number.NaN], ['1e3', Number.NaN], ['.5', Number.NaN], ['Infinity', Number.NaN], ['9'.repeat(400), Number.NaN],
])('the numeral %j stands for %d', (text, value) => expect(numeral(text)).toBe(value));

test('what is no number is left out', () => {
  const out: Measurement[] = [];
  for (const value of [1, Number.NaN, Number.POSITIVE_INFINITY, 2]) measure(out, untyped('m', ''), value);
  expect(out.map(({ value }) => value)).toEqual([1, 2]);
});

test('words are what stands between blanks', () => {
  expect(words('  a\t b  ')).toEqual(['a', 'b']);
  expect(words('  ')).toEqual([]);
});
