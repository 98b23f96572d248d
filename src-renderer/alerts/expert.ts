import type { AlertRule, RecordingRule, Rule } from '../../src-main/shared/model/rule.ts';
import { type SimpleRule, simplePromql } from '../../src-main/shared/model/simplerule.ts';
import { forText, parseFor } from './duration.ts';

/** A rule as PromQL, as it is being written. */
export interface ExpertForm {
  readonly kind: Rule['kind'];
  readonly name: string;
  readonly expr: string;
  readonly lasting: string;
  readonly keepFiring: string;
  /** each as `name=value` */
  readonly labels: readonly string[];
  readonly severity: string;
  readonly summary: string;
  readonly description: string;
  readonly runbook: string;
  /** annotations that have no field of their own */
  readonly others: Readonly<Record<string, string>>;
}

export type ExpertField = 'name' | 'expr' | 'lasting' | 'keepFiring' | 'labels';

export const NEW_EXPERT: ExpertForm = { kind: 'alerting', name: '', expr: '', lasting: '5m', keepFiring: '0s', labels: [], severity: 'warning', summary: '', description: '', runbook: '', others: {} };

/** What the three fields made, for going on by hand. */
export const expertOfSimple = (simple: SimpleRule, name: string): ExpertForm =>
  ({ ...NEW_EXPERT, name, expr: simplePromql(simple), lasting: forText(simple.forMs), severity: simple.severity, summary: simple.message, runbook: simple.runbook });

export function expertOf(rule: Rule): ExpertForm {
  const { severity = '', ...labels } = rule.labels;
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  if (rule.kind === 'recording') return { ...NEW_EXPERT, kind: 'recording', name: rule.record, expr: rule.expr, lasting: '0s', labels: severity === '' ? pairs : [`severity=${severity}`, ...pairs], severity: '' };
  const { summary = '', description = '', runbook_url: runbook = '', ...others } = rule.annotations;
  return { ...NEW_EXPERT, kind: 'alerting', name: rule.alert, expr: rule.expr, lasting: forText(rule.forMs), keepFiring: forText(rule.keepFiringForMs), labels: pairs, severity, summary, description, runbook, others };
}

const PAIR = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*(.*?)\s*$/s;
const RECORD = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const named = (pairs: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(pairs).filter(([, value]) => value.trim() !== ''));

/** The rule as the host takes it, or which fields are wrong. Whether the expression can be read only the host knows. */
export function ruleOfExpert(form: ExpertForm): { readonly rule: Rule | null; readonly problems: Readonly<Partial<Record<ExpertField, true>>> } {
  const [forMs, keepFiringForMs] = [parseFor(form.lasting), parseFor(form.keepFiring)];
  const pairs = form.labels.map(pair => PAIR.exec(pair));
  const recording = form.kind === 'recording';
  const problems: Partial<Record<ExpertField, true>> = {
    ...(recording ? !RECORD.test(form.name.trim()) : form.name.trim() === '') ? { name: true as const } : {},
    ...(form.expr.trim() === '' ? { expr: true as const } : {}),
    ...(forMs === null ? { lasting: true as const } : {}), ...(keepFiringForMs === null ? { keepFiring: true as const } : {}),
    ...(pairs.includes(null) ? { labels: true as const } : {}),
  };
  if (forMs === null || keepFiringForMs === null || Object.keys(problems).length > 0) return { rule: null, problems };
  const labels = { ...Object.fromEntries(pairs.map(pair => [pair![1]!, pair![2]!])), ...named({ severity: recording ? '' : form.severity }) };
  const [name, expr] = [form.name.trim(), form.expr.trim()];
  if (recording) return { rule: { kind: 'recording', record: name, expr, labels } satisfies RecordingRule, problems };
  const annotations = named({ summary: form.summary, description: form.description, runbook_url: form.runbook, ...form.others });
  return { rule: { kind: 'alerting', alert: name, expr, forMs, keepFiringForMs, labels, annotations } satisfies AlertRule, problems };
}
