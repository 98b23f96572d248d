import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { vaultTable } from '../../../src-main/store/vault.ts';
import { openWorkspace, WORKSPACE_MIGRATIONS } from '../../../src-main/store/workspace.ts';

const KEY = { kind: 'file', params: '{"id":"a"}', sealed: Buffer.of(1, 2) } as const;
const entry = (name: string, version = 1) => ({ name, version, sealed: Buffer.from(name) });

test('a workspace from before the vault gets an empty one and keeps what it had', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-migration-'));
  const path = join(dir, 'stratoscope.db');
  const old = new Database(path);
  migrate(old, WORKSPACE_MIGRATIONS.slice(0, WORKSPACE_MIGRATIONS.findIndex(({ name }) => name === '0003 vault')));
  old.prepare("INSERT INTO targets VALUES ('a', '{}', 1)").run();
  old.close();
  const db = openWorkspace(path);
  expect([vaultTable(db).key(), vaultTable(db).count(), db.prepare('SELECT id FROM targets').pluck().all()]).toEqual([undefined, 0, ['a']]);
  db.close();
  rmSync(dir, { recursive: true, force: true });
});

test('entries are kept by name; a prefix is taken as it is written', () => {
  const db = openWorkspace(':memory:');
  const table = vaultTable(db);
  for (const name of ['target/a/x', 'target/ab/x', 'target/a_/x', 'target/a%/x']) table.save(entry(name));
  table.save(entry('target/ab/x', 2));
  expect([table.count(), table.entry('target/ab/x'), table.entry('target')]).toEqual([4, entry('target/ab/x', 2), undefined]);
  table.removeAll('target/a%/');
  table.removeAll('target/a_/');
  table.remove('target/a/x');
  expect(table.entries()).toEqual([entry('target/ab/x', 2)]);
  table.begin(KEY);
  table.clear();
  expect([table.count(), table.key()]).toEqual([0, undefined]);
  db.close();
});

test('a key takes the place of another together with all entries, and the file is as quick to write as before', () => {
  const db = openWorkspace(':memory:');
  const table = vaultTable(db);
  table.begin(KEY);
  table.save(entry('a'));
  table.replace({ ...KEY, kind: 'passphrase' }, [entry('a', 2)]);
  expect([table.key()?.kind, table.entry('a')?.version]).toEqual(['passphrase', 2]);
  expect(() => table.replace(KEY, [entry('a', 3), { ...entry('b'), sealed: 'no bytes' as unknown as Buffer }])).toThrow();
  expect([table.key()?.kind, table.entry('a')?.version, db.pragma('synchronous', { simple: true })]).toEqual(['passphrase', 2, 1]);
  db.close();
});
