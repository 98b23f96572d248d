import type { Clock } from '../base/clock.ts';

const LOOK_MS = 5_000;
/** The wall clock may run so far from the monotonic one before that counts as a leap; and so late a look as a sleep. */
const LEAP_MS = 30_000;

/**
 * Notices that the machine has slept, or that its clock was set ahead: wall time has passed in which nothing ran.
 * onGap  told the last moment before and the first one after it, unix ms
 */
export function watchForGaps(clock: Clock, onGap: (from: number, to: number) => void): Disposable {
  let wall = clock.now();
  let timer = clock.setTimer(LOOK_MS, look);
  function look(): void {
    const before = wall;
    wall = clock.now();
    if (wall - before > LOOK_MS + LEAP_MS) onGap(before, wall);
    timer = clock.setTimer(LOOK_MS, look);
  }
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}
