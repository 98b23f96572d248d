import type { AlertInstance } from '../shared/model/alert.ts';
import type { Labels } from '../shared/model/labels.ts';
import type { InhibitRule } from '../shared/model/routing.ts';
import { type Match, matching, labelOf } from './matching.ts';

interface Compiled { readonly source: Match; readonly target: Match; readonly equal: readonly string[] }

/** From the alerts of a moment to whether one with these labels is inhibited. */
export type Inhibitor = (alerts: Iterable<AlertInstance>) => (labels: Labels) => boolean;

/**
 * Targets are held back while a source with the same values of `equal` fires. Where the target is a source of the same rule, too, sources that are
 * targets don't count, so that two such alerts never hold back each other.
 * source  Alertmanager, inhibit.Inhibitor.Mutes
 */
export function inhibitorOf(rules: readonly InhibitRule[]): Inhibitor {
  const compiled = rules.map((rule): Compiled => ({ source: matching(rule.sourceMatchers), target: matching(rule.targetMatchers), equal: rule.equal }));
  return alerts => {
    const firing = compiled.length === 0 ? [] : [...alerts].filter(({ state }) => state === 'firing');
    const sources = compiled.map(rule => sourcesOf(rule, firing));
    return labels => compiled.some((rule, i) => rule.target(labels) && sources[i]!.has(rule.source(labels), keyOf(rule, labels)));
  };
}

/** Equal values of the sources of a rule: of all of them, and of those that are no targets. */
function sourcesOf(rule: Compiled, firing: readonly AlertInstance[]): { has(twoSided: boolean, key: string): boolean } {
  const all = new Set<string>(), oneSided = new Set<string>();
  for (const { labels } of firing) {
    if (!rule.source(labels)) continue;
    const key = keyOf(rule, labels);
    all.add(key);
    if (!rule.target(labels)) oneSided.add(key);
  }
  return { has: (twoSided, key) => (twoSided ? oneSided : all).has(key) };
}

const keyOf = ({ equal }: Compiled, labels: Labels): string => JSON.stringify(equal.map(name => labelOf(labels, name)));
