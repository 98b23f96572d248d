import { afterEach, expect, test, vi } from 'vitest';
import { timeLabel, timeTicks } from '../../../src-renderer/charts/timeTicks.ts';

const HOUR = 3_600_000;
afterEach(() => { vi.unstubAllEnvs(); });

/** Local clock times of the ticks in a zone. */
function ticksIn(zone: string, from: string, to: string, most: number): string[] {
  vi.stubEnv('TZ', zone);
  const { times, stepMs } = timeTicks(Date.parse(from), Date.parse(to), most);
  return times.map(time => timeLabel(time, stepMs, 'en'));
}

test('six hours with eight labels are one an hour', () => {
  expect(ticksIn('UTC', '2026-03-18T08:10Z', '2026-03-18T14:10Z', 8)).toEqual(['09:00', '10:00', '11:00', '12:00', '13:00', '14:00']);
});

test('steps fall on the local clock, also half an hour off', () => {
  expect(ticksIn('Asia/Kolkata', '2026-03-18T08:10Z', '2026-03-18T14:10Z', 8)).toEqual(['14:00', '15:00', '16:00', '17:00', '18:00', '19:00']);
});

test('midnight is written as its day', () => {
  expect(ticksIn('UTC', '2026-03-17T20:30Z', '2026-03-18T04:30Z', 4)).toEqual(['22:00', '18 Mar', '02:00', '04:00']);
});

test('two minutes have labels with seconds', () => {
  expect(ticksIn('UTC', '2026-03-18T08:00:05Z', '2026-03-18T08:02:05Z', 4)).toEqual(['08:00:30', '08:01:00', '08:01:30', '08:02:00']);
});

test('days stay at local midnight where the clocks go forward', () => {
  expect(ticksIn('Europe/Berlin', '2026-03-27T12:00+01:00', '2026-03-31T12:00+02:00', 6)).toEqual(['28 Mar', '29 Mar', '30 Mar', '31 Mar']);
});

test('six-hour steps are counted afresh after the clocks changed', () => {
  expect(ticksIn('Europe/Berlin', '2026-03-28T23:00+01:00', '2026-03-30T01:00+02:00', 6)).toEqual(['29 Mar', '07:00', '13:00', '19:00', '30 Mar']);
});

test('panning keeps two-day steps on the same days', () => {
  vi.stubEnv('TZ', 'UTC');
  const from = Date.parse('2026-03-01T00:00Z');
  const first = timeTicks(from, from + 12 * 24 * HOUR, 7).times;
  const panned = timeTicks(from + 5 * HOUR, from + 12 * 24 * HOUR + 5 * HOUR, 7).times;
  expect(panned.filter(time => first.includes(time)).length).toBeGreaterThanOrEqual(first.length - 1);
});

test.each([1000, 60_000, HOUR, 24 * HOUR, 30 * 24 * HOUR, 900 * 24 * HOUR])('never more labels than asked for over %d ms', span => {
  vi.stubEnv('TZ', 'America/New_York');
  const from = Date.parse('2026-10-30T03:07:11Z');
  for (const most of [2, 5, 8]) expect(timeTicks(from, from + span, most).times.length).toBeLessThanOrEqual(most + 1);
});

test('an empty range has no labels', () => {
  expect(timeTicks(5, 5, 8).times).toEqual([]);
});
