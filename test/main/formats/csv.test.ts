import { expect, test } from 'vitest';
import { csvLines, numberCell, safeText } from '../../../src-main/formats/csv.ts';

test.each([
  ['=HYPERLINK("http://x","y")', '\'=HYPERLINK("http://x","y")'], ['+1', "'+1"], ['-1', "'-1"], ['@SUM(A1)', "'@SUM(A1)"], ['\t=1', "'\t=1"], ['\r=1', "'\r=1"],
  ['web-1', 'web-1'], ['', ''], [' =1', ' =1'], ['up{job="=1"}', 'up{job="=1"}'],
])('the text %j becomes %j', (text, cell) => {
  expect(safeText(text)).toBe(cell);
});

test.each([
  [0, '0'], [-0, '-0'], [-5, '-5'], [0.1 + 0.2, '0.30000000000000004'], [1e21, '1e+21'], [-1e-7, '-1e-7'], [5e-324, '5e-324'], [Infinity, 'Inf'], [-Infinity, "'-Inf"], [NaN, 'NaN'],
])('the number %d becomes %s', (value, cell) => {
  expect(numberCell(value)).toBe(cell);
});

test('cells with commas, quotes and line ends are quoted, lines end in CRLF (RFC 4180)', () => {
  expect(csvLines([['a', 'b,c', 'd"e', 'f\ng', '中文'], ['1', '', '2', '3', '4']])).toBe('a,"b,c","d""e","f\ng",中文\r\n1,,2,3,4\r\n');
});
