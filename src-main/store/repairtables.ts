import Database from 'better-sqlite3';
import type { RowValues } from './rebuild.ts';
import { seriesWriter, type SeriesWriter } from './series.ts';

/** Tables of metrics.db whose rows have checksums, and the column that names a row. */
const KEYS = { rows: 'key', late: 'id', wal: 'id', series: 'seq', symbols: 'id', rollups: 'key' } as const;
export type CheckedTable = keyof typeof KEYS;
/** A row that is to go. */
export interface Doomed { readonly table: CheckedTable; readonly row: RowValues }
export interface ShardCounts { readonly rows: number; readonly samples: number; readonly bytes: number }
export interface FoundShard extends ShardCounts { readonly id: number; readonly sealed_to: number | null }
const BATCH = 256;

/** metrics.db as a repair sees it: every row as it stands. Nobody else has it open. */
export interface RepairTables {
  /** every row of a table, in the order of its keys */
  scan(table: CheckedTable): Generator<RowValues>;
  shards(): FoundShard[];
  /** Writes copies of rows to a file of their own; they are on its disk when this returns. */
  keep(doomed: readonly Doomed[], path: string): void;
  /** All that `run` does, or nothing. */
  change(run: (edit: RepairEdit) => void): void;
  close(): void;
}

export interface RepairEdit extends Pick<SeriesWriter, 'symbol' | 'series'> {
  /** A rollup that goes is made anew of its samples. */
  remove(doomed: Doomed): void;
  /** Gives a late row the span that its samples have, unix ms. */
  respan(id: number, from: number, to: number): void;
  addShard(id: number, group: string): void;
  /** Where a shard's sealed samples end, unix ms; null: nowhere */
  sealedTo(id: number, time: number | null): void;
  /** Compaction looks at the shard anew. */
  counts(id: number, counts: ShardCounts): void;
}

export function repairTables(path: string): RepairTables {
  const db = new Database(path);
  db.pragma('synchronous = FULL');
  const shards = db.prepare<[], FoundShard>('SELECT id, sealed_to, rows, samples, bytes FROM shards ORDER BY id');
  const edit = editOf(db);
  return {
    *scan(table) {
      const key = KEYS[table];
      const read = db.prepare<[bigint], RowValues>(`SELECT * FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${BATCH}`).safeIntegers();
      for (let after = -(1n << 63n); ;) {
        const rows = read.all(after);
        if (rows.length === 0) return;
        yield* rows;
        after = BigInt(String(rows.at(-1)![key]));
      }
    },
    shards: () => shards.all(),
    keep: (doomed, to) => {
      db.prepare('ATTACH ? AS kept').run(to);
      db.transaction(() => {
        for (const { table, row } of doomed) {
          db.exec(`CREATE TABLE IF NOT EXISTS kept.${table} AS SELECT * FROM main.${table} WHERE 0`);
          db.prepare(`INSERT INTO kept.${table} SELECT * FROM main.${table} WHERE ${KEYS[table]} = ?`).run(row[KEYS[table]]);
        }
      })();
      db.exec('DETACH kept');
    },
    change: run => { db.transaction(() => run(edit))(); },
    close: () => { db.close(); },
  };
}

function editOf(db: Database.Database): RepairEdit {
  const span = db.prepare<[number, number, number]>('UPDATE late SET t0 = ?, t1 = ? WHERE id = ?');
  const add = db.prepare<[number, string]>('INSERT INTO shards (id, grp) VALUES (?, ?)');
  const sealed = db.prepare<[number | null, number]>('UPDATE shards SET sealed_to = ? WHERE id = ?');
  const counts = db.prepare<[number, number, number, number]>('UPDATE shards SET rows = ?, samples = ?, bytes = ?, merged_to = NULL, cold_to = NULL WHERE id = ?');
  const writer = seriesWriter(db);
  return {
    symbol: (id, text) => writer.symbol(id, text),
    series: (ref, labels) => writer.series(ref, labels),
    remove: ({ table, row }) => {
      db.prepare(`DELETE FROM ${table} WHERE ${KEYS[table]} = ?`).run(row[KEYS[table]]);
      if (table === 'rollups') db.prepare('INSERT OR IGNORE INTO rollups_spoiled (key) VALUES (?)').run(row['key']);
    },
    respan: (id, from, to) => { span.run(from, to, id); },
    addShard: (id, group) => { add.run(id, group); },
    sealedTo: (id, time) => { sealed.run(time, id); },
    counts: (id, { rows, samples, bytes }) => { counts.run(rows, samples, bytes, id); },
  };
}
