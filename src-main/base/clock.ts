/** Time as an argument, so that a test can turn it by hand. */
export interface Clock {
  /** unix ms; may jump in both directions when the machine's clock is set */
  now(): number;
  /** ms since some start, never going back; for durations */
  monotonic(): number;
  /** Calls back once after `delayMs` of monotonic time, unless disposed of before. At most 2^31 - 1 ms. */
  setTimer(delayMs: number, callback: () => void): Disposable;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
