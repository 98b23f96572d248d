import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitsPattern, fitsPatterns } from '../../../src-main/formats/sshpattern.ts';

test.each([
  ['web', 'web', true], ['web', 'WEB', false], ['web', 'we', false], ['web', '*', true], ['', '*', true], ['', '', true], ['', '?', false],
  ['web-1', 'web-?', true], ['web', 'web?', false], ['a.b.c', '*.c', true], ['a.b.c', 'a*c', true], ['a.b.c', '*b*', true], ['abcabd', '*abd', true],
  ['a.b', 'a+b', false], ['192.168.0.1', '192.168.0.?', true], ['[web]:22', '[web]:22', true],
])('%s fits %s: %s', (text, pattern, fits) => expect(fitsPattern(text, pattern)).toBe(fits));

test.each([
  { text: 'web', patterns: ['*'], fits: true },
  { text: 'web', patterns: ['*', '!web'], fits: false },
  { text: 'web', patterns: ['!db'], fits: false }, // a negated match alone never gives a positive result: ssh_config(5)
  { text: 'web', patterns: ['!db', 'web'], fits: true },
  { text: 'web', patterns: [], fits: false },
])('$text fits $patterns: $fits', ({ text, patterns, fits }) => expect(fitsPatterns(text, patterns)).toBe(fits));

test('it agrees with a regular expression of the same meaning', () => {
  const signs = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 12 });
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), signs, (text, pattern) => {
    const meaning = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
    expect(fitsPattern(text, pattern)).toBe(meaning.test(text));
  }));
});

test('many stars take no exponential time', () => {
  const begun = performance.now();
  expect(fitsPattern('a'.repeat(5_000), `${'*a'.repeat(200)}*b`)).toBe(false);
  expect(performance.now() - begun).toBeLessThan(1_000);
});
