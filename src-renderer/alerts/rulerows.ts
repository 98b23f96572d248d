import type { GroupState, RuleState } from '../../src-main/shared/model/rule.ts';
import type { State } from '../ui/StateMark.tsx';
import { rankOf, severityOf } from './severity.ts';

/** A rule within its group, as a row of the list. */
export interface RuleRow {
  readonly id: string;
  readonly group: GroupState;
  readonly state: RuleState;
  /** of the rule in its group */
  readonly index: number;
  readonly name: string;
}

export const nameOfRule = ({ rule }: Pick<RuleState, 'rule'>): string => rule.kind === 'alerting' ? rule.alert : rule.record;

/** Every rule of every group as a row; a group without rules has none. */
export const ruleRows = (groups: readonly GroupState[]): readonly RuleRow[] =>
  groups.flatMap(group => group.rules.map((state, index): RuleRow => ({ id: `${group.id} ${index}`, group, state, index, name: nameOfRule(state) })));

/** How a rule fares: failed, firing, waiting, quiet, off. */
export type Fare = 'failed' | 'firing' | 'pending' | 'off' | 'unknown' | 'quiet';
export function fareOf({ group, state }: Pick<RuleRow, 'group' | 'state'>): Fare {
  if (!group.enabled) return 'off';
  if (state.health === 'err') return 'failed';
  if (state.state === 'firing') return 'firing';
  if (state.state === 'pending') return 'pending';
  return state.health === 'unknown' ? 'unknown' : 'quiet';
}

const FARES: readonly Fare[] = ['failed', 'firing', 'pending', 'unknown', 'quiet', 'off'];
export const rankOfFare = (row: RuleRow): number => FARES.indexOf(fareOf(row));

/** The mark beside a rule: that it failed weighs as much as that it fires. */
export function markOfRule(row: RuleRow): State {
  const fare = fareOf(row);
  const severity = severityOf(row.state.rule.labels);
  switch (fare) {
    case 'failed': return 'critical';
    case 'firing': return rankOf(severity) === 0 ? 'critical' : 'warn';
    case 'pending': return 'warn';
    case 'unknown': return 'unknown';
    case 'off': return 'stopped';
    case 'quiet': return 'ok';
  }
}

/** Failed and firing rules first, then as they stand in their groups. */
export const rowsWorstFirst = (rows: readonly RuleRow[]): readonly RuleRow[] => rows.toSorted((a, b) => rankOfFare(a) - rankOfFare(b) || a.name.localeCompare(b.name));

/** The sums of a group's head. */
export function tallyOf(rows: readonly RuleRow[]): { readonly failed: number; readonly firing: number; readonly pending: number } {
  const count = (fare: Fare) => rows.filter(row => fareOf(row) === fare).length;
  return { failed: count('failed'), firing: count('firing'), pending: count('pending') };
}
