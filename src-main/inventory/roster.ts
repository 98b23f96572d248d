import type { SourceName } from '../shared/model/machine.ts';
import type { SshHostState } from '../shared/model/sshhost.ts';
import type { TargetState } from '../shared/model/target.ts';
import { type Facts, keyOf, type MachineKey, type Moment } from './readings.ts';

/** Who asks a machine for its samples, and how that goes. `own`: our own metrics, a program and no machine. `host`: how it is set up, when it is reached by SSH. */
export interface Watch { readonly key: MachineKey; readonly source: SourceName; readonly health: TargetState['health']; readonly own: boolean; readonly host?: Pick<SshHostState['config'], 'address' | 'group' | 'tags'> }

/** The machines there are, by key, with who watches each; null: its samples are written to us by someone else. */
export type Roster = ReadonlyMap<MachineKey, Watch | null>;

export const watchesOf = (targets: readonly TargetState[], hosts: readonly SshHostState[]): Watch[] => [
  ...targets.map(({ labels, kind, health }): Watch => ({ key: keyOf(labels['job'] ?? '', labels['instance'] ?? ''), source: kind === 'self' ? 'self' : 'prometheus', health, own: kind === 'own' })),
  ...hosts.map(({ config, health }): Watch => ({ key: keyOf(config.job, config.name), source: 'ssh', health, own: false, host: config })),
];

/**
 * Every machine that is watched and every (job, instance) heard of within a day, except our own metrics.
 * dropped  machines that are watched no more: their old samples make no machine, fresh ones do
 */
export function rosterOf(watches: readonly Watch[], moment: Moment, facts: Facts, dropped: ReadonlySet<MachineKey>): Roster {
  const roster = new Map<MachineKey, Watch | null>(watches.filter(({ health }) => health !== 'dropped').map(watch => [watch.key, watch]));
  const add = (key: MachineKey) => { if (!roster.has(key)) roster.set(key, null); };
  for (const key of moment.up.keys()) add(key);
  for (const key of moment.answered.keys()) add(key);
  for (const key of facts.roster) if (!dropped.has(key)) add(key);
  for (const { key, own } of watches) if (own) roster.delete(key);
  return roster;
}
