import type { AlertRule, RuleGroup } from '../shared/model/rule.ts';
import { type SimpleRule, simplePromql } from '../shared/model/simplerule.ts';
import { DEFAULT_INTERVAL_MS } from './runner.ts';

/** A rule that has to tell sooner is looked at more often. */
const QUICK_INTERVAL_MS = 15_000;

/** A group of the one rule that the three-field form makes. */
export function simpleGroup(name: string, form: SimpleRule): RuleGroup {
  const rule: AlertRule = {
    kind: 'alerting', alert: name, expr: simplePromql(form), forMs: form.forMs, keepFiringForMs: 0, labels: { severity: form.severity },
    annotations: { ...(form.message === '' ? {} : { summary: form.message }), ...(form.runbook === '' ? {} : { runbook_url: form.runbook }) }, form,
  };
  return { name, intervalMs: form.forMs < DEFAULT_INTERVAL_MS ? QUICK_INTERVAL_MS : null, limit: 0, queryOffsetMs: 0, labels: {}, rules: [rule] };
}

/** Rules keep the form they were made with as long as somebody has not written another expression by hand. */
export function withForms(group: RuleGroup, before: RuleGroup | undefined): RuleGroup {
  const rules = group.rules.map(rule => {
    if (rule.kind === 'recording') return rule;
    const form = rule.form ?? before?.rules.flatMap(old => (old.kind === 'alerting' && old.alert === rule.alert && old.form !== undefined ? [old.form] : []))[0];
    const { form: _, ...plain } = rule;
    return form !== undefined && simplePromql(form) === rule.expr ? { ...plain, form: { ...form, forMs: rule.forMs } } : plain;
  });
  return { ...group, rules };
}
