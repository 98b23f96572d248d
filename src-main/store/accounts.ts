import { z } from 'zod';
import { AccountConfig, AccountId, CloudMachine } from '../shared/model/cloud.ts';
import type { WorkspaceDb } from './workspace.ts';

export interface StoredAccount { readonly id: AccountId; readonly config: AccountConfig; readonly paused: boolean }
/** What was last listed of a region; `listedAt` in unix ms. */
export interface StoredRegion { readonly region: string; readonly listedAt: number; readonly machines: readonly CloudMachine[] }
/** Calls of one operation within a month (`2026-11`), and the metrics they were billed for. */
export interface StoredUsage { readonly operation: string; readonly calls: number; readonly billed: number }

/** The accounts of clouds in the order they were added, and what is known of each. */
export interface AccountTable {
  load(): StoredAccount[];
  /** adds it, or replaces the one of the same id in its place */
  save(account: StoredAccount): void;
  /** with all that is known of it */
  delete(id: AccountId): void;
  regions(id: AccountId): StoredRegion[];
  saveRegion(id: AccountId, region: StoredRegion): void;
  deleteRegion(id: AccountId, region: string): void;
  usage(id: AccountId, month: string): StoredUsage[];
  addUsage(id: AccountId, month: string, usage: readonly StoredUsage[]): void;
  /** unix ms up to which a machine's metrics are stored, by its native id */
  marks(id: AccountId): Map<string, number>;
  saveMarks(id: AccountId, marks: ReadonlyMap<string, number>): void;
}

interface AccountRow { readonly id: string; readonly config: string; readonly paused: number }
interface RegionRow { readonly region: string; readonly listedAt: number; readonly machines: string }

/** What no longer fits its schema is left out and given to `onUnreadable`: it must not keep the others away. */
export function accountTable(db: WorkspaceDb, onUnreadable: (id: string, error: unknown) => void): AccountTable {
  const all = db.prepare<[], AccountRow>('SELECT id, config, paused FROM accounts ORDER BY rowid');
  const upsert = db.prepare<[string, string, number]>('INSERT INTO accounts (id, config, paused) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET config = excluded.config, paused = excluded.paused');
  const removals = ['DELETE FROM accounts WHERE id = ?', ...['account_regions', 'account_usage', 'account_marks'].map(table => `DELETE FROM ${table} WHERE account = ?`)].map(sql => db.prepare<[string]>(sql));
  const regions = db.prepare<[string], RegionRow>('SELECT region, listed_at AS listedAt, machines FROM account_regions WHERE account = ? ORDER BY region');
  const saveRegion = db.prepare<[string, string, number, string]>('INSERT OR REPLACE INTO account_regions (account, region, listed_at, machines) VALUES (?, ?, ?, ?)');
  const deleteRegion = db.prepare<[string, string]>('DELETE FROM account_regions WHERE account = ? AND region = ?');
  const readable = <T>(id: string, read: () => T): T[] => {
    try {
      return [read()];
    } catch (error) {
      onUnreadable(id, error);
      return [];
    }
  };
  return {
    ...countsOf(db),
    load: () => all.all().flatMap(row => readable(row.id, () => ({ id: AccountId.parse(row.id), config: AccountConfig.parse(JSON.parse(row.config)), paused: row.paused !== 0 }))),
    save: ({ id, config, paused }) => { upsert.run(id, JSON.stringify(config), paused ? 1 : 0); },
    delete: db.transaction((id: AccountId) => { for (const removal of removals) removal.run(id); }),
    regions: id => regions.all(id).flatMap(row => readable(`${id} ${row.region}`, () => ({ ...row, machines: z.array(CloudMachine).parse(JSON.parse(row.machines)) }))),
    saveRegion: (id, { region, listedAt, machines }) => { saveRegion.run(id, region, listedAt, JSON.stringify(machines)); },
    deleteRegion: (id, region) => { deleteRegion.run(id, region); },
  };
}

/** What is counted while an account is asked. */
function countsOf(db: WorkspaceDb): Pick<AccountTable, 'usage' | 'addUsage' | 'marks' | 'saveMarks'> {
  const usage = db.prepare<[string, string], StoredUsage>('SELECT operation, calls, billed FROM account_usage WHERE account = ? AND month = ? ORDER BY operation');
  const add = db.prepare<[string, string, string, number, number]>(`
    INSERT INTO account_usage (account, month, operation, calls, billed) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account, month, operation) DO UPDATE SET calls = calls + excluded.calls, billed = billed + excluded.billed`);
  const marks = db.prepare<[string], { machine: string; until: number }>('SELECT machine, until FROM account_marks WHERE account = ?');
  const mark = db.prepare<[string, string, number]>('INSERT OR REPLACE INTO account_marks (account, machine, until) VALUES (?, ?, ?)');
  return {
    usage: (id, month) => usage.all(id, month),
    addUsage: db.transaction((id: AccountId, month: string, news: readonly StoredUsage[]) => {
      for (const { operation, calls, billed } of news) add.run(id, month, operation, calls, billed);
    }),
    marks: id => new Map(marks.all(id).map(({ machine, until }) => [machine, until])),
    saveMarks: db.transaction((id: AccountId, news: ReadonlyMap<string, number>) => { for (const [machine, until] of news) mark.run(id, machine, until); }),
  };
}
