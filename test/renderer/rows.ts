import { MachineId, type MachineRow, type Meter } from '../../src-main/shared/model/machine.ts';

/** A healthy machine nothing is known of, but for what is given. */
export const machine = (name: string, given: Partial<Omit<MachineRow, 'id' | 'name'>> = {}): MachineRow => ({
  id: MachineId.parse(`prometheus/${given.job ?? 'job'}/${name}`), name, source: 'prometheus', job: 'job', instance: `${name}:9100`, state: 'ok', problems: [], seen: 0,
  cpu: null, memory: null, disk: null, network: null, cores: null, memoryBytes: null, os: null, kernel: null, bootTime: null, group: '', tags: {}, addresses: [], also: [], cloud: null, ...given,
});

export const meter = (last: number | null): Meter => ({ last });
