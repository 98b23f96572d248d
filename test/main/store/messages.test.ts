import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { messageTable, type StoredMessage } from '../../../src-main/store/messages.ts';
import { notifiedTable } from '../../../src-main/store/notified.ts';
import { receiverTable } from '../../../src-main/store/receivers.ts';
import { silenceTable } from '../../../src-main/store/silences.ts';
import { openWorkspace, WORKSPACE_MIGRATIONS } from '../../../src-main/store/workspace.ts';

const message = (id: string, more: Partial<StoredMessage> = {}): StoredMessage => ({
  id, receiver: 'r', receiverName: 'R', kind: 'email', reason: 'group', title: `about ${id}`, firing: 1, resolved: 0, telling: '{}', state: 'waiting', createdAt: 5, nextAt: null, endedAt: null, attempts: 0, repeated: 0, lastError: '', mergedInto: null, ...more,
});

test('messages come back in the order they were made, the open ones first to last, a page newest first, with their attempts', () => {
  const db = openWorkspace(':memory:');
  const table = messageTable(db);
  for (const each of [message('b'), message('a', { receiver: 's' }), message('c')]) table.add(each);
  table.update(message('b', { state: 'sent', endedAt: 9, attempts: 2 }));
  table.addAttempt('b', { at: 6, ms: 1, ok: 0, status: 503, answer: 'busy' });
  table.addAttempt('b', { at: 8, ms: 1, ok: 1, status: 200, answer: 'ok' });
  expect(table.open().map(({ id }) => id)).toEqual(['a', 'c']);
  const page = (query: object) => table.page({ receiver: '', states: [], before: '', limit: 10, ...query }).map(({ id }) => id);
  expect([page({}), page({ receiver: 'r' }), page({ states: ['sent'] }), page({ before: 'c' }), page({ limit: 1 })]).toEqual([['c', 'a', 'b'], ['c', 'b'], ['b'], ['a', 'b'], ['c']]);
  expect(table.attempts('b').map(({ answer }) => answer)).toEqual(['busy', 'ok']);
  expect([...table.lastSent()]).toEqual([['r', 9]]);
  db.close();
});

test('old messages go with their attempts; what waits never does', () => {
  const db = openWorkspace(':memory:');
  const table = messageTable(db, 50);
  table.add(message('waits'));
  for (let i = 0; i < 199; i++) {
    table.add(message(`m${i}`, { state: 'sent' }));
    table.addAttempt(`m${i}`, { at: 1, ms: 1, ok: 1, status: null, answer: '' });
  }
  expect(db.prepare('SELECT count(*) FROM messages').pluck().get()).toBe(51);
  expect(db.prepare('SELECT count(DISTINCT message) FROM message_attempts').pluck().get()).toBe(50);
  expect(table.open().map(({ id }) => id)).toEqual(['waits']);
  db.close();
});

test('a file from before there were messages keeps what it has and takes them in', () => {
  const db = new Database(':memory:');
  const before = WORKSPACE_MIGRATIONS.findIndex(({ name }) => name.includes('silences'));
  migrate(db, WORKSPACE_MIGRATIONS.slice(0, before));
  db.exec(`INSERT INTO targets VALUES ('a', '{}', 0)`);
  migrate(db, WORKSPACE_MIGRATIONS);
  messageTable(db).add(message('m'));
  expect(db.prepare('SELECT id FROM targets UNION ALL SELECT id FROM messages').pluck().all()).toEqual(['a', 'm']);
  db.close();
});

test('a silence or a receiver that can not be read does not keep the others away', () => {
  const db = openWorkspace(':memory:');
  db.exec(`INSERT INTO silences VALUES ('a', 'nonsense', 'x', 'me', 1, 2, 1), ('b', '[{"name":"a","op":"=","value":"b"}]', 'x', 'me', 1, 2, 1);
    INSERT INTO receivers VALUES ('c', '{"kind":"pigeon"}', ''), ('d', '{"name":"D","kind":"desktop"}', '')`);
  const lost: string[] = [];
  expect(silenceTable(db, id => lost.push(id)).load().map(({ id }) => id)).toEqual(['b']);
  expect(receiverTable(db, id => lost.push(id)).load().map(({ id }) => id)).toEqual(['d']);
  expect(lost).toEqual(['a', 'c']);
  db.close();
});

test('what was told comes back, and is written wholly or not at all', () => {
  const db = openWorkspace(':memory:');
  const table = notifiedTable(db);
  const row = { receiver: 'r', groupKey: '{}:{a="b"}', at: 7, firing: ['x'], resolved: ['y', 'z'] };
  expect(() => table.atOnce(() => { table.saveLog(row); table.saveAlert({ fingerprint: 'x', alert: '{}', away: 'waiting' }); throw new Error('cut'); })).toThrow('cut');
  expect([table.log(), table.alerts()]).toEqual([[], []]);
  table.atOnce(() => { table.saveLog(row); table.saveAlert({ fingerprint: 'x', alert: '{}', away: 'waiting' }); });
  expect([table.log(), table.alerts()]).toEqual([[row], [{ fingerprint: 'x', alert: '{}', away: 'waiting' }]]);
  table.deleteLog('r', row.groupKey);
  table.deleteAlert('x');
  expect([table.log(), table.alerts()]).toEqual([[], []]);
  db.close();
});
