import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuditRecord, openAuditBook } from '../../../src-main/access/audit.ts';
import { AuditQuery } from '../../../src-main/shared/contract/access.ts';
import { auditTable } from '../../../src-main/store/audit.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { openWorkspace, WORKSPACE_MIGRATIONS, type WorkspaceDb } from '../../../src-main/store/workspace.ts';

let db: WorkspaceDb;
let now = 1_700_000_000_000;
beforeEach(() => { db = openWorkspace(':memory:'); });
afterEach(() => { db.close(); });

const done = (path: string): AuditRecord => ({ caller: 'ann', via: 'token', path, input: { name: 'x' }, outcome: 'done' });
const denied = (path: string, input: unknown = {}): AuditRecord => ({ caller: 'eve', via: 'token', path, input, outcome: 'denied', detail: 'store:admin' });
const ALL = AuditQuery.parse({});
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
  { what: 'a record put in', sql: "INSERT INTO audit (id, at, caller, via, path, input, outcome, detail, hash) SELECT 6, at, caller, via, 'tokens.create', input, outcome, detail, hash FROM audit WHERE id = 5", broken: 6 },
  { what: 'two records exchanged', sql: "UPDATE audit SET id = 99 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 99", broken: 2 },
])('$what is found', async ({ sql, broken }) => {
  withRecords(5);
  db.exec(sql);
  expect(await book().verify()).toMatchObject({ broken });
});

test('pages come newest first and go on where the last one ended', async () => {
  const written = withRecords(5);
  expect((await written.find(ALL, undefined, 2)).map(({ id }) => id)).toEqual([5, 4]);
  expect((await written.find(ALL, 4, 10)).map(({ id, path, input }) => [id, path, input])).toEqual([[3, 'targets.add 3', '{"name":"x"}'], [2, 'targets.add 2', '{"name":"x"}'], [1, 'targets.add 1', '{"name":"x"}']]);
});

test('a loop of refused calls costs one record a minute, and the count is kept', async () => {
  const written = book();
  for (let i = 0; i < 1000; i++) written.write(denied('store.compact', { i }));
  expect((await written.find(ALL, undefined, 10))).toHaveLength(1);
  now += 60_000;
  written.write(denied('store.compact'));
  expect((await written.find(ALL, undefined, 10)).map(({ detail }) => detail)).toEqual(['store:admin', 'store:admin (999 more of the same)', 'store:admin']);
  expect(await written.verify()).toEqual({ records: 3, broken: null });
});

test('refusals of different things, and everything that is done, are all written', async () => {
  const written = book();
  for (const path of ['a', 'b', 'c']) { written.write(denied(path)); written.write(done(path)); written.write(done(path)); }
  expect((await written.find(ALL, undefined, 100))).toHaveLength(9);
});

test('a long input is cut, so that the trail stays small', async () => {
  const written = book();
  written.write({ ...done('targets.add'), input: { text: 'x'.repeat(1_000_000) } });
  expect((await written.find(ALL, undefined, 1))[0]?.input.length).toBe(4_000);
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

const full: AuditRecord = { caller: 'ann', via: 'browser', path: 'machines.act', target: 'aws/eu-west-1/i-0abc', input: { action: 'stop' }, outcome: 'done', result: 'running -> stopping', requestId: 'req-1', durationMs: 812, receipt: 'curl …' };

test('what a record says beyond who and what is read back, and changing any of it is found', async () => {
  book().write(full);
  expect(await book().find(ALL, undefined, 1)).toEqual([{ ...full, id: 1, at: now, detail: '', input: '{"action":"stop"}' }]);
  for (const change of ["target = ''", "result = 'x'", "request_id = 'req-2'", 'duration_ms = 1', 'duration_ms = NULL', "receipt = ''", "target = '', result = '', request_id = '', duration_ms = NULL, receipt = ''"]) {
    const copy = new Database(db.serialize());
    copy.exec(`UPDATE audit SET ${change}`);
    expect(await openAuditBook(auditTable(copy), () => now).verify(), change).toEqual({ records: 0, broken: 1 });
    copy.close();
  }
  expect(await book().verify()).toEqual({ records: 1, broken: null });
});

test('a trail begun by an older version stays whole when records of today follow, and what is added to an old record is found', async () => {
  const old = new Database(':memory:');
  migrate(old, WORKSPACE_MIGRATIONS.slice(0, 6));
  // two records and the end of their chain, hashed by hand as SHA-256 over the hash before and the eight fields of that time
  const hashes: Buffer[] = [];
  for (const id of [1, 2]) {
    const hash = createHash('sha256').update(hashes[0] ?? Buffer.alloc(32)).update(JSON.stringify([id, 1000 + id, 'ann', 'token', 'targets.add', '{}', 'done', ''])).digest();
    old.prepare("INSERT INTO audit VALUES (?, ?, 'ann', 'token', 'targets.add', '{}', 'done', '', ?)").run(id, 1000 + id, hash);
    hashes.push(hash);
  }
  old.prepare('INSERT INTO audit_head VALUES (1, 2, ?)').run(hashes[1]);
  migrate(old, WORKSPACE_MIGRATIONS);
  const today = openAuditBook(auditTable(old), () => now);
  expect(await today.verify()).toEqual({ records: 2, broken: null });
  today.write(full);
  today.write(done('targets.remove'));
  expect(await today.verify()).toEqual({ records: 4, broken: null });
  expect((await today.find(ALL, undefined, 10)).map(({ id, target, durationMs }) => [id, target, durationMs])).toEqual([[4, '', null], [3, 'aws/eu-west-1/i-0abc', 812], [2, '', null], [1, '', null]]);
  old.exec("UPDATE audit SET target = 'another' WHERE id = 2");
  expect(await today.verify()).toEqual({ records: 1, broken: 2 });
  old.close();
});

describe('searching', () => {
  const at = (time: number, record: Partial<AuditRecord>) => { now = time; book().write({ ...done('targets.add'), ...record }); };
  beforeEach(() => {
    at(1000, { caller: 'bob', via: 'window' });
    at(2000, { path: 'machines.act', target: 'aws/a/i-1', requestId: 'REQ-9', input: { note: '100 %_off' } });
    at(3000, { path: 'machines.actions', outcome: 'failed', detail: 'throttled', result: 'Rate exceeded' });
    at(4000, { path: 'hosts.add', via: 'browser' });
  });
  test.each([
    [{}, [4, 3, 2, 1]], [{ caller: 'bob' }, [1]], [{ via: 'browser' }, [4]], [{ path: 'machines.' }, [3, 2]], [{ path: 'machines.act' }, [3, 2]], [{ outcome: 'failed' }, [3]], [{ target: 'aws/a/i-1' }, [2]],
    [{ from: 2000, to: 3000 }, [3, 2]], [{ from: 2000.5 }, [4, 3]], [{ q: 'rate' }, [3]], [{ q: 'req-9' }, [2]], [{ q: 'ADD token' }, []], [{ q: 'add browser' }, [4]], [{ q: '%' }, [2]], [{ q: 'ann machines.', outcome: 'done' }, [2]],
  ] as const)('%j finds %j', async (query, ids) => {
    expect((await book().find(AuditQuery.parse(query), undefined, 10)).map(({ id }) => id)).toEqual(ids);
    const exported: number[] = [];
    for await (const rows of book().all(AuditQuery.parse(query))) exported.push(...rows.map(({ id }) => id));
    expect(exported).toEqual(ids.toReversed());
  });
});

test('a needle in a long trail is found, and an export has every record once, in order', async () => {
  const written = withRecords(2500);
  expect((await written.find(AuditQuery.parse({ q: 'add 17', to: now }), undefined, 3)).map(({ id }) => id)).toEqual([2417, 2317, 2217]);
  expect((await written.find(AuditQuery.parse({ path: 'targets.add 17' }), 18, 10)).map(({ id }) => id)).toEqual([17]);
  const ids: number[] = [];
  for await (const rows of written.all(ALL)) ids.push(...rows.map(({ id }) => id));
  expect(ids).toEqual(Array.from({ length: 2500 }, (_, i) => i + 1));
});
