import type { Clock } from '../base/clock.ts';

/** Longest time between two looks: a gap is found by it, and a clock that was set. */
const LOOK_EVERY_MS = 15_000;
const TROUBLE_MS = 5_000;

/** Calls `tick` when the time has come that it last answered (unix ms), and soon after `wake`. */
export class Ticking {
  private readonly clock: Clock;
  private readonly tick: () => number;
  private readonly onError: (error: unknown) => void;
  private timer: Disposable | null = null;
  private running = false;
  private woken = false;

  constructor(clock: Clock, tick: () => number, onError: (error: unknown) => void) {
    this.clock = clock;
    this.tick = tick;
    this.onError = onError;
  }

  start(): void {
    this.running = true;
    this.again(0);
  }

  stop(): void {
    this.running = false;
    this.timer?.[Symbol.dispose]();
  }

  /** Many calls in one breath make one tick. */
  wake(): void {
    if (!this.running || this.woken) return;
    this.woken = true;
    this.again(0);
  }

  private again(delayMs: number): void {
    this.timer?.[Symbol.dispose]();
    this.timer = this.clock.setTimer(delayMs, () => this.run());
  }

  private run(): void {
    this.woken = false;
    let next = TROUBLE_MS;
    try {
      next = this.tick() - this.clock.now();
    } catch (error) {
      this.onError(error);
    }
    if (this.running && !this.woken) this.again(Math.min(Math.max(next, 0), LOOK_EVERY_MS));
  }
}
