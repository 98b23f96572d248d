import type { AuditRow } from '../shared/contract/access.ts';
import { writing } from './metrics.ts';
import type { WorkspaceDb } from './workspace.ts';

export interface ChainedRow extends AuditRow { readonly hash: Uint8Array }
/** Where the chain ends: how many records there are, and the hash of the newest. */
export interface ChainHead { readonly records: number; readonly hash: Uint8Array }

export interface AuditTable {
  head(): ChainHead | undefined;
  /** The record and the new end of the chain, both or neither. Errors: AppError 'unavailable' when the disk takes nothing */
  append(row: ChainedRow, head: ChainHead): void;
  /** Newest first, below the id `before`. */
  page(before: number, limit: number): AuditRow[];
  /** All of them, oldest first. */
  walk(): Iterable<ChainedRow>;
}

const COLUMNS = 'id, at, caller, via, path, input, outcome, detail';

export function auditTable(db: WorkspaceDb): AuditTable {
  const head = db.prepare<[], ChainHead>('SELECT records, hash FROM audit_head');
  const insert = db.prepare<[ChainedRow]>(`INSERT INTO audit (${COLUMNS}, hash) VALUES (@id, @at, @caller, @via, @path, @input, @outcome, @detail, @hash)`);
  const advance = db.prepare<[ChainHead]>('INSERT INTO audit_head (only, records, hash) VALUES (1, @records, @hash) ON CONFLICT (only) DO UPDATE SET records = excluded.records, hash = excluded.hash');
  const page = db.prepare<[number, number], AuditRow>(`SELECT ${COLUMNS} FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?`);
  const after = db.prepare<[number], ChainedRow>(`SELECT ${COLUMNS}, hash FROM audit WHERE id > ? ORDER BY id LIMIT 1000`);
  const append = db.transaction((row: ChainedRow, end: ChainHead) => {
    insert.run(row);
    advance.run(end);
  });
  return {
    head: () => head.get(),
    append: (row, end) => writing(() => append(row, end)),
    page: (before, limit) => page.all(before, limit),
    *walk() {
      for (let last = Number.MIN_SAFE_INTEGER; ;) { // in pages: an open read transaction would keep SQLite's own log from being folded in
        const rows = after.all(last);
        if (rows.length === 0) return;
        yield* rows;
        last = rows.at(-1)!.id;
      }
    },
  };
}
