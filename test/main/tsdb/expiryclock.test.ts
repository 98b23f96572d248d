import { expect, test } from 'vitest';
import { ExpiryClock } from '../../../src-main/tsdb/expiryclock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T0 = Date.UTC(2026, 0, 15);

/** A clock on the wall that can be set, and one that only runs. */
function clocks() {
  const at = { wall: T0, ticks: 5000 };
  const clock = new ExpiryClock(() => at.wall, () => at.ticks);
  clock.now();
  return {
    set: (ms: number) => { at.wall += ms; },
    /** asked each minute, as maintenance does more often */
    run: (ms: number) => { for (let left = ms; left > 0; left -= MINUTE) { at.wall += MINUTE; at.ticks += MINUTE; clock.now(); } },
    now: () => clock.now() - T0,
  };
}

test('a clock that runs, or is set by less than an hour, is followed', () => {
  const { run, set, now } = clocks();
  run(HOUR);
  expect(now()).toBe(HOUR);
  set(59 * MINUTE);
  expect(now()).toBe(HOUR + 59 * MINUTE);
});

test('a leap ahead is believed once the clock has gone on from there for an hour', () => {
  const { run, set, now } = clocks();
  set(1000 * HOUR);
  expect(now()).toBe(0);
  run(59 * MINUTE);
  expect(now()).toBe(59 * MINUTE);
  run(MINUTE);
  expect(now()).toBe(1001 * HOUR);
});

test('a leap that is taken back within the hour has never been', () => {
  const { run, set, now } = clocks();
  set(1000 * HOUR);
  run(30 * MINUTE);
  set(-1000 * HOUR);
  expect(now()).toBe(30 * MINUTE);
  run(10 * HOUR);
  expect(now()).toBe(10 * HOUR + 30 * MINUTE);
});

test('leap after leap, each has to hold for itself', () => {
  const { run, set, now } = clocks();
  for (let i = 0; i < 5; i++) { set(100 * HOUR); now(); run(40 * MINUTE); }
  expect(now()).toBe(200 * MINUTE);
});

test('a clock that is set back is followed at once', () => {
  const { run, set, now } = clocks();
  set(-5 * HOUR);
  expect(now()).toBe(-5 * HOUR);
  run(HOUR);
  expect(now()).toBe(-4 * HOUR);
});
