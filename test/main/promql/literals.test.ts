import { expect, test } from 'vitest';
import { escapeError, parseDuration, parseNumber, unquote } from '../../../src-main/promql/literals.ts';

test.each([
  ['1', 1], ['-1', -1], ['+1.5', 1.5], ['- 2', -2], ['.5', 0.5], ['1e3', 1000], ['1E-3', 0.001], ['0x1F', 31], ['-0xff', -255], ['017', 15], ['08', 8], ['0.8', 0.8], ['1_000_000', 1e6],
  ['Inf', Infinity], ['-inf', -Infinity], ['+INF', Infinity], ['nan', NaN], ['5m', 300], ['-1h30m', -5400], ['1y2w3d4h5m6s7ms', 31_536_000 + 1_209_600 + 259_200 + 14_400 + 300 + 6.007], ['500ms', 0.5],
])('the number %s is %d', (text, value) => expect(parseNumber(text)).toBe(value));

test.each([['1s', 1000], ['1m30s', 90_000], ['1d', 86_400_000], ['0s', 0], ['1w', 604_800_000]])('the duration %s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));
test.each(['', '5', 'm', '1s1m', '1.5m', '5 m', '300y', '-1m'])('%j is no duration', text => expect(() => parseDuration(text)).toThrow());

test.each([
  ['"a"', 'a'], ["'a'", 'a'], ['`a\\n"\'`', 'a\\n"\''], ['"a\\nb"', 'a\nb'], ['"\\a\\b\\f\\n\\r\\t\\v\\\\"', '\x07\b\f\n\r\t\v\\'], ['"\\""', '"'], ["'\\''", "'"], ['"\'"', "'"],
  ['"\\u00e9"', 'é'], ['"\\U0001F600"', '😀'], ['"\\xc3\\xa9"', 'é'], ['"\\303\\251"', 'é'], ['"é\\x41日"', 'éA日'], ['``', ''], ['"\\xff"', '\ufffd'],
])('the text of %s', (quoted, text) => {
  expect(unquote(quoted)).toBe(text);
  expect(escapeError(quoted)).toBeNull();
});

test.each([
  ['"a', null], ['"', null], ['"\\q"', "unknown escape sequence U+0071 'q'"], ['"\\\'"', "unknown escape sequence U+0027 '''"], ['"\\x4"', "illegal character U+0022 '\"' in escape sequence"],
  ['"\\ud800"', 'escape sequence is an invalid Unicode code point'], ['"\\400"', 'escape sequence is an invalid Unicode code point'], ['"\\U00110000"', 'escape sequence is an invalid Unicode code point'], ['"a\nb"', null], ['`a`b`', null], ['"\\u12g4"', "illegal character U+0067 'g' in escape sequence"],
])('%j is no string', (quoted, why) => {
  expect(unquote(quoted)).toBeNull();
  if (why !== null) expect(escapeError(quoted)).toBe(why);
});
