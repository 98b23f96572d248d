import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatNumber, formatPercent, formatRate, formatValue, type Unit } from '../../../src-renderer/ui/format.ts';

const KIB = 1024;
const plain = (text: string) => text.replaceAll('\u2009', ' ');

test.each([
  [0, '0'], [1, '1 B'], [999, '999 B'], [1000, '1.0 KiB'], [1536, '1.5 KiB'], [10 * KIB, '10 KiB'], [781 * KIB, '781 KiB'],
  [1.2 * KIB ** 3, '1.2 GiB'], [9.96 * KIB ** 3, '10 GiB'], [64 * KIB ** 3, '64 GiB'], [-2 * KIB ** 2, '−2.0 MiB'], [5000 * KIB ** 5, '5000 PiB'],
])('%d bytes are written %s', (bytes, text) => expect(plain(formatBytes(bytes))).toBe(text));

test.each([
  [0, '0'], [0.012, '1.2 %'], [0.37, '37 %'], [0.0996, '10 %'], [1, '100 %'], [0.0004, '0.04 %'],
])('the ratio %d is written %s', (ratio, text) => expect(plain(formatPercent(ratio))).toBe(text));

test('a number and its unit stand apart by a thin space', () => expect(formatPercent(0.37)).toBe('37\u2009%'));

test.each([null, undefined, Number.NaN])('%s is a dash, in every unit', value => {
  const units: Unit[] = ['bytes', 'bytesRate', 'bits', 'bitsRate', 'ratio', 'percent', 'count', 'rate', 'duration', 'seconds'];
  expect(units.map(unit => formatValue(value, unit))).toEqual(units.map(() => '–'));
});

test('a plain number tells NaN from absence: 0/0 is a value', () => {
  expect(formatNumber(Number.NaN)).toBe('NaN');
  expect(formatNumber(null)).toBe('–');
  expect([Infinity, -Infinity].map(value => formatNumber(value))).toEqual(['+Inf', '−Inf']);
});

test.each([
  [0.00421, '0.00421'], [9.3, '9.3'], [42.16, '42.2'], [941.26, '941'], [1400, '1.4k'], [12_345_678, '12M'], [-3.216, '−3.22'], [1e-9, '1.00e−9'],
])('%d has at most three figures: %s', (value, text) => expect(formatNumber(value)).toBe(text));

test.each([[0, '0'], [9318, '9,318'], [99_999, '99,999'], [1_234_567, '1.2 M'], [2.5e9, '2.5 G']])('%d things are counted as %s', (count, text) => expect(plain(formatCount(count))).toBe(text));

test('a rate carries its second', () => expect(plain(formatRate(39 * KIB ** 2))).toBe('39 MiB/s'));

const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;
test.each([
  [0, '0', '0'], [0.25, '250 µs', '250 微秒'], [38, '38 ms', '38 毫秒'], [1500, '1.5 s', '1.5 秒'], [15 * S, '15 s', '15 秒'], [59_990, '1 min', '1 分钟'], [26 * MIN, '26 min', '26 分钟'],
  [72 * MIN, '1 h 12 min', '1 小时 12 分钟'], [41 * 24 * H + 6 * H, '41 d 6 h', '41 天 6 小时'], [H - 1, '1 h', '1 小时'], [-90 * S, '−1 min 30 s', '−1 分钟 30 秒'],
])('%d ms last %s', (ms, en, zh) => {
  expect(plain(formatDuration(ms))).toBe(en);
  expect(plain(formatDuration(ms, 'zh'))).toBe(zh);
});
