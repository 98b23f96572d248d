import { crc32 } from 'node:zlib';
import type { MetricsDb } from './metrics.ts';

/** Bits of a row's key that hold its time; above them stands the shard. */
const TIME_BITS = 44n;
const TIME_OFFSET = 2 ** 43;
/** The head's and an open row's reach: a row that begins so long before a window may end in it, or be followed by what is not sealed yet. */
const NEAR_MS = 24 * 3_600_000;
const TIME_MASK = (1n << TIME_BITS) - 1n;
export const MAX_SHARDS = 2 ** 19;

/** shard and window start (unix ms within ±2^53) in one 63-bit integer, ordered by shard, then time, in steps of 1,024 ms. */
export const rowKey = (shard: number, time: number): bigint => (BigInt(shard) << TIME_BITS) | BigInt(Math.floor(time / 1024) + TIME_OFFSET);
export const shardOfKey = (key: bigint): number => Number(key >> TIME_BITS);
/** Largest multiple of 1,024 ms not after the row's first sample. */
export const timeOfKey = (key: bigint): number => (Number(key & TIME_MASK) - TIME_OFFSET) * 1024;

export interface StoredRow { readonly key: bigint; readonly blob: Buffer }
export interface StoredLate { readonly id: number; readonly shard: number; readonly t0: number; readonly t1: number; readonly blob: Buffer }
/** Called with one sentence about a row whose CRC does not fit; the row is left out. */
export type OnDamage = (sentence: string) => void;

function keyedCrc(key: bigint, blob: Uint8Array): number {
  const head = Buffer.alloc(8);
  head.writeBigInt64LE(key);
  return crc32(blob, crc32(head));
}

interface RawRow { key: bigint; crc: bigint; blob: Buffer }
interface RawLate { id: number; shard: number; t0: number; t1: number; crc: number; blob: Buffer }
const lateCrc = (shard: number, t0: number, blob: Uint8Array) => keyedCrc(rowKey(shard, t0), blob);

/** Sealed rows, read. Every blob handed out has passed its CRC. */
export function rowReader(db: MetricsDb, damaged: OnDamage) {
  const window = db.prepare<[bigint, bigint], RawRow>('SELECT key, crc, blob FROM rows WHERE key BETWEEN ? AND ? ORDER BY key').safeIntegers();
  const before = db.prepare<[bigint, bigint], RawRow>('SELECT key, crc, blob FROM rows WHERE key < ? AND key >= ? ORDER BY key DESC LIMIT 1').safeIntegers();
  const lateWindow = db.prepare<[number, number, number], RawLate>('SELECT id, shard, t0, t1, crc, blob FROM late WHERE shard = ? AND t0 <= ? AND t1 >= ? ORDER BY id');
  const lastKey = db.prepare<[bigint, bigint], { key: bigint }>('SELECT key FROM rows WHERE key >= ? AND key <= ? ORDER BY key DESC LIMIT 1').safeIntegers();
  const someLate = db.prepare<[], { n: number }>('SELECT 1 AS n FROM late LIMIT 1');
  const anyLate = db.prepare<[number, number, number], { n: number }>('SELECT 1 AS n FROM late WHERE shard = ? AND t0 <= ? AND t1 >= ? LIMIT 1');
  const allRows = db.prepare<[bigint], RawRow>('SELECT key, crc, blob FROM rows WHERE key > ? ORDER BY key LIMIT 64').safeIntegers();
  const allLate = db.prepare<[number], RawLate>('SELECT id, shard, t0, t1, crc, blob FROM late WHERE id > ? ORDER BY id LIMIT 64');

  const sound = (row: RawRow): boolean => {
    if (keyedCrc(row.key, row.blob) === Number(row.crc)) return true;
    damaged(`rows ${row.key} (shard ${shardOfKey(row.key)}, from ${new Date(timeOfKey(row.key)).toISOString()}): the checksum does not fit`);
    return false;
  };
  const soundLate = (row: RawLate): boolean => {
    if (lateCrc(row.shard, row.t0, row.blob) === row.crc) return true;
    damaged(`late ${row.id} (shard ${row.shard}): the checksum does not fit`);
    return false;
  };

  return {
    /** Rows of a shard that may hold samples of from..to, oldest first; the first may end before `from`. */
    window(shard: number, from: number, to: number): StoredRow[] {
      const low = rowKey(shard, Math.max(from, -(2 ** 53)));
      const first = before.get(low, rowKey(shard, -(2 ** 53)));
      const rest = window.all(low, rowKey(shard, Math.min(to, 2 ** 53 - 1)));
      return (first ? [first, ...rest] : rest).filter(sound);
    },
    /** Is there any late row at all? Mostly not: then none is looked for. */
    hasLate: (): boolean => someLate.get() !== undefined,
    /** Late rows of a shard that overlap from..to, in the order of their writing: a later one wins. */
    late: (shard: number, from: number, to: number): StoredLate[] => lateWindow.all(shard, to, from).filter(soundLate),
    /** False only when no sealed row of the shard reaches into from..to by its key, and the shard's newest rows are not just before it. */
    mayHold(shard: number, from: number, to: number): boolean {
      const start = rowKey(shard, -(2 ** 53));
      const row = lastKey.get(start, rowKey(shard, Math.min(to, 2 ** 53 - 1)));
      if (row) return timeOfKey(row.key) >= from - NEAR_MS || anyLate.get(shard, to, from) !== undefined;
      return lastKey.get(start, rowKey(shard, 2 ** 53 - 1)) === undefined || anyLate.get(shard, to, from) !== undefined;
    },
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

/** Sealed rows, written and expired. */
export function rowWriter(db: MetricsDb) {
  const insert = db.prepare<[bigint, number, Uint8Array]>('INSERT INTO rows (key, crc, blob) VALUES (?, ?, ?)');
  const insertLate = db.prepare<[number, number, number, number, Uint8Array]>('INSERT INTO late (shard, t0, t1, crc, blob) VALUES (?, ?, ?, ?, ?)');
  const last = db.prepare<[bigint, bigint], { key: bigint }>('SELECT key FROM rows WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT 1').safeIntegers();
  const first = db.prepare<[bigint, bigint], { key: bigint; bytes: bigint }>('SELECT key, length(blob) AS bytes FROM rows WHERE key >= ? AND key < ? ORDER BY key LIMIT 2').safeIntegers();
  const remove = db.prepare<[bigint]>('DELETE FROM rows WHERE key = ?');
  const lateBefore = db.prepare<[number], { n: number }>('SELECT count(*) AS n FROM late WHERE t1 < ?');
  const removeLate = db.prepare<[number]>('DELETE FROM late WHERE t1 < ?');
  const range = (shard: number): [bigint, bigint] => [BigInt(shard) << TIME_BITS, BigInt(shard + 1) << TIME_BITS];
  return {
    insert(key: bigint, blob: Uint8Array): void { insert.run(key, keyedCrc(key, blob), blob); },
    insertLate(shard: number, t0: number, t1: number, blob: Uint8Array): void { insertLate.run(shard, t0, t1, lateCrc(shard, t0, blob), blob); },
    /** Key of the shard's newest row, null when it has none. */
    lastKey: (shard: number): bigint | null => last.get(...range(shard))?.key ?? null,
    /** The shard's oldest row, with the key after it: a row ends before the next one begins. */
    oldest(shard: number): { key: bigint; bytes: number; next: bigint | null } | null {
      const [row, next] = first.all(...range(shard));
      return row ? { key: row.key, bytes: Number(row.bytes), next: next?.key ?? null } : null;
    },
    remove(key: bigint): void { remove.run(key); },
    /** Drops late rows that end before `time`; how many there were. */
    removeLate(time: number): number {
      const { n } = lateBefore.get(time)!;
      if (n > 0) removeLate.run(time);
      return n;
    },
  };
}
export type RowWriter = ReturnType<typeof rowWriter>;
