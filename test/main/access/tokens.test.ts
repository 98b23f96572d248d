import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCallers } from '../../../src-main/access/callers.ts';
import { openTokens } from '../../../src-main/access/tokens.ts';
import { PERMISSIONS } from '../../../src-main/shared/model/permission.ts';
import { tokenTable } from '../../../src-main/store/tokens.ts';
import { openWorkspace, type WorkspaceDb } from '../../../src-main/store/workspace.ts';

let db: WorkspaceDb;
let now = 0;
beforeEach(() => { db = openWorkspace(':memory:'); now = 1_700_000_000_000; });
afterEach(() => { db.close(); });
const tokens = (...owners: string[]) => openTokens(tokenTable(db), owners, () => now);

test('a token stands for its name with the permissions of its role', () => {
  const { token } = tokens().create('grafana', 'viewer');
  const caller = tokens().byToken(token);
  expect(caller).toMatchObject({ name: 'grafana', via: 'token' });
  // all that is read, but not who has access and what was done
  expect([...caller?.permissions ?? []].sort()).toEqual(PERMISSIONS.filter(one => one.endsWith(':read') && one !== 'access:read' && one !== 'audit:read').sort());
});

test("the owner's token may do everything and stands in no list", () => {
  const known = tokens('the-owner-s');
  expect(known.byToken('the-owner-s')).toMatchObject({ name: 'owner', permissions: new Set(PERMISSIONS) });
  expect(known.list()).toEqual([]);
});

test.each(['', 'sts_', 'the-owner-', 'the-owner-ss', 'THE-OWNER-S'])('%j is nobody', wrong => {
  const known = tokens('the-owner-s');
  known.create('a', 'admin');
  expect(known.byToken(wrong)).toBeUndefined();
});

test('no file holds a token, only what can not be turned back', () => {
  const { token } = tokens().create('grafana', 'viewer');
  expect(db.serialize().includes(token)).toBe(false);
  expect(db.serialize().includes(token.slice(4))).toBe(false);
});

test('tokens are random: 256 bits in the URL-safe alphabet', () => {
  const made = Array.from({ length: 50 }, (_, i) => tokens().create(`t${i}`, 'viewer').token);
  expect(new Set(made).size).toBe(50);
  for (const token of made) expect(token).toMatch(/^sts_[A-Za-z0-9_-]{43}$/);
});

test.each(['grafana', 'owner'])('a second token may not be called %s', name => {
  const known = tokens();
  known.create('grafana', 'viewer');
  expect(() => known.create(name, 'admin')).toThrow(expect.objectContaining({ code: 'conflict' }));
});

test('a revoked token is nobody, here and after a restart, and so are its browsers and its codes', () => {
  const known = tokens();
  const { token } = known.create('ann', 'operator');
  const { session } = known.redeem(known.newCode('ann', 'operator'))!;
  const unused = known.newCode('ann', 'operator');
  expect(known.bySession(session)).toMatchObject({ name: 'ann', via: 'browser' });
  const told: string[] = [];
  known.onRevoked(name => told.push(name));
  known.revoke('ann');
  for (const again of [known, tokens()]) {
    expect(again.byToken(token)).toBeUndefined();
    expect(again.bySession(session)).toBeUndefined();
  }
  expect(known.redeem(unused)).toBeUndefined();
  expect(told).toEqual(['ann']);
  expect(() => known.revoke('ann')).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test('a code works once', () => {
  const known = tokens();
  const code = known.newCode('owner', 'admin');
  expect(known.redeem(code)).toBeDefined();
  expect(known.redeem(code)).toBeUndefined();
});

test.each([[59_999, true], [60_000, false]])('a code of %i ms works: %s', (age, works) => {
  const known = tokens();
  const code = known.newCode('owner', 'admin');
  now += age;
  expect(known.redeem(code) !== undefined).toBe(works);
});

test('a session outlives a restart, and ends after 30 days', () => {
  const known = tokens();
  const { session, maxAgeMs } = known.redeem(known.newCode('owner', 'admin'))!;
  expect(maxAgeMs).toBe(30 * 86_400_000);
  now += maxAgeMs - 1;
  expect(tokens().bySession(session)).toMatchObject({ name: 'owner' });
  now += 1;
  expect(tokens().bySession(session)).toBeUndefined();
});

test('only the newest hundred codes wait', () => {
  const known = tokens();
  const codes = Array.from({ length: 101 }, () => known.newCode('owner', 'admin'));
  expect(codes.map(code => known.redeem(code) !== undefined).indexOf(true)).toBe(1);
});

test('the last use of a token is kept, once a minute at most', () => {
  const known = tokens();
  const { token } = known.create('ann', 'viewer');
  expect(known.list()).toEqual([{ name: 'ann', role: 'viewer', createdAt: now, lastUsed: null }]);
  const used = [0, 30_000, 60_000].map(ms => { now = 1_700_000_000_000 + ms; known.byToken(token); return known.list()[0]?.lastUsed; });
  expect(used).toEqual([1_700_000_000_000, 1_700_000_000_000, 1_700_000_060_000]);
});

test.each([
  { authorization: 'Bearer GOOD', caller: 'ann' }, { authorization: 'bearer GOOD', caller: 'ann' }, { authorization: 'Bearer  GOOD ', caller: 'ann' },
  { authorization: 'Bearer bad' }, { authorization: 'GOOD' }, { authorization: 'Basic GOOD' }, { authorization: 'Bearer' }, { authorization: '' },
  { cookie: 'stratoscope_9797=SESSION', caller: 'owner' }, { cookie: 'a=b; stratoscope_9797=SESSION; c=d', caller: 'owner' },
  { cookie: 'stratoscope_9798=SESSION' }, { cookie: 'xstratoscope_9797=SESSION' }, { cookie: 'stratoscope_9797=' }, { cookie: 'stratoscope_9797' },
  { authorization: 'Bearer bad', cookie: 'stratoscope_9797=SESSION' }, {},
])('credentials %o', ({ authorization, cookie, caller }: { authorization?: string; cookie?: string; caller?: string }) => {
  const known = tokens();
  const { token } = known.create('ann', 'viewer');
  const { session } = known.redeem(known.newCode('owner', 'admin'))!;
  const trail: string[] = [];
  const identify = openCallers(known, { write: ({ outcome, detail }) => trail.push(`${outcome} ${detail}`) }, () => 'stratoscope_9797');
  expect(identify({ authorization: authorization?.replace('GOOD', token), cookie: cookie?.replace('SESSION', session) })?.name).toBe(caller);
  const presented = authorization !== undefined || /(^| )stratoscope_9797=/.test(cookie ?? '');
  expect(trail).toEqual(caller === undefined && presented ? ['denied unauthorized'] : []);
});
