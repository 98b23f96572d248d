import { expect, test } from 'vitest';
import { limitParam, parseDurationMs, parseTime, timeoutParam, timeParam } from '../../../src-main/api/params.ts';

test.each([
  ['0', 0], ['1.5', 1500], ['-1', -1000], ['1e3', 1_000_000], ['1700000000.1234', 1_700_000_000_123], ['.5', 500], ['+2', 2000],
  ['2020-01-01T00:00:00Z', 1_577_836_800_000], ['2020-01-01T00:00:00.5+01:00', 1_577_833_200_500], ['2020-02-29T12:00:00-00:30', 1_582_979_400_000],
])('the time %s is %i ms', (text, ms) => {
  expect(parseTime(text)).toBe(ms);
});

test.each(['', ' ', 'x', 'NaN', 'Inf', '1e400', '1e300', '0x10', '1_0', '2020-01-01', '2020-02-30T00:00:00Z', '2021-02-29T00:00:00Z', '2020-13-01T00:00:00Z', '2020-01-01T25:00:00Z', '2020-01-01 00:00:00Z', 'now'])('%j is no time', text => {
  expect(() => parseTime(text)).toThrow(expect.objectContaining({ code: 'bad-data', message: `cannot parse ${JSON.stringify(text)} to a valid timestamp` }));
});

test.each([
  ['15s', 15_000], ['1m30s', 90_000], ['1h30m', 5_400_000], ['2d', 172_800_000], ['1w', 604_800_000], ['1y', 31_536_000_000], ['250ms', 250], ['1y2w3d4h5m6s7ms', 33_019_506_007],
  ['0', 0], ['0.25', 250], ['1e2', 100_000], ['-5', -5000],
])('the duration %s is %i ms', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms);
});

test.each(['', 'x', '1x', '30s1m', '1s1s', '1.5h', '-5m', ' 5m', '5 m', 's', 'NaN'])('%j is no duration', text => {
  expect(() => parseDurationMs(text)).toThrow(`cannot parse ${JSON.stringify(text)} to a valid duration`);
});

test('a duration beyond 2^63 ns is refused as Prometheus does', () => {
  expect(() => parseDurationMs('1e20')).toThrow('cannot parse "1e20" to a valid duration. It overflows int64');
});

test('parameters that may be left out', () => {
  expect([timeParam({}, 'time'), limitParam({}), timeoutParam({})]).toEqual([undefined, 0, {}]);
  expect([timeParam({ time: ['5', '6'] }, 'time'), limitParam({ limit: ['7'] }), timeoutParam({ timeout: ['1m'] })]).toEqual([5000, 7, { timeoutMs: 60_000 }]);
  expect(timeoutParam({ timeout: ['0'] })).toEqual({ timeoutMs: 1 });
  expect(() => timeParam({ start: ['x'] }, 'start')).toThrow('invalid parameter "start": Invalid time value for \'start\': cannot parse "x" to a valid timestamp');
  expect(() => limitParam({ limit: ['x'] })).toThrow('invalid parameter "limit": strconv.Atoi: parsing "x": invalid syntax');
  expect(() => limitParam({ limit: ['-1'] })).toThrow('invalid parameter "limit": limit must be non-negative');
});
