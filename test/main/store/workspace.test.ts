import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { TargetConfig, TargetId } from '../../../src-main/shared/model/target.ts';
import { lockWorkspace } from '../../../src-main/store/lock.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { settingsTable } from '../../../src-main/store/settings.ts';
import { targetTable } from '../../../src-main/store/targets.ts';
import { openWorkspace } from '../../../src-main/store/workspace.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-store-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

test('steps run once, in order, each by its name', () => {
  const db = new Database(join(dir, 'a.db'));
  const first = { name: '0001 a', sql: 'CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1)' };
  migrate(db, [first]);
  migrate(db, [first, { name: '0002 b', sql: 'ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1' }]);
  expect(db.prepare('SELECT x, y FROM a').all()).toEqual([{ x: 1, y: 2 }]);
  expect(db.prepare('SELECT name FROM migrations ORDER BY name').pluck().all()).toEqual(['0001 a', '0002 b']);
  db.close();
});

test('a step that fails leaves nothing behind', () => {
  const db = new Database(join(dir, 'a.db'));
  expect(() => migrate(db, [{ name: '0001 a', sql: 'CREATE TABLE a (x INTEGER) STRICT; CREATE TABLE nonsense' }])).toThrow();
  expect(db.prepare("SELECT name FROM sqlite_master WHERE name = 'a'").all()).toEqual([]);
  expect(db.prepare('SELECT name FROM migrations').all()).toEqual([]);
  db.close();
});

test('a file of a newer version is refused by name', () => {
  const path = join(dir, 'stratoscope.db');
  const db = openWorkspace(path);
  db.prepare("INSERT INTO migrations VALUES ('0999 the future', 0)").run();
  db.close();
  expect(() => openWorkspace(path)).toThrow(expect.objectContaining({ code: 'conflict', message: expect.stringContaining('0999 the future') }));
});

test('every table of the workspace is strict, and the file shrinks as its own vacuum allows', () => {
  const db = openWorkspace(join(dir, 'stratoscope.db'));
  expect(db.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND strict = 0").all()).toEqual([]);
  expect([db.pragma('auto_vacuum', { simple: true }), db.pragma('journal_mode', { simple: true })]).toEqual([2, 'wal']);
  db.close();
});

test('targets come back as they were, in the order they were added', () => {
  const db = openWorkspace(':memory:');
  const table = targetTable(db, () => { throw new Error('unreadable'); });
  const target = (id: string, job: string) => ({ id: TargetId.parse(id), config: TargetConfig.parse({ job, url: 'http://web-1:9100/metrics', labels: { zone: 'b' } }), paused: false });
  for (const each of [target('b', '1'), target('a', '2'), target('c', '3')]) table.save(each);
  table.save({ ...target('a', '2 edited'), paused: true });
  table.delete(TargetId.parse('b'));
  expect(table.load()).toEqual([{ ...target('a', '2 edited'), paused: true }, target('c', '3')]);
  db.close();
});

test('a target that can not be read does not keep the others away', () => {
  const db = openWorkspace(':memory:');
  db.exec(`INSERT INTO targets VALUES ('a', '{"job":"x"}', 0), ('b', 'nonsense', 0), ('c', '{"job":"ok","url":"http://x"}', 0)`);
  const lost: string[] = [];
  expect(targetTable(db, id => lost.push(id)).load().map(({ id }) => id)).toEqual(['c']);
  expect(lost).toEqual(['a', 'b']);
  db.close();
});

test('a setting is read through its schema; one that no longer fits gives way to the default', () => {
  const db = openWorkspace(':memory:');
  const table = settingsTable(db);
  expect(table.read('x', z.int(), 7)).toBe(7);
  table.write('x', 8);
  expect(table.read('x', z.int(), 7)).toBe(8);
  table.write('x', 'eight');
  expect(table.read('x', z.int(), 7)).toBe(7);
  db.close();
});

/** Takes the lock in a process of its own; resolves with it once it is held. */
async function holder(): Promise<{ kill(): Promise<void> }> {
  const child = fork('test/main/store/lockholder.ts', [dir], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await new Promise((resolve, reject) => { child.once('message', resolve); child.once('exit', reject); });
  return {
    kill: () => new Promise(resolve => {
      child.removeAllListeners('exit');
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    }),
  };
}

test('a workspace has one host; the lock dies with its process, however it ends', async () => {
  const first = await holder();
  expect(() => lockWorkspace(dir, join(dir, 'lock.db'))).toThrow(expect.objectContaining({ code: 'conflict', message: expect.stringContaining(dir) }));
  await first.kill();
  const lock = lockWorkspace(dir, join(dir, 'lock.db'));
  expect(() => lockWorkspace(dir, join(dir, 'lock.db'))).toThrow(expect.objectContaining({ code: 'conflict' }));
  lock.release();
  lockWorkspace(dir, join(dir, 'lock.db')).release();
});
