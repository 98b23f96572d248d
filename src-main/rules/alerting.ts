import type { Labels } from '../shared/model/labels.ts';

/** A resolved alert is remembered for so long: whoever missed its end is told again. source: Prometheus, rules/alerting.go resolvedRetention */
export const RESOLVED_RETENTION_MS = 15 * 60_000;

/** One alert of a rule while it is pending, firing, or was lately. Times in unix ms. */
export interface ActiveAlert {
  readonly labels: Labels;
  annotations: Labels;
  state: 'pending' | 'firing' | 'resolved';
  value: number;
  activeAt: number;
  firedAt: number | null;
  resolvedAt: number | null;
  keepFiringSince: number | null;
  /** fired before the last start: it does not end before this time, so that what is watched can come back first; null for one of this run */
  heldUntil: number | null;
  /** its times were found out afterwards */
  late: boolean;
}

/** A series that the rule's expression found, with its labels and annotations as an alert. */
export interface FoundAlert { readonly labels: Labels; readonly annotations: Labels; readonly value: number }

/** Alerts by a string that is equal for equal labels. */
export type AlertStates = Map<string, ActiveAlert>;
export interface StepRules { readonly forMs: number; readonly keepFiringForMs: number; readonly limit: number }
export interface Step { readonly fired: readonly ActiveAlert[]; readonly resolved: readonly ActiveAlert[] }

const NOTHING: Step = { fired: [], resolved: [] };

/**
 * One evaluation of an alerting rule: brings `states` from the evaluation before to this one.
 * found   what the expression found, by the same keys
 * time    of the evaluation, unix ms
 * source  Prometheus, rules/alerting.go Eval
 * errors  RuleError beyond the limit; all states are gone then, as in Prometheus
 */
export function stepAlerts(states: AlertStates, found: ReadonlyMap<string, FoundAlert>, time: number, rules: StepRules): Step {
  for (const [key, alert] of found) {
    const known = states.get(key);
    if (known !== undefined && known.state !== 'resolved') {
      known.value = alert.value;
      known.annotations = alert.annotations;
      if (known.activeAt > time) known.activeAt = time; // the clock was set back: what lasts since a time to come would last too long
    } else states.set(key, { ...alert, state: 'pending', activeAt: time, firedAt: null, resolvedAt: null, keepFiringSince: null, heldUntil: null, late: false });
  }
  const fired: ActiveAlert[] = [], resolved: ActiveAlert[] = [];
  let active = 0;
  for (const [key, alert] of states) {
    if (!found.has(key) && !goesOn(states, key, alert, time, rules, resolved)) continue;
    if (found.has(key)) alert.keepFiringSince = alert.heldUntil = null;
    active++;
    if (alert.state === 'pending' && time - alert.activeAt >= rules.forMs) {
      alert.state = 'firing';
      alert.firedAt = time;
      fired.push(alert);
    }
  }
  if (rules.limit > 0 && active > rules.limit) {
    const ended = [...states.values()].filter(({ state, firedAt }) => state === 'firing' && firedAt !== time);
    states.clear();
    throw new LimitExceeded(`exceeded limit of ${rules.limit} with ${active} alerts`, ended);
  }
  return fired.length + resolved.length === 0 ? NOTHING : { fired, resolved };
}

/** Whether an alert that was not found goes on firing; else it ends, or is forgotten. */
function goesOn(states: AlertStates, key: string, alert: ActiveAlert, time: number, { keepFiringForMs }: StepRules, resolved: ActiveAlert[]): boolean {
  if (alert.state === 'firing' && alert.heldUntil !== null && time < alert.heldUntil) return true;
  if (alert.state === 'firing' && keepFiringForMs > 0) {
    alert.keepFiringSince ??= time;
    if (time - alert.keepFiringSince < keepFiringForMs) return true;
  }
  if (alert.state === 'pending' || (alert.resolvedAt !== null && time - alert.resolvedAt > RESOLVED_RETENTION_MS)) states.delete(key);
  if (alert.state === 'firing') {
    alert.state = 'resolved';
    alert.resolvedAt = time;
    resolved.push(alert);
  }
  return false;
}

/** A rule that found more than its limit: nothing of it is kept. */
export class LimitExceeded extends Error {
  /** alerts that fired until now */
  readonly ended: readonly ActiveAlert[];
  constructor(message: string, ended: readonly ActiveAlert[] = []) {
    super(message);
    this.ended = ended;
  }
}
