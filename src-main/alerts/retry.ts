const FIRST_MS = 2_000;
/** Between attempts to reach what can't be reached: when the network is back, nobody waits for longer. */
const LONGEST_MS = 60_000;
const LONGEST_REFUSED_MS = 300_000;
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * How long to wait before the next attempt: twice as long each time, and a part of it by chance.
 * failed      attempts so far, at least 1
 * answered    the other side was there, and did not want it now
 * retryAfter  what it asked for, ms; null: nothing. At most an hour counts
 * random      0 up to 1
 */
export function retryDelayMs(failed: number, answered: boolean, retryAfter: number | null, random: number): number {
  const backoff = Math.min(FIRST_MS * 2 ** Math.min(failed - 1, 20), answered ? LONGEST_REFUSED_MS : LONGEST_MS);
  const jittered = backoff * (0.75 + 0.25 * random);
  return Math.max(jittered, Math.min(retryAfter ?? 0, MAX_RETRY_AFTER_MS));
}

/**
 * A Retry-After header as ms from `now`: seconds, or a date.
 * source  RFC 9110, 10.2.3
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
