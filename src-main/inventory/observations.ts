import type { CloudMachine } from '../shared/model/cloud.ts';
import { MACHINE_JOB, type MachineEvent } from '../shared/contract/events.ts';

/** One difference between two lists of a cloud. */
export type Observation = Pick<MachineEvent, 'kind' | 'subject' | 'before' | 'after'>;
export type NewEvent = Omit<MachineEvent, 'id'>;

/** A machine has 50 tags at most in every cloud we know; more would be a mistake of ours. */
const MOST_TAGS = 50;

/** What has become different of a machine that was listed before and is listed now. */
export function differences(before: CloudMachine, after: CloudMachine): Observation[] {
  const changed = (kind: Observation['kind'], subject: string, was: string, is: string): Observation[] => was === is ? [] : [{ kind, subject, before: was, after: is }];
  return [
    ...changed('power', 'power', before.power, after.power),
    ...changed('size', 'size', before.size, after.size),
    ...changed('address', 'public', before.publicAddresses.join(' '), after.publicAddresses.join(' ')),
    ...changed('address', 'private', before.privateAddresses.join(' '), after.privateAddresses.join(' ')),
    ...tagChanges(before.tags, after.tags),
  ];
}

function tagChanges(before: CloudMachine['tags'], after: CloudMachine['tags']): Observation[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().slice(0, MOST_TAGS);
  return names.filter(name => before[name] !== after[name]).map(name => ({ kind: 'tag', subject: name, before: before[name] ?? '', after: after[name] ?? '' }));
}

/** A machine that came or went; `''`: it is not there. */
export const comingOf = (machine: CloudMachine): Observation => ({ kind: 'machine', subject: machine.name, before: '', after: machine.power });
export const goingOf = (machine: CloudMachine): Observation => ({ kind: 'machine', subject: machine.name, before: machine.power, after: '' });

export const eventOf = (id: string, at: number, origin: MachineEvent['origin'], observed: Observation): NewEvent => ({ at: Math.round(at), job: MACHINE_JOB, instance: id, ...observed, origin });
