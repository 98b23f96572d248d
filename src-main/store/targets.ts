import { TargetConfig, TargetId } from '../shared/model/target.ts';
import type { WorkspaceDb } from './workspace.ts';

export interface TargetRow { readonly id: TargetId; readonly config: TargetConfig; readonly paused: boolean }

/** The targets the user has added, in the order they were added. */
export interface TargetTable {
  load(): TargetRow[];
  /** of all, those that can't be read among them */
  ids(): string[];
  /** Adds it, or replaces the one of the same id in its place. */
  save(target: TargetRow): void;
  delete(id: TargetId): void;
}

interface Row { readonly id: string; readonly config: string; readonly paused: number }

/** A row that no longer fits its schema is left out and given to `onUnreadable`: it must not keep the others from being scraped. */
export function targetTable(db: WorkspaceDb, onUnreadable: (id: string, error: unknown) => void): TargetTable {
  const select = db.prepare<[], Row>('SELECT id, config, paused FROM targets ORDER BY rowid');
  const ids = db.prepare<[], { id: string }>('SELECT id FROM targets ORDER BY rowid');
  const upsert = db.prepare<[string, string, number]>('INSERT INTO targets (id, config, paused) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET config = excluded.config, paused = excluded.paused');
  const remove = db.prepare<[string]>('DELETE FROM targets WHERE id = ?');
  return {
    load: () => select.all().flatMap(row => {
      try {
        return [{ id: TargetId.parse(row.id), config: TargetConfig.parse(JSON.parse(row.config)), paused: row.paused !== 0 }];
      } catch (error) {
        onUnreadable(row.id, error);
        return [];
      }
    }),
    ids: () => ids.all().map(({ id }) => id),
    save: ({ id, config, paused }) => { upsert.run(id, JSON.stringify(config), paused ? 1 : 0); },
    delete: id => { remove.run(id); },
  };
}
