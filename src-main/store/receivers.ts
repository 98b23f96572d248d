import { ReceiverConfig, ReceiverId } from '../shared/model/receiver.ts';
import type { WorkspaceDb } from './workspace.ts';

/** `destination`: where it sends to, fit to be shown. */
export interface ReceiverRow { readonly id: ReceiverId; readonly config: ReceiverConfig; readonly destination: string }

/** The contact points, in the order they were added. */
export interface ReceiverTable {
  load(): ReceiverRow[];
  /** Adds it, or replaces the one of the same id in its place. */
  save(receiver: ReceiverRow): void;
  delete(id: ReceiverId): void;
}

interface Row { readonly id: string; readonly config: string; readonly destination: string }

/** A row that no longer fits its schema is left out and given to `onUnreadable`. */
export function receiverTable(db: WorkspaceDb, onUnreadable: (id: string, error: unknown) => void): ReceiverTable {
  const select = db.prepare<[], Row>('SELECT id, config, destination FROM receivers ORDER BY rowid');
  const upsert = db.prepare<[Row]>('INSERT INTO receivers (id, config, destination) VALUES (@id, @config, @destination) ON CONFLICT (id) DO UPDATE SET config = excluded.config, destination = excluded.destination');
  const remove = db.prepare<[string]>('DELETE FROM receivers WHERE id = ?');
  return {
    load: () => select.all().flatMap(row => {
      try {
        return [{ id: ReceiverId.parse(row.id), config: ReceiverConfig.parse(JSON.parse(row.config)), destination: row.destination }];
      } catch (error) {
        onUnreadable(row.id, error);
        return [];
      }
    }),
    save: ({ id, config, destination }) => { upsert.run({ id, config: JSON.stringify(config), destination }); },
    delete: id => { remove.run(id); },
  };
}
