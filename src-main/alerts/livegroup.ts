import { setImmediate as othersTurn } from 'node:timers/promises';
import { FunctionError } from '../formats/template/execute.ts';
import { TemplateSample } from '../formats/template/values.ts';
import type { ActiveAlert } from '../rules/alerting.ts';
import { type Found, type Given, type Surroundings, Unasked } from '../rules/compiled.ts';
import { nameOf } from '../rules/rulecheck.ts';
import { wavesOf } from '../rules/waves.ts';
import type { AlertInstance } from '../shared/model/alert.ts';
import { AppError } from '../shared/model/errors.ts';
import { type Labels, toLabels } from '../shared/model/labels.ts';
import type { GroupId, GroupOrigin, RuleGroup, RuleState } from '../shared/model/rule.ts';
import type { Appender } from '../workers/appender.ts';
import type { RuleAnswer, RuleBatch } from '../workers/rulebatch.ts';
import { endedBy, type Evaluated, LiveRule } from '../rules/liverule.ts';
import { RuleSamples } from './rulesamples.ts';

/** A group as it is to be run. */
export interface GroupToRun { readonly id: GroupId; readonly file: string; readonly origin: GroupOrigin; readonly group: RuleGroup }

export interface GroupParts {
  readonly rules: (batch: RuleBatch) => Promise<readonly RuleAnswer[]>;
  readonly appender: Appender;
  readonly externalLabels: Labels;
  readonly externalUrl: () => string;
  /** since when an alert was active before the last stop; null when it was not */
  readonly since: (key: string, forMs: number) => number | null;
  /** told of each alert that begins or ends to fire */
  readonly changed: (change: 'fired' | 'resolved', alert: ActiveAlert, instance: AlertInstance) => void;
}

/** Rules that one trip to a reader takes along. */
const TRIP = 64;
/** The main thread is left to others after so much work at a stretch. */
const STRETCH_MS = 10;
/** Queries that the templates of one evaluation of a rule may ask. */
const MOST_QUERIES = 50;

/** A group of rules that is being run: evaluates them in order at one time. */
export class LiveGroup {
  readonly is: GroupToRun;
  readonly rules: readonly LiveRule[];
  samplesLast = 0;
  evaluations = 0;
  failures = 0;
  private readonly parts: GroupParts;
  private readonly samples: RuleSamples;
  private readonly waves: readonly (readonly number[])[];

  constructor(is: GroupToRun, parts: GroupParts) {
    this.is = is;
    this.parts = parts;
    this.rules = is.group.rules.map(rule => new LiveRule(rule, is.group));
    this.samples = new RuleSamples(parts.appender);
    this.waves = wavesOf(is.group.rules);
  }

  /** time in unix ms. A rule that fails says so in its state; the others go on. */
  async evaluate(time: number): Promise<void> {
    this.samplesLast = 0;
    let began = performance.now();
    for (const wave of this.waves) {
      const given = new Map<number, readonly Given[]>();
      for (let i = 0; i < wave.length; i += TRIP) {
        const trip = wave.slice(i, i + TRIP);
        const answers = await this.answers(time - this.is.group.queryOffsetMs, trip.map(rule => this.rules[rule]!.rule.expr));
        for (const [k, rule] of trip.entries()) {
          const series = await this.one(this.rules[rule]!, answers[k]!, time);
          if (series !== null) given.set(rule, series);
          if (performance.now() - began > STRETCH_MS) { await othersTurn(); began = performance.now(); }
        }
      }
      await this.write(time, given);
    }
  }

  /** Goes on where the group before it was edited left off: rules of the same name and labels keep their alerts and series, all other alerts end now. */
  takeOver(other: LiveGroup, now: number): void {
    const free = new Set(this.rules.keys());
    const ours = other.rules.map(({ rule }) => {
      const found = [...free].find(i => sameRule(this.rules[i]!.rule, rule)) ?? null;
      if (found !== null) free.delete(found);
      return found;
    });
    other.rules.forEach((live, theirs) => {
      const own = ours[theirs] ?? null;
      if (own === null) other.endAlerts(live, now);
      else this.rules[own]!.takeOver(live);
    });
    this.samples.takeOver(other.samples, theirs => ours[theirs] ?? null);
    Object.assign(this, { evaluations: other.evaluations, failures: other.failures });
  }

  /** Its series end, and so do its alerts. */
  async end(time: number): Promise<void> {
    for (const live of this.rules) this.endAlerts(live, time);
    await this.samples.end(time - this.is.group.queryOffsetMs);
  }

  /** What has to be told of. */
  telling(time: number): AlertInstance[] {
    return this.rules.flatMap(live => live.telling(time).map(alert => live.instanceOf(alert, this.is.file)));
  }

  instances(): AlertInstance[] {
    return this.rules.flatMap(live => [...live.states.values()].map(alert => live.instanceOf(alert, this.is.file)));
  }

  states(): RuleState[] { return this.rules.map(live => live.state()); }

  private endAlerts(live: LiveRule, time: number): void {
    for (const alert of live.states.values()) {
      if (alert.state !== 'firing') continue;
      Object.assign(alert, { state: 'resolved', resolvedAt: time });
      this.tell('resolved', live, alert);
    }
  }

  private tell(change: 'fired' | 'resolved', live: LiveRule, alert: ActiveAlert): void {
    this.parts.changed(change, alert, live.instanceOf(alert, this.is.file));
  }

  private async answers(time: number, promqls: readonly string[]): Promise<readonly RuleAnswer[]> {
    try {
      return await this.parts.rules({ time, promqls });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return promqls.map(() => ({ labels: null, values: null, error: error.message, ms: 0 }));
    }
  }

  /** The series that a rule writes; null when it failed. */
  private async one(live: LiveRule, answer: RuleAnswer, time: number): Promise<readonly Given[] | null> {
    const began = performance.now();
    this.evaluations++;
    try {
      if (answer.error !== null) throw new Error(answer.error);
      const { given, step } = await this.evaluated(live, answer.labels.map((labels, i) => ({ labels, value: answer.values[i]! })), time);
      for (const alert of step.fired) this.tell('fired', live, alert);
      for (const alert of step.resolved) this.tell('resolved', live, alert);
      live.note(time, answer.ms + performance.now() - began, '');
      return given;
    } catch (error) {
      this.failures++;
      for (const alert of endedBy(error)) { Object.assign(alert, { state: 'resolved', resolvedAt: time }); this.tell('resolved', live, alert); }
      live.note(time, answer.ms + performance.now() - began, error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** Templates may ask queries: each is asked when it is met, and the filling in begins anew. */
  private async evaluated(live: LiveRule, found: readonly Found[], time: number): Promise<Evaluated> {
    const asked = new Map<string, RuleAnswer>();
    const surroundings: Surroundings = {
      time, externalLabels: this.parts.externalLabels, externalUrl: this.parts.externalUrl(),
      query: promql => {
        const answer = asked.get(promql);
        if (answer === undefined) throw new Unasked(promql);
        if (answer.error !== null) throw new FunctionError(answer.error);
        return answer.labels.map((labels, i) => new TemplateSample(new Map(Object.entries(toLabels(labels))), answer.values[i]!));
      },
    };
    for (;;) {
      try {
        return live.evaluate(found, surroundings, this.parts.since);
      } catch (error) {
        if (!(error instanceof Unasked)) throw error;
        if (asked.size === MOST_QUERIES) throw new Error(`the templates of ${nameOf(live.rule)} ask more than ${MOST_QUERIES} queries`);
        const [answer] = await this.answers(time, [error.promql]);
        asked.set(error.promql, answer!);
      }
    }
  }

  private async write(time: number, given: ReadonlyMap<number, readonly Given[]>): Promise<void> {
    try {
      this.samplesLast += await this.samples.write(time - this.is.group.queryOffsetMs, given);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      for (const rule of given.keys()) this.rules[rule]!.note(time, 0, error.message);
    }
  }
}

const sameRule = (a: RuleGroup['rules'][number], b: RuleGroup['rules'][number]): boolean =>
  a.kind === b.kind && nameOf(a) === nameOf(b) && JSON.stringify(Object.entries(a.labels).sort()) === JSON.stringify(Object.entries(b.labels).sort());
