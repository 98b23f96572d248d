import { crc32 } from 'node:zlib';
import type { MetricsDb } from './metrics.ts';
import type { Migration } from './migrate.ts';
import type { OnDamage } from './rows.ts';

/**
 * A level of rollups: the samples of a shard in one window, put together bucket by bucket. Windows and buckets are multiples of their length since 1970,
 * open on the left and closed on the right, as ranges are.
 */
export interface Level { readonly id: 0 | 1; readonly bucketMs: number; readonly windowMs: number }
export const FINE: Level = { id: 0, bucketMs: 300_000, windowMs: 86_400_000 };
export const COARSE: Level = { id: 1, bucketMs: 3_600_000, windowMs: 8 * 86_400_000 };

const LEVEL = 2 ** 47, SHARD = 2 ** 28, WINDOW_OFFSET = 2 ** 27;

/** The window that holds `time` (unix ms, an integer): it spans (window x windowMs, (window + 1) x windowMs]. */
export const windowOf = ({ windowMs }: Level, time: number): number => Math.ceil(time / windowMs) - 1;
/** Level, shard and window in one integer of 48 bits. Beyond ±2^53 ms there are no windows, so that bounds may be anything. */
export const rollupKey = (level: Level, shard: number, window: number): number =>
  level.id * LEVEL + shard * SHARD + Math.min(Math.max(window + WINDOW_OFFSET, 0), SHARD - 1);
export const windowOfKey = (key: number): number => (key % SHARD) - WINDOW_OFFSET;
export const shardOfRollup = (key: number): number => Math.floor((key % LEVEL) / SHARD);
export const levelOfKey = (key: number): Level => (key >= LEVEL ? COARSE : FINE);

/** The key of the window that holds `time` of the new late row, in SQL: integers, and divisions of what is positive. */
const keyIn = (level: Level, time: string): string =>
  `${level.id * LEVEL} + NEW.shard * ${SHARD} + (NEW.${time} - 1 + ${level.windowMs} * ${WINDOW_OFFSET}) / ${level.windowMs}`;
const spoil = (level: Level): string => `
  INSERT OR IGNORE INTO rollups_spoiled SELECT key FROM rollups WHERE key BETWEEN ${keyIn(level, 't0')} AND ${keyIn(level, 't1')};
  INSERT OR IGNORE INTO rollups_spoiled VALUES (${keyIn(level, 't0')}), (${keyIn(level, 't1')});
  DELETE FROM rollups WHERE key BETWEEN ${keyIn(level, 't0')} AND ${keyIn(level, 't1')};`;

const ofShard = (level: Level): string => `DELETE FROM rollups WHERE key BETWEEN ${level.id * LEVEL} + NEW.id * ${SHARD} AND ${level.id * LEVEL} + NEW.id * ${SHARD} + ${SHARD - 1};`;

/**
 * Late samples change what has been rolled up: whoever writes them, what is no longer true goes with the same commit, and is noted to be made anew.
 * Samples that are not late lie behind what is sealed, and so behind all rollups; should what is sealed end sooner than before, because something was lost,
 * rollups go.
 */
export const ROLLUPS: Migration = {
  name: '0003 rollups',
  sql: `
    CREATE TABLE rollups (key INTEGER PRIMARY KEY, crc INTEGER NOT NULL, samples INTEGER NOT NULL, blob BLOB NOT NULL) STRICT;
    CREATE TABLE rollups_spoiled (key INTEGER PRIMARY KEY) STRICT;
    CREATE TRIGGER late_samples_spoil_rollups AFTER INSERT ON late BEGIN ${[FINE, COARSE].map(spoil).join('')} END;
    CREATE TRIGGER loss_of_what_is_sealed_spoils_rollups AFTER UPDATE OF sealed_to ON shards WHEN NEW.sealed_to IS NULL OR NEW.sealed_to < OLD.sealed_to
      BEGIN ${[FINE, COARSE].map(ofShard).join(' ')} END;`,
};

interface RawRollup { readonly key: number; readonly crc: number; readonly blob: Buffer }
export interface StoredRollup { readonly window: number; readonly blob: Buffer }

/** Over key and blob. */
export function rollupCrc(key: number, blob: Uint8Array): number {
  const head = Buffer.alloc(8);
  head.writeBigInt64LE(BigInt(key));
  return crc32(blob, crc32(head));
}

/** Rollups, read. Every blob handed out has passed its CRC. */
export function rollupReader(db: MetricsDb, damaged: OnDamage) {
  const some = db.prepare<[], { n: number }>('SELECT 1 AS n FROM rollups LIMIT 1');
  const between = db.prepare<[number, number], RawRollup>('SELECT key, crc, blob FROM rollups WHERE key BETWEEN ? AND ? ORDER BY key');
  const after = db.prepare<[number], RawRollup>('SELECT key, crc, blob FROM rollups WHERE key > ? ORDER BY key LIMIT 64');
  const sound = ({ key, crc, blob }: RawRollup): boolean => {
    if (rollupCrc(key, blob) === crc) return true;
    damaged(`rollup ${key} (shard ${shardOfRollup(key)}): the checksum does not fit; its samples are read instead`);
    return false;
  };
  return {
    /** Is there any at all? */
    any: (): boolean => some.get() !== undefined,
    /** Those of a shard in windows first to last, in order. */
    windows: (level: Level, shard: number, first: number, last: number): StoredRollup[] =>
      between.all(rollupKey(level, shard, first), rollupKey(level, shard, last)).filter(sound).map(({ key, blob }) => ({ window: windowOfKey(key), blob })),
    /** Every one once, in steps that hold no read transaction between them. */
    *all(): Generator<{ readonly key: number; readonly blob: Buffer }[]> {
      for (let key = -1; ;) {
        const rows = after.all(key);
        if (rows.length === 0) return;
        key = rows.at(-1)!.key;
        yield rows.filter(sound);
      }
    },
  };
}
export type RollupReader = ReturnType<typeof rollupReader>;

/** Rollups, written and removed, inside the caller's transactions. */
export function rollupWriter(db: MetricsDb) {
  const put = db.prepare<[number, number, number, Uint8Array]>('INSERT OR REPLACE INTO rollups (key, crc, samples, blob) VALUES (?, ?, ?, ?)');
  const newest = db.prepare<[number, number], { key: number }>('SELECT key FROM rollups WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1');
  const remove = db.prepare<[number, number]>('DELETE FROM rollups WHERE key BETWEEN ? AND ?');
  const spoiled = db.prepare<[number], { key: number }>('SELECT key FROM rollups_spoiled WHERE key > ? ORDER BY key LIMIT 1');
  const mended = db.prepare<[number]>('DELETE FROM rollups_spoiled WHERE key = ?');
  return {
    /** samples: how many it stands for */
    put(level: Level, shard: number, window: number, samples: number, blob: Uint8Array): void {
      const key = rollupKey(level, shard, window);
      put.run(key, rollupCrc(key, blob), samples, blob);
    },
    /** The newest window of a shard that has been rolled up; null when none has. */
    newest(level: Level, shard: number): number | null {
      const row = newest.get(rollupKey(level, shard, -Infinity), rollupKey(level, shard, Infinity));
      return row ? windowOfKey(row.key) : null;
    },
    /** Removes those of a shard in windows first to last. */
    remove(level: Level, shard: number, first: number, last: number): void { remove.run(rollupKey(level, shard, first), rollupKey(level, shard, last)); },
    /** The first key above `key` of a window whose samples have changed since it was rolled up, or came when it should have been; null when there is none. */
    spoiled: (key: number): number | null => spoiled.get(key)?.key ?? null,
    mended(key: number): void { mended.run(key); },
  };
}
export type RollupWriter = ReturnType<typeof rollupWriter>;
