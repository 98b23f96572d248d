import { ImportState } from '../shared/model/importsource.ts';
import type { WorkspaceDb } from './workspace.ts';

/** Imports of history, how far each has come. */
export interface ImportTable {
  load(): ImportState[];
  /** adds it, or replaces the one of the same id */
  save(state: ImportState): void;
  delete(id: string): void;
}

/** One that no longer fits its schema is left out. */
export function importTable(db: WorkspaceDb): ImportTable {
  const all = db.prepare<[], string>('SELECT state FROM imports ORDER BY rowid').pluck();
  const upsert = db.prepare<[string, string]>('INSERT INTO imports (id, state) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state');
  const remove = db.prepare<[string]>('DELETE FROM imports WHERE id = ?');
  return {
    load: () => (all.all() as unknown as string[]).flatMap(text => ImportState.safeParse(JSON.parse(text)).data ?? []),
    save: state => { upsert.run(state.id, JSON.stringify(state)); },
    delete: id => { remove.run(id); },
  };
}
