import type { AlertInstance } from '../shared/model/alert.ts';
import type { ReceiverId } from '../shared/model/receiver.ts';
import type { Told } from './dedup.ts';
import { placesOf } from './groups.ts';
import type { ReadyRoute } from './routes.ts';
import { common, inOrder, messageAlert, type Telling } from './telling.ts';
import type { ToldLog } from './toldlog.ts';

/** What changed longer ago than this before it was found is told as of the past. */
const PAST_MS = 60_000;
/** So long it has to be quiet before what was found is told, and so long it may take at most. */
const QUIET_MS = 10_000;
const AT_MOST_MS = 90_000;

/** Whether an alert was found afterwards: what is told of it happened while nobody looked. `time`: of the evaluation that handed it over. */
export function isAway({ late, state, firedAt, resolvedAt, activeAt }: AlertInstance, time: number, now: number): boolean {
  const changedAt = (state === 'resolved' ? resolvedAt : firedAt) ?? activeAt;
  return late === true && (changedAt < time || changedAt < now - PAST_MS);
}

interface AwayTelling { readonly receiver: ReceiverId; readonly telling: Telling; readonly notes: readonly { readonly groupKey: string; readonly told: Told }[] }

/** Alerts found after a gap are gathered and told together: so many fired, so many were resolved. */
export class AwayBatch {
  private firstAt = Number.POSITIVE_INFINITY;
  private lastAt = Number.POSITIVE_INFINITY;
  private readonly fingerprints = new Set<string>();

  add(fingerprint: string, now: number): void {
    this.fingerprints.add(fingerprint);
    this.firstAt = Math.min(this.firstAt, now);
    this.lastAt = now;
  }

  dueAt(): number {
    return this.fingerprints.size === 0 ? Number.POSITIVE_INFINITY : Math.min(this.lastAt + QUIET_MS, this.firstAt + AT_MOST_MS);
  }

  shift(byMs: number): void {
    this.firstAt += byMs;
    this.lastAt += byMs;
  }

  clear(): void {
    this.fingerprints.clear();
    this.firstAt = this.lastAt = Number.POSITIVE_INFINITY;
  }

  /** One message for each receiver, with what is noted as told for each group it touches. */
  tellings(found: readonly AlertInstance[], routes: readonly ReadyRoute[], log: ToldLog, now: number): readonly AwayTelling[] {
    const receivers = new Map<ReceiverId, { readonly alerts: Map<string, AlertInstance>; readonly groups: Map<string, AlertInstance[]> }>();
    for (const alert of found) {
      for (const { receiver, key } of placesOf(routes, alert.labels)) {
        const one = receivers.get(receiver) ?? { alerts: new Map(), groups: new Map() };
        receivers.set(receiver, one);
        one.alerts.set(alert.fingerprint, alert);
        one.groups.set(key, [...one.groups.get(key) ?? [], alert]);
      }
    }
    return Array.from(receivers, ([receiver, { alerts, groups }]) => {
      const told = inOrder([...alerts.values()].map(messageAlert));
      return {
        receiver, telling: { reason: 'away', groupKey: '{}', groupLabels: common(told.map(({ labels }) => labels)), alerts: told, groups: groups.size },
        notes: Array.from(groups, ([groupKey, members]) => ({ groupKey, told: noted(log.get(receiver, groupKey), members, now) })),
      };
    });
  }
}

/** What the group was told before, and these. */
function noted(before: Told | undefined, members: readonly AlertInstance[], now: number): Told {
  const firing = new Set(before?.firing), resolved = new Set(before?.resolved);
  for (const { fingerprint, state } of members) {
    (state === 'firing' ? firing : resolved).add(fingerprint);
    (state === 'firing' ? resolved : firing).delete(fingerprint);
  }
  return { at: now, firing, resolved };
}
