import type { Clock } from '../../base/clock.ts';

const FIRST_MS = 30;
const LONGEST_MS = 30_000;

/** ms to wait after so many failures in a row (at least 1): twice as long each time, and half of that by chance. random: 0 up to 1 */
export const backoffMs = (failed: number, random: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failed - 1, 20)) * (0.5 + 0.5 * random);

/** Resolves after that time, or when the signal fires. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || ms <= 0) return Promise.resolve();
  return new Promise(resolve => {
    const end = () => {
      signal.removeEventListener('abort', end);
      timer[Symbol.dispose]();
      resolve();
    };
    const timer = clock.setTimer(ms, end);
    signal.addEventListener('abort', end);
  });
}
