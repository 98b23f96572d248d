import { useEffect, useMemo, useState } from 'react';
import type { AlertRule, GroupState, RuleState } from '../../src-main/shared/model/rule.ts';
import type { Labels } from '../../src-main/shared/model/labels.ts';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { type CallState, useCall } from '../host/hooks.ts';

/** All groups of rules with what became of them; asked anew with the page's refresh. */
export const useRuleGroups = (): CallState<readonly GroupState[]> => useCall(['rules', 'list'], (host, signal) => host.rules.list({}, signal), { refresh: true });

export interface FoundRule { readonly group: GroupState; readonly state: RuleState; readonly rule: AlertRule }

/** The rule an alert comes from; of several of one name the one whose own labels the alert bears. undefined when it is gone. */
export function ruleOf(groups: readonly GroupState[], { rule, group, file, labels }: { readonly rule: string; readonly group: string; readonly file: string; readonly labels: Labels }): FoundRule | undefined {
  const found = groups.filter(each => each.name === group && each.file === file)
    .flatMap(each => each.rules.flatMap((state): FoundRule[] => state.rule.kind === 'alerting' && state.rule.alert === rule ? [{ group: each, state, rule: state.rule }] : []));
  return found.find(each => Object.entries(each.rule.labels).every(([name, value]) => value.includes('{{') || labels[name] === value)) ?? found[0];
}

/** Machines by what their series bear. Two machines of one address and job are one here. */
export function useMachinesByLabels(machines: readonly MachineRow[] | undefined): (labels: Labels) => MachineRow | undefined {
  return useMemo(() => {
    const byKey = new Map((machines ?? []).map(row => [`${row.job}\n${row.instance}`, row]));
    const byInstance = new Map((machines ?? []).map(row => [row.instance, row]));
    return labels => labels['instance'] === undefined ? undefined : byKey.get(`${labels['job'] ?? ''}\n${labels['instance']}`) ?? (labels['job'] === undefined ? byInstance.get(labels['instance']) : undefined);
  }, [machines]);
}

/** The time, moved on every few seconds, for words like "for 5 min". */
export function useNow(everyMs = 5_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
