import { RelabelRule } from './relabel.ts';

/** How Prometheus's configuration calls the fields, in the order in which people write them. */
export const RULE_FIELDS = [
  ['action', 'action'], ['source_labels', 'sourceLabels'], ['separator', 'separator'], ['regex', 'regex'], ['modulus', 'modulus'], ['target_label', 'targetLabel'], ['replacement', 'replacement'],
] as const satisfies readonly (readonly [string, keyof RelabelRule])[];

const DEFAULTS = RelabelRule.parse({});
/** Plain YAML text that nobody takes for a boolean or nothing. */
const BARE = /^(?!(?:null|true|false|yes|no|on|off|y|n)$)[a-z_][a-z0-9_]*$/i;

/** Rules as YAML, a list as `relabel_configs` holds one; what is as by default is left out. '' for no rules. */
export const relabelText = (rules: readonly RelabelRule[]): string => rules.map(ruleText).join('');

function ruleText(rule: RelabelRule): string {
  const lines = RULE_FIELDS.flatMap(([name, field]) => (String(rule[field]) === String(DEFAULTS[field]) ? [] : [`${name}: ${valueText(rule[field])}`]));
  return `- ${(lines.length === 0 ? ['action: replace'] : lines).join('\n  ')}\n`;
}

function valueText(value: string | number | readonly string[]): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return `[${value.map(scalar).join(', ')}]`;
  return scalar(value);
}

/** Single quotes leave a backslash alone; what they can't hold is written as JSON, which YAML takes in. */
const scalar = (text: string): string => BARE.test(text) ? text : /^[\x20-\x7e\u00a1-\ud7ff]*$/.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);

/** The same rule in one line, its action left aside, for a list that names that. */
export const ruleLine = (rule: RelabelRule): string =>
  RULE_FIELDS.flatMap(([name, field]) => (field === 'action' || String(rule[field]) === String(DEFAULTS[field]) ? [] : [`${name}: ${valueText(rule[field])}`])).join('  ');
