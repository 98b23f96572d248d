import { z } from 'zod';
import type { Labels } from './labels.ts';

export const MATCH_OPS = ['=', '!=', '=~', '!~'] as const;

/** One condition on a label, in Alertmanager's words. An absent label counts as empty; a pattern is RE2's, anchored at both ends. */
export const LabelMatcher = z.object({
  name: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'a label name has letters, digits and _ and begins with no digit').max(200),
  op: z.enum(MATCH_OPS).default('='),
  value: z.string().max(8192),
});
export type LabelMatcher = z.infer<typeof LabelMatcher>;

/** As Alertmanager writes them: `{severity="critical",job=~"node.*"}`, sorted by name, value and operator. */
export const matchersText = (matchers: readonly LabelMatcher[]): string =>
  `{${matchers.toSorted((a, b) => compare(a.name, b.name) || compare(a.value, b.value) || compare(a.op, b.op)).map(({ name, op, value }) => `${name}${op}${quoted(value)}`).join(',')}}`;

/** As people type them: without braces, with room after each comma. */
export const typedMatchers = (matchers: readonly LabelMatcher[]): string => matchersText(matchers).slice(1, -1).replace(/",(?=[a-zA-Z_])/g, '", ');

/** As Alertmanager writes the labels of a group: `{alertname="Down", zone="b"}`, alertname first. */
export const labelsText = (labels: Labels): string =>
  `{${Object.keys(labels).sort(alertnameFirst).map(name => `${name}=${quoted(labels[name] ?? '')}`).join(', ')}}`;

const compare = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0;
const alertnameFirst = (a: string, b: string): number => a === b ? 0 : a === 'alertname' ? -1 : b === 'alertname' ? 1 : compare(a, b);
const quoted = (text: string): string => JSON.stringify(text);

/** One matcher as people type it, quoted or not; the quotes may hold what JSON's do. */
const ONE = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^",{}]*)\s*/y;

/** `{severity="critical", job=~"node.*"}`, with or without braces; null when a part of it is no matcher. */
export function parseMatchers(text: string): readonly LabelMatcher[] | null {
  const inner = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1] ?? text;
  const found: LabelMatcher[] = [];
  for (let at = 0; inner.slice(at).trim() !== '';) {
    ONE.lastIndex = at;
    const [all, name, op, value = ''] = ONE.exec(inner) ?? [];
    const parsed = LabelMatcher.safeParse({ name, op, value: unquoted(value) });
    if (all === undefined || !parsed.success) return null;
    found.push(parsed.data);
    at += all.length;
    if (at < inner.length && inner[at] !== ',') return null;
    at++;
  }
  return found;
}

function unquoted(text: string): string | null {
  if (!text.startsWith('"')) return text.trim();
  try {
    return String(JSON.parse(text));
  } catch {
    return null;
  }
}
