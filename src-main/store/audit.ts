import type { AuditQuery, AuditRow } from '../shared/contract/access.ts';
import { writing } from './metrics.ts';
import type { WorkspaceDb } from './workspace.ts';

export interface ChainedRow extends AuditRow { readonly hash: Uint8Array }
/** Where the chain ends: how many records there are, and the hash of the newest. */
export interface ChainHead { readonly records: number; readonly hash: Uint8Array }
/** Ids, `from` included, `before` not. */
export interface Stretch { readonly from: number; readonly before: number }

export interface AuditTable {
  head(): ChainHead | undefined;
  /** The record and the new end of the chain, both or neither. Errors: AppError 'unavailable' when the disk takes nothing */
  append(row: ChainedRow, head: ChainHead): void;
  /** Those of a stretch that fit, newest first. */
  find(query: AuditQuery, stretch: Stretch, limit: number): AuditRow[];
  /** All of them, oldest first. */
  walk(): Iterable<ChainedRow>;
}

const COLUMNS = 'id, at, caller, via, path, target, input, outcome, detail, result, request_id AS requestId, duration_ms AS durationMs, receipt';
const VALUES = '@id, @at, @caller, @via, @path, @target, @input, @outcome, @detail, @result, @requestId, @durationMs, @receipt';
/** What words are looked for in. Named with its table: json_each has a `path` of its own. */
const TEXT = "caller || ' ' || via || ' ' || audit.path || ' ' || target || ' ' || input || ' ' || outcome || ' ' || detail || ' ' || result || ' ' || request_id";

interface Bound { readonly from: number; readonly before: number; readonly limit: number; readonly caller: string; readonly via: string; readonly path: string; readonly target: string; readonly outcome: string; readonly since: number; readonly until: number; readonly words: string }

export function auditTable(db: WorkspaceDb): AuditTable {
  const head = db.prepare<[], ChainHead>('SELECT records, hash FROM audit_head');
  const insert = db.prepare<[ChainedRow]>(`INSERT INTO audit (${COLUMNS.replaceAll(/ AS \w+/g, '')}, hash) VALUES (${VALUES}, @hash)`);
  const advance = db.prepare<[ChainHead]>('INSERT INTO audit_head (only, records, hash) VALUES (1, @records, @hash) ON CONFLICT (only) DO UPDATE SET records = excluded.records, hash = excluded.hash');
  const find = db.prepare<[Bound], AuditRow>(`
    SELECT ${COLUMNS} FROM audit
    WHERE id >= @from AND id < @before AND at BETWEEN @since AND @until
      AND (@caller = '' OR caller = @caller) AND (@via = '' OR via = @via) AND (@path = '' OR substr(path, 1, length(@path)) = @path)
      AND (@target = '' OR target = @target) AND (@outcome = '' OR outcome = @outcome)
      AND NOT EXISTS (SELECT 1 FROM json_each(@words) AS word WHERE instr(lower(${TEXT}), word.value) = 0)
    ORDER BY id DESC LIMIT @limit`);
  const after = db.prepare<[number], ChainedRow>(`SELECT ${COLUMNS}, hash FROM audit WHERE id > ? ORDER BY id LIMIT 1000`);
  const append = db.transaction((row: ChainedRow, end: ChainHead) => {
    insert.run(row);
    advance.run(end);
  });
  return {
    head: () => head.get(),
    append: (row, end) => writing(() => append(row, end)),
    find: ({ q, caller, via, path, target, outcome = '' as const, from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER }, stretch, limit) => find.all({
      ...stretch, limit, caller, via, path, target, outcome, since: Math.ceil(from), until: Math.floor(to), words: JSON.stringify(q.toLowerCase().split(/\s+/).filter(word => word !== '')),
    }),
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
