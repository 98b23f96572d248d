import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { Settings } from '../../../src-main/shared/contract/host.ts';
import { DEFAULT_INGEST_LIMITS, type IngestLimits } from '../../../src-main/shared/model/ingestlimits.ts';
import { pairsKey, type LabelPairs } from '../../../src-main/shared/model/labels.ts';
import { bitsOf } from '../../../src-main/shared/model/sample.ts';
import { type MetricsDb, openForReading } from '../../../src-main/store/metrics.ts';
import { Admission } from '../../../src-main/tsdb/admission.ts';
import { Querier } from '../../../src-main/tsdb/querier.ts';
import type { Matcher } from '../../../src-main/tsdb/select.ts';
import { SampleStore } from '../../../src-main/tsdb/store.ts';

export const SETTINGS: Settings = { budgetBytes: 10 * 2 ** 30, retentionMs: 0, durability: 'process', limits: DEFAULT_INGEST_LIMITS };
export const NOW = Date.UTC(2026, 0, 15);
/** Senders are held to `limits`, and to the defaults where it says nothing. */
export const admitting = (limits: Partial<IngestLimits> = {}, now = () => NOW): Admission => new Admission({ ...DEFAULT_INGEST_LIMITS, ...limits }, now);

export interface Opened { readonly store: SampleStore; readonly damage: string[] }

export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-store-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function open(dir: string, settings = SETTINGS, now = () => NOW): Opened {
  const damage: string[] = [];
  return { store: new SampleStore({ path: join(dir, 'metrics.db'), settings, now, damaged: sentence => damage.push(sentence) }), damage };
}

export const series = (count: number, job = 'node'): LabelPairs[] =>
  Array.from({ length: count }, (_, i) => ['__name__', `m${i}`, 'instance', 'web-1', 'job', job]);

/** Every stored sample as `labels -> time -> 16 hex digits of the value`, read as a query does. */
export function readAll({ store, damage }: Opened, dir: string, from = -(2 ** 52), to = 2 ** 52, matchers: Matcher[] = []): Map<string, Map<number, string>> {
  const db = openForReading(join(dir, 'metrics.db'));
  const querier = new Querier(db, sentence => damage.push(sentence));
  querier.refresh();
  const refs = querier.select(matchers);
  const selection = { matchers, from, to };
  const source = querier.source([{ selection, refs, tails: store.tails([{ refs, from, to }])[0]! }]);
  const found = new Map<string, Map<number, string>>();
  for (const { labels, times, values } of source.select(selection)) {
    const bits = bitsOf(values.slice());
    found.set(pairsKey(labels), new Map(Array.from(times, (time, i) => [time, hex(bits, i)])));
  }
  db.close();
  return found;
}

export const hex = (bits: Uint32Array, i: number): string => bits[2 * i + 1]!.toString(16).padStart(8, '0') + bits[2 * i]!.toString(16).padStart(8, '0');
export const hexOf = (value: number): string => hex(bitsOf(Float64Array.of(value)), 0);

/** The file as a killed process leaves it: what is committed, and nothing else. */
export function killedCopy(dir: string): string {
  const copy = folder();
  for (const end of ['', '-wal']) if (existsSync(join(dir, `metrics.db${end}`))) copyFileSync(join(dir, `metrics.db${end}`), join(copy, `metrics.db${end}`));
  return copy;
}

/** Flips one bit of the newest (or oldest) value of a column, behind the store's back. */
export function flip(dir: string, table: string, column: string, order: 'ASC' | 'DESC' = 'ASC'): void {
  const db = new Database(join(dir, 'metrics.db'));
  const row = db.prepare<[], { id: bigint; value: Buffer }>(`SELECT rowid AS id, CAST(${column} AS BLOB) AS value FROM ${table} ORDER BY rowid ${order} LIMIT 1`).safeIntegers().get()!;
  row.value[row.value.length >> 1]! ^= 4;
  const { type } = db.prepare<[], { type: string }>(`SELECT typeof(${column}) AS type FROM ${table} LIMIT 1`).get()!;
  db.prepare(`UPDATE ${table} SET ${column} = CAST(? AS ${type}) WHERE rowid = ?`).run(row.value, row.id);
  db.close();
}

/** From now on every commit that has done `what` (INSERT, DELETE) to `table` fails as a whole, as on a disk that fills up with its last write. Call the answer to mend it. */
export function failCommits(db: MetricsDb, what: 'INSERT' | 'DELETE', table: string): () => void {
  db.exec(`CREATE TABLE IF NOT EXISTS nobody (id INTEGER PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS orphans (id INTEGER REFERENCES nobody DEFERRABLE INITIALLY DEFERRED);
    CREATE TEMP TRIGGER failing AFTER ${what} ON ${table} BEGIN INSERT INTO orphans VALUES (1); END`);
  return () => { db.exec('DROP TRIGGER failing'); };
}
