import { FileListConfig, FileListId } from '../shared/model/filelist.ts';
import type { WorkspaceDb } from './workspace.ts';

export interface FileListRow { readonly id: FileListId; readonly config: FileListConfig }

/** The files of targets that are followed, in the order they were added. */
export interface FileListTable {
  load(): FileListRow[];
  /** of all, those that can't be read among them */
  ids(): string[];
  save(list: FileListRow): void;
  delete(id: FileListId): void;
}

interface Row { readonly id: string; readonly config: string }

/** A row that no longer fits its schema is left out and given to `onUnreadable`. */
export function fileListTable(db: WorkspaceDb, onUnreadable: (id: string, error: unknown) => void): FileListTable {
  const select = db.prepare<[], Row>('SELECT id, config FROM file_lists ORDER BY rowid');
  const insert = db.prepare<[string, string]>('INSERT INTO file_lists (id, config) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET config = excluded.config');
  const remove = db.prepare<[string]>('DELETE FROM file_lists WHERE id = ?');
  return {
    load: () => select.all().flatMap(row => {
      try {
        return [{ id: FileListId.parse(row.id), config: FileListConfig.parse(JSON.parse(row.config)) }];
      } catch (error) {
        onUnreadable(row.id, error);
        return [];
      }
    }),
    ids: () => select.all().map(({ id }) => id),
    save: ({ id, config }) => { insert.run(id, JSON.stringify(config)); },
    delete: id => { remove.run(id); },
  };
}
