import type { RelabelRule } from '../shared/model/relabel.ts';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** A label name that may hold references to groups. */
const LABEL_TEMPLATE = /^(?:[a-zA-Z_]|\$(?:\{\w+\}|\w))(?:\w|\$(?:\{\w+\}|\w))*$/;
const NEEDS_TARGET: ReadonlySet<string> = new Set(['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal']);

export const isLabelName = (name: string): boolean => LABEL_NAME.test(name);

/**
 * What is wrong with a rule, its regular expression aside; null when nothing is.
 * source  Prometheus's relabel.Config.Validate
 */
export function ruleProblem(rule: RelabelRule): string | null {
  const { action, targetLabel } = rule;
  const source = rule.sourceLabels.find(name => !isLabelName(name));
  if (source !== undefined) return `${JSON.stringify(source)} is no label name`;
  if (action === 'hashmod' && rule.modulus === 0) return 'hashmod needs a modulus above 0';
  if (NEEDS_TARGET.has(action)) {
    if (targetLabel === '') return `${action} needs a target_label`;
    const valid = action === 'replace' && targetLabel.includes('$') ? LABEL_TEMPLATE : LABEL_NAME;
    if (!valid.test(targetLabel)) return `${JSON.stringify(targetLabel)} is no label name for target_label`;
  }
  if (action === 'labelmap' && !LABEL_TEMPLATE.test(rule.replacement)) return `${JSON.stringify(rule.replacement)} gives no label names: labelmap needs them in replacement`;
  const idle = idleFields(rule);
  return idle.length === 0 ? null : `${action} takes no ${idle.join(', ')}`;
}

/** Fields that are set and mean nothing for the action; where Prometheus lets them pass, so do we. */
function idleFields({ action, sourceLabels, separator, regex, modulus, targetLabel, replacement }: RelabelRule): string[] {
  const set = { source_labels: sourceLabels.length > 0, separator: separator !== ';', regex: regex !== '(.*)', modulus: modulus !== 0, target_label: targetLabel !== '', replacement: replacement !== '$1' };
  const names = Object.entries(set).flatMap(([name, given]) => (given ? [name] : []));
  if (action === 'lowercase' || action === 'uppercase') return names.filter(name => name === 'replacement');
  if (action === 'keepequal' || action === 'dropequal') return names.filter(name => name !== 'source_labels' && name !== 'target_label');
  if (action === 'labeldrop' || action === 'labelkeep') return names.filter(name => name !== 'regex');
  return [];
}
