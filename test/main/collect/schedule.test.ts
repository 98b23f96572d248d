import { expect, test } from 'vitest';
import { Schedule, spread } from '../../../src-main/collect/schedule.ts';
import { HandClock } from '../../handclock.ts';

const T0 = Date.UTC(2026, 10, 20, 12);
const EVERY = 15_000;
const ID = 'node/web-1';
const OFFSET = spread(ID, EVERY);

function scheduled(options: { firstInMs?: number; run?: (time: number) => Promise<void> } = {}) {
  const clock = new HandClock(T0);
  const runs: { time: number; at: number }[] = [];
  const run = async (time: number) => {
    runs.push({ time, at: clock.monotonic() });
    await options.run?.(time);
  };
  const schedule = new Schedule({ clock, intervalMs: EVERY, identity: ID, firstInMs: options.firstInMs ?? 0, run });
  return { clock, runs, schedule };
}

/** The first time of the grid after T0 that is at least half an interval away. */
const FIRST = T0 + ((OFFSET - (T0 % EVERY) + EVERY) % EVERY || EVERY);
const GRID = FIRST - T0 < EVERY / 2 ? FIRST + EVERY : FIRST;

test('after a first run at once, runs follow at unix times of one grid, a thousand intervals long without drift', async () => {
  const { clock, runs } = scheduled();
  await clock.advance(1000 * EVERY);
  expect(runs[0]).toEqual({ time: T0, at: 0 });
  expect(runs.slice(1).map(({ time }) => time)).toEqual(Array.from({ length: runs.length - 1 }, (_, i) => GRID + i * EVERY));
  expect(runs.length).toBeGreaterThanOrEqual(1000);
  expect(runs.every(({ time, at }) => time === T0 + at)).toBe(true);
});

test('a run that is late by some ms moves neither its own time nor the next', async () => {
  const { clock, runs } = scheduled();
  await clock.advance(GRID - T0 - 1);
  clock.stall(4_000);
  await clock.advance(EVERY - 4_000);
  expect(runs.slice(1)).toEqual([{ time: GRID, at: GRID - T0 + 3_999 }]);
  await clock.advance(1);
  expect(runs[2]).toEqual({ time: GRID + EVERY, at: GRID + EVERY - T0 });
});

test('while a run hangs its due times are skipped and counted; then it goes on at the grid', async () => {
  const hanging = Promise.withResolvers<void>();
  const { clock, runs, schedule } = scheduled({ run: time => (time === GRID ? hanging.promise : Promise.resolve()) });
  await clock.advance(GRID - T0 + 3 * EVERY);
  expect([runs.length, schedule.skipped]).toEqual([2, 3]);
  hanging.resolve();
  await clock.advance(0);
  await clock.advance(EVERY);
  expect([runs.at(-1)?.time, schedule.skipped]).toEqual([GRID + 4 * EVERY, 3]);
});

test.each([
  ['an hour forward', 3_600_000], ['an hour back', -3_600_000], ['a day and a bit forward', 86_403_456], ['ten seconds back', -10_000], ['seven seconds forward', 7_000],
])('a clock set %s costs at most one interval, and times stay on the grid', async (_name, ms) => {
  const { clock, runs } = scheduled();
  await clock.advance(GRID - T0 + 5_000);
  clock.jump(ms);
  const before = runs.length;
  await clock.advance(20 * EVERY);
  const after = runs.slice(before);
  const gaps = after.map(({ at }, i) => at - (i === 0 ? GRID - T0 : after[i - 1]!.at));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * EVERY);
  expect(after.every(({ time }) => (time - OFFSET) % EVERY === 0)).toBe(true);
  expect(after.map(({ time }) => time)).toEqual(Array.from(after, (_, i) => after[0]!.time + i * EVERY));
  expect(Math.abs(after.at(-1)!.time - (T0 + ms + after.at(-1)!.at))).toBeLessThanOrEqual(EVERY * 0.01);
});

test('a timer that fires a little early belongs to the time it was set for', async () => {
  const { clock, runs } = scheduled();
  await clock.advance(1000);
  clock.jump(-20); // the machine's clock is being slewed: the timer now fires 20 ms before the grid
  await clock.advance(GRID - T0 - 1000);
  expect(runs[1]!.time).toBe(GRID);
  await clock.advance(EVERY + 20);
  expect(runs.map(({ time }) => time)).toEqual([T0, GRID, GRID + EVERY]);
});

test('stopping ends the waiting and waits for the run that is going on', async () => {
  const hanging = Promise.withResolvers<void>();
  const { clock, runs, schedule } = scheduled({ run: () => hanging.promise });
  await clock.advance(0);
  let stopped = false;
  const stopping = schedule.stop().then(() => { stopped = true; });
  await clock.advance(10 * EVERY);
  expect([stopped, runs.length]).toEqual([false, 1]);
  hanging.resolve();
  await stopping;
  await clock.advance(10 * EVERY);
  expect(runs).toHaveLength(1);
});

test('many schedules spread over the interval', () => {
  const offsets = Array.from({ length: 1000 }, (_, i) => spread(`target-${i}`, EVERY));
  const tenths = Array.from({ length: 10 }, (_, tenth) => offsets.filter(offset => Math.floor(offset / 1500) === tenth).length);
  expect(Math.min(...tenths)).toBeGreaterThan(60);
  expect(Math.max(...tenths)).toBeLessThan(140);
});
