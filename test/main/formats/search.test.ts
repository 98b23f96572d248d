import { expect, test } from 'vitest';
import { search } from '../../../src-main/formats/search.ts';

test.each([
  { pattern: 'b', text: 'abc', found: true }, { pattern: '^b', text: 'abc', found: false }, { pattern: '(?m)^b', text: 'a\nb', found: true }, { pattern: 'a.c', text: 'a\nc', found: false },
  { pattern: '(?s)a.c', text: 'a\nc', found: true }, { pattern: '(?i)WELL', text: 'all is well', found: true }, { pattern: '', text: '', found: true }, { pattern: '\\pL+é', text: 'caféé', found: true },
])('$pattern in $text: $found', ({ pattern, text, found }) => {
  expect(search(pattern)(text)).toBe(found);
});

test.each(['(', 'a{2,1}', '(?=a)', '\\1'])('%s is no pattern of RE2', pattern => {
  expect(() => search(pattern)).toThrow(expect.objectContaining({ code: 'bad-data' }));
});

test('a pattern that sends others round for years takes no time', () => {
  const start = performance.now();
  expect(search('(a+)+$')(`${'a'.repeat(50_000)}!`)).toBe(false);
  expect(performance.now() - start).toBeLessThan(2000);
});
