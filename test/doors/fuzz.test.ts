import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { contract } from '../../src-main/shared/contract/index.ts';
import { encode } from '../../src-main/shared/rpc/wire.ts';
import { allRoutes } from '../../src-main/shell/http.ts';
import { type OpenDoor, openTestDoor, OWNER_TOKEN } from './door.ts';

let open: OpenDoor;
beforeAll(async () => { open = await openTestDoor(); });
afterAll(async () => { await open[Symbol.asyncDispose](); });

const routes = fc.constantFrom(...allRoutes(contract).map(({ method, path }) => ({ method, path: path.replace(':name', 'job') })));
const body = fc.oneof(fc.constant(undefined), fc.uint8Array({ maxLength: 400 }), fc.string({ unit: 'binary' }), fc.json(), fc.webQueryParameters());
const contentType = fc.constantFrom('', 'application/json', 'application/x-www-form-urlencoded', 'application/x-protobuf', 'text/plain; charset=x', ';;;', 'multipart/form-data; boundary=x', 'application/x-protobuf;proto=io.prometheus.write.v2.Request');
const params = fc.oneof(fc.webQueryParameters(), fc.dictionary(fc.constantFrom('query', 'start', 'end', 'step', 'time', 'limit', 'match[]', 'timeout', 'nocache'), fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('up', '1', '15s', 'sum(up)', '{a="b"}'))).map(pairs => new URLSearchParams(pairs).toString()));

const SAID = expect.stringMatching(/./);

/** An error in the words of whoever's way in it is: InfluxDB 1 and 2, OTLP as JSON or protobuf, else Prometheus's; what the door itself refuses is always in the last. */
function expectError(path: string, type: string, text: string): void {
  if (/otlp|opentelemetry|^\/v1\/metrics/.test(path) && type !== 'application/json' && !text.startsWith('{')) {
    expect(text).not.toBe(''); // google.rpc.Status
    return;
  }
  const said: unknown = JSON.parse(text);
  const own = { status: 'error', errorType: expect.any(String), error: SAID };
  const others = [{ error: SAID }, { code: expect.any(String), message: SAID }, { code: expect.any(Number), message: SAID }];
  const theirs = /otlp|opentelemetry|^\/v1\/metrics|^(\/influx)?\/(write|query|ping|health|api\/v2\/)/.test(path);
  expect((theirs ? [own, ...others] : [own]).some(shape => { try { expect(said).toMatchObject(shape); return true; } catch { return false; } }), `${path}: ${text}`).toBe(true);
}

test('any body, parameters and content type get a clear answer from every route', async () => {
  await fc.assert(fc.asyncProperty(routes, params, contentType, body, async ({ method, path }, query, type, sent) => {
    const headers = { ...(type === '' ? {} : { 'Content-Type': type }), 'Content-Encoding': 'snappy' };
    const { status, text, headers: answered } = await open.ask({ method, path: `${path}?${query}`, headers, ...(sent === undefined ? {} : { body: sent }) });
    expect([200, 204, 400, 403, 404, 409, 413, 415, 422, 503]).toContain(status);
    if (status >= 400) expectError(path, type, text);
    expect(answered['x-content-type-options']).toBe('nosniff');
  }), { numRuns: 600 });
  expect(open.log.filter(line => line.includes('unexpected'))).toEqual([]);
});

test('any text as an address gets a clear answer', async () => {
  await fc.assert(fc.asyncProperty(fc.constantFrom('GET', 'POST', 'DELETE', 'OPTIONS'), fc.webPath(), fc.constantFrom('', '%', '%zz', '?x=%', '#', '/..', '//', '%00'), async (method, path, tail) => {
    const { status } = await open.ask({ method, path: `/${path}${tail}`.replace(/^\/+\*?$/, '/') });
    expect(status).toBeLessThan(500 + (status === 503 ? 4 : 0));
  }), { numRuns: 200 });
});

/** Sends bytes as they are and waits for the end of the connection. */
const raw = (bytes: Uint8Array) => new Promise<void>(resolve => {
  const socket = connect(open.port, '127.0.0.1', () => { socket.end(bytes); });
  socket.on('data', () => undefined);
  socket.on('close', () => resolve());
  socket.on('error', () => resolve());
});

test('bytes that are no HTTP leave the door standing', async () => {
  const line = fc.constantFrom('GET / HTTP/1.1\r\n', 'POST /api/host.info HTTP/1.1\r\n', 'GET / HTTP/0.9\r\n', `Authorization: Bearer ${OWNER_TOKEN}\r\n`, 'Host: 127.0.0.1\r\n', 'Content-Length: -5\r\n', 'Content-Length: 9999\r\n', 'Transfer-Encoding: chunked\r\n', 'Upgrade: websocket\r\nConnection: Upgrade\r\n', '\r\n', 'ffffffff\r\n', 'Cookie: a=\x01\r\n');
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(line.map(text => Buffer.from(text)), fc.uint8Array({ maxLength: 40 })), { maxLength: 8 }), async parts => { await raw(Buffer.concat(parts)); }), { numRuns: 150 });
  expect((await open.ask({ path: '/-/healthy', token: null })).status).toBe(200);
});

test('any rpc message from somebody who is let in leaves the host standing', async () => {
  const path = fc.constantFrom(...Object.entries(contract).flatMap(([group, members]) => Object.keys(members).map(name => `${group}.${name}`)), '', 'x', 'constructor.name');
  const id = fc.oneof(fc.nat(20), fc.integer(), fc.double(), fc.string());
  const message = fc.oneof(
    fc.record({ id, path, input: fc.jsonValue() }), fc.record({ id, path, input: fc.record({ config: fc.jsonValue(), query: fc.jsonValue(), name: fc.string(), body: fc.uint8Array() }, { requiredKeys: [] }) }),
    fc.record({ id, cancel: fc.boolean() }), fc.record({ id, taken: fc.oneof(fc.integer(), fc.double()) }), fc.jsonValue(),
  );
  await fc.assert(fc.asyncProperty(fc.array(message, { maxLength: 20 }), async messages => {
    const socket = new WebSocket(`ws://127.0.0.1:${open.port}/rpc`, { headers: { Authorization: `Bearer ${OWNER_TOKEN}` } });
    await new Promise(resolve => socket.once('open', resolve));
    for (const sent of messages) socket.send(encode(sent));
    socket.send(encode({ id: 1_000_000, path: 'host.info', input: {} }));
    await new Promise<void>(resolve => socket.on('message', data => { if (String(data).includes('1000000')) resolve(); }));
    socket.terminate();
  }), { numRuns: 100 });
  expect(open.log.filter(line => line.includes('unexpected'))).toEqual([]);
});
