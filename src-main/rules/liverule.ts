import { type ActiveAlert, type AlertStates, LimitExceeded, RESOLVED_RETENTION_MS, type Step, stepAlerts } from './alerting.ts';
import { type CompiledAlert, compileAlert, type Found, foundAlerts, type Given, givenOf, recorded, type Surroundings } from './compiled.ts';
import { fingerprintOf } from '../shared/model/fingerprint.ts';
import type { AlertInstance } from '../shared/model/alert.ts';
import { toPairs } from '../shared/model/labels.ts';
import type { Rule, RuleGroup, RuleState } from '../shared/model/rule.ts';

/** What one evaluation of a rule gave: series to write, and alerts that began or ended. */
export interface Evaluated { readonly given: readonly Given[]; readonly step: Step }
const NO_STEP: Step = { fired: [], resolved: [] };

/** One rule of a running group: its last evaluation, and its alerts. */
export class LiveRule {
  readonly rule: Rule;
  readonly states: AlertStates = new Map();
  private readonly group: RuleGroup;
  private readonly compiled: CompiledAlert | null;
  private readonly fingerprints = new WeakMap<ActiveAlert, string>();
  private health: RuleState['health'] = 'unknown';
  private lastError = '';
  private lastEvaluation: number | null = null;
  private evaluationMs = 0;

  constructor(rule: Rule, group: RuleGroup) {
    this.rule = rule;
    this.group = group;
    this.compiled = rule.kind === 'alerting' ? compileAlert(rule, group) : null;
  }

  /**
   * time   of the evaluation, unix ms
   * since  since when an alert that is met for the first time has been active, as far as is known; by its labels' key
   * errors Error whose message is the rule's error, in Prometheus's words; Unasked
   */
  evaluate(found: readonly Found[], surroundings: Surroundings, since: (key: string, forMs: number) => number | null): Evaluated {
    const { rule, group, compiled } = this;
    if (rule.kind === 'recording') return { given: recorded(rule, group, found), step: NO_STEP };
    const { time } = surroundings;
    const alerts = foundAlerts(compiled!, found, surroundings);
    const known = new Map([...alerts.keys()].filter(key => !this.states.has(key)).map(key => [key, since(key, rule.forMs)]));
    for (const [key, activeAt] of known) if (activeAt !== null) this.begin(key, alerts.get(key)!, Math.min(activeAt, time));
    const step = stepAlerts(this.states, alerts, time, { forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs, limit: group.limit });
    return { given: this.alertSeries(), step };
  }

  /** An alert that was there before this run: as pending since then. */
  private begin(key: string, { labels, annotations, value }: { readonly labels: ActiveAlert['labels']; readonly annotations: ActiveAlert['annotations']; readonly value: number }, activeAt: number): void {
    this.states.set(key, { labels, annotations, value, state: 'pending', activeAt, firedAt: null, resolvedAt: null, keepFiringSince: null, heldUntil: null, late: false });
  }

  note(time: number, ms: number, error: string): void {
    this.lastEvaluation = time;
    this.evaluationMs = ms;
    this.lastError = error;
    this.health = error === '' ? 'ok' : 'err';
  }

  /** Takes the state of the rule that this one was before it was edited. */
  takeOver(other: LiveRule): void {
    for (const [key, alert] of other.states) this.states.set(key, alert);
    Object.assign(this, { health: other.health, lastError: other.lastError, lastEvaluation: other.lastEvaluation, evaluationMs: other.evaluationMs });
  }

  state(): RuleState {
    const count = (state: ActiveAlert['state']): number => [...this.states.values()].filter(alert => alert.state === state).length;
    const pending = count('pending'), firing = count('firing');
    return {
      rule: this.rule, health: this.health, lastError: this.lastError, lastEvaluation: this.lastEvaluation, evaluationMs: this.evaluationMs,
      state: firing > 0 ? 'firing' : pending > 0 ? 'pending' : 'inactive', pending, firing,
    };
  }

  instanceOf(alert: ActiveAlert, file: string): AlertInstance {
    let fingerprint = this.fingerprints.get(alert);
    if (fingerprint === undefined) this.fingerprints.set(alert, fingerprint = fingerprintOf(alert.labels));
    const { labels, annotations, state, value, activeAt, firedAt, resolvedAt, keepFiringSince, late } = alert;
    return {
      fingerprint, labels, annotations, state, rule: this.rule.kind === 'alerting' ? this.rule.alert : this.rule.record, group: this.group.name, file,
      value, activeAt, firedAt, resolvedAt, keepFiringSince, ...(late ? { late } : {}),
    };
  }

  /** What has to be told: alerts that fire, and those that ended lately. */
  telling(time: number): ActiveAlert[] {
    return [...this.states.values()].filter(({ state, resolvedAt }) => state === 'firing' || (resolvedAt !== null && time - resolvedAt <= RESOLVED_RETENTION_MS));
  }

  /** `ALERTS` and `ALERTS_FOR_STATE` of what is pending or fires. */
  private alertSeries(): Given[] {
    return [...this.states.values()].filter(({ state }) => state !== 'resolved').flatMap(({ labels, state, activeAt }) => [
      givenOf(toPairs({ ...labels, __name__: 'ALERTS', alertstate: state }), 1),
      givenOf(toPairs({ ...labels, __name__: 'ALERTS_FOR_STATE' }), Math.floor(activeAt / 1000)),
    ]);
  }
}

/** The alerts that a rule beyond its limit had to end. */
export const endedBy = (error: unknown): readonly ActiveAlert[] => (error instanceof LimitExceeded ? error.ended : []);
