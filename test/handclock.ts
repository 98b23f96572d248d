import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Clock } from '../src-main/base/clock.ts';

interface Timer { readonly at: number; readonly callback: () => void }

/** A clock that a test turns. */
export class HandClock implements Clock {
  private wall: number;
  private elapsed = 0;
  private readonly timers = new Set<Timer>();

  constructor(now: number) {
    this.wall = now;
  }

  now(): number { return this.wall; }

  monotonic(): number { return this.elapsed; }

  setTimer(delayMs: number, callback: () => void): Disposable {
    const timer = { at: this.elapsed + delayMs, callback };
    this.timers.add(timer);
    return { [Symbol.dispose]: () => { this.timers.delete(timer); } };
  }

  /** Lets time pass; timers fire in order, each followed by what it set going. */
  async advance(ms: number): Promise<void> {
    const end = this.elapsed + ms;
    for (let next = this.next(end); next !== undefined; next = this.next(end)) {
      this.pass(next.at - this.elapsed);
      this.timers.delete(next);
      next.callback();
      await othersTurn();
    }
    this.pass(end - this.elapsed);
    await othersTurn();
  }

  /** Time passes without a timer being served: a machine that is busy. Timers that fell due fire with the next `advance`. */
  stall(ms: number): void {
    this.pass(ms);
  }

  /** Somebody sets the machine's clock. */
  jump(ms: number): void {
    this.wall += ms;
  }

  private pass(ms: number): void {
    this.elapsed += Math.max(0, ms);
    this.wall += Math.max(0, ms);
  }

  private next(end: number): Timer | undefined {
    return [...this.timers].filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
