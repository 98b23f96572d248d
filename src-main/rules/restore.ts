/** Prometheus's --rules.alert.for-outage-tolerance and for-grace-period. */
export const OUTAGE_TOLERANCE_MS = 60 * 60_000;
const GRACE_MS = 10 * 60_000;
/** An outage no longer than the lookback is none to PromQL either: what was true before and is true after was true all the time. */
const NO_OUTAGE_MS = 5 * 60_000;

/** The newest sample of an alert's ALERTS_FOR_STATE: when it was written, and the time since when the alert was active; both unix ms. */
export interface ForState { readonly writtenAt: number; readonly activeAt: number }

/**
 * Gives an alert the time it had spent pending before the last stop. An outage up to the lookback counts as time in which it was active, so that it fires on time; a longer one
 * as Prometheus has it: not counted, and with ten minutes, or `for`, left at least.
 * now     of the restoring, unix ms
 * source  Prometheus, rules/group.go RestoreForState
 */
export function restoredActiveAt({ writtenAt, activeAt }: ForState, now: number, forMs: number): number {
  const outageMs = now - writtenAt;
  if (outageMs <= NO_OUTAGE_MS) return activeAt;
  const remainingMs = forMs - (writtenAt - activeAt), graceMs = Math.min(forMs, GRACE_MS);
  if (remainingMs <= 0) return activeAt;
  return remainingMs < graceMs ? now + graceMs - forMs : activeAt + outageMs;
}
