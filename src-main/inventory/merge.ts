import type { AccountId } from '../shared/model/cloud.ts';
import type { CloudFacts, MachineId, MachineRow, Problem } from '../shared/model/machine.ts';
import type { KnownMachine, MachineLink } from '../store/machines.ts';
import { stateOf } from './problems.ts';
import { keyOf, type MachineKey } from './readings.ts';
import { mapInTurns } from './slices.ts';
import { type TraceIndex, traceIndex, type Traces } from './traces.ts';

/** A machine as the stored metrics know it. traces: null for what is no machine by itself, such as a database's exporter */
export interface Measured { readonly key: MachineKey; readonly row: MachineRow; readonly traces: Traces | null }
export interface Merged { readonly key: MachineKey; readonly row: MachineRow }

/** What clouds and the user say of machines. */
export interface CloudSide {
  /** a new array after each change */
  known(): readonly KnownMachine[];
  /** names of the accounts that there are; machines of others are left out */
  accounts(): ReadonlyMap<AccountId, string>;
  links(): readonly MachineLink[];
}
export const NO_CLOUDS: CloudSide = { known: () => [], accounts: () => new Map(), links: () => [] };

/** Makes one row of each machine out of what is measured and what clouds list. */
export function merging(clouds: CloudSide): (measured: readonly Measured[]) => Promise<Merged[]> {
  let index: { readonly of: readonly KnownMachine[]; readonly by: TraceIndex } | null = null;
  return async measured => {
    const known = clouds.known();
    if (index?.of !== known) index = { of: known, by: traceIndex(known) };
    const groups = grouped(measured, known, index.by, clouds.links());
    const accounts = clouds.accounts();
    const rows = await mapInTurns(groups, group => mergedOf(group, accounts));
    return rows.filter(row => row !== null);
  };
}

interface Group { readonly measured: Measured[]; readonly clouds: KnownMachine[] }

function grouped(measured: readonly Measured[], known: readonly KnownMachine[], index: TraceIndex, links: readonly MachineLink[]): Iterable<Group> {
  const parents = new Map<MachineId, MachineId>();
  const root = (id: MachineId): MachineId => { let at = id; for (let up = parents.get(at); up !== undefined; up = parents.get(at)) at = up; return at; };
  const unite = (a: MachineId, b: MachineId) => { const [left, right] = [root(a), root(b)]; if (left !== right) parents.set(right, left); };
  const apart = new Set(links.filter(({ joined }) => !joined).map(({ a, b }) => pairOf(a, b)));
  for (const { row, traces } of measured) {
    const found = traces === null ? null : index.find(traces);
    if (found !== null && !apart.has(pairOf(found.machine.id, row.id))) unite(found.machine.id, row.id);
  }
  for (const { a, b, joined } of links) if (joined) unite(a, b);

  const groups = new Map<MachineId, Group>();
  const groupOf = (id: MachineId) => { const at = root(id); const group = groups.get(at) ?? { measured: [], clouds: [] }; groups.set(at, group); return group; };
  for (const one of known) groupOf(one.machine.id).clouds.push(one);
  for (const one of measured) groupOf(one.row.id).measured.push(one);
  return groups.values();
}

export const pairOf = (a: MachineId, b: MachineId): string => a < b ? `${a} ${b}` : `${b} ${a}`;

/** null: nothing of it is to be shown */
function mergedOf({ measured, clouds }: Group, accounts: ReadonlyMap<AccountId, string>): Merged | null {
  const [known] = clouds.filter(({ machine }) => accounts.has(machine.accountId)).sort((a, b) => Number(a.missingSince !== null) - Number(b.missingSince !== null));
  const [main, ...rest] = measured.toSorted((a, b) => rankOf(a.row) - rankOf(b.row));
  const also = [...clouds.map(({ machine }) => machine.id), ...measured.map(({ row }) => row.id)];
  if (known === undefined) return main === undefined ? null : { key: main.key, row: rest.length === 0 ? main.row : { ...filled(main.row, rest), also: also.filter(id => id !== main.row.id) } };
  const facts = factsOf(known, accounts.get(known.machine.accountId) ?? '');
  const base = main === undefined ? bare(known) : filled(main.row, rest);
  const problems = problemsWith(known, base.problems);
  const row: MachineRow = {
    ...base, id: facts.id, name: nameOf(known, base), problems, state: stateOf(problems, true), cloud: facts,
    tags: { ...known.machine.tags, ...base.tags }, addresses: [...new Set([...known.machine.publicAddresses, ...known.machine.privateAddresses, ...base.addresses])],
    also: also.filter(id => id !== facts.id),
  };
  return { key: main?.key ?? keyOf(row.job, row.instance), row };
}

const RANK = { self: 0, ssh: 1, prometheus: 2, aws: 3 } as const;
/** This computer and SSH hosts before what is scraped; among these, what has a machine's figures. */
const rankOf = (row: MachineRow): number => RANK[row.source] * 2 + (row.cpu === null && row.memory === null ? 1 : 0);

/** A row with what others of the same machine know besides. */
function filled(row: MachineRow, others: readonly Measured[]): MachineRow {
  let own = row;
  for (const other of others) own = completed(own, other.row);
  return own;
}

const completed = (own: MachineRow, other: MachineRow): MachineRow => ({
  ...own, cpu: own.cpu ?? other.cpu, memory: own.memory ?? other.memory, disk: own.disk ?? other.disk, network: own.network ?? other.network,
  cores: own.cores ?? other.cores, memoryBytes: own.memoryBytes ?? other.memoryBytes, os: own.os ?? other.os, kernel: own.kernel ?? other.kernel, bootTime: own.bootTime ?? other.bootTime,
  tags: { ...other.tags, ...own.tags }, addresses: [...new Set([...own.addresses, ...other.addresses])],
});

/** A machine of which its cloud alone tells. Its metrics stand under the cloud's name as their job. */
const bare = ({ machine }: KnownMachine): MachineRow => ({
  id: machine.id, name: machine.name, source: machine.provider, job: machine.provider, instance: machine.nativeId, state: 'ok', problems: [], seen: null,
  cpu: null, memory: null, disk: null, network: null, cores: null, memoryBytes: null, os: machine.platform || null, kernel: null, bootTime: null,
  group: '', tags: {}, addresses: [], also: [], cloud: null,
});

const factsOf = ({ machine, firstSeen, missingSince }: KnownMachine, account: string): CloudFacts => ({
  id: machine.id, accountId: machine.accountId, account, region: machine.region, zone: machine.zone, nativeId: machine.nativeId, power: machine.power, size: machine.size,
  launchedAt: machine.launchedAt, firstSeen, missingSince,
});

/** The name the user gave its SSH host; else the one its cloud has, unless that is but its id. */
const nameOf = ({ machine }: KnownMachine, base: MachineRow): string =>
  base.source === 'ssh' || base.source === 'self' ? base.name : machine.name === machine.nativeId && base.name !== '' ? base.name : machine.name;

/** Its cloud knows why a machine does not answer: one that was stopped is not broken. */
function problemsWith({ machine, missingSince }: KnownMachine, measured: readonly Problem[]): readonly Problem[] {
  if (missingSince !== null) return [{ kind: 'missing', level: 'unknown', since: missingSince }];
  switch (machine.power) {
    case 'stopped': case 'stopping': return [{ kind: 'stopped', level: 'unknown' }];
    case 'terminated': case 'terminating': return [{ kind: 'terminated', level: 'unknown' }];
    case 'running': case 'starting': case 'unknown': return measured;
  }
}
