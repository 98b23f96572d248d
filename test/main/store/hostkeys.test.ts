import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HostKeyStore, hostKeyStore } from '../../../src-main/store/hostkeys.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { openWorkspace, WORKSPACE_MIGRATIONS, type WorkspaceDb } from '../../../src-main/store/workspace.ts';

let db: WorkspaceDb;
let store: HostKeyStore;
beforeEach(() => {
  db = openWorkspace(':memory:');
  store = hostKeyStore(db);
});
afterEach(() => { db.close(); });
const key = (type: string, fingerprint: string) => ({ type, fingerprint });

test('a server has a key of each type, under its address in any case and its port', () => {
  store.pin('Web.Example.com', 22, key('ssh-rsa', 'SHA256:a'), 1, false);
  store.pin('web.example.com', 22, key('ssh-ed25519', 'SHA256:b'), 2, false);
  store.pin('web.example.com', 2222, key('ssh-ed25519', 'SHA256:c'), 3, false);
  expect(store.of('WEB.example.com', 22)).toEqual([key('ssh-ed25519', 'SHA256:b'), key('ssh-rsa', 'SHA256:a')]);
  expect(store.of('web.example.com', 2222)).toEqual([key('ssh-ed25519', 'SHA256:c')]);
  expect(store.of('web', 22)).toEqual([]);
});

test('another key of the same type takes the place of the one before', () => {
  store.pin('web', 22, key('ssh-ed25519', 'SHA256:a'), 1, false);
  store.pin('web', 22, key('ssh-ed25519', 'SHA256:b'), 2, false);
  expect(store.of('web', 22)).toEqual([key('ssh-ed25519', 'SHA256:b')]);
});

test('the only one leaves no other', () => {
  store.pin('web', 22, key('ssh-rsa', 'SHA256:a'), 1, false);
  store.pin('web', 22, key('ssh-ed25519', 'SHA256:b'), 2, true);
  expect(store.of('web', 22)).toEqual([key('ssh-ed25519', 'SHA256:b')]);
});

test('a workspace from before it knew host keys gets the table and keeps its rows', () => {
  const old = new Database(':memory:');
  migrate(old, WORKSPACE_MIGRATIONS.slice(0, 1));
  old.exec(`INSERT INTO settings VALUES ('x', '7')`);
  migrate(old, WORKSPACE_MIGRATIONS);
  hostKeyStore(old).pin('web', 22, key('ssh-rsa', 'SHA256:a'), 1, false);
  expect(hostKeyStore(old).of('web', 22)).toEqual([key('ssh-rsa', 'SHA256:a')]);
  expect(old.prepare('SELECT value FROM settings').pluck().all()).toEqual(['7']);
  old.close();
});
