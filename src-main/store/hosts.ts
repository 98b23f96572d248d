import { HostId, SshHostConfig } from '../shared/model/sshhost.ts';
import type { WorkspaceDb } from './workspace.ts';

export interface HostRow { readonly id: HostId; readonly config: SshHostConfig; readonly paused: boolean }

/** The hosts that are watched by SSH, in the order they were added. Secrets are not here. */
export interface HostTable {
  load(): HostRow[];
  /** Adds it, or replaces the one of the same id in its place. */
  save(host: HostRow): void;
  /** Out of the list; its id is kept until `forget`, so that nobody forgets what belongs to it elsewhere. */
  remove(id: HostId): void;
  /** Ids of hosts that were removed. */
  removed(): HostId[];
  forget(id: HostId): void;
}

interface Row { readonly id: string; readonly config: string; readonly paused: number }

/** A row that no longer fits its schema is left out and given to `onUnreadable`: it must not keep the others from being watched. */
export function hostTable(db: WorkspaceDb, onUnreadable: (id: string, error: unknown) => void): HostTable {
  const select = db.prepare<[], Row>('SELECT id, config, paused FROM hosts WHERE removed = 0 ORDER BY rowid');
  const upsert = db.prepare<[string, string, number]>('INSERT INTO hosts (id, config, paused, removed) VALUES (?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET config = excluded.config, paused = excluded.paused, removed = 0');
  const mark = db.prepare<[string]>('UPDATE hosts SET removed = 1 WHERE id = ?');
  const marked = db.prepare<[], string>('SELECT id FROM hosts WHERE removed = 1').pluck();
  const forget = db.prepare<[string]>('DELETE FROM hosts WHERE id = ? AND removed = 1');
  return {
    load: () => select.all().flatMap(row => {
      try {
        return [{ id: HostId.parse(row.id), config: SshHostConfig.parse(JSON.parse(row.config)), paused: row.paused !== 0 }];
      } catch (error) {
        onUnreadable(row.id, error);
        return [];
      }
    }),
    save: ({ id, config, paused }) => { upsert.run(id, JSON.stringify(config), paused ? 1 : 0); },
    remove: id => { mark.run(id); },
    removed: () => marked.all().flatMap(id => HostId.safeParse(id).data ?? []),
    forget: id => { forget.run(id); },
  };
}
