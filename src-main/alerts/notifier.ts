import type { AlertInstance } from '../shared/model/alert.ts';
import type { Labels } from '../shared/model/labels.ts';
import type { ReceiverId } from '../shared/model/receiver.ts';
import type { Routing } from '../shared/model/routing.ts';
import type { NotifiedTable } from '../store/notified.ts';
import { AwayBatch, isAway } from './away.ts';
import { needsTelling, type Told } from './dedup.ts';
import { type Group, Groups, placesOf } from './groups.ts';
import { type Inhibitor, inhibitorOf } from './inhibition.ts';
import { KnownAlerts, sameCourse } from './known.ts';
import { type ReadyRoute, readyRoutes } from './routes.ts';
import type { AlertSink } from './sink.ts';
import { inOrder, messageAlert, type Telling } from './telling.ts';
import { ToldLog } from './toldlog.ts';

/** What of a receiver decides about its messages. `repeatAtMostMs`: it forgets what it does not hear again. */
export interface Audience { readonly sendResolved: boolean; readonly digestOver: number; readonly repeatAtMostMs: number }

export interface NotifierParts {
  readonly store: NotifiedTable;
  /** unix ms; may jump */
  readonly now: () => number;
  /** null: there is none of that id any more */
  readonly receiver: (id: ReceiverId) => Audience | null;
  readonly silenced: (labels: Labels, now: number) => boolean;
  /** Writes a message to the outbox; called inside the transaction that notes what was told. */
  readonly enqueue: (receiver: ReceiverId, telling: Telling, now: number) => void;
  /** something has come that may be due before the last answer of `tick` */
  readonly onWork: () => void;
  readonly onError: (error: unknown, what: string) => void;
  /** after a start and after a gap, rules are given this time to look before anybody is told */
  readonly settleMs?: number;
}

/** A tick that comes later than this after the one before: the computer slept, or its clock was set. */
const GAP_MS = 60_000;
const SETTLE_MS = 15_000;
/** Resolved alerts that were found late are handed over for a while; so long after the last time it has to be known that they were told. */
const KEEP_TOLD_MS = 20 * 60_000;

interface Decision { readonly group: Group; readonly telling: Telling | null; readonly told: Told | null; readonly gone: readonly string[] }

/**
 * Groups alerts and decides who is told what and when, as Alertmanager does: group_wait, group_interval, repeat_interval, silences, inhibition,
 * resolved ones. Knows no timer: `tick` is called when the time it last answered has come. What was told is in the store before anything is sent.
 */
export class Notifier implements AlertSink {
  private readonly parts: NotifierParts;
  private readonly known: KnownAlerts;
  private readonly log: ToldLog;
  private readonly groups = new Groups();
  private readonly away = new AwayBatch();
  private readonly settleMs: number;
  private routes: readonly ReadyRoute[] = [];
  private inhibitor: Inhibitor = inhibitorOf([]);
  private lastTick: number;
  private holdUntil: number;

  constructor(parts: NotifierParts, routing: Routing) {
    this.parts = parts;
    this.settleMs = parts.settleMs ?? SETTLE_MS;
    this.known = new KnownAlerts(parts.store, parts.now(), (fingerprint, error) => parts.onError(error, `the stored alert ${fingerprint}`));
    this.log = new ToldLog(parts.store);
    this.lastTick = parts.now();
    this.holdUntil = this.known.size > 0 ? this.lastTick + this.settleMs : this.lastTick;
    this.reroute(routing);
    for (const { alert, away } of this.known.all()) if (away === 'waiting') this.away.add(alert.fingerprint, this.lastTick);
  }

  take(instances: readonly AlertInstance[], time: number): void {
    const now = this.parts.now();
    for (const alert of instances) {
      if (alert.state === 'pending') continue;
      try {
        this.takeOne(alert, time, now);
      } catch (error) {
        this.parts.onError(error, `taking the alert ${alert.fingerprint}`); // it comes again with the next evaluation
      }
    }
    this.parts.onWork();
  }

  /** Alerts that fire, as far as anybody has heard of them. */
  firing(): readonly AlertInstance[] {
    return [...this.known.instances()].filter(({ state }) => state === 'firing');
  }

  /** Other routes: every alert goes where it belongs now; what was told stays told. Errors: AppError 'bad-data' for a pattern that is none */
  reroute({ routes, inhibitRules }: Pick<Routing, 'routes' | 'inhibitRules'>): void {
    const ready = readyRoutes(routes), inhibitor = inhibitorOf(inhibitRules);
    this.routes = ready;
    this.inhibitor = inhibitor;
    this.groups.clear();
    for (const { alert, away } of this.known.all()) if (away !== 'waiting') this.place(alert, this.parts.now());
    this.parts.onWork();
  }

  /** Tells what is due. Returns the unix ms at which there is more to do, infinity for never; after an error nothing has changed. */
  tick(): number {
    const now = this.parts.now();
    this.mindClock(now);
    if (now < this.holdUntil) return this.holdUntil;
    const inhibited = this.inhibitor(this.known.instances());
    const muted = (labels: Labels) => inhibited(labels) || this.parts.silenced(labels, now);
    if (this.away.dueAt() <= now) this.tellAway(now, muted);
    const due = this.groups.due(now, id => this.parts.receiver(id)?.digestOver ?? 0);
    if (due.length > 0) this.settle(due.map(group => this.decide(group, now, muted)), now);
    return Math.min(this.groups.nextAt(), this.away.dueAt());
  }

  private takeOne(alert: AlertInstance, time: number, now: number): void {
    const before = this.known.get(alert.fingerprint);
    if (before === undefined && alert.state === 'resolved' && !isAway(alert, time, now)) return; // nobody was told that it fired
    if (alert.late === true && (alert.firedAt ?? 0) < (before?.alert.firedAt ?? 0)) return; // an earlier firing of what is known: it stands in the history
    if (before !== undefined && sameCourse(before.alert, alert)) {
      this.known.set({ ...before, alert, seenAt: now }); // its words may have changed
      if (before.away !== 'waiting') this.refresh(alert);
      return;
    }
    if (before?.away === 'waiting' || isAway(alert, time, now)) {
      this.known.set({ alert, away: 'waiting', seenAt: now });
      this.away.add(alert.fingerprint, now);
      for (const place of placesOf(this.routes, alert.labels)) this.groups.remove(place, alert.fingerprint);
      return;
    }
    this.known.set({ alert, away: 'no', seenAt: now });
    this.place(alert, now);
  }

  private place(alert: AlertInstance, now: number): void {
    for (const place of placesOf(this.routes, alert.labels)) this.groups.insert(place, alert, now);
  }

  private refresh(alert: AlertInstance): void {
    if (alert.state !== 'firing') return;
    for (const { id } of placesOf(this.routes, alert.labels)) this.groups.get(id)?.alerts.set(alert.fingerprint, alert);
  }

  private decide(group: Group, now: number, muted: (labels: Labels) => boolean): Decision {
    const all = [...group.alerts.values()];
    const gone = all.filter(({ state }) => state === 'resolved').map(({ fingerprint }) => fingerprint);
    const heard = all.filter(({ labels }) => !muted(labels));
    const receiver = this.parts.receiver(group.receiver);
    if (receiver === null || heard.length === 0) return { group, telling: null, told: null, gone };
    const firing = fingerprintsOf(heard, 'firing'), resolved = fingerprintsOf(heard, 'resolved');
    const { sendResolved, repeatAtMostMs } = receiver;
    const repeatIntervalMs = Math.min(group.ready.route.repeatIntervalMs, repeatAtMostMs);
    const needed = needsTelling(this.log.get(group.receiver, group.key), { firing, resolved, sendResolved, repeatIntervalMs }, now);
    if (!needed) return { group, telling: null, told: null, gone };
    const alerts = inOrder(heard.filter(({ state }) => sendResolved || state === 'firing').map(messageAlert));
    const telling: Telling | null = alerts.length === 0 ? null : { reason: 'group', groupKey: group.key, groupLabels: group.labels, alerts, groups: 1 };
    return { group, telling, told: { at: now, firing, resolved }, gone };
  }

  /** First the store, in one transaction with the messages; then memory. */
  private settle(decisions: readonly Decision[], now: number): void {
    this.parts.store.atOnce(() => {
      for (const { group, telling, told } of decisions) {
        if (told !== null) this.log.write(group.receiver, group.key, told);
        if (telling !== null) this.parts.enqueue(group.receiver, telling, now);
      }
    });
    for (const { group, told, gone } of decisions) {
      if (told !== null) this.log.remember(group.receiver, group.key, told);
      for (const fingerprint of gone) group.alerts.delete(fingerprint);
      group.flushed = true;
      group.nextAt = now + group.ready.route.groupIntervalMs;
      if (group.alerts.size === 0) this.groups.delete(group);
    }
    this.tidy(now);
  }

  private tellAway(now: number, muted: (labels: Labels) => boolean): void {
    const found = [...this.known.all()].filter(({ away }) => away === 'waiting').map(({ alert }) => alert);
    const tellings = this.away.tellings(found.filter(({ labels }) => !muted(labels)), this.routes, this.log, now);
    this.parts.store.atOnce(() => {
      for (const { receiver, telling, notes } of tellings) {
        const config = this.parts.receiver(receiver);
        if (config === null) continue;
        const alerts = telling.alerts.filter(({ status }) => config.sendResolved || status === 'firing');
        if (alerts.length > 0) this.parts.enqueue(receiver, { ...telling, alerts }, now);
        for (const { groupKey, told } of notes) this.log.write(receiver, groupKey, told);
      }
      for (const alert of found) this.known.set({ alert, away: 'told', seenAt: now });
    });
    for (const { receiver, notes } of tellings) for (const { groupKey, told } of notes) this.log.remember(receiver, groupKey, told);
    for (const alert of found) if (alert.state === 'firing') this.place(alert, now);
    this.away.clear();
    this.tidy(now);
  }

  /** Lets go of resolved alerts that no group has to tell any more, and of old notes. */
  private tidy(now: number): void {
    const grouped = new Set([...this.groups.all()].flatMap(({ alerts }) => [...alerts.keys()]));
    for (const { alert, away, seenAt } of [...this.known.all()]) {
      if (alert.state !== 'resolved' || away === 'waiting' || grouped.has(alert.fingerprint)) continue;
      if (alert.late !== true || seenAt < now - KEEP_TOLD_MS) this.known.delete(alert.fingerprint);
    }
    const longest = Math.max(...this.routes.map(({ route }) => route.repeatIntervalMs));
    const live = new Set([...this.groups.all()].map(({ receiver, key }) => `${receiver} ${key}`));
    this.log.forget(now - 2 * longest, (receiver, key) => live.has(`${receiver} ${key}`));
  }

  /** After a gap rules look first: what was true before it may be no longer. A clock that was set back takes the waits along. */
  private mindClock(now: number): void {
    const passed = now - this.lastTick;
    this.lastTick = now;
    if (passed < -1000) {
      this.groups.shift(passed);
      this.away.shift(passed);
      this.holdUntil = Math.min(this.holdUntil, now + this.settleMs);
      this.log.notAfter(now);
    } else if (passed > GAP_MS) this.holdUntil = now + this.settleMs;
  }
}

const fingerprintsOf = (alerts: readonly AlertInstance[], state: AlertInstance['state']): ReadonlySet<string> => new Set(alerts.filter(alert => alert.state === state).map(({ fingerprint }) => fingerprint));
