import { TargetConfig, TargetId } from '../shared/model/target.ts';
import type { WorkspaceDb } from './workspace.ts';

export interface StoredTarget { readonly id: TargetId; readonly config: TargetConfig; readonly paused: boolean }

/** The targets the user has added, in the order they were added. */
export interface TargetTable {
  /** One that no longer fits its schema is left out and given to `onUnreadable`: it must not keep the others from being scraped. */
  all(onUnreadable: (id: string, reason: string) => void): StoredTarget[];
  /** Adds it, or replaces the one of the same id in its place. */
  put(target: StoredTarget): void;
  remove(id: TargetId): void;
}

interface Row { readonly id: string; readonly config: string; readonly paused: number }

export function targetTable(db: WorkspaceDb): TargetTable {
  const select = db.prepare<[], Row>('SELECT id, config, paused FROM targets ORDER BY rowid');
  const upsert = db.prepare<[string, string, number]>('INSERT INTO targets (id, config, paused) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET config = excluded.config, paused = excluded.paused');
  const remove = db.prepare<[string]>('DELETE FROM targets WHERE id = ?');
  return {
    all: onUnreadable => select.all().flatMap(row => {
      try {
        return [{ id: TargetId.parse(row.id), config: TargetConfig.parse(JSON.parse(row.config)), paused: row.paused !== 0 }];
      } catch (error) {
        onUnreadable(row.id, error instanceof Error ? error.message : String(error));
        return [];
      }
    }),
    put: ({ id, config, paused }) => { upsert.run(id, JSON.stringify(config), paused ? 1 : 0); },
    remove: id => { remove.run(id); },
  };
}
