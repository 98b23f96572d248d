import type { Clock } from './clock.ts';

/** A burst of changes is told once in this time, unless another one is given. */
const SPACING_MS = 250;

/** Tells any number of listeners that something is no longer as it was. Each reads the newest state when it gets to it, so none has a queue. */
export class Changes {
  private readonly clock: Clock;
  private readonly spacingMs: number;
  private version = 0;
  private readonly waiting = new Set<() => void>();

  constructor(clock: Clock, spacingMs = SPACING_MS) {
    this.clock = clock;
    this.spacingMs = spacingMs;
  }

  tell(): void {
    this.version++;
    for (const wake of this.waiting) wake();
  }

  /** What `read` gives, at once and again after changes, until the signal aborts. */
  async *follow<T>(read: () => T, signal: AbortSignal): AsyncGenerator<T, void> {
    while (!signal.aborted) {
      const { version } = this;
      yield read();
      await this.pause(this.spacingMs, signal);
      while (this.version === version && !signal.aborted) await this.change(signal);
    }
  }

  private change(signal: AbortSignal): Promise<void> {
    return this.until(signal, done => {
      this.waiting.add(done);
      return () => this.waiting.delete(done);
    });
  }

  private pause(ms: number, signal: AbortSignal): Promise<void> {
    return this.until(signal, done => {
      const timer = this.clock.setTimer(ms, done);
      return () => timer[Symbol.dispose]();
    });
  }

  /** Resolves when `begin` calls back or the signal aborts; then undoes what `begin` did. */
  private until(signal: AbortSignal, begin: (done: () => void) => () => void): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise(resolve => {
      const done = () => {
        signal.removeEventListener('abort', done);
        undo();
        resolve();
      };
      const undo = begin(done);
      signal.addEventListener('abort', done);
    });
  }
}
