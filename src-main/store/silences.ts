import { z } from 'zod';
import { LabelMatcher } from '../shared/model/matcher.ts';
import { type Silence, SilenceId } from '../shared/model/silence.ts';
import type { WorkspaceDb } from './workspace.ts';

export interface SilenceTable {
  load(): Silence[];
  /** Adds it, or replaces the one of the same id. */
  save(silence: Silence): void;
  delete(id: SilenceId): void;
}

interface Row { readonly id: string; readonly matchers: string; readonly comment: string; readonly createdBy: string; readonly startsAt: number; readonly endsAt: number; readonly updatedAt: number }
const Matchers = z.array(LabelMatcher);

/** A row that no longer fits its schema is left out and given to `onUnreadable`. Times in unix ms. */
export function silenceTable(db: WorkspaceDb, onUnreadable: (id: string, error: unknown) => void): SilenceTable {
  const select = db.prepare<[], Row>('SELECT id, matchers, comment, created_by AS createdBy, starts_at AS startsAt, ends_at AS endsAt, updated_at AS updatedAt FROM silences ORDER BY rowid');
  const upsert = db.prepare<[Row]>(`
    INSERT INTO silences (id, matchers, comment, created_by, starts_at, ends_at, updated_at) VALUES (@id, @matchers, @comment, @createdBy, @startsAt, @endsAt, @updatedAt)
    ON CONFLICT (id) DO UPDATE SET matchers = excluded.matchers, comment = excluded.comment, created_by = excluded.created_by, starts_at = excluded.starts_at, ends_at = excluded.ends_at, updated_at = excluded.updated_at`);
  const remove = db.prepare<[string]>('DELETE FROM silences WHERE id = ?');
  return {
    load: () => select.all().flatMap(row => {
      try {
        return [{ ...row, id: SilenceId.parse(row.id), matchers: Matchers.parse(JSON.parse(row.matchers)) }];
      } catch (error) {
        onUnreadable(row.id, error);
        return [];
      }
    }),
    save: ({ startsAt, endsAt, updatedAt, matchers, ...silence }) => { upsert.run({ ...silence, matchers: JSON.stringify(matchers), startsAt: Math.round(startsAt), endsAt: Math.round(endsAt), updatedAt: Math.round(updatedAt) }); },
    delete: id => { remove.run(id); },
  };
}
