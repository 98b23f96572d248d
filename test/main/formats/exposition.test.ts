import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textFormat } from '../../../src-main/formats/exposition.ts';
import { PageReader } from '../../../src-main/formats/page.ts';
import { parseSeriesKey } from '../../../src-main/formats/serieskey.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';

function read(text: string | Uint8Array) {
  const reader = new PageReader(typeof text === 'string' ? Buffer.from(text) : text, textFormat);
  reader.read();
  return reader;
}
const samples = (text: string) => {
  const { keys, values, times } = read(text).page();
  return keys.map((key, i) => [key, values[i], ...(times === null || Number.isNaN(times[i]) ? [] : [times[i]])]);
};

test('the example of the format description is read', () => {
  const text = String.raw`# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric from before the epoch:
something_weird{problem="division by zero"} +Inf -3982045

# A histogram, which has a pretty complex representation in the text format:
# HELP http_request_duration_seconds A histogram of the request duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320
`;
  expect(samples(text)).toEqual([
    ['http_requests_total{method="post",code="200"}', 1027, 1395066363000],
    ['http_requests_total{method="post",code="400"}', 3, 1395066363000],
    [String.raw`msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""}`, 1458255915],
    ['metric_without_timestamp_and_labels', 12.47],
    ['something_weird{problem="division by zero"}', Infinity, -3982045],
    ['http_request_duration_seconds_bucket{le="0.05"}', 24054],
    ['http_request_duration_seconds_bucket{le="+Inf"}', 144320],
    ['http_request_duration_seconds_sum', 53423],
    ['http_request_duration_seconds_count', 144320],
  ]);
  expect(read(text).page().metadata).toEqual([
    { name: 'http_requests_total', type: 'counter', help: 'The total number of HTTP requests.', unit: '' },
    { name: 'http_request_duration_seconds', type: 'histogram', help: 'A histogram of the request duration.', unit: '' },
  ]);
});

test.each([
  ['an empty page', '', []],
  ['only comments', '#\n#x\n# HELPME a\n#HELP a b\n', []],
  ['no newline at the end', 'a 1', [['a', 1]]],
  ['blanks and tabs wherever they may stand', '\t a \t{b="c"} \t 1 \t 2 \t\n', [['a \t{b="c"}', 1, 2]]],
  ['no blank before the value', 'a{b="c"}1\na+1\n', [['a{b="c"}', 1], ['a', 1]]],
  ['closing braces and newlines inside quotes', 'a{b="}\\n\\"{"} 1\n', [['a{b="}\\n\\"{"}', 1]]],
  ['a quoted name', '{"my.metric",b="c"} 1\n', [['{"my.metric",b="c"}', 1]]],
  ['text beyond ASCII', 'a{b="日本語 ü"} 1\n', [['a{b="日本語 ü"}', 1]]],
  ['a colon in the name', ':a:b 1\n', [[':a:b', 1]]],
  ['one time among others without', 'a 1\nb 2 5\nc 3\n', [['a', 1], ['b', 2, 5], ['c', 3]]],
  ['a series that comes twice', 'a 1\na 2\n', [['a', 1], ['a', 2]]],
])('reads %s', (_name, text, expected) => {
  expect(samples(text)).toEqual(expected);
});

test.each([
  ['a 1\nb\n', 'line 2, column 2: expected a value, got the end of the line'],
  ['a 1\n\n  b{c="d"} x1 5\n', 'line 3, column 12: expected a value, got "x1"'],
  ['a 0x1p-2\n', 'line 1, column 3: expected a value, got "0x1p-2"'],
  ['a 1_0\n', 'line 1, column 3: expected a value, got "1_0"'],
  ['a 1\r\n', String.raw`line 1, column 3: expected a value, got "1\r"`],
  ['a 1 1.5\n', 'line 1, column 5: expected a time in whole ms, got "1.5"'],
  ['a 1 9223372036854775807\n', 'line 1, column 5: a time beyond ±2^53 ms'],
  ['a 1 5 6\n', 'line 1, column 7: expected the end of the line, got "6"'],
  ['<html>\n', 'line 1, column 1: expected a metric name, got "<html>"'],
  ['9a 1\n', 'line 1, column 1: expected a metric name, got "9a 1"'],
  ['a{b="c" 1\n', 'line 1, column 2: this { is not closed on its line'],
  ['a{b="c} 1\nd{e="f"} 2\n', 'line 1, column 5: this " is not closed on its line'],
  ['a{b="c\\\n"} 1\n', 'line 1, column 5: this " is not closed on its line'],
  ['a{b="c', 'line 1, column 5: this " is not closed on its line'],
  ['# TYPE a meter\n', 'line 1, column 10: expected counter, gauge, histogram, summary or untyped, got "meter"'],
  ['# TYPE a\n', 'line 1, column 9: expected counter, gauge, histogram, summary or untyped, got the end of the line'],
  ['# HELP 1a x\n', 'line 1, column 8: expected a metric name, got "1a x"'],
  ['\ufeffa 1\n', 'line 1, column 1: expected a metric name'],
  ['日本 1\n', 'line 1, column 1: expected a metric name'],
])('%j refuses the page: %s', (text, problem) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'bad-data', message: expect.stringContaining(problem) }));
});

test('an error within a key is told with its place on the page', () => {
  const reader = read('a 1\n  b{c="d",e} 2\n');
  const { keys } = reader.page();
  expect(() => parseSeriesKey(keys[1]!, reader.refuserOf(1))).toThrow('line 2, column 12: expected =');
});

test('text that is not UTF-8 is refused with its place', () => {
  const bytes = Buffer.concat([Buffer.from('a 1\nb{c="ü'), Buffer.of(0xff), Buffer.from('"} 2\n')]);
  expect(() => read(bytes)).toThrow('line 2, column 7: this is not UTF-8');
});

test('help texts are unescaped, quotes in them are plain, types need one blank or more', () => {
  const text = String.raw`# HELP a one\\two\nthree \"four\"
#	TYPE   a 	 gauge ${''}
# HELP "b.c" quoted name
# HELP d`;
  expect(read(`${text}\n`).page().metadata).toEqual([
    { name: 'a', type: 'gauge', help: 'one\\two\nthree \\"four\\"', unit: '' },
    { name: 'b.c', type: 'unknown', help: 'quoted name', unit: '' },
    { name: 'd', type: 'unknown', help: '', unit: '' },
  ]);
});

test('every double comes back with every bit, whatever stands around it', () => {
  fc.assert(fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 50 }), numbers => {
    const text = numbers.map((value, i) => `m{i="${i}"} ${Object.is(value, -0) ? '-0' : value}\n`).join('');
    expect([...read(text).page().values]).toEqual(numbers);
  }));
});

test('a page of many thousand lines grows its columns, with and without times', () => {
  const { keys, values, times } = read(Array.from({ length: 5000 }, (_, i) => `m${i} ${i}${i % 2 ? ` ${i * 10}` : ''}\n`).join('')).page();
  expect([keys.length, values[4999], times![4999], times![1], times![0]]).toEqual([5000, 4999, 49990, 10, Number.NaN]);
});

test('a page is read in parts as well as at once', () => {
  const reader = new PageReader(Buffer.from('a 1\nb 2\nc 3\n'), textFormat);
  expect([reader.read(2), reader.read(2)]).toEqual([false, true]);
  expect(reader.page().keys).toEqual(['a', 'b', 'c']);
});

test.each([
  ['one endless quote', `a{b="${'x'.repeat(4e6)}`],
  ['two million open braces', 'a{'.repeat(2e6)],
  ['a million backslashes', `a{b="${'\\'.repeat(1e6)}`],
  ['a number of a million digits', `a ${'1'.repeat(1e6)}\n`],
  ['a million blank lines, then an error', `${'\n'.repeat(1e6)}!`],
  ['a label of four million characters', `a{b="${'\\n'.repeat(2e6)}"} 1\n`],
  ['two million commas', `a{${','.repeat(2e6)}} 1\n`],
])('%s costs no more than its length', (_name, text) => {
  const start = performance.now();
  try {
    const reader = read(text);
    reader.page().keys.forEach((key, i) => { parseSeriesKey(key, reader.refuserOf(i)); });
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
  }
  expect(performance.now() - start).toBeLessThan(2000); // a quadratic reader would take minutes
});

test('no text makes it crash or hang: it is read or refused', () => {
  const text = fc.array(fc.constantFrom('a', '{', '}', '"', '\\', ',', '=', ' ', '\n', '1', '.', '#', ' HELP ', ' TYPE ', 'NaN', '\t', 'é', '\0')).map(parts => parts.join(''));
  fc.assert(fc.property(fc.oneof(text.map(t => Buffer.from(t)), fc.uint8Array({ maxLength: 100 })), bytes => {
    try {
      const reader = read(bytes);
      reader.page().keys.forEach((key, i) => { parseSeriesKey(key, reader.refuserOf(i)); });
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
  }), { numRuns: 3000 });
});
