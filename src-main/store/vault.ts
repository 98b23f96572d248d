import { z } from 'zod';
import type { WorkspaceDb } from './workspace.ts';

export const KeyKind = z.enum(['keychain', 'file', 'passphrase']);
export type KeyKind = z.infer<typeof KeyKind>;

/** The vault's own key as it is kept: `sealed` with something that is not in this file; `params` is JSON that says with what. */
export interface KeyRow { readonly kind: KeyKind; readonly params: string; readonly sealed: Uint8Array }
/** `version` counts the writes of a name, from 1. */
export interface EntryRow { readonly name: string; readonly version: number; readonly sealed: Uint8Array }
/** A vault that leaves its workspace: all entries, and their key closed with something that does not stay behind. */
export interface CarriedVault { readonly key: KeyRow; readonly entries: readonly EntryRow[] }

export interface VaultTable {
  /** undefined until there is something to keep */
  key(): KeyRow | undefined;
  begin(key: KeyRow): void;
  count(): number;
  entry(name: string): EntryRow | undefined;
  /** that begin with `prefix` */
  names(prefix: string): string[];
  entries(): EntryRow[];
  save(entry: EntryRow): void;
  remove(name: string): void;
  /** Every entry whose name begins with `prefix`. */
  removeAll(prefix: string): void;
  /** Another key and all entries anew, both or neither. On the disk when it returns, and no byte of what was there before is left in the file. */
  replace(key: KeyRow, entries: readonly EntryRow[]): void;
  /** No entries and no key. */
  clear(): void;
}

interface StoredKey { readonly kind: string; readonly params: string; readonly sealed: Buffer }

export function vaultTable(db: WorkspaceDb): VaultTable {
  db.pragma('secure_delete = ON'); // what is deleted is overwritten: an old key must not be found in free pages
  const key = db.prepare<[], StoredKey>('SELECT kind, params, sealed FROM vault_key');
  const setKey = db.prepare<[KeyRow]>('INSERT INTO vault_key (only, kind, params, sealed) VALUES (1, @kind, @params, @sealed) ON CONFLICT (only) DO UPDATE SET kind = excluded.kind, params = excluded.params, sealed = excluded.sealed');
  const removeKey = db.prepare<[]>('DELETE FROM vault_key');
  const count = db.prepare<[], { entries: number }>('SELECT count(*) AS entries FROM vault');
  const entry = db.prepare<[string], EntryRow>('SELECT name, version, sealed FROM vault WHERE name = ?');
  const entries = db.prepare<[], EntryRow>('SELECT name, version, sealed FROM vault ORDER BY name');
  const names = db.prepare<[string, string], { name: string }>('SELECT name FROM vault WHERE substr(name, 1, length(?)) = ? ORDER BY name');
  const save = db.prepare<[EntryRow]>('INSERT INTO vault (name, version, sealed) VALUES (@name, @version, @sealed) ON CONFLICT (name) DO UPDATE SET version = excluded.version, sealed = excluded.sealed');
  const remove = db.prepare<[string]>('DELETE FROM vault WHERE name = ?');
  const removeAll = db.prepare<[string, string]>('DELETE FROM vault WHERE substr(name, 1, length(?)) = ?');
  const replace = db.transaction((to: KeyRow, all: readonly EntryRow[]) => {
    setKey.run(to);
    for (const each of all) save.run(each);
  });
  return {
    key: () => {
      const row = key.get();
      return row && { ...row, kind: KeyKind.parse(row.kind) };
    },
    begin: row => { setKey.run(row); },
    count: () => count.get()!.entries,
    entry: name => entry.get(name),
    names: prefix => names.all(prefix, prefix).map(({ name }) => name),
    entries: () => entries.all(),
    save: row => { save.run(row); },
    remove: name => { remove.run(name); },
    removeAll: prefix => { removeAll.run(prefix, prefix); },
    replace: (to, all) => durably(db, () => replace(to, all)),
    clear: db.transaction(() => {
      removeAll.run('', '');
      removeKey.run();
    }),
  };
}

/** A power cut afterwards must not bring the old key back: what opened it may be gone by then. */
function durably(db: WorkspaceDb, write: () => void): void {
  const usual = db.pragma('synchronous', { simple: true });
  db.pragma('synchronous = FULL');
  try {
    write();
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.pragma(`synchronous = ${String(usual)}`);
  }
}
