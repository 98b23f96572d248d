import Database from 'better-sqlite3';
import { AppError } from '../shared/model/errors.ts';
import { GONE } from './gone.ts';
import { migrate, type Migration } from './migrate.ts';
import { refuseDamagedLog } from './structure.ts';
import { ROLLUPS } from './rollups.ts';

export type MetricsDb = Database.Database;

/** Every step the file has ever taken; the tests bring old rows through each. */
export const METRICS_MIGRATIONS: readonly Migration[] = [{
  name: '0001 series and samples',
  sql: `
    CREATE TABLE symbols (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
    CREATE TABLE series (seq INTEGER PRIMARY KEY, ref INTEGER NOT NULL, crc INTEGER NOT NULL, labels BLOB NOT NULL) STRICT;
    CREATE TABLE shards (
      id INTEGER PRIMARY KEY, grp TEXT NOT NULL, sealed_to INTEGER, sealed_wal INTEGER NOT NULL DEFAULT 0, late_wal INTEGER NOT NULL DEFAULT 0,
      rows INTEGER NOT NULL DEFAULT 0, samples INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE rows (key INTEGER PRIMARY KEY, crc INTEGER NOT NULL, blob BLOB NOT NULL) STRICT;
    CREATE TABLE late (id INTEGER PRIMARY KEY AUTOINCREMENT, shard INTEGER NOT NULL, t0 INTEGER NOT NULL, t1 INTEGER NOT NULL, crc INTEGER NOT NULL, blob BLOB NOT NULL) STRICT;
    CREATE INDEX late_shard ON late (shard, t0, t1);
    CREATE INDEX late_time ON late (t0, t1);
    CREATE TABLE wal (id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, blob BLOB NOT NULL) STRICT;
    CREATE TABLE metadata (name TEXT PRIMARY KEY, type TEXT NOT NULL, help TEXT NOT NULL, unit TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
}, {
  name: '0002 how far compaction has come',
  sql: 'ALTER TABLE shards ADD COLUMN merged_to INTEGER; ALTER TABLE shards ADD COLUMN cold_to INTEGER;',
}, ROLLUPS, GONE];

/**
 * Opens metrics.db for its one writer. `auto_vacuum` goes before `journal_mode` and the first table: later it is silently ignored.
 * `full` syncs every commit, so that what is acknowledged survives a power cut, too.
 * errors  AppError 'unavailable' when the log that a killed process left is damaged; 'conflict' when a newer version has written the file
 */
export function openForWriting(path: string, full: boolean): MetricsDb {
  refuseDamagedLog(path);
  const db = new Database(path);
  db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = WAL');
  setDurability(db, full);
  db.pragma('wal_autocheckpoint = 2000');
  db.pragma('journal_size_limit = 33554432');
  db.pragma('cache_size = -8192');
  migrate(db, METRICS_MIGRATIONS);
  return db;
}

export const setDurability = (db: MetricsDb, full: boolean): void => { db.pragma(`synchronous = ${full ? 'FULL' : 'NORMAL'}`); };

const MAPPED_BYTES = 256 * 1024 * 1024;

/**
 * A reader's connection; the file must have been made by a writer.
 * mapped  the file is read where the system keeps it; each connection that does so counts all of it as memory of the process
 */
export function openForReading(path: string, mapped = true): MetricsDb {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  db.pragma('cache_size = -4096'); // for what stands in SQLite's own log: the file itself is mapped
  db.pragma(`mmap_size = ${mapped ? MAPPED_BYTES : 0}`);
  return db;
}

const pragmaNumber = (db: MetricsDb, name: string): number => Number(db.pragma(name, { simple: true }));
export const freePages = (db: MetricsDb): number => pragmaNumber(db, 'freelist_count');
/** Of pages that hold something. */
export const usedBytes = (db: MetricsDb): number => (pragmaNumber(db, 'page_count') - freePages(db)) * pragmaNumber(db, 'page_size');

/** Moves what SQLite has in its own log into the file and empties it, unless a reader still needs it: nobody is waited for. */
export function emptyLog(db: MetricsDb): void {
  const patience = pragmaNumber(db, 'busy_timeout');
  db.pragma('busy_timeout = 0');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.pragma(`busy_timeout = ${patience}`);
}

/** What SQLite says when nothing can be written is turned into an answer that callers can act on; all else passes. */
export function writing<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (said(error, /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|BUSY|LOCKED)/)) {
      throw new AppError('unavailable', `The store can't write to its disk (${error.code}: ${error.message}); nothing of this was stored. Free some space; it goes on by itself.`, { cause: error });
    }
    throw damaged(error);
  }
}

/** The same for reading. */
export function reading<T>(db: MetricsDb, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (said(error, /^SQLITE_(IOERR|CANTOPEN|BUSY)/)) throw new AppError('unavailable', `${db.name} can't be read (${error.code}: ${error.message}).`, { cause: error });
    throw damaged(error, db.name);
  }
}

const said = (error: unknown, codes: RegExp): error is InstanceType<typeof Database.SqliteError> => error instanceof Database.SqliteError && codes.test(error.code);

/** Damage to SQLite's own structure, not to a row of ours: nothing that lies behind it can be trusted. */
function damaged(error: unknown, name = 'metrics.db'): unknown {
  if (!said(error, /^SQLITE_(CORRUPT|NOTADB)/)) return error;
  return new AppError('unavailable', `${name} is damaged (${error.message}). \`stratoscope check\` tells more; \`stratoscope repair\`, once Stratoscope is stopped, brings back what can be read.`, { cause: error });
}
