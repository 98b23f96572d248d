import Database from 'better-sqlite3';
import { migrate, type Migration } from './migrate.ts';
import { opening } from './opening.ts';
import { refuseDamagedLog } from './structure.ts';

export type WorkspaceDb = Database.Database;

/** The setting that goes with a workspace wherever it is moved: its key file is found by it. */
export const WORKSPACE_ID = 'workspaceId';

/** Every step the file has ever taken; the tests bring old rows through each. */
export const WORKSPACE_MIGRATIONS: readonly Migration[] = [{
  name: '0001 access, targets, settings',
  sql: `
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY, at INTEGER NOT NULL, caller TEXT NOT NULL, via TEXT NOT NULL, path TEXT NOT NULL,
      input TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
    CREATE TABLE audit_head (only INTEGER PRIMARY KEY CHECK (only = 1), records INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
    CREATE TABLE tokens (name TEXT PRIMARY KEY, role TEXT NOT NULL, hash BLOB NOT NULL, created_at INTEGER NOT NULL, last_used INTEGER) STRICT;
    CREATE TABLE sessions (hash BLOB PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT;
    CREATE TABLE targets (id TEXT PRIMARY KEY, config TEXT NOT NULL, paused INTEGER NOT NULL) STRICT;
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
}, {
  name: '0002 host keys',
  sql: `
    CREATE TABLE host_keys (
      address TEXT NOT NULL, port INTEGER NOT NULL, type TEXT NOT NULL, fingerprint TEXT NOT NULL, pinned_at INTEGER NOT NULL,
      PRIMARY KEY (address, port, type)) STRICT, WITHOUT ROWID;`,
}, {
  name: '0003 vault',
  sql: `
    CREATE TABLE vault_key (only INTEGER PRIMARY KEY CHECK (only = 1), kind TEXT NOT NULL, params TEXT NOT NULL, sealed BLOB NOT NULL) STRICT;
    CREATE TABLE vault (name TEXT PRIMARY KEY, version INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;`,
}, {
  name: '0004 hosts, events',
  sql: `
    CREATE TABLE hosts (id TEXT PRIMARY KEY, config TEXT NOT NULL, paused INTEGER NOT NULL, removed INTEGER NOT NULL) STRICT;
    CREATE TABLE events (
      id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, job TEXT NOT NULL, instance TEXT NOT NULL,
      kind TEXT NOT NULL, subject TEXT NOT NULL, was TEXT NOT NULL, became TEXT NOT NULL) STRICT;
    CREATE INDEX events_of_machine ON events (instance, job, id);`,
}, {
  name: '0005 probes',
  sql: 'CREATE TABLE probes (id TEXT PRIMARY KEY, config TEXT NOT NULL, paused INTEGER NOT NULL) STRICT',
}, {
  name: '0006 files of targets',
  sql: 'CREATE TABLE file_lists (id TEXT PRIMARY KEY, config TEXT NOT NULL) STRICT',
}, {
  name: '0007 audit: on what, what came of it, how long, which request',
  sql: `
    ALTER TABLE audit ADD COLUMN target TEXT NOT NULL DEFAULT '';
    ALTER TABLE audit ADD COLUMN result TEXT NOT NULL DEFAULT '';
    ALTER TABLE audit ADD COLUMN request_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE audit ADD COLUMN duration_ms INTEGER;
    ALTER TABLE audit ADD COLUMN receipt TEXT NOT NULL DEFAULT '';
    CREATE INDEX audit_of_target ON audit (target, id) WHERE target <> ''`,
}, {
  name: '0008 cloud accounts',
  sql: `
    CREATE TABLE accounts (id TEXT PRIMARY KEY, config TEXT NOT NULL, paused INTEGER NOT NULL) STRICT;
    CREATE TABLE account_regions (
      account TEXT NOT NULL, region TEXT NOT NULL, listed_at INTEGER NOT NULL, machines TEXT NOT NULL, PRIMARY KEY (account, region)) STRICT, WITHOUT ROWID;
    CREATE TABLE account_usage (
      account TEXT NOT NULL, month TEXT NOT NULL, operation TEXT NOT NULL, calls INTEGER NOT NULL, billed INTEGER NOT NULL,
      PRIMARY KEY (account, month, operation)) STRICT, WITHOUT ROWID;
    CREATE TABLE account_marks (account TEXT NOT NULL, machine TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (account, machine)) STRICT, WITHOUT ROWID;`,
}, {
  name: '0009 rules, alerts',
  sql: `
    CREATE TABLE rule_groups (id TEXT PRIMARY KEY, file TEXT NOT NULL, origin TEXT NOT NULL, config TEXT NOT NULL) STRICT;
    CREATE TABLE rule_groups_off (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE rule_clock (only INTEGER PRIMARY KEY CHECK (only = 1), evaluated_to INTEGER NOT NULL) STRICT;
    CREATE TABLE alert_history (
      id INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint TEXT NOT NULL, rule TEXT NOT NULL, grp TEXT NOT NULL, file TEXT NOT NULL, labels TEXT NOT NULL, annotations TEXT NOT NULL,
      active_at INTEGER NOT NULL, fired_at INTEGER NOT NULL, resolved_at INTEGER, value REAL, late INTEGER NOT NULL) STRICT;
    CREATE INDEX alert_history_by_time ON alert_history (fired_at, id);
    CREATE INDEX alert_history_of_alert ON alert_history (fingerprint, fired_at);
    CREATE INDEX alert_history_open ON alert_history (id) WHERE resolved_at IS NULL;`,
}, {
  name: '0010 silences, receivers, messages',
  sql: `
    CREATE TABLE silences (
      id TEXT PRIMARY KEY, matchers TEXT NOT NULL, comment TEXT NOT NULL, created_by TEXT NOT NULL,
      starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT;
    CREATE TABLE receivers (id TEXT PRIMARY KEY, config TEXT NOT NULL, destination TEXT NOT NULL) STRICT;
    CREATE TABLE notified_alerts (fingerprint TEXT PRIMARY KEY, alert TEXT NOT NULL, away TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE notification_log (
      receiver TEXT NOT NULL, group_key TEXT NOT NULL, at INTEGER NOT NULL, firing TEXT NOT NULL, resolved TEXT NOT NULL,
      PRIMARY KEY (receiver, group_key)) STRICT, WITHOUT ROWID;
    CREATE TABLE messages (
      number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, receiver TEXT NOT NULL, receiver_name TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, title TEXT NOT NULL,
      firing INTEGER NOT NULL, resolved INTEGER NOT NULL, telling TEXT NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL, next_at INTEGER, ended_at INTEGER,
      attempts INTEGER NOT NULL, repeated INTEGER NOT NULL, last_error TEXT NOT NULL, merged_into TEXT) STRICT;
    CREATE INDEX messages_open ON messages (number) WHERE state IN ('waiting', 'sending');
    CREATE INDEX messages_of_receiver ON messages (receiver, state, ended_at);
    CREATE TABLE message_attempts (message TEXT NOT NULL, at INTEGER NOT NULL, ms INTEGER NOT NULL, ok INTEGER NOT NULL, status INTEGER, answer TEXT NOT NULL) STRICT;
    CREATE INDEX attempts_of_message ON message_attempts (message);`,
}, {
  name: '0011 machines of clouds, links, filters',
  sql: `
    ALTER TABLE events ADD COLUMN origin TEXT NOT NULL DEFAULT '';
    CREATE TABLE machines (id TEXT PRIMARY KEY, facts TEXT NOT NULL, first_seen INTEGER NOT NULL, missing_since INTEGER) STRICT;
    CREATE TABLE machine_links (a TEXT NOT NULL, b TEXT NOT NULL, joined INTEGER NOT NULL, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;
    CREATE TABLE saved_filters (name TEXT PRIMARY KEY, config TEXT NOT NULL) STRICT`,
}, {
  name: '0012 destinations',
  sql: 'CREATE TABLE destinations (id TEXT PRIMARY KEY, config TEXT NOT NULL, paused INTEGER NOT NULL, place TEXT NOT NULL) STRICT',
}, {
  name: '0013 imports',
  sql: 'CREATE TABLE imports (id TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT',
}];

/**
 * Opens stratoscope.db: all that is neither a sample nor an index of samples. Small writes, on the main thread.
 * errors  AppError 'unavailable' when it can't be opened or is damaged, naming it; 'conflict' when a newer version has written it
 */
export function openWorkspace(path: string): WorkspaceDb {
  refuseDamagedLog(path);
  return opening(path, () => {
    const db = new Database(path);
    try {
      db.pragma('auto_vacuum = INCREMENTAL'); // before journal_mode and the first table: later it is silently ignored
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      db.pragma('journal_size_limit = 4194304');
      migrate(db, WORKSPACE_MIGRATIONS);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}
