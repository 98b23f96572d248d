import type { TargetState } from '../shared/model/target.ts';
import { type Facts, keyOf, type MachineKey, type Moment } from './readings.ts';

/** The machines there are, by key, with the target each comes from; null: its samples are written to us by someone else. */
export type Roster = ReadonlyMap<MachineKey, TargetState | null>;

export const keyOfTarget = ({ labels }: TargetState): MachineKey => keyOf(labels['job'] ?? '', labels['instance'] ?? '');

/**
 * Every target that is scraped and every (job, instance) heard of within a day, except our own metrics: a program, not a machine.
 * dropped  targets that were taken away: their old samples make no machine, fresh ones do
 */
export function rosterOf(targets: readonly TargetState[], moment: Moment, facts: Facts, dropped: ReadonlySet<MachineKey>): Roster {
  const roster = new Map<MachineKey, TargetState | null>(targets.filter(({ health }) => health !== 'dropped').map(target => [keyOfTarget(target), target]));
  const add = (key: MachineKey) => { if (!roster.has(key)) roster.set(key, null); };
  for (const key of moment.up.keys()) add(key);
  for (const key of moment.answered.keys()) add(key);
  for (const key of facts.roster) if (!dropped.has(key)) add(key);
  for (const target of targets) if (target.kind === 'own') roster.delete(keyOfTarget(target));
  return roster;
}
