import { crc32 } from 'node:zlib';
import type { Metadata, MetricType } from '../shared/model/sample.ts';
import type { MetricsDb } from './metrics.ts';
import type { OnDamage } from './rows.ts';

export interface StoredSeries { readonly seq: number; readonly ref: number; readonly labels: Buffer }
export interface StoredShard {
  readonly id: number; readonly grp: string; readonly sealed_to: number | null; readonly sealed_wal: number; readonly late_wal: number;
  readonly rows: number; readonly samples: number; readonly bytes: number;
  readonly merged_to: number | null; readonly cold_to: number | null;
}

export function seriesCrc(ref: number, labels: Uint8Array): number {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(ref);
  return crc32(labels, crc32(head));
}

export const symbolCrc = (id: number, text: string): number => crc32(text, id);

/** Series, the strings of their labels, and shards, read. */
export function seriesReader(db: MetricsDb) {
  const symbols = db.prepare<[number], { id: number; crc: number; text: string }>('SELECT id, crc, text FROM symbols WHERE id > ? ORDER BY id');
  const series = db.prepare<[number], { seq: number; ref: number; crc: number; labels: Buffer }>('SELECT seq, ref, crc, labels FROM series WHERE seq > ? ORDER BY seq');
  const shards = db.prepare<[], StoredShard>('SELECT id, grp, sealed_to, sealed_wal, late_wal, rows, samples, bytes, merged_to, cold_to FROM shards ORDER BY id');
  const last = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM series');
  return {
    /** Strings with a higher id; a damaged one comes without its text, and `damaged` hears of it. */
    *symbolsAfter(id: number, damaged: OnDamage): Generator<{ readonly id: number; readonly text: string | null }> {
      for (const row of symbols.iterate(id)) {
        const sound = symbolCrc(row.id, row.text) === row.crc;
        if (!sound) damaged(`symbols ${row.id}: the checksum does not fit`);
        yield { id: row.id, text: sound ? row.text : null };
      }
    },
    /** Series younger than `seq`, in the order of their making; `damaged` hears of those left out. */
    *after(seq: number, damaged: OnDamage): Generator<StoredSeries> {
      for (const row of series.iterate(seq)) {
        if (seriesCrc(row.ref, row.labels) === row.crc) yield row;
        else damaged(`series ${row.seq} (ref ${row.ref}): the checksum does not fit`);
      }
    },
    /** Runs `read` on one state of the file, whatever is written meanwhile. */
    atOnce: <T>(read: () => T): T => db.transaction(read)(),
    lastSeq: (): number => last.get()!.seq ?? 0,
    shards: (): StoredShard[] => shards.all(),
  };
}
export type SeriesReader = ReturnType<typeof seriesReader>;

export function seriesWriter(db: MetricsDb) {
  const symbol = db.prepare<[number, number, string]>('INSERT INTO symbols (id, crc, text) VALUES (?, ?, ?)');
  const series = db.prepare<[number | null, number, number, Uint8Array]>('INSERT INTO series (seq, ref, crc, labels) VALUES (?, ?, ?, ?)');
  const shard = db.prepare<[number, string]>('INSERT INTO shards (id, grp) VALUES (?, ?)');
  const sealed = db.prepare<[number | null, number, number, number, number, number, number]>(
    'UPDATE shards SET sealed_to = ?, sealed_wal = ?, late_wal = ?, rows = rows + ?, samples = samples + ?, bytes = bytes + ? WHERE id = ?');
  const expired = db.prepare<[number, number, number]>('UPDATE shards SET rows = rows - 1, samples = samples - ?, bytes = bytes - ? WHERE id = ?');
  const compacted = db.prepare<[number, number, number, number | null, number | null, number]>(
    'UPDATE shards SET rows = rows + ?, samples = samples + ?, bytes = bytes + ?, merged_to = ?, cold_to = ? WHERE id = ?');
  return {
    symbol(id: number, text: string): void { symbol.run(id, symbolCrc(id, text), text); },
    /** seq: above every one that was given since a reader may know of it; left out, above those that are there */
    series(ref: number, labels: Uint8Array, seq: number | null = null): void { series.run(seq, ref, seriesCrc(ref, labels), labels); },
    shard(id: number, group: string): void { shard.run(id, group); },
    sealed(id: number, mark: { sealedTo: number | null; sealedWal: number; lateWal: number; rows: number; samples: number; bytes: number }): void {
      sealed.run(mark.sealedTo, mark.sealedWal, mark.lateWal, mark.rows, mark.samples, mark.bytes, id);
    },
    /** Differences of the counts, and how far compaction has come (null: nowhere yet). */
    compacted(id: number, mark: { rows: number; samples: number; bytes: number; mergedTo: number | null; coldTo: number | null }): void {
      compacted.run(mark.rows, mark.samples, mark.bytes, mark.mergedTo, mark.coldTo, id);
    },
    expired(id: number, samples: number, bytes: number): void { expired.run(samples, bytes, id); },
  };
}
export type SeriesWriter = ReturnType<typeof seriesWriter>;

interface StoredMetadata { name: string; type: MetricType; help: string; unit: string }

/** Type, help and unit by metric name. */
export function metadataTable(db: MetricsDb) {
  const one = db.prepare<[string], StoredMetadata>('SELECT name, type, help, unit FROM metadata WHERE name = ?');
  const all = db.prepare<[number], StoredMetadata>('SELECT name, type, help, unit FROM metadata ORDER BY name LIMIT ?');
  return {
    /** Of one metric, or of all when `name` is empty; limit 0 means no limit. */
    read: (name: string, limit: number): Metadata[] => name === '' ? all.all(limit > 0 ? limit : -1) : one.all(name),
  };
}

export function metadataWriter(db: MetricsDb) {
  const put = db.prepare<[string, string, string, string]>(
    'INSERT INTO metadata (name, type, help, unit) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET type = excluded.type, help = excluded.help, unit = excluded.unit');
  return { put({ name, type, help, unit }: Metadata): void { put.run(name, type, help, unit); } };
}
