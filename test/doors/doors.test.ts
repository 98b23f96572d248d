import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { AuditRecord } from '../../src-main/access/audit.ts';
import { callerOf } from '../../src-main/access/caller.ts';
import { guardWith } from '../../src-main/access/guard.ts';
import { AuditQuery, type AuditRow } from '../../src-main/shared/contract/access.ts';
import { contract } from '../../src-main/shared/contract/index.ts';
import { AppError } from '../../src-main/shared/model/errors.ts';
import { PERMISSIONS, PERMISSIONS_OF, type Role } from '../../src-main/shared/model/permission.ts';
import { connect } from '../../src-main/shared/rpc/client.ts';
import type { Contract, Port, Procedure, Reply, Request } from '../../src-main/shared/rpc/contract.ts';
import { fromWebSocket, portPair } from '../../src-main/shared/rpc/ports.ts';
import { procedureAt, serve } from '../../src-main/shared/rpc/server.ts';
import { allRoutes, requireProcedure } from '../../src-main/shell/http.ts';
import { type OpenDoor, openTestDoor, OWNER_TOKEN, roleWithout } from './door.ts';

const procedures: [string, Procedure][] = Object.entries(contract as Contract).flatMap(([group, members]) => Object.entries(members).map(([name, procedure]): [string, Procedure] => [`${group}.${name}`, procedure]));
const page = ['/', '/explore', '/machines/x', '/index.html', '/favicon.svg', '/assets/none.js'].map(path => ({ method: 'GET', path, procedure: 'host.page' }));
const routes = [...allRoutes(contract), ...page, { method: 'HEAD', path: '/', procedure: 'host.page' }, { method: 'HEAD', path: '/metrics', procedure: 'host.metrics' }]
  .map(({ method, path, procedure }) => ({ method, path: path.replace(':name', 'job'), procedure }));
/** Where programs send samples, a token may come as a password. */
const SENDING = /^(\/influx)?\/(write|query|ping|health|api\/v2\/\w+)$|^\/api\/v1\/(write|push|import\/\w+|otlp\/v1\/metrics)$|^(\/opentelemetry)?\/v1\/metrics$/;

let open: OpenDoor;
beforeAll(async () => { open = await openTestDoor({ hostNames: ['desk.example'] }); });
afterAll(async () => { await open[Symbol.asyncDispose](); });

/** How a socket's opening ends: it opens, or the status of its refusal. */
const opening = (headers: Record<string, string>, path = '/rpc') => new Promise<'open' | number>((resolve, reject) => {
  const socket = new WebSocket(`ws://127.0.0.1:${open.port}${path}`, { headers });
  socket.once('open', () => { resolve('open'); socket.close(); });
  socket.once('unexpected-response', (request, response) => { resolve(response.statusCode ?? 0); request.destroy(); });
  socket.once('error', reject);
});

/** What a stranger to the contract's types gets for a call. */
const outcome = async (port: Port<Request, Reply>, path: string): Promise<unknown> => {
  const client = connect(contract, port) as unknown as Record<string, Record<string, (input: unknown) => AsyncIterable<unknown> | Promise<unknown>>>;
  const [group = '', name = ''] = path.split('.');
  try {
    const answer = client[group]![name]!({});
    if (answer instanceof Promise) await answer;
    else for await (const _ of answer) break;
    return 'answered';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

/** The cookie of a browser that has opened a link for this role. */
const cookieOf = async (role: Role): Promise<string> => {
  const { headers } = await open.ask({ path: `/?code=${open.host.tokens.newCode(role, role)}`, token: null });
  return String(headers['set-cookie']).split(';')[0]!;
};

describe('every procedure', () => {
  test.each(procedures)('%s needs a permission that some role lacks', (_path, { needs }) => {
    expect(PERMISSIONS).toContain(needs);
    expect(roleWithout(needs)).toBeDefined();
  });

  test.each(procedures)('%s by POST /api: 401 without a token, 403 for a role too small', async (path, { needs, kind }) => {
    const ask = (token: string | null) => open.ask({ method: 'POST', path: `/api/${path}`, token, body: '{}' });
    expect((await ask(null)).status).toBe(401);
    expect((await ask('sts_wrong')).status).toBe(401);
    expect((await ask(open.tokenOf[roleWithout(needs)!])).status).toBe(kind === 'stream' ? 404 : 403); // a stream has no such route for anybody
  });

  test.each(procedures)('%s by a browser that is signed in is refused to a role too small', async (path, { needs, kind }) => {
    const Cookie = await cookieOf(roleWithout(needs)!);
    expect((await open.ask({ method: 'POST', path: `/api/${path}`, token: null, headers: { Cookie }, body: '{}' })).status).toBe(kind === 'stream' ? 404 : 403);
  });

  test.each(procedures.filter(([, { kind }]) => kind === 'action' || kind === 'ingest'))('%s changes something, so who may only read is refused', (_path, { needs }) => {
    expect(PERMISSIONS_OF.viewer.has(needs)).toBe(false);
    expect(roleWithout(needs)).toBe('viewer'); // the one that the doors above refuse
  });

  test.each(procedures.filter(([, { kind }]) => kind === 'action'))('%s is written down before and after it is done, and when it fails', async (path, procedure) => {
    const written: AuditRecord[] = [];
    const guard = guardWith({ write: record => { written.push(record); } });
    const call = { path, procedure, raw: {}, context: callerOf('ann', 'admin', 'browser'), input: () => ({ id: 'x' }) };
    await guard(call, async () => { expect(written).toHaveLength(1); });
    await expect(guard(call, async () => { throw new AppError('throttled', 'Rate exceeded'); })).rejects.toThrow('Rate exceeded');
    expect(written.map(({ outcome }) => outcome)).toEqual(['started', 'done', 'started', 'failed']);
    expect(written.every(record => record.caller === 'ann' && record.via === 'browser' && record.path === path)).toBe(true);
    expect(written[1]).toMatchObject({ durationMs: expect.any(Number) });
    expect(written[3]).toMatchObject({ detail: 'throttled', result: 'Rate exceeded', durationMs: expect.any(Number) });
  });

  test.each(procedures)('%s over a socket is refused to a role too small', async (path, { needs }) => {
    const socket = new WebSocket(`ws://127.0.0.1:${open.port}/rpc`, { headers: { Authorization: `Bearer ${open.tokenOf[roleWithout(needs)!]}` } });
    await new Promise(resolve => socket.once('open', resolve));
    expect(await outcome(fromWebSocket(socket), path)).toBe('forbidden');
    socket.close();
  });

  test.each(procedures)('%s over a port between threads or windows is refused to a role too small', async (path, { needs }) => {
    const pair = portPair<Reply, Request>();
    const role = roleWithout(needs)!;
    serve(open.host.service, pair.near, callerOf(role, role, 'window'));
    expect(await outcome(pair.far, path)).toBe('forbidden');
    pair.close();
  });

  test('refusals stand in the audit trail, and its chain is whole', async () => {
    await open.ask({ method: 'POST', path: '/api/store.compact', token: open.tokenOf.viewer, body: '{}' });
    const records: AuditRow[] = [];
    for await (const rows of open.host.audit.all(AuditQuery.parse({}))) records.push(...rows);
    expect(records.filter(({ outcome }) => outcome === 'denied').map(({ path }) => path)).toEqual(expect.arrayContaining(procedures.map(([path]) => path)));
    expect(await open.host.audit.verify()).toMatchObject({ broken: null });
  });
});

describe('every HTTP route', () => {
  test('stands over a procedure', () => {
    for (const { procedure } of routes) expect(procedureAt(contract, procedure), procedure).toBeDefined();
  });

  test('that stands over none keeps the server from starting', () => {
    for (const config of [{}, { procedure: 'host.nothing' }, { procedure: 'constructor.name' }]) {
      const app = Fastify();
      app.addHook('onRoute', requireProcedure(contract));
      expect(() => app.route({ method: 'GET', url: '/back-door', config, handler: () => 'in' })).toThrow('BUG: GET /back-door is declared over no procedure');
    }
  });

  test.each(routes)('$method $path: 401 without or with wrong credentials, 403 for a role too small, a foreign name or a foreign page', async ({ method, path, procedure }) => {
    const status = async (token: string | null, headers: Record<string, string> = {}) => (await open.ask({ method, path, token, headers })).status;
    expect(await status(null)).toBe(401);
    expect(await status('sts_wrong')).toBe(401);
    expect(await status(null, { Cookie: `stratoscope_${open.port}=wrong` })).toBe(401);
    expect(await status(null, { Authorization: `Basic ${Buffer.from(`admin:${SENDING.test(path) ? 'sts_wrong' : OWNER_TOKEN}`).toString('base64')}` })).toBe(401);
    expect(await status(open.tokenOf[roleWithout(procedureAt(contract, procedure)!.needs)!])).toBe(403);
    expect(await status(OWNER_TOKEN, { Host: 'evil.example' })).toBe(403);
    expect(await status(OWNER_TOKEN, { Host: `evil.example:${open.port}` })).toBe(403);
    expect(await status(OWNER_TOKEN, { Origin: 'https://evil.example' })).toBe(403);
    expect(await status(OWNER_TOKEN, { Origin: 'http://127.0.0.1:1' })).toBe(403);
    expect(await status(OWNER_TOKEN, { Origin: 'null' })).toBe(403);
  });
});

test('the audit leaves as JSON lines, oldest first, filtered like a search, and only to who may read it', async () => {
  await open.ask({ method: 'POST', path: '/api/access.createToken', body: JSON.stringify({ name: 'lines', role: 'viewer' }) });
  const { status, headers, text } = await open.ask({ path: '/api/v1/audit.jsonl?path=access.createToken&q=lines' });
  expect([status, headers['content-type']]).toEqual([200, 'application/jsonl; charset=utf-8']);
  expect(text.trimEnd().split('\n').map(line => JSON.parse(line)).map(({ outcome, target, caller }) => [outcome, target, caller])).toEqual([['started', 'lines', 'owner'], ['done', 'lines', 'owner']]);
  expect((await open.ask({ path: '/api/v1/audit.jsonl?outcome=nonsense' })).status).toBe(400);
  expect((await open.ask({ path: '/api/v1/audit.jsonl', token: open.tokenOf.viewer })).status).toBe(403);
});

test.each(['/nothing', '/api', '/api/v1/none', '/api/host.info', '/-/nothing', '/-/healthy/x', '/%zz', '//evil', '/..%2f..%2fetc/passwd', '/rpc', '*', 'http://127.0.0.1/-/healthy?'])('%s without credentials is 401 with any method', async path => {
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND']) expect((await open.ask({ method, path, token: null })).status, method).toBe(401);
});

test.each(['/-/healthy', '/-/ready', '/-/ready?x=1'])('%s is open, and says nothing else', async path => {
  const { status, text } = await open.ask({ path, token: null });
  expect([status, text]).toEqual([200, 'ok\n']);
  expect((await open.ask({ path, token: null, headers: { Host: 'evil.example' } })).status).toBe(403);
  expect((await open.ask({ path, token: null, method: 'POST' })).status).toBe(401);
});

test.each([
  { what: 'no credentials', headers: {}, end: 401 }, { what: 'a wrong token', headers: { Authorization: 'Bearer sts_wrong' }, end: 401 },
  { what: 'a foreign name', headers: { Authorization: `Bearer ${OWNER_TOKEN}`, Host: 'evil.example' }, end: 403 },
  { what: 'a foreign page', headers: { Authorization: `Bearer ${OWNER_TOKEN}`, Origin: 'http://evil.example' }, end: 403 },
  { what: 'a page of another port', headers: { Authorization: `Bearer ${OWNER_TOKEN}`, Origin: 'http://127.0.0.1:5173' }, end: 403 },
  { what: "the owner's token", headers: { Authorization: `Bearer ${OWNER_TOKEN}` }, end: 'open' },
])('a socket with $what ends in $end', async ({ headers, end }) => {
  expect(await opening(headers as Record<string, string>)).toBe(end);
});

test('a socket at another path is refused', async () => {
  expect(await opening({ Authorization: `Bearer ${OWNER_TOKEN}` }, '/other')).toBe(404);
});

test.each(['localhost', 'LOCALHOST:1', '127.0.0.1:8080', '[::1]:9797', 'desk.example', 'Desk.Example:443'])('%s is a name of this computer, with any port', async name => {
  const ask = (headers: Record<string, string>) => open.ask({ path: '/api/v1/status/buildinfo', headers: { Host: name, ...headers } });
  expect((await ask({})).status).toBe(200);
  expect((await ask({ Origin: `http://${name}` })).status).toBe(200);
  expect((await ask({ Origin: 'http://localhost:2' })).status).toBe(403);
});

test('a token that is revoked loses its open sockets', async () => {
  const { token } = open.host.tokens.create('leaver', 'viewer');
  const socket = new WebSocket(`ws://127.0.0.1:${open.port}/rpc`, { headers: { Authorization: `Bearer ${token}` } });
  await new Promise(resolve => socket.once('open', resolve));
  const closed = new Promise<number>(resolve => socket.once('close', resolve));
  open.host.tokens.revoke('leaver');
  expect(await closed).toBe(1008);
  expect(await opening({ Authorization: `Bearer ${token}` })).toBe(401);
});
