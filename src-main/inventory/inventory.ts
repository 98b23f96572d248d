import { AppError } from '../shared/model/errors.ts';
import type { CloudMachine } from '../shared/model/cloud.ts';
import type { MachinePlan, Operation } from '../shared/model/deed.ts';
import type { MachineDetail, MachineId, MachineRow } from '../shared/model/machine.ts';
import type { FilterTable } from '../store/savedfilters.ts';
import type { MachineLink, MachineTable } from '../store/machines.ts';
import type { Asker, Operations } from './acting/operations.ts';
import { confirmOf, planned, waitOf, type Wanted } from './acting/plan.ts';
import { type Actors, impossible, type Subject } from './acting/subject.ts';
import type { KnownMachines } from './knownmachines.ts';
import type { Machines } from './machines.ts';

export interface InventoryParts {
  readonly machines: Machines;
  readonly known: KnownMachines;
  readonly actors: Actors;
  /** machines that can be acted on without a cloud listing them: SSH hosts, this computer; by the id of their row */
  readonly others: (id: MachineId) => CloudMachine | undefined;
  readonly operations: Operations;
  readonly links: Pick<MachineTable, 'links' | 'saveLink' | 'deleteLink'>;
  readonly filters: FilterTable;
}

/** All machines, what can be done to them, and what the user has said of them. */
export class Inventory {
  readonly machines: Machines;
  readonly operations: Operations;
  readonly filters: FilterTable;
  private readonly parts: InventoryParts;

  constructor(parts: InventoryParts) {
    this.parts = parts;
    this.machines = parts.machines;
    this.operations = parts.operations;
    this.filters = parts.filters;
  }

  /** errors: AppError 'not-found' */
  async detail(id: MachineId): Promise<MachineDetail> {
    const row = await this.machines.get(id);
    const subject = this.subjectOf(row);
    const links = this.parts.links.links();
    const own = new Set([row.id, ...row.also]);
    const others = (joined: boolean) => links.filter(link => link.joined === joined && (own.has(link.a) || own.has(link.b))).map(({ a, b }) => own.has(a) && (joined || !own.has(b)) ? b : a);
    const detail = { row, machine: subject.machine, joined: others(true), apart: others(false) };
    const wrong = impossible(subject);
    if (wrong !== null || subject.machine === null) return { ...detail, actions: [], unable: wrong?.message ?? null };
    try {
      const { capabilities } = await this.parts.actors.provider(subject.machine);
      return { ...detail, actions: capabilities.actions[subject.machine.power], unable: null };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { ...detail, actions: [], unable: error.message };
    }
  }

  async plan(ids: readonly MachineId[], wanted: Wanted, signal: AbortSignal): Promise<MachinePlan> {
    const items = (await this.planned(ids, wanted, true, signal)).map(({ item }) => item);
    return { action: wanted.action, items, confirm: confirmOf(wanted.action, items), waitMs: waitOf(wanted.action) };
  }

  /** errors: as Operations.begin */
  async begin(ids: readonly MachineId[], wanted: Wanted, confirm: string, asker: Asker, signal: AbortSignal): Promise<Operation> {
    return this.operations.begin(await this.planned(ids, wanted, false, signal), wanted, confirm, asker);
  }

  /** Takes machines off the list that their clouds do not list any more. errors: AppError 'not-found', 'conflict'; then those before it are gone */
  async forget(ids: readonly MachineId[]): Promise<void> {
    for (const subject of await this.subjects(ids)) this.parts.known.forget(subject.machine?.id ?? subject.id);
  }

  /** These are one machine from now on. */
  async join(ids: readonly MachineId[]): Promise<MachineRow> {
    const [first, ...rest] = ids;
    if (first === undefined || rest.length === 0) throw new AppError('invalid-input', 'It takes two to be joined.');
    for (const id of rest) this.parts.links.saveLink(linkOf(first, id, true));
    return this.machines.get(first);
  }

  /** `apart` is not `from` any more, whatever it looks like. errors: AppError 'not-found' when they are not one */
  async split(from: MachineId, apart: MachineId): Promise<void> {
    const row = await this.machines.get(from);
    const all = [row.id, ...row.also];
    if (!all.includes(apart)) throw new AppError('not-found', `${apart} is not a part of ${row.name}.`);
    for (const other of all) if (other !== apart) this.parts.links.saveLink(linkOf(other, apart, false));
  }

  /** What was said of these two is forgotten: they are compared again. */
  unlink(a: MachineId, b: MachineId): void {
    const link = linkOf(a, b, true);
    this.parts.links.deleteLink(link.a, link.b);
  }

  private async planned(ids: readonly MachineId[], wanted: Wanted, dryRun: boolean, signal: AbortSignal) {
    return planned(this.parts.actors, await this.subjects(ids), wanted, { dryRun, busy: id => this.operations.isBusy(id) }, signal);
  }

  /** errors: AppError 'not-found' */
  private async subjects(ids: readonly MachineId[]): Promise<readonly Subject[]> {
    const rows = new Map<MachineId, MachineRow>();
    for (const row of await this.machines.list()) for (const id of [row.id, ...row.also]) rows.set(id, row);
    return [...new Set(ids.map(id => {
      const row = rows.get(id);
      if (row === undefined) throw new AppError('not-found', `There is no machine ${id}.`);
      return row;
    }))].map(row => this.subjectOf(row));
  }

  private subjectOf({ id, name, tags, cloud, also }: MachineRow): Subject {
    const listed = cloud === null ? undefined : this.parts.known.get(cloud.id)?.machine;
    const machine = listed ?? [id, ...also].map(one => this.parts.others(one)).find(one => one !== undefined) ?? null;
    return { id, name, account: cloud?.account ?? '', tags, machine, missing: cloud !== null && cloud.missingSince !== null };
  }
}

const linkOf = (a: MachineId, b: MachineId, joined: boolean): MachineLink => a < b ? { a, b, joined } : { a: b, b: a, joined };
