import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { AuditQuery, AuditRow } from '../shared/contract/access.ts';
import type { AuditTable, ChainedRow } from '../store/audit.ts';
import { createDamper } from './damper.ts';

/** One thing that was tried, in the words of AuditRow. `input` has its secrets redacted already. */
export interface AuditRecord {
  readonly caller: string;
  readonly via: string;
  readonly path: string;
  readonly target?: string;
  readonly input: unknown;
  readonly outcome: AuditRow['outcome'];
  readonly detail?: string;
  readonly result?: string;
  readonly requestId?: string;
  readonly durationMs?: number;
  readonly receipt?: string;
}

export interface AuditTrail { write(record: AuditRecord): void }

export interface AuditBook extends AuditTrail {
  /** Newest first, those below the id `before`; looks at a bounded stretch at a time, so that a long trail holds up nobody. */
  find(query: AuditQuery, before: number | undefined, limit: number): Promise<AuditRow[]>;
  /** Those that fit, oldest first, up to the newest of now; a piece is the records of one stretch. */
  all(query: AuditQuery): AsyncIterable<readonly AuditRow[]>;
  /** Walks the whole chain; `broken` is the id of the first record that does not fit: changed, put in, or the one after a gap. One past the last id when the end is missing. */
  verify(): Promise<{ readonly records: number; readonly broken: number | null }>;
}

/** An input longer than this is cut: the trail says what was tried, it is no copy of it. */
const MAX_INPUT_CHARS = 4_000;
/** What a provider said and what was asked of it, likewise. */
const MAX_RESULT_CHARS = 2_000;
const MAX_RECEIPT_CHARS = 16_000;
/** Records between two pauses. */
const BATCH = 1_000;
const NOTHING_BEFORE = new Uint8Array(32);

/**
 * The trail as a hash chain: each record carries SHA-256 over its predecessor's hash and its own fields, so none can be changed, taken
 * out or put in without breaking every hash behind it; the chain's end is kept beside it, so none can be cut off either.
 * Of equal denials within a minute only the first is written, and how many followed.
 */
export function openAuditBook(table: AuditTable, now: () => number): AuditBook {
  let head = table.head() ?? { records: 0, hash: NOTHING_BEFORE };
  const append = (record: AuditRecord) => {
    const row = {
      id: head.records + 1, at: now(), caller: record.caller, via: record.via, path: record.path, target: record.target ?? '',
      input: (JSON.stringify(record.input) ?? 'null').slice(0, MAX_INPUT_CHARS), outcome: record.outcome, detail: record.detail ?? '',
      result: (record.result ?? '').slice(0, MAX_RESULT_CHARS), requestId: record.requestId ?? '', durationMs: record.durationMs ?? null, receipt: (record.receipt ?? '').slice(0, MAX_RECEIPT_CHARS),
    };
    const hash = link(head.hash, row);
    const end = { records: row.id, hash };
    table.append({ ...row, hash }, end);
    head = end;
  };
  const damper = createDamper<AuditRecord>(60_000, now, (record, repeats) => append({ ...record, detail: `${record.detail ?? ''} (${repeats} more of the same)` }));

  return {
    write: record => {
      if (record.outcome !== 'denied' || damper.isFirst(`${record.caller}\n${record.via}\n${record.path}\n${record.detail}`, record)) append(record);
    },
    find: async (query, before = Number.MAX_SAFE_INTEGER, limit) => {
      const found: AuditRow[] = [];
      for (let end = Math.min(before, head.records + 1); end > 1 && found.length < limit; end -= BATCH) {
        found.push(...table.find(query, { from: end - BATCH, before: end }, limit - found.length));
        await setImmediate();
      }
      return found;
    },
    all: async function* (query) {
      const end = head.records + 1;
      for (let from = 1; from < end; from += BATCH) {
        const rows = table.find(query, { from, before: Math.min(end, from + BATCH) }, BATCH);
        if (rows.length > 0) yield rows.reverse();
        await setImmediate();
      }
    },
    verify: () => verify(table),
  };
}

async function verify(table: AuditTable): Promise<{ records: number; broken: number | null }> {
  let before: Uint8Array = NOTHING_BEFORE;
  let records = 0;
  for (const row of table.walk()) {
    if (row.id !== records + 1 || !same(row.hash, link(before, row))) return { records, broken: row.id };
    before = row.hash;
    if (++records % BATCH === 0) await setImmediate(); // a long trail must not hold up everybody else
  }
  const end = table.head();
  const whole = end === undefined ? records === 0 : end.records === records && same(end.hash, before);
  return { records, broken: whole ? null : records + 1 };
}

/**
 * The hash of a record. One that says nothing beyond the first eight fields is hashed as it always was, so that trails begun before there
 * were more stay whole; a list of another length can't be taken for it.
 */
function link(before: Uint8Array, row: Omit<ChainedRow, 'hash'>): Buffer {
  const first = [row.id, row.at, row.caller, row.via, row.path, row.input, row.outcome, row.detail];
  const more = [row.target, row.result, row.requestId, row.durationMs, row.receipt];
  const fields = more.every(value => value === '' || value === null) ? first : [...first, ...more];
  return createHash('sha256').update(before).update(JSON.stringify(fields)).digest();
}
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
