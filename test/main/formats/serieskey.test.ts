import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSeriesKey } from '../../../src-main/formats/serieskey.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';

test.each([
  ['up', ['__name__', 'up']],
  ['job:rate5m{}', ['__name__', 'job:rate5m']],
  ['a{b="c"}', ['__name__', 'a', 'b', 'c']],
  ['a {b = "c" , d="e",}', ['__name__', 'a', 'b', 'c', 'd', 'e']],
  ['a{z="1",y=""}', ['__name__', 'a', 'z', '1', 'y', '']],
  [String.raw`a{path="C:\\DIR\\new",text="say \"hi\"\nbye",odd="\x\t"}`, ['__name__', 'a', 'path', 'C:\\DIR\\new', 'text', 'say "hi"\nbye', 'odd', '\\x\\t']],
  ['a{b="}{,=\u0000"}', ['__name__', 'a', 'b', '}{,=\u0000']],
  ['{"my.metric"}', ['__name__', 'my.metric']],
  ['{"温度","label.name"="值",plain="x"}', ['__name__', '温度', 'label.name', '值', 'plain', 'x']],
  [String.raw`{b="c","a\"b\\"}`, ['__name__', 'a"b\\', 'b', 'c']],
  ['a{constructor="x",__proto__="y"}', ['__name__', 'a', 'constructor', 'x', '__proto__', 'y']],
])('%s', (raw, expected) => {
  expect(parseSeriesKey(raw)).toEqual(expected);
});

test.each([
  ['a{', 'expected a label name, at character 3'],
  ['a{b}', 'expected =, at character 4'],
  ['a{b=}', 'expected a quoted label value, at character 5'],
  ['a{b=c}', 'expected a quoted label value, at character 5'],
  ['a{b="c" d="e"}', 'expected , or }, at character 9'],
  ['a{,b="c"}', 'expected a label name, at character 3'],
  ['a{b="c",,}', 'expected a label name, at character 9'],
  ['a{1b="c"}', 'expected a label name, at character 3'],
  ['a{b:c="d"}', 'expected =, at character 4'],
  ['a{b="c"}x', 'expected the end of the series, at character 9'],
  ['a{b="c\n"}', 'expected a quoted label value, at character 5'],
  ['a{"b"}', 'a second metric name, at character 3'],
  ['{"a","b"}', 'a second metric name, at character 6'],
  ['{b="c"}', 'a series without a metric name, at character 1'],
  ['{""}', 'a series without a metric name, at character 1'],
  ['', 'a series without a metric name, at character 1'],
  ['1a', 'expected {, at character 1'],
])('%j is refused: %s', (raw, problem) => {
  expect(() => parseSeriesKey(raw)).toThrow(problem);
});

test('the longest series that is taken has nothing but escapes', () => {
  expect(parseSeriesKey(`a{b="${'\\\\'.repeat(131_000)}"}`)[3]).toHaveLength(131_000);
});

test('a longer series is refused before it is read', () => {
  expect(() => parseSeriesKey(`a{b="${'x'.repeat(300_000)}"}`)).toThrow('a series of 300007 characters');
});

test('any labels, escaped as the format says, come back', () => {
  const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  const texts = fc.string({ unit: 'binary' });
  fc.assert(fc.property(fc.array(fc.tuple(texts, texts), { maxLength: 5 }), texts.filter(name => name !== ''), (labels, name) => {
    const raw = `{"${escaped(name)}",${labels.map(([n, v]) => `"${escaped(n)}"="${escaped(v)}"`).join(',')}}`;
    expect(parseSeriesKey(raw)).toEqual(['__name__', name, ...labels.flat()]);
  }));
});

test('no text makes it crash or hang: it is read or refused', () => {
  const text = fc.array(fc.constantFrom('a', '{', '}', '"', '\\', ',', '=', ' ', '\n', 'é')).map(parts => parts.join(''));
  fc.assert(fc.property(text, raw => {
    try {
      parseSeriesKey(raw);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
  }), { numRuns: 2000 });
});
