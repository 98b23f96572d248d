import type Database from 'better-sqlite3';
import { AppError } from '../shared/model/errors.ts';

/** One step of a file's schema. Names are kept for ever: what has been run somewhere is never edited, only followed by another. */
export interface Migration { readonly name: string; readonly sql: string }

/**
 * Brings a file to its newest schema; each step in one transaction with its own record, so a step is done wholly or not at all.
 * errors  AppError 'conflict' when the file knows steps that this program doesn't: a newer version has written it
 */
export function migrate(db: Database.Database, migrations: readonly Migration[]): void {
  db.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT');
  const done = new Set(db.prepare<[], { name: string }>('SELECT name FROM migrations').all().map(({ name }) => name));
  const known = new Set(migrations.map(({ name }) => name));
  if ([...done].some(name => !/^\d{4} ./.test(name))) throw new AppError('unavailable', `${db.name} is damaged: what steps its schema has been through can't be read. Stop Stratoscope and run \`stratoscope repair\`.`);
  const strangers = [...done].filter(name => !known.has(name));
  if (strangers.length > 0) throw new AppError('conflict', `${db.name} was written by a newer version of Stratoscope (${strangers.join(', ')}). Start that version, or use another --data-dir.`);

  const record = db.prepare<[string, number]>('INSERT INTO migrations (name, at) VALUES (?, ?)');
  for (const { name, sql } of migrations.filter(migration => !done.has(migration.name))) {
    db.transaction(() => {
      db.exec(sql);
      record.run(name, Date.now());
    })();
  }
}
