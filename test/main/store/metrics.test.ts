import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { METRICS_MIGRATIONS } from '../../../src-main/store/metrics.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { checkStore } from '../../../src-main/tsdb/check.ts';
import { folder, NOW, open, readAll, series } from '../tsdb/workbench.ts';

const DAY = 86_400_000;

/** Sealed rows, late ones, and some that stand in the write-ahead rows alone. */
function filled(): string {
  const dir = folder();
  const { store } = open(dir);
  const refs = store.resolve(series(40));
  const write = (time: number, value: number) => store.append(refs.slice(), Float64Array.of(time), Float64Array.from(refs, ref => ref + value / 7));
  for (let i = 0; i < 300; i++) write(NOW - 9 * DAY + i * 60_000, i);
  store.sealAll();
  for (let i = 0; i < 20; i++) write(NOW - 10 * DAY + i * 60_000, -i);
  store.sealAll();
  for (let i = 0; i < 20; i++) write(NOW - i * 1000, i);
  store.annotate([{ name: 'm1', type: 'gauge', help: 'h', unit: '' }]);
  store.close();
  return dir;
}

/** The rows of a new file in one that has taken so many steps only. */
function oldFile(newest: string, steps: number): string {
  const dir = folder();
  const db = new Database(join(dir, 'metrics.db'));
  db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = WAL');
  migrate(db, METRICS_MIGRATIONS.slice(0, steps));
  db.prepare('ATTACH ? AS newest').run(join(newest, 'metrics.db'));
  const tables = db.prepare<[], string>("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('migrations', 'rollups_spoiled')").pluck().all();
  for (const table of tables) {
    const columns = db.prepare<[string], string>("SELECT name FROM pragma_table_info(?, 'main')").pluck().all(table).join(', ');
    db.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM newest.${table}`);
  }
  db.exec('DETACH newest');
  db.close();
  return dir;
}

test.each(METRICS_MIGRATIONS.map(({ name }, i) => ({ name, steps: i + 1 })))('a file as it was after step $name opens with all of its samples, labels and descriptions, and goes on', async ({ steps }) => {
  const newest = filled();
  const before = open(newest);
  const expected = readAll(before, newest);
  before.store.close();
  expect([...expected.values()].reduce((sum, { size }) => sum + size, 0)).toBe(40 * 340);
  const dir = oldFile(newest, steps);
  const opened = open(dir);
  expect(readAll(opened, dir)).toEqual(expected);
  expect(await checkStore(opened.store, async () => undefined)).toMatchObject({ damaged: 0 });
  opened.store.compact();
  expect(readAll(opened, dir)).toEqual(expected);
  expect(opened.store.db.prepare('SELECT name FROM migrations ORDER BY name').pluck().all()).toEqual(METRICS_MIGRATIONS.map(({ name }) => name));
  expect(opened.store.db.prepare('SELECT type, help FROM metadata').all()).toEqual([{ type: 'gauge', help: 'h' }]);
  opened.store.close();
});
