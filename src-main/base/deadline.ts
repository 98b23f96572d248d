import type { Clock } from './clock.ts';

/**
 * Runs something that has to end in time.
 *
 * run      gets a signal that aborts when `signal` does or the time is up
 * rejects  with `late()` when the time is up and with the signal's reason when that aborts, at once, even if `run` minds neither
 */
export async function withDeadline<T>(clock: Clock, ms: number, signal: AbortSignal, late: () => Error, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const end = new AbortController();
  const follow = () => end.abort(signal.reason);
  signal.addEventListener('abort', follow, { once: true });
  const timer = clock.setTimer(ms, () => end.abort(late()));
  try {
    const ended = new Promise<never>((_, reject) => { end.signal.addEventListener('abort', () => reject(end.signal.reason), { once: true }); });
    return await Promise.race([run(end.signal), ended]);
  } finally {
    timer[Symbol.dispose]();
    signal.removeEventListener('abort', follow);
  }
}
