import { SavedFilter } from '../shared/model/deed.ts';
import type { WorkspaceDb } from './workspace.ts';

/** Filters of the list of machines that were given a name, by name. */
export interface FilterTable {
  load(): SavedFilter[];
  /** adds it, or replaces the one of the same name */
  save(filter: SavedFilter): void;
  delete(name: string): void;
}

/** One that no longer fits its schema is left out. */
export function filterTable(db: WorkspaceDb): FilterTable {
  const all = db.prepare<[], string>('SELECT config FROM saved_filters ORDER BY name').pluck();
  const upsert = db.prepare<[string, string]>('INSERT OR REPLACE INTO saved_filters (name, config) VALUES (?, ?)');
  const remove = db.prepare<[string]>('DELETE FROM saved_filters WHERE name = ?');
  return {
    load: () => (all.all() as unknown as string[]).flatMap(text => SavedFilter.safeParse(JSON.parse(text)).data ?? []),
    save: filter => { upsert.run(filter.name, JSON.stringify(filter)); },
    delete: name => { remove.run(name); },
  };
}
