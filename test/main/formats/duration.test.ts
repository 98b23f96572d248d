import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationText, parseDuration } from '../../../src-main/formats/duration.ts';

const HOUR = 3_600_000;

test.each([
  [0, '0s'], [1, '1ms'], [1500, '1s500ms'], [15_000, '15s'], [90_000, '1m30s'], [24 * HOUR, '1d'], [36 * HOUR, '1d12h'], [14 * 24 * HOUR, '2w'], [15 * 24 * HOUR, '15d'], [365 * 24 * HOUR, '1y'], [366 * 24 * HOUR, '366d'],
])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
  expect(parseDuration(text)).toBe(ms);
});

test.each([['0', 0], ['1h0m', HOUR], ['90s', 90_000], ['', null], ['1', null], ['1s1m', null], ['1.5s', null], ['-1s', null], ['1 s', null], ['s', null], ['99999999999999y', null]] as const)('"%s" is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test('every whole number of ms is read back', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 45 }), ms => { expect(parseDuration(durationText(ms))).toBe(ms); }));
});
