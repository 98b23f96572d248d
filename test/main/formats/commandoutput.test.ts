import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNumber, parsePairs } from '../../../src-main/formats/commandoutput.ts';

test.each([
  ['42\n', 42], ['  -1.5e3 ', -1500], ['+Inf', Number.POSITIVE_INFINITY], ['NaN', Number.NaN], ['0.1', 0.1],
])('%j is one number', (output, value) => expect(parseNumber(output)).toBe(value));

test.each([
  ['', 'the command wrote nothing'], ['\n \n', 'the command wrote nothing'], ['12 %', 'line 1: expected one number, got "12 %"'], ['1\n2', 'line 1: expected one number, got "1\\n2"'],
  ['0x1f', 'line 1: expected one number, got "0x1f"'],
])('%j is none', (output, message) => expect(() => parseNumber(output)).toThrow(expect.objectContaining({ code: 'bad-data', message })));

test('pairs are divided at the last blank, colon or equals sign', () => {
  expect(parsePairs('mail 5\nmy queue\t7\nload: 0.5\na=b=3\n# a comment 9\n\nhttp://x:80 1\n')).toEqual([
    { key: 'mail', value: 5 }, { key: 'my queue', value: 7 }, { key: 'load', value: 0.5 }, { key: 'a=b', value: 3 }, { key: 'http://x:80', value: 1 },
  ]);
});

test('of two lines with one key the last counts', () => expect(parsePairs('a 1\nb 2\na 3\n')).toEqual([{ key: 'a', value: 3 }, { key: 'b', value: 2 }]));

test.each([
  ['a 1\n7\n', 'line 2: expected a key and a value, got "7"'], ['a one', 'line 1: expected a number after "a", got "one"'], ['\n# only this\n', 'the command wrote no line with a key and a value'], ['= 5', 'line 1: expected a key and a value, got "= 5"'],
])('%j is refused with its line', (output, message) => expect(() => parsePairs(output)).toThrow(expect.objectContaining({ code: 'bad-data', message })));

test('any text is read or refused, quickly', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.constantFrom(' '.repeat(200_000) + 'x y', '='.repeat(200_000), 'a '.repeat(100_000))), text => {
    const began = performance.now();
    for (const parse of [parseNumber, parsePairs]) {
      try {
        parse(text);
      } catch (error) {
        expect(error).toMatchObject({ code: 'bad-data' });
      }
    }
    expect(performance.now() - began).toBeLessThan(500);
  }));
});
