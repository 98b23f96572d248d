import type { Clock } from '../../base/clock.ts';

/** A number of places; who finds none free waits in line. */
export class Slots {
  private free: number;
  private readonly line: (() => void)[] = [];

  constructor(places: number) {
    this.free = places;
  }

  /** Resolves with a place, to be disposed of once; rejects with the signal's reason when that aborts first. */
  async take(signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    if (this.free > 0) this.free--;
    else await this.turn(signal);
    let taken = true;
    return { [Symbol.dispose]: () => {
      if (!taken) return;
      taken = false;
      this.release();
    } };
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.line.splice(this.line.indexOf(called), 1);
        reject(signal.reason);
      };
      const called = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.line.push(called);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** A place goes straight to whoever waits longest, so that nobody overtakes. */
  private release(): void {
    const next = this.line.shift();
    if (next) next();
    else this.free++;
  }
}

/** A place that is only lent for a time: whoever hangs must not keep the others waiting. */
export class Turn implements Disposable {
  private readonly slots: Slots;
  private readonly clock: Clock;
  private place: Disposable | null = null;
  private timer: Disposable | null = null;

  constructor(slots: Slots, clock: Clock) {
    this.slots = slots;
    this.clock = clock;
  }

  /** Has a place for `ms` from now on; waits for one unless it has one already. */
  async begin(ms: number, signal: AbortSignal): Promise<void> {
    this.timer?.[Symbol.dispose]();
    this.place ??= await this.slots.take(signal);
    this.timer = this.clock.setTimer(ms, () => this[Symbol.dispose]());
  }

  [Symbol.dispose](): void {
    this.timer?.[Symbol.dispose]();
    this.place?.[Symbol.dispose]();
    this.place = null;
  }
}
