import { AppError } from '../shared/model/errors.ts';
import { sharedMs } from './flags.ts';

/** How many may do something at a time; who comes later waits, the first first. */
export class Slots {
  private free: number;
  private readonly waiting = new Set<() => void>();

  constructor(count: number) { this.free = count; }

  /** Takes a slot if one is free and nobody waits for it. */
  tryTake(): boolean {
    if (this.free === 0 || this.waiting.size > 0) return false;
    this.free--;
    return true;
  }

  /** Waits for a slot. deadline: ms of the clock that the threads share. errors AppError 'timeout' then, 'canceled' when `signal` fires */
  take(deadline: number, signal?: AbortSignal): Promise<void> {
    if (this.tryTake()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const leave = (outcome: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', canceled);
        this.waiting.delete(granted);
        outcome();
      };
      const granted = () => leave(resolve);
      const canceled = () => leave(() => reject(new AppError('canceled', 'query was canceled in query queue')));
      const timer = setTimeout(() => leave(() => reject(new AppError('timeout', 'query timed out in query queue'))), Math.max(0, deadline - sharedMs()));
      signal?.addEventListener('abort', canceled, { once: true });
      this.waiting.add(granted);
    });
  }

  give(): void {
    const [next] = this.waiting;
    if (next === undefined) this.free++;
    else next();
  }
}
