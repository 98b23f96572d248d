import { type AlertTemplate, alertTemplate, placed } from '../formats/template/alerttemplate.ts';
import type { TemplateSample } from '../formats/template/values.ts';
import { TemplateError } from '../formats/template/nodes.ts';
import { type LabelPairs, type Labels, pairsKey, toLabels, toPairs } from '../shared/model/labels.ts';
import type { AlertRule, RecordingRule, RuleGroup } from '../shared/model/rule.ts';
import { type FoundAlert, LimitExceeded } from './alerting.ts';

/** One series of an evaluated expression. */
export interface Found { readonly labels: LabelPairs; readonly value: number }
/** A series that a rule gives, sorted, without empty values; `key` is equal for equal labels. */
export interface Given { readonly key: string; readonly labels: LabelPairs; readonly value: number }

export const givenOf = (labels: LabelPairs, value: number): Given => ({ key: pairsKey(labels), labels, value });

/** What templates of alerts rest on, beside the alert. `query` throws Unasked for what has not been asked yet. */
export interface Surroundings { readonly time: number; readonly externalUrl: string; readonly externalLabels: Labels; query(promql: string): readonly TemplateSample[] }

/** Thrown through a template by its `query`: the answer has to be fetched before it can be filled in. */
export class Unasked extends Error {
  readonly promql: string;
  constructor(promql: string) {
    super(promql);
    this.promql = promql;
  }
}

/** The series of a recording rule's answer as it writes them. errors: Error in Prometheus's words for equal series; LimitExceeded */
export function recorded(rule: RecordingRule, group: Pick<RuleGroup, 'labels' | 'limit'>, found: readonly Found[]): Given[] {
  const own = Object.entries({ ...group.labels, ...rule.labels, __name__: rule.record });
  const seen = new Set<string>();
  const out = found.map(({ labels, value }) => {
    const pairs = withLabels(labels, own), key = pairsKey(pairs);
    if (seen.has(key)) throw new Error('vector contains metrics with the same labelset after applying rule labels');
    seen.add(key);
    return { key, labels: pairs, value };
  });
  if (group.limit > 0 && out.length > group.limit) throw new LimitExceeded(`exceeded limit of ${group.limit} with ${out.length} series`);
  return out;
}

/** An alerting rule with its templates understood. */
export interface CompiledAlert { readonly rule: AlertRule; readonly labels: readonly Part[]; readonly annotations: readonly Part[] }
interface Part { readonly name: string; readonly template: AlertTemplate }

export function compileAlert(rule: AlertRule, group: Pick<RuleGroup, 'labels'>): CompiledAlert {
  const parts = (texts: Labels): Part[] => Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => ({ name, template: templateOf(text) }));
  return { rule, labels: parts({ ...group.labels, ...rule.labels }), annotations: parts(rule.annotations) };
}

/** A template that can't be read says so where it would stand; it is refused when it is saved, but may have come from an older file. */
function templateOf(text: string): AlertTemplate {
  try {
    return alertTemplate(text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { expand: () => { throw error; } };
  }
}

/**
 * The alerts of an expression's answer, by key.
 * errors  Error in Prometheus's words when two have the same labels; Unasked
 */
export function foundAlerts({ rule, labels, annotations }: CompiledAlert, found: readonly Found[], surroundings: Surroundings): Map<string, FoundAlert> {
  const out = new Map<string, FoundAlert>();
  for (const series of found) {
    const data = { ...surroundings, labels: toLabels(series.labels), value: series.value };
    const filled = (parts: readonly Part[]): [string, string][] => parts.map(({ name, template }) => [name, expanded(template, data, rule.alert)]);
    const pairs = withLabels(series.labels, [['__name__', ''], ...filled(labels), ['alertname', rule.alert]]), key = pairsKey(pairs);
    if (out.has(key)) throw new Error('vector contains metrics with the same labelset after applying alert labels');
    out.set(key, { labels: toLabels(pairs), annotations: Object.fromEntries(filled(annotations)), value: series.value });
  }
  return out;
}

function expanded(template: AlertTemplate, data: Parameters<AlertTemplate['expand']>[0], alert: string): string {
  try {
    return template.expand(data);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return `<error expanding template: error executing template __alert_${alert}: ${placed(error, alert)}>`;
  }
}

/** The labels with others set; an empty value takes one away. */
function withLabels(labels: LabelPairs, set: readonly (readonly [string, string])[]): LabelPairs {
  return toPairs({ ...toLabels(labels), ...Object.fromEntries(set) });
}
