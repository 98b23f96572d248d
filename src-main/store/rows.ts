import { crc32 } from 'node:zlib';
import type { MetricsDb } from './metrics.ts';

/** Bits of a row's key that hold its time; above them stands the shard. */
const TIME_BITS = 44n;
const TIME_OFFSET = 2 ** 43;
/** Keys tell beginnings of rows apart by so many ms. */
export const KEY_MS = 1024;
const TIME_MASK = (1n << TIME_BITS) - 1n;
export const MAX_SHARDS = 2 ** 19;
const FIRST_TIME = -(2 ** 53);
const LAST_TIME = 2 ** 53 - 1;

/** shard and window start (unix ms within ±2^53) in one 63-bit integer, ordered by shard, then time, in steps of 1,024 ms. */
export const rowKey = (shard: number, time: number): bigint => (BigInt(shard) << TIME_BITS) | BigInt(Math.floor(time / KEY_MS) + TIME_OFFSET);
export const shardOfKey = (key: bigint): number => Number(key >> TIME_BITS);
/** Largest multiple of 1,024 ms not after the row's first sample. */
export const timeOfKey = (key: bigint): number => (Number(key & TIME_MASK) - TIME_OFFSET) * KEY_MS;

/** For people; a damaged key may name a time that no calendar has. */
export const timeText = (time: number): string => Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : `${time} ms`;

export interface StoredRow { readonly key: bigint; readonly blob: Buffer }
/** A row as it begins: enough to tell how long it is, not checked. */
export interface RowHead { readonly key: bigint; readonly head: Buffer }
export interface LateSpan { readonly id: number; readonly t0: number; readonly t1: number }
export interface StoredLate { readonly id: number; readonly shard: number; readonly t0: number; readonly t1: number; readonly blob: Buffer }
/** Called with one sentence about a row whose CRC does not fit; the row is left out. */
export type OnDamage = (sentence: string) => void;

export function keyedCrc(key: bigint, blob: Uint8Array): number {
  const head = Buffer.alloc(8);
  head.writeBigInt64LE(key);
  return crc32(blob, crc32(head));
}

/** Bytes of a row that are read to learn what it is. */
const HEAD_BYTES = 24;

interface RawRow { key: bigint; crc: bigint; blob: Buffer }
interface RawLate { id: number; shard: number; t0: number; t1: number; crc: number; blob: Buffer }
export const lateCrc = (shard: number, t0: number, blob: Uint8Array) => keyedCrc(rowKey(shard, t0), blob);

/** Sealed rows, read. Every blob handed out has passed its CRC. */
export function rowReader(db: MetricsDb, damaged: OnDamage) {
  // from the last row before `low` on, if the shard has one: that row may reach into the window
  const window = db.prepare<[{ first: bigint; low: bigint; high: bigint }], RawRow>(`
    SELECT key, crc, blob FROM rows
    WHERE key >= coalesce((SELECT key FROM rows WHERE key < :low AND key >= :first ORDER BY key DESC LIMIT 1), :low) AND key <= :high ORDER BY key`).safeIntegers();
  const before = db.prepare<[bigint, bigint], RawRow>('SELECT key, crc, blob FROM rows WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT 1').safeIntegers();
  const next = db.prepare<[bigint, bigint], RawRow>('SELECT key, crc, blob FROM rows WHERE key BETWEEN ? AND ? ORDER BY key LIMIT 1').safeIntegers();
  const lateWindow = db.prepare<[number, number, number], RawLate>('SELECT id, shard, t0, t1, crc, blob FROM late WHERE shard = ? AND t0 <= ? AND t1 >= ? ORDER BY id');
  const someLate = db.prepare<[], { n: number }>('SELECT 1 AS n FROM late LIMIT 1');
  const one = db.prepare<[bigint], RawRow>('SELECT key, crc, blob FROM rows WHERE key = ?').safeIntegers();
  const heads = db.prepare<[bigint, bigint, number], RowHead>(`SELECT key, substr(blob, 1, ${HEAD_BYTES}) AS head FROM rows WHERE key >= ? AND key <= ? ORDER BY key LIMIT ?`).safeIntegers();
  const headBefore = db.prepare<[bigint, bigint], RowHead>(`SELECT key, substr(blob, 1, ${HEAD_BYTES}) AS head FROM rows WHERE key <= ? AND key >= ? ORDER BY key DESC LIMIT 1`).safeIntegers();
  const lateStarts = db.prepare<[number, number], LateSpan>('SELECT id, t0, t1 FROM late WHERE shard = ? AND t0 <= ? ORDER BY t0');
  const allRows = db.prepare<[bigint], RawRow>('SELECT key, crc, blob FROM rows WHERE key > ? ORDER BY key LIMIT 64').safeIntegers();
  const allLate = db.prepare<[number], RawLate>('SELECT id, shard, t0, t1, crc, blob FROM late WHERE id > ? ORDER BY id LIMIT 64');

  const sound = (row: RawRow): boolean => {
    if (Buffer.isBuffer(row.blob) && keyedCrc(row.key, row.blob) === Number(row.crc)) return true; // a damaged page may give any type
    damaged(`rows ${row.key} (shard ${shardOfKey(row.key)}, from ${timeText(timeOfKey(row.key))}): the checksum does not fit`);
    return false;
  };
  const soundLate = (row: RawLate): boolean => {
    if (Buffer.isBuffer(row.blob) && Number.isSafeInteger(row.t0) && lateCrc(row.shard, row.t0, row.blob) === row.crc) return true;
    damaged(`late ${row.id} (shard ${row.shard}): the checksum does not fit`);
    return false;
  };

  return {
    /** Rows of a shard that may hold samples of from..to, oldest first; the first may end before `from`. */
    window(shard: number, from: number, to: number): StoredRow[] {
      if (from > to || from > LAST_TIME || to < FIRST_TIME) return [];
      return window.all({ first: rowKey(shard, FIRST_TIME), low: rowKey(shard, Math.max(from, FIRST_TIME)), high: rowKey(shard, Math.min(to, LAST_TIME)) }).filter(sound);
    },
    /** The same one by one, for a reader that may have seen enough. */
    *walk(shard: number, from: number, to: number): Generator<StoredRow> {
      if (from > to || from > LAST_TIME || to < FIRST_TIME) return;
      const end = rowKey(shard, Math.min(to, LAST_TIME));
      let key = rowKey(shard, Math.max(from, FIRST_TIME));
      let row = before.get(key, rowKey(shard, FIRST_TIME)) ?? next.get(key, end);
      for (; row; row = next.get(key, end)) {
        if (row.key >= key) key = row.key + 1n;
        if (sound(row)) yield row;
      }
    },
    /** The row of a key; null when there is none or its CRC does not fit. */
    at(key: bigint): StoredRow | null {
      const row = one.get(key);
      return row && sound(row) ? row : null;
    },
    /** At most `count` rows of a shard that begin at `time` or later, oldest first, as they begin. */
    heads(shard: number, time: number, count: number): RowHead[] {
      return heads.all(rowKey(shard, Math.max(time, FIRST_TIME)), rowKey(shard, LAST_TIME), count);
    },
    /** The row of a shard that is last to begin not after `time`; null when there is none. Unchecked. */
    headAt(shard: number, time: number): RowHead | null {
      return headBefore.get(rowKey(shard, Math.min(time, LAST_TIME)), rowKey(shard, FIRST_TIME)) ?? null;
    },
    /** Late rows of a shard that begin not after `to`, those that begin first; unchecked. */
    lateStarts: (shard: number, to: number): IterableIterator<LateSpan> => lateStarts.iterate(shard, to),
    /** Is there any late row at all? Mostly not: then none is looked for. */
    hasLate: (): boolean => someLate.get() !== undefined,
    /** Late rows of a shard that overlap from..to, in the order of their writing: a later one wins. */
    late: (shard: number, from: number, to: number): StoredLate[] => lateWindow.all(shard, to, from).filter(soundLate),
    /** Every row once, in steps that hold no read transaction between them; `damaged` hears of the bad ones. */
    *all(): Generator<StoredRow[]> {
      for (let after = -(1n << 62n); ;) {
        const rows = allRows.all(after);
        if (rows.length === 0) return;
        after = rows.at(-1)!.key;
        yield rows.filter(sound);
      }
    },
    *allLate(): Generator<StoredLate[]> {
      for (let after = 0; ;) {
        const rows = allLate.all(after);
        if (rows.length === 0) return;
        after = rows.at(-1)!.id;
        yield rows.filter(soundLate);
      }
    },
  };
}
export type RowReader = ReturnType<typeof rowReader>;

/** Sealed rows, written, changed and expired. */
export function rowWriter(db: MetricsDb) {
  const insert = db.prepare<[bigint, number, Uint8Array]>('INSERT INTO rows (key, crc, blob) VALUES (?, ?, ?)');
  const insertLate = db.prepare<[number, number, number, number, Uint8Array]>('INSERT INTO late (shard, t0, t1, crc, blob) VALUES (?, ?, ?, ?, ?)');
  const last = db.prepare<[bigint, bigint], { key: bigint }>('SELECT key FROM rows WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT 1').safeIntegers();
  const first = db.prepare<[bigint, bigint], { key: bigint; bytes: bigint }>('SELECT key, length(blob) AS bytes FROM rows WHERE key >= ? AND key < ? ORDER BY key LIMIT 2').safeIntegers();
  const remove = db.prepare<[bigint]>('DELETE FROM rows WHERE key = ?');
  const oldLate = db.prepare<[number, number, number], StoredLate>('SELECT id, shard, t0, t1, blob FROM late WHERE t0 < ? AND t1 < ? ORDER BY t0 LIMIT ?');
  const changeLate = db.prepare<[number, number, number, Uint8Array, number]>('UPDATE late SET t0 = ?, t1 = ?, crc = ?, blob = ? WHERE id = ?');
  const removeLate = db.prepare<[number]>('DELETE FROM late WHERE id = ?');
  const lateSpan = db.prepare<[number], { t0: number | null; t1: number | null }>('SELECT min(t0) AS t0, max(t1) AS t1 FROM late WHERE shard = ?');
  const lateSpans = db.prepare<[], { shard: number; t0: number; t1: number; rows: number }>('SELECT shard, min(t0) AS t0, max(t1) AS t1, count(*) AS rows FROM late GROUP BY shard');
  const range = (shard: number): [bigint, bigint] => [BigInt(shard) << TIME_BITS, BigInt(shard + 1) << TIME_BITS];
  return {
    insert(key: bigint, blob: Uint8Array): void { insert.run(key, keyedCrc(key, blob), blob); },
    insertLate(shard: number, t0: number, t1: number, blob: Uint8Array): void { insertLate.run(shard, t0, t1, lateCrc(shard, t0, blob), blob); },
    /** Gives a late row other samples; it wins over the same rows as before. */
    changeLate(id: number, shard: number, t0: number, t1: number, blob: Uint8Array): void { changeLate.run(t0, t1, lateCrc(shard, t0, blob), blob, id); },
    /** Key of the shard's newest row, null when it has none. */
    lastKey: (shard: number): bigint | null => last.get(...range(shard))?.key ?? null,
    /** The shard's oldest row, with the key after it: a row ends before the next one begins. */
    oldest(shard: number): { key: bigint; bytes: number; next: bigint | null } | null {
      const [row, next] = first.all(...range(shard));
      return row ? { key: row.key, bytes: Number(row.bytes), next: next?.key ?? null } : null;
    },
    remove(key: bigint): void { remove.run(key); },
    /** Late rows that end before `time`, those that begin first, at most `count`; unchecked. */
    lateBefore: (time: number, count: number): StoredLate[] => oldLate.all(time, time, count),
    removeLate(id: number): void { removeLate.run(id); },
    /** What the late rows of a shard span; Infinity and -Infinity when it has none. */
    lateSpan(shard: number): { from: number; to: number } {
      const { t0, t1 } = lateSpan.get(shard)!;
      return { from: t0 ?? Infinity, to: t1 ?? -Infinity };
    },
    lateSpans: () => lateSpans.iterate(),
  };
}
export type RowWriter = ReturnType<typeof rowWriter>;
