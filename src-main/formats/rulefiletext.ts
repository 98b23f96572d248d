import { Document } from 'yaml';
import type { Rule, RuleGroup } from '../shared/model/rule.ts';
import { durationText } from './duration.ts';

/** Groups as the text of a Prometheus rule file. Forms that rules were made with are left out: their expressions say the same. */
export function ruleFileText(groups: readonly RuleGroup[]): string {
  return new Document({ groups: groups.map(groupFields) }).toString({ lineWidth: 0, indentSeq: false });
}

const groupFields = ({ name, intervalMs, limit, queryOffsetMs, labels, rules }: RuleGroup): object => ({
  name,
  ...(intervalMs === null ? {} : { interval: durationText(intervalMs) }),
  ...(limit === 0 ? {} : { limit }),
  ...(queryOffsetMs === 0 ? {} : { query_offset: durationText(queryOffsetMs) }),
  ...some('labels', labels),
  rules: rules.map(ruleFields),
});

function ruleFields(rule: Rule): object {
  if (rule.kind === 'recording') return { record: rule.record, expr: rule.expr, ...some('labels', rule.labels) };
  const { alert, expr, forMs, keepFiringForMs, labels, annotations } = rule;
  return {
    alert, expr, ...(forMs === 0 ? {} : { for: durationText(forMs) }), ...(keepFiringForMs === 0 ? {} : { keep_firing_for: durationText(keepFiringForMs) }),
    ...some('labels', labels), ...some('annotations', annotations),
  };
}

const some = (name: string, values: Readonly<Record<string, string>>): object => (Object.keys(values).length === 0 ? {} : { [name]: values });
