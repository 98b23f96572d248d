import type { RelabelRule, RelabelStep } from '../../src-main/shared/model/relabel.ts';
import { relabelText } from '../../src-main/shared/model/relabeltext.ts';
import type { Host } from '../host/client.ts';

/** Rules as they are typed, and what the host has read of it. */
export interface RuleText {
  readonly text: string;
  /** the text that `rules` and `problems` were read from */
  readonly checked: string;
  readonly rules: readonly RelabelRule[];
  /** by line, from 1; rules come only where there is none */
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
}

export function textOfRules(rules: readonly RelabelRule[]): RuleText {
  const text = relabelText(rules);
  return { text, checked: text, rules, problems: [] };
}

export const NO_RULES: RuleText = textOfRules([]);

export const isChecked = ({ text, checked }: RuleText): boolean => text === checked;

/** Has the host read what was typed since. */
export async function checkRules(host: Host, rules: RuleText, signal?: AbortSignal): Promise<RuleText> {
  if (isChecked(rules)) return rules;
  return { text: rules.text, checked: rules.text, ...await host.targets.parseRelabel({ text: rules.text }, signal) };
}

/** One label that a rule has set, changed or taken away. */
export interface LabelChange { readonly name: string; readonly kind: 'set' | 'changed' | 'removed'; readonly before: string; readonly after: string }

export function changesOf({ before, after, changed }: RelabelStep): readonly LabelChange[] {
  return changed.map(name => {
    const was = Object.hasOwn(before, name) ? before[name]! : '';
    const becomes = after !== null && Object.hasOwn(after, name) ? after[name]! : '';
    return { name, kind: becomes === '' ? 'removed' : was === '' ? 'set' : 'changed', before: was, after: becomes };
  });
}
