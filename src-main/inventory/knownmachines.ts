import type { AccountId, CloudMachine } from '../shared/model/cloud.ts';
import { AppError } from '../shared/model/errors.ts';
import type { MachineId } from '../shared/model/machine.ts';
import type { KnownMachine, MachineTable } from '../store/machines.ts';
import { comingOf, differences, eventOf, goingOf, type NewEvent, type Observation } from './observations.ts';
import type { OurDeeds } from './ourdeeds.ts';

/** Every machine that a cloud has ever listed, until it is removed by hand. */
export interface KnownMachines {
  /** A new array after each change. */
  list(): readonly KnownMachine[];
  get(id: MachineId): KnownMachine | undefined;
  /** A region was listed: what came, went and changed is written down and told. `at` in unix ms */
  listed(accountId: AccountId, region: string, machines: readonly CloudMachine[], at: number): void;
  /** Takes one off the list that its cloud does not list any more. errors: AppError 'not-found', 'conflict' while it is listed */
  forget(id: MachineId): void;
}

export interface KnownParts { readonly table: MachineTable; readonly deeds: OurDeeds; readonly events: (events: readonly NewEvent[]) => void }

export function knownMachines({ table, deeds, events }: KnownParts): KnownMachines {
  const known = new Map<MachineId, KnownMachine>(table.load().map(one => [one.machine.id, one]));
  let list: readonly KnownMachine[] = [...known.values()];

  const listed: KnownMachines['listed'] = (accountId, region, machines, at) => {
    const before = list.filter(({ machine }) => machine.accountId === accountId && machine.region === region);
    const changes: KnownMachine[] = [];
    const news: NewEvent[] = [];
    const tell = (id: MachineId, observed: readonly Observation[]) => {
      const ours = deeds.explain(id, observed);
      news.push(...observed.map((one, i) => eventOf(id, at, ours[i] ? 'ours' : 'outside', one)));
    };
    for (const machine of machines) {
      const old = known.get(machine.id);
      const observed = old === undefined || old.missingSince !== null ? before.length === 0 ? [] : [comingOf(machine)] : differences(old.machine, machine); // the first list of a region tells of nothing new
      tell(machine.id, observed);
      if (old === undefined || old.missingSince !== null || !same(old.machine, machine)) changes.push({ machine, firstSeen: old?.firstSeen ?? at, missingSince: null });
    }
    const present = new Set(machines.map(({ id }) => id));
    for (const one of before) {
      if (one.missingSince !== null || present.has(one.machine.id)) continue;
      tell(one.machine.id, [goingOf(one.machine)]);
      changes.push({ ...one, missingSince: at });
    }
    if (changes.length > 0) table.save(changes);
    for (const one of changes) known.set(one.machine.id, one);
    if (changes.length > 0) list = [...known.values()];
    if (news.length > 0) events(news);
  };
  return {
    list: () => list,
    get: id => known.get(id),
    listed,
    forget: id => {
      const one = known.get(id);
      if (one === undefined) throw new AppError('not-found', `No cloud has listed a machine ${id}.`);
      if (one.missingSince === null) throw new AppError('conflict', `${one.machine.name} is still listed by its cloud: it would be back with the next list.`);
      table.delete(id);
      known.delete(id);
      list = [...known.values()];
    },
  };
}

const same = (a: CloudMachine, b: CloudMachine): boolean => JSON.stringify(a) === JSON.stringify(b);
