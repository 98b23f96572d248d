import { CloudMachine } from '../shared/model/cloud.ts';
import { MachineId } from '../shared/model/machine.ts';
import type { WorkspaceDb } from './workspace.ts';

/** A machine of a cloud, listed now or once. Times in unix ms; `missingSince` null while it is listed. */
export interface KnownMachine { readonly machine: CloudMachine; readonly firstSeen: number; readonly missingSince: number | null }

/** What the user has said of two machines: that they are one, or that they are not. In the order of their ids. */
export interface MachineLink { readonly a: MachineId; readonly b: MachineId; readonly joined: boolean }

export interface MachineTable {
  load(): KnownMachine[];
  /** all of them, or none */
  save(known: readonly KnownMachine[]): void;
  delete(id: MachineId): void;
  links(): MachineLink[];
  saveLink(link: MachineLink): void;
  deleteLink(a: MachineId, b: MachineId): void;
}

interface Row { readonly id: string; readonly facts: string; readonly firstSeen: number; readonly missingSince: number | null }
interface LinkRow { readonly a: string; readonly b: string; readonly joined: number }

/** A row that no longer fits its schema is left out and given to `onUnreadable`. */
export function machineTable(db: WorkspaceDb, onUnreadable: (id: string, error: unknown) => void): MachineTable {
  const all = db.prepare<[], Row>('SELECT id, facts, first_seen AS firstSeen, missing_since AS missingSince FROM machines');
  const upsert = db.prepare<[Row]>('INSERT OR REPLACE INTO machines (id, facts, first_seen, missing_since) VALUES (@id, @facts, @firstSeen, @missingSince)');
  const remove = db.prepare<[string]>('DELETE FROM machines WHERE id = ?');
  const links = db.prepare<[], LinkRow>('SELECT a, b, joined FROM machine_links');
  const link = db.prepare<[string, string, number]>('INSERT OR REPLACE INTO machine_links (a, b, joined) VALUES (?, ?, ?)');
  const unlink = db.prepare<[string, string]>('DELETE FROM machine_links WHERE a = ? AND b = ?');
  const readable = <T>(id: string, read: () => T): T[] => {
    try {
      return [read()];
    } catch (error) {
      onUnreadable(id, error);
      return [];
    }
  };
  return {
    load: () => all.all().flatMap(({ id, facts, firstSeen, missingSince }) => readable(id, () => ({ machine: CloudMachine.parse(JSON.parse(facts)), firstSeen, missingSince }))),
    save: db.transaction((known: readonly KnownMachine[]) => {
      for (const { machine, firstSeen, missingSince } of known) upsert.run({ id: machine.id, facts: JSON.stringify(machine), firstSeen, missingSince });
    }),
    delete: id => { remove.run(id); },
    links: () => links.all().flatMap(({ a, b, joined }) => readable(`${a} ${b}`, () => ({ a: MachineId.parse(a), b: MachineId.parse(b), joined: joined !== 0 }))),
    saveLink: ({ a, b, joined }) => { link.run(a, b, joined ? 1 : 0); },
    deleteLink: (a, b) => { unlink.run(a, b); },
  };
}
