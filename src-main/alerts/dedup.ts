type Fingerprints = ReadonlySet<string>;

/** What a receiver was last told of a group: which alerts fired and which were resolved, by fingerprint. `at` in unix ms. */
export interface Told { readonly at: number; readonly firing: Fingerprints; readonly resolved: Fingerprints }

export interface ToTell { readonly firing: Fingerprints; readonly resolved: Fingerprints; readonly sendResolved: boolean; readonly repeatIntervalMs: number }

/**
 * Whether a receiver has to be told of a group.
 * source  Alertmanager, notify.DedupStage.needsUpdate
 */
export function needsTelling(told: Told | undefined, { firing, resolved, sendResolved, repeatIntervalMs }: ToTell, now: number): boolean {
  if (told === undefined) return firing.size > 0;
  if (!within(firing, told.firing)) return true;
  if (firing.size === 0) return told.firing.size > 0;
  if (sendResolved && !within(resolved, told.resolved)) return true;
  return told.at < now - repeatIntervalMs;
}

function within(some: Fingerprints, all: Fingerprints): boolean {
  for (const fingerprint of some) if (!all.has(fingerprint)) return false;
  return true;
}
