import type { AlertInstance } from '../shared/model/alert.ts';
import type { Labels } from '../shared/model/labels.ts';
import type { ReceiverId } from '../shared/model/receiver.ts';
import { groupKey, groupLabels, type ReadyRoute, routesOf } from './routes.ts';

/** Alerts that one receiver is told of together. Times in unix ms. */
export interface Group {
  readonly id: string;
  readonly key: string;
  readonly ready: ReadyRoute;
  readonly receiver: ReceiverId;
  readonly labels: Labels;
  readonly alerts: Map<string, AlertInstance>;
  /** whether its first wait is over */
  flushed: boolean;
  nextAt: number;
}

/** What a receiver was told is known by this. */
export const toldKey = (receiver: string, key: string): string => `${receiver} ${key}`;

/** Where an alert belongs, for one receiver. */
export interface Place { readonly id: string; readonly key: string; readonly ready: ReadyRoute; readonly receiver: ReceiverId; readonly labels: Labels }

/** Every group that an alert is in: one for each receiver of each route it takes. */
export function placesOf(routes: readonly ReadyRoute[], labels: Labels): readonly Place[] {
  return routesOf(routes, labels).flatMap(ready => {
    if (ready.route.mute) return [];
    const group = groupLabels(ready.route, labels);
    const key = groupKey(ready, group);
    return ready.route.receivers.map(receiver => ({ id: `${ready.index} ${toldKey(receiver, key)}`, key, ready, receiver, labels: group }));
  });
}

/** The groups of this moment. */
export class Groups {
  private readonly groups = new Map<string, Group>();

  /** Puts an alert where it belongs. A new group waits for more, unless the alert has fired for longer than that already. */
  insert(place: Place, alert: AlertInstance, now: number): void {
    const group = this.groups.get(place.id) ?? this.begin(place, now);
    group.alerts.set(alert.fingerprint, alert);
    const { groupWaitMs } = place.ready.route;
    if (!group.flushed && (alert.firedAt ?? now) + groupWaitMs < now) group.nextAt = Math.min(group.nextAt, now);
  }

  /** Takes an alert out: it is told in another way. */
  remove(place: Place, fingerprint: string): void {
    const group = this.groups.get(place.id);
    group?.alerts.delete(fingerprint);
    if (group?.alerts.size === 0) this.groups.delete(place.id);
  }

  get(id: string): Group | undefined {
    return this.groups.get(id);
  }

  all(): IterableIterator<Group> {
    return this.groups.values();
  }

  delete(group: Group): void {
    this.groups.delete(group.id);
  }

  clear(): void {
    this.groups.clear();
  }

  /** When the next one is due; infinity when none is. */
  nextAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const group of this.groups.values()) next = Math.min(next, group.nextAt);
    return next;
  }

  /** Everything that is due sooner or later by so much: the clock was set. */
  shift(byMs: number): void {
    for (const group of this.groups.values()) group.nextAt += byMs;
  }

  /**
   * The groups whose time has come, and with them those that are about to be told to the same receiver for the first time where all of them
   * together are more than it takes one by one: a storm becomes one message, not some messages and one.
   * digestOver  of a receiver; 0 = never
   */
  due(now: number, digestOver: (receiver: ReceiverId) => number): Group[] {
    const due = [...this.groups.values()].filter(group => group.nextAt <= now);
    const receivers = new Set(due.filter(group => !group.flushed).map(({ receiver }) => receiver));
    for (const receiver of receivers) {
      const limit = digestOver(receiver);
      const soon = [...this.groups.values()].filter(group => group.receiver === receiver && !group.flushed && group.nextAt > now && group.nextAt <= now + group.ready.route.groupWaitMs);
      if (limit > 0 && soon.length + due.filter(group => group.receiver === receiver).length > limit) due.push(...soon);
    }
    return due;
  }

  private begin(place: Place, now: number): Group {
    const group: Group = { ...place, alerts: new Map(), flushed: false, nextAt: now + place.ready.route.groupWaitMs };
    this.groups.set(place.id, group);
    return group;
  }
}
