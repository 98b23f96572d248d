import { expect, test } from 'vitest';
import { listenOption, requireLoopback } from '../../../src-main/shell/options.ts';
import { durationOption, stepFor, timeOption } from '../../../src-main/shell/timespec.ts';

const NOW = Date.UTC(2026, 0, 2);

test.each([
  ['now', NOW], ['now-6h', NOW - 21_600_000], ['now-1d12h', NOW - 129_600_000], ['now+5m', NOW + 300_000], ['now-90', NOW - 90_000], ['2026-01-01T00:00:00Z', NOW - 86_400_000], ['1767312000', NOW], ['1767312000.5', NOW + 500],
])('%s is %i', (text, time) => {
  expect(timeOption(text)(NOW)).toBe(time);
});

test.each(['', 'yesterday', 'now-', 'now-x', 'now 6h', '2026-01-01', '6h'])('%j is refused as a time', text => {
  expect(() => timeOption(text)).toThrow(/^It has to be/);
});

test.each(['', '0', '-5', '5 minutes'])('%j is refused as a duration', text => {
  expect(() => durationOption(text)).toThrow(/^It has to be/);
});

test.each([
  ['an hour', 3_600_000, 15_000], ['six hours', 21_600_000, 60_000], ['a day', 86_400_000, 300_000], ['a week', 7 * 86_400_000, 1_800_000], ['a month', 30 * 86_400_000, 21_600_000], ['ten years', 3_650 * 86_400_000, 8 * 86_400_000], ['a minute', 60_000, 15_000],
])('%s is drawn in round steps, at most 500', (_what, range, step) => {
  expect(stepFor(0, range)).toBe(step);
  expect(range / step).toBeLessThanOrEqual(500);
});

test.each([
  ['127.0.0.1:9797', '127.0.0.1', 9797], ['localhost:0', 'localhost', 0], ['[::1]:80', '[::1]', 80], [':8080', '127.0.0.1', 8080], ['8080', '127.0.0.1', 8080], ['0.0.0.0:1', '0.0.0.0', 1],
])('--listen %s is %s, port %i', (text, host, port) => {
  expect(listenOption(text)).toEqual({ host, port });
});

test.each(['', 'x', '127.0.0.1', '127.0.0.1:x', '127.0.0.1:65536', '::1:80', '127.0.0.1:80:90'])('--listen %j is refused', text => {
  expect(() => listenOption(text)).toThrow(/HOST:PORT/);
});

test.each([
  ['127.0.0.1', false, true], ['127.1.2.3', false, true], ['localhost', false, true], ['[::1]', false, true], ['0.0.0.0', false, false], ['192.168.1.5', false, false], ['127.evil.example', false, false], ['[::]', false, false], ['0.0.0.0', true, true],
])('listening on %s with --insecure %s is allowed: %s', (host, insecure, allowed) => {
  const ask = () => requireLoopback({ host, port: 1 }, insecure);
  if (allowed) expect(ask).not.toThrow();
  else expect(ask).toThrow(expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining('--insecure') }));
});
