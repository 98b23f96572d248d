import { expect, test } from 'vitest';
import { csvCell, csvText } from '../../../src-renderer/ui/csv.ts';

test('lines end in CRLF and only what needs quotes has them (RFC 4180)', () => {
  expect(csvText([['name', 'note'], ['a,b', 'say "hi"'], ['two\nlines', 3]])).toBe('name,note\r\n"a,b","say ""hi"""\r\n"two\nlines",3\r\n');
});

test.each([
  ['=1+1', "'=1+1"], ['+49 30', "'+49 30"], ['-x', "'-x"], ['@SUM(A1)', "'@SUM(A1)"], ['\tcmd', "'\tcmd"], ['=HYPERLINK("http://x";"y")', '"\'=HYPERLINK(""http://x"";""y"")"'], ['＝1', "'＝1"],
])('text %j can be no formula', (text, cell) => expect(csvCell(text)).toBe(cell));

test('a negative number is a number, not a formula', () => expect(csvCell(-1.5)).toBe('-1.5'));

test.each([[null, ''], [undefined, ''], [Number.NaN, 'NaN'], [Infinity, '+Inf'], [-Infinity, '-Inf'], [true, 'true']])('%s is written %j', (value, cell) => expect(csvCell(value)).toBe(cell));
