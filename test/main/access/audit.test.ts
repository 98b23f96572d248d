import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AuditRecord, openAuditBook } from '../../../src-main/access/audit.ts';
import { auditTable } from '../../../src-main/store/audit.ts';
import { openWorkspace, type WorkspaceDb } from '../../../src-main/store/workspace.ts';

let db: WorkspaceDb;
let now = 1_700_000_000_000;
beforeEach(() => { db = openWorkspace(':memory:'); });
afterEach(() => { db.close(); });

const done = (path: string): AuditRecord => ({ caller: 'ann', via: 'token', path, input: { name: 'x' }, outcome: 'done' });
const denied = (path: string, input: unknown = {}): AuditRecord => ({ caller: 'eve', via: 'token', path, input, outcome: 'denied', detail: 'store:admin' });
const book = () => openAuditBook(auditTable(db), () => now);
const withRecords = (count: number) => {
  const written = book();
  for (let i = 1; i <= count; i++) written.write(done(`targets.add ${i}`));
  return written;
};

test('a chain that nobody touched is whole, also after a restart', async () => {
  withRecords(3);
  const again = book();
  again.write(done('targets.remove'));
  expect(await again.verify()).toEqual({ records: 4, broken: null });
});

test('an empty trail is whole', async () => {
  expect(await book().verify()).toEqual({ records: 0, broken: null });
});

test.each([
  { what: 'a changed caller', sql: "UPDATE audit SET caller = 'bob' WHERE id = 2", broken: 2 },
  { what: 'a changed time', sql: 'UPDATE audit SET at = at + 1 WHERE id = 3', broken: 3 },
  { what: 'a changed input', sql: "UPDATE audit SET input = '{}' WHERE id = 1", broken: 1 },
  { what: 'a changed outcome', sql: "UPDATE audit SET outcome = 'failed' WHERE id = 4", broken: 4 },
  { what: 'a record taken out', sql: 'DELETE FROM audit WHERE id = 2', broken: 3 },
  { what: 'a record taken out and the others moved up', sql: 'DELETE FROM audit WHERE id = 2; UPDATE audit SET id = id - 1 WHERE id > 2', broken: 2 },
  { what: 'the first record taken out', sql: 'DELETE FROM audit WHERE id = 1', broken: 2 },
  { what: 'the last record cut off', sql: 'DELETE FROM audit WHERE id = 5', broken: 5 },
  { what: 'everything cut off', sql: 'DELETE FROM audit', broken: 1 },
  { what: 'a record put in', sql: "INSERT INTO audit SELECT 6, at, caller, via, 'tokens.create', input, outcome, detail, hash FROM audit WHERE id = 5", broken: 6 },
  { what: 'two records exchanged', sql: "UPDATE audit SET id = 99 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 99", broken: 2 },
])('$what is found', async ({ sql, broken }) => {
  withRecords(5);
  db.exec(sql);
  expect(await book().verify()).toMatchObject({ broken });
});

test('pages come newest first and go on where the last one ended', () => {
  const written = withRecords(5);
  expect(written.page(undefined, 2).map(({ id }) => id)).toEqual([5, 4]);
  expect(written.page(4, 10).map(({ id, path, input }) => [id, path, input])).toEqual([[3, 'targets.add 3', '{"name":"x"}'], [2, 'targets.add 2', '{"name":"x"}'], [1, 'targets.add 1', '{"name":"x"}']]);
});

test('a loop of refused calls costs one record a minute, and the count is kept', async () => {
  const written = book();
  for (let i = 0; i < 1000; i++) written.write(denied('store.compact', { i }));
  expect(written.page(undefined, 10)).toHaveLength(1);
  now += 60_000;
  written.write(denied('store.compact'));
  expect(written.page(undefined, 10).map(({ detail }) => detail)).toEqual(['store:admin', 'store:admin (999 more of the same)', 'store:admin']);
  expect(await written.verify()).toEqual({ records: 3, broken: null });
});

test('refusals of different things, and everything that is done, are all written', () => {
  const written = book();
  for (const path of ['a', 'b', 'c']) { written.write(denied(path)); written.write(done(path)); written.write(done(path)); }
  expect(written.page(undefined, 100)).toHaveLength(9);
});

test('a long input is cut, so that the trail stays small', () => {
  const written = book();
  written.write({ ...done('targets.add'), input: { text: 'x'.repeat(1_000_000) } });
  expect(written.page(undefined, 1)[0]?.input.length).toBe(4_000);
});

test('a trail of a file is read by another program as plain rows', () => {
  withRecords(1);
  const copy = new Database(db.serialize());
  expect(copy.prepare('SELECT id, caller, path, length(hash) AS bytes FROM audit').all()).toEqual([{ id: 1, caller: 'ann', path: 'targets.add 1', bytes: 32 }]);
  copy.close();
});

test('on a full disk a record is refused with the reason, and the chain stays whole', async () => {
  const written = withRecords(2);
  db.exec('CREATE TABLE ballast (x BLOB)');
  const fill = db.prepare('INSERT INTO ballast VALUES (zeroblob(4000))');
  const pages = Number(db.pragma('page_count', { simple: true }));
  db.pragma(`max_page_count = ${pages + 3}`);
  expect(() => { for (;;) fill.run(); }).toThrow('full');
  expect(() => { for (;;) written.write(done('x'.repeat(900))); }).toThrow(expect.objectContaining({ code: 'unavailable', message: expect.stringMatching(/can't write to its disk.*SQLITE_FULL/) }));
  expect(await written.verify()).toMatchObject({ broken: null });
});
