import { Changes } from '../base/changes.ts';
import type { Clock } from '../base/clock.ts';
import type { ActiveAlert } from '../rules/alerting.ts';
import { type ForState, OUTAGE_TOLERANCE_MS, restoredActiveAt } from '../rules/restore.ts';
import type { AlertInstance, AlertRecord } from '../shared/model/alert.ts';
import { type Labels, pairsKey, toPairs } from '../shared/model/labels.ts';
import type { GroupId } from '../shared/model/rule.ts';
import type { Appender } from '../workers/appender.ts';
import type { RuleAnswer, RuleBatch } from '../workers/rulebatch.ts';
import { GroupLoop } from './grouploop.ts';
import type { AlertHistory } from './history.ts';
import { type GroupParts, type GroupToRun, LiveGroup } from './livegroup.ts';
import type { AlertSink } from './sink.ts';

export interface RunnerParts {
  readonly clock: Clock;
  readonly rules: (batch: RuleBatch) => Promise<readonly RuleAnswer[]>;
  readonly appender: Appender;
  readonly history: AlertHistory;
  readonly sink: AlertSink;
  readonly externalLabels: Labels;
  readonly externalUrl: () => string;
  /** where it is kept up to when rules were evaluated, unix ms */
  readonly progress: { evaluatedTo(): number | null; setEvaluatedTo(time: number): void };
  readonly onError: (error: unknown, what: string) => void;
}

/** Prometheus's default evaluation_interval. */
export const DEFAULT_INTERVAL_MS = 60_000;
/** An alert that fired before the start is not ended before this has passed: what it rests on has to be collected first. */
const SETTLE_MS = 60_000;
/** How exactly it is kept up to when rules were evaluated. */
const PROGRESS_MS = 1000;
/** What groups evaluated less often wrote is no longer seen by an instant's lookback. */
const OFTEN_MS = 240_000;

/** Runs all groups of rules on time and hands over what they find. */
export class RuleRunner {
  private readonly parts: RunnerParts;
  private readonly changed: Changes;
  private readonly loops = new Map<GroupId, GroupLoop>();
  /** alerts that were active at the last stop, by the key of their labels: those of groups evaluated often, and of all */
  private before: readonly [often: ReadonlyMap<string, ForState>, all: ReadonlyMap<string, ForState>] | null = null;
  private restoredAt = 0;
  private evaluatedTo = Number.NEGATIVE_INFINITY;
  private started = false;

  constructor(parts: RunnerParts) {
    this.parts = parts;
    this.changed = new Changes(parts.clock, 1000);
  }

  /** Begins to evaluate. Alerts that were pending or fired at the last stop go on. */
  async start(groups: readonly GroupToRun[]): Promise<void> {
    this.started = true;
    for (const is of groups) this.loops.set(is.id, this.loopOf(is));
    this.adoptFiring();
    await this.recall();
    for (const loop of this.loops.values()) loop.start(false);
  }

  async stop(): Promise<void> {
    this.started = false;
    await Promise.all([...this.loops.values()].map(loop => loop.stop()));
  }

  /** A group that is new or has changed; `was` names the one it replaces. It is evaluated at once. */
  async set(is: GroupToRun, was: GroupId = is.id): Promise<void> {
    const old = this.loops.get(was);
    this.loops.delete(was);
    await old?.stop();
    const loop = this.loopOf(is);
    if (old !== undefined) loop.takeOver(old);
    this.loops.set(is.id, loop);
    if (this.started) loop.start(true);
    this.changed.tell();
  }

  /** Its alerts and series end. */
  async remove(id: GroupId): Promise<void> {
    const loop = this.loops.get(id);
    this.loops.delete(id);
    await loop?.stop();
    const now = this.parts.clock.now();
    await loop?.group.end(now);
    const ended = loop?.group.telling(now) ?? [];
    if (ended.length > 0) this.parts.sink.take(ended, now);
    this.changed.tell();
  }

  /** The machine has slept or its clock has leapt. */
  wake(): void { for (const loop of this.loops.values()) loop.wake(); }

  loop(id: GroupId): GroupLoop | undefined { return this.loops.get(id); }
  all(): readonly GroupLoop[] { return [...this.loops.values()]; }
  instances(): AlertInstance[] { return [...this.loops.values()].flatMap(({ group }) => group.instances()); }
  changes(signal: AbortSignal): AsyncIterable<readonly AlertInstance[]> { return this.changed.follow(() => this.instances(), signal); }

  private loopOf(is: GroupToRun): GroupLoop {
    const { clock, onError, rules, appender, externalLabels, externalUrl } = this.parts;
    const intervalMs = is.group.intervalMs ?? DEFAULT_INTERVAL_MS;
    const parts: GroupParts = { rules, appender, externalLabels, externalUrl, since: (key, forMs) => this.since(key, forMs, intervalMs), changed: (change, alert, instance) => this.note(change, alert, instance) };
    return new GroupLoop(new LiveGroup(is, parts), { clock, intervalMs, onError, evaluated: (group, time) => this.evaluated(group, time) });
  }

  private note(change: 'fired' | 'resolved', _alert: ActiveAlert, instance: AlertInstance): void {
    if (change === 'fired') this.parts.history.fired(instance);
    else this.parts.history.resolved(instance);
  }

  private evaluated(group: LiveGroup, time: number): void {
    if (Math.abs(time - this.evaluatedTo) >= PROGRESS_MS) this.parts.progress.setEvaluatedTo(this.evaluatedTo = time);
    this.parts.sink.take(group.telling(time), time);
    this.changed.tell();
  }

  /** What fired at the last stop fires on, until an evaluation some time after the start does not find it. */
  private adoptFiring(): void {
    const now = this.parts.clock.now();
    for (const record of this.parts.history.firing()) {
      const live = [...this.loops.values()].find(({ group: { is } }) => is.file === record.file && is.group.name === record.group)
        ?.group.rules.find(({ rule }) => rule.kind === 'alerting' && rule.alert === record.rule);
      if (live === undefined) this.parts.history.end(record, now);
      else live.states.set(pairsKey(toPairs(record.labels)), firingAgain(record, now));
    }
  }

  /** Reads since when alerts were active at the last stop, if that was not long ago. */
  private async recall(): Promise<void> {
    const { progress, clock, rules, onError } = this.parts;
    const time = progress.evaluatedTo(), now = clock.now();
    this.restoredAt = now;
    if (time === null || now - time > OUTAGE_TOLERANCE_MS || time > now) return;
    try {
      const answers = await rules({ time, promqls: ['ALERTS_FOR_STATE', `last_over_time(ALERTS_FOR_STATE[${OUTAGE_TOLERANCE_MS / 1000}s])`] });
      const states = ({ labels, values }: RuleAnswer) => new Map(labels?.map((pairs, i) => [keyOfState(pairs), { writtenAt: time, activeAt: values[i]! * 1000 }]));
      this.before = [states(answers[0]!), states(answers[1]!)];
    } catch (error) {
      onError(error, 'reading which alerts were pending');
    }
  }

  /** An alert that is there again soon after the start was there all the time. */
  private since(key: string, forMs: number, intervalMs: number): number | null {
    if (this.parts.clock.now() - this.restoredAt > Math.max(SETTLE_MS, 2 * intervalMs)) return null;
    const state = this.before?.[intervalMs > OFTEN_MS ? 1 : 0].get(key);
    return state === undefined ? null : restoredActiveAt(state, this.restoredAt, forMs);
  }
}

const keyOfState = (labels: readonly string[]): string => {
  const at = labels.indexOf('__name__');
  return pairsKey(at % 2 === 0 && at >= 0 ? labels.toSpliced(at, 2) : labels);
};

const firingAgain = ({ labels, annotations, value, activeAt, firedAt, late }: AlertRecord, now: number): ActiveAlert =>
  ({ labels, annotations, value, state: 'firing', activeAt, firedAt, resolvedAt: null, keepFiringSince: null, heldUntil: now + SETTLE_MS, late });
