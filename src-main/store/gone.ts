import type { MetricsDb } from './metrics.ts';
import type { Migration } from './migrate.ts';

/** Series that are no more, for as long as somebody may still hold their refs; `was` is the seq of their row in `series`, which is not given again. */
export const GONE: Migration = {
  name: '0004 series that are no more',
  sql: `
    CREATE TABLE gone (seq INTEGER PRIMARY KEY AUTOINCREMENT, was INTEGER NOT NULL, ref INTEGER NOT NULL, pairs TEXT NOT NULL) STRICT;
    CREATE INDEX gone_ref ON gone (ref);`,
};

export interface GoneSeries { readonly seq: number; readonly ref: number }

/** Which series went, read. */
export function goneReader(db: MetricsDb) {
  const after = db.prepare<[number], GoneSeries>('SELECT seq, ref FROM gone WHERE seq > ? ORDER BY seq');
  const last = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM gone');
  const was = db.prepare<[], { was: number | null }>('SELECT max(was) AS was FROM gone');
  const one = db.prepare<[number], { pairs: string }>('SELECT pairs FROM gone WHERE ref = ? ORDER BY seq DESC LIMIT 1');
  return {
    after: (seq: number): IterableIterator<GoneSeries> => after.iterate(seq),
    lastSeq: (): number => last.get()!.seq ?? 0,
    /** The greatest seq that one of them had in `series`. */
    lastWas: (): number => was.get()!.was ?? 0,
    /** Labels of a series that went, as JSON of their pairs; null when nothing is known of it. */
    pairsOf: (ref: number): string | null => one.get(ref)?.pairs ?? null,
  };
}

/** Runs inside the caller's transaction. */
export function goneWriter(db: MetricsDb) {
  const add = db.prepare<[number, number, string]>('INSERT INTO gone (was, ref, pairs) VALUES (?, ?, ?)');
  const remove = db.prepare<[number]>('DELETE FROM series WHERE seq = ?');
  const removeShard = db.prepare<[number]>('DELETE FROM shards WHERE id = ?');
  const removeSymbol = db.prepare<[number]>('DELETE FROM symbols WHERE id = ?');
  const purge = db.prepare('DELETE FROM gone');
  return {
    /** Takes a series out of the table it stands in. pairs: its labels as JSON */
    series(seq: number, ref: number, pairs: string): void { add.run(seq, ref, pairs); remove.run(seq); },
    shard(id: number): void { removeShard.run(id); },
    symbol(id: number): void { removeSymbol.run(id); },
    /** Nobody holds a ref of theirs any more. */
    forget(): void { purge.run(); },
  };
}
