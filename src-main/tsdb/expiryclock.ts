/** A clock that is ahead of where it should be by more than this has leapt. */
const LEAP_MS = 3_600_000;
/** So long it has to go on from there before it is believed. */
const HELD_MS = 3_600_000;

/**
 * The time that decides what is too old. Should the system's clock leap ahead (set wrongly, or a computer that slept), expiry goes on by the time there would be
 * without the leap, until the clock has held its new course for an hour: one wrong moment must not delete a history. Set back, it is followed at once: nothing
 * expires by that.
 */
export class ExpiryClock {
  private readonly wall: () => number;
  private readonly ticks: () => number;
  private course: { readonly wall: number; readonly ticks: number } | null = null;
  private leapt: { readonly wall: number; readonly ticks: number } | null = null;

  /** wall: unix ms. ticks: ms of a clock that never leaps */
  constructor(wall: () => number, ticks: () => number) {
    this.wall = wall;
    this.ticks = ticks;
  }

  /** To be asked often: a leap is seen from one question to the next. */
  now(): number {
    const [wall, ticks] = [this.wall(), this.ticks()];
    this.course ??= { wall, ticks };
    const expected = this.course.wall + ticks - this.course.ticks;
    if (wall - expected <= LEAP_MS) {
      this.course = { wall, ticks };
      this.leapt = null;
      return wall;
    }
    if (this.leapt === null || Math.abs(wall - this.leapt.wall - (ticks - this.leapt.ticks)) > LEAP_MS) this.leapt = { wall, ticks };
    if (ticks - this.leapt.ticks < HELD_MS) return expected;
    this.course = { wall, ticks };
    this.leapt = null;
    return wall;
  }
}
