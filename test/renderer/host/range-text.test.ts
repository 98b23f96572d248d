import { beforeEach, expect, test } from 'vitest';
import { durationText, isRelative, linkTime, parseDuration, parseTime, resolveRange, shifted } from '../../../src-renderer/host/range-text.ts';

beforeEach(() => { process.env['TZ'] = 'Europe/Berlin'; });

const NOW = Date.parse('2026-03-18T14:10:07.250Z'); // a Wednesday, 15:10 in Berlin
const utc = (text: string) => Date.parse(text);

test.each([
  ['now', 'from', '2026-03-18T14:10:07.250Z'], ['now-6h', 'from', '2026-03-18T08:10:07.250Z'], ['now-1h-30m', 'from', '2026-03-18T12:40:07.250Z'], ['now+5m', 'from', '2026-03-18T14:15:07.250Z'],
  ['now/d', 'from', '2026-03-17T23:00:00.000Z'], ['now/d', 'to', '2026-03-18T22:59:59.999Z'], ['now-1d/d', 'from', '2026-03-16T23:00:00.000Z'], ['now-1d/d', 'to', '2026-03-17T22:59:59.999Z'],
  ['now/w', 'from', '2026-03-15T23:00:00.000Z'], ['now/M', 'from', '2026-02-28T23:00:00.000Z'], ['now/y', 'from', '2025-12-31T23:00:00.000Z'], ['now/h', 'from', '2026-03-18T14:00:00.000Z'],
  ['2026-03-17 22:00', 'from', '2026-03-17T21:00:00.000Z'], ['2026-03-17T22:00:30.5', 'from', '2026-03-17T21:00:30.500Z'], ['2026-03-17', 'from', '2026-03-16T23:00:00.000Z'], ['2026-03-17', 'to', '2026-03-17T22:59:59.999Z'],
  ['2026-03-17T22:00:00Z', 'from', '2026-03-17T22:00:00.000Z'], ['2026-03-17T22:00:00+08:00', 'from', '2026-03-17T14:00:00.000Z'], ['1773758407250', 'from', '2026-03-17T14:40:07.250Z'], [' now-1m ', 'from', '2026-03-18T14:09:07.250Z'],
] as const)('%s as %s is %s', (text, side, expected) => expect(parseTime(text, NOW, side)).toBe(utc(expected)));

test.each(['', 'yesterday', 'now-', 'now-6', 'now - 6h', 'now-6x', '2026-02-30', '2026-13-01', '2026-03-17 25:00', '17.03.2026', 'NaN'])('%j says no time', text => expect(parseTime(text, NOW)).toBeNull());

test('a day back is the same clock time across a change of the clocks', () => {
  const after = utc('2026-03-29T10:00:00Z'); // 12:00 summer time; the clocks changed that night
  expect(parseTime('now-1d', after)).toBe(utc('2026-03-28T11:00:00Z')); // 12:00 winter time, 23 hours before
});

test('a month back from the 31st is the last of the month before', () => {
  expect(parseTime('now-1M', utc('2026-03-31T09:00:00Z'))).toBe(utc('2026-02-28T10:00:00Z')); // 11:00 summer, 11:00 winter time
});

test('a range needs its start before its end', () => {
  expect(resolveRange({ from: 'now-1h', to: 'now' }, NOW)).toEqual({ from: NOW - 3_600_000, to: NOW });
  expect(resolveRange({ from: 'now', to: 'now-1h' }, NOW)).toBeNull();
  expect(resolveRange({ from: 'now', to: 'now' }, NOW)).toBeNull();
});

test('a range with a fixed end stands still', () => {
  expect(isRelative({ from: '2026-03-17', to: 'now' })).toBe(true);
  expect(isRelative({ from: '2026-03-16', to: '2026-03-17' })).toBe(false);
});

test('a link means the same on every computer', () => expect(linkTime(NOW)).toBe('2026-03-18T14:10:07.250Z'));

test.each([['5s', 5_000], ['1m30s', 90_000], ['2h', 7_200_000], ['100ms', 100], ['1d', 86_400_000], ['0s', null], ['off', null], ['5', null], ['-5s', null], ['', null]])('the duration %j is %s ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each([5_000, 90_000, 3_600_000, 86_400_000, 604_800_000, 1_500, 61_000])('%d ms come back from their text', ms => expect(parseDuration(durationText(ms))).toBe(ms));

test('half a range earlier is fixed; one that reaches now moves with it again', () => {
  const hour = { from: NOW - 3_600_000, to: NOW };
  expect(shifted(hour, -1, NOW)).toEqual({ from: '2026-03-18T12:40:07.250Z', to: '2026-03-18T13:40:07.250Z' });
  expect(shifted(hour, 1, NOW)).toEqual({ from: 'now-1h', to: 'now' });
});
