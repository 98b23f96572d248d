import { ProbeConfig, ProbeId } from '../shared/model/probe.ts';
import type { WorkspaceDb } from './workspace.ts';

export interface ProbeRow { readonly id: ProbeId; readonly config: ProbeConfig; readonly paused: boolean }

/** The probes the user has added, in the order they were added. */
export interface ProbeTable {
  load(): ProbeRow[];
  /** Adds it, or replaces the one of the same id in its place. */
  save(probe: ProbeRow): void;
  delete(id: ProbeId): void;
}

interface Row { readonly id: string; readonly config: string; readonly paused: number }

/** A row that no longer fits its schema is left out and given to `onUnreadable`: it must not keep the others from being made. */
export function probeTable(db: WorkspaceDb, onUnreadable: (id: string, error: unknown) => void): ProbeTable {
  const select = db.prepare<[], Row>('SELECT id, config, paused FROM probes ORDER BY rowid');
  const upsert = db.prepare<[string, string, number]>('INSERT INTO probes (id, config, paused) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET config = excluded.config, paused = excluded.paused');
  const remove = db.prepare<[string]>('DELETE FROM probes WHERE id = ?');
  return {
    load: () => select.all().flatMap(row => {
      try {
        return [{ id: ProbeId.parse(row.id), config: ProbeConfig.parse(JSON.parse(row.config)), paused: row.paused !== 0 }];
      } catch (error) {
        onUnreadable(row.id, error);
        return [];
      }
    }),
    save: ({ id, config, paused }) => { upsert.run(id, JSON.stringify(config), paused ? 1 : 0); },
    delete: id => { remove.run(id); },
  };
}
