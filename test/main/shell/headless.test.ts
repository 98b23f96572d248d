import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDoor } from '../../../src-main/shell/headless.ts';
import { type OpenDoor, openTestDoor } from '../../doors/door.ts';

const SCRIPT = `export const text = ${JSON.stringify('x'.repeat(5000))};\n`;
let open: OpenDoor;
let pageRoot: string;
beforeAll(async () => {
  pageRoot = await mkdtemp(join(tmpdir(), 'stratoscope-page-'));
  await mkdir(join(pageRoot, 'assets'));
  await writeFile(join(pageRoot, 'index.html'), '<!doctype html><meta name="csp-nonce" content=""><script type="module" src="/assets/main-abc.js"></script>');
  await writeFile(join(pageRoot, 'assets', 'main-abc.js'), SCRIPT);
  await writeFile(join(pageRoot, 'favicon.svg'), '<svg/>');
  open = await openTestDoor({ pageRoot });
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await rm(pageRoot, { recursive: true, force: true });
});

const letIn = async () => {
  const { status, headers } = await open.ask({ path: `/?code=${open.host.tokens.newCode('owner', 'admin')}`, token: null });
  return { status, location: headers.location, cookie: String(headers['set-cookie']?.[0]) };
};

test('a code is exchanged for a cookie that scripts can not read, and the clean address', async () => {
  const { status, location, cookie } = await letIn();
  expect([status, location]).toEqual([303, '/']);
  expect(cookie).toMatch(new RegExp(`^stratoscope_${open.port}=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000$`));
  expect((await open.ask({ path: '/', token: null, headers: { Cookie: cookie.split(';')[0]! } })).status).toBe(200);
});

test('a stranger at / learns in both languages how to come in, from a page that asks for nothing', async () => {
  const { status, text, headers } = await open.ask({ path: '/', token: null });
  expect(status).toBe(401);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(text).toContain('stratoscope link');
  expect(text).toContain('此浏览器尚未获准访问');
  expect(text).not.toMatch(/src=|href=|<script/);
  const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
  expect(text).toContain(`<style nonce="${nonce}">`);
});

test('each page carries a nonce of its own, the same in its policy and in its head; nothing else may run', async () => {
  const nonces = await Promise.all([1, 2].map(async () => {
    const { text, headers } = await open.ask({ path: '/explore' });
    const policy = String(headers['content-security-policy']);
    const nonce = /<meta name="csp-nonce" content="([\w-]{24})">/.exec(text)?.[1];
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin' });
    return nonce;
  }));
  expect(new Set(nonces).size).toBe(2);
});

test.each(['/', '/explore', '/machines/prometheus%2Fnode%2Fweb-1', '/index.html', '/settings/'])('%s is the page', async path => {
  expect((await open.ask({ path })).text).toMatch(/^<!doctype html>/);
});

test.each(['/assets/none.js', '/none.svg', '/api', '/api/v1/none', '/-/none', '/assets/../index.html/..', '/assets/%2e%2e/%2e%2e/package.json'])('%s is nothing', async path => {
  const { status, text } = await open.ask({ path });
  expect([400, 404]).toContain(status);
  expect(JSON.parse(text)).toMatchObject({ status: 'error' });
});

test('files whose name says what is in them are kept by the browser; others are asked for again', async () => {
  const script = await open.ask({ path: '/assets/main-abc.js' });
  expect(script).toMatchObject({ status: 200, text: SCRIPT, headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'private, max-age=31536000, immutable' } });
  expect(await open.ask({ path: '/favicon.svg' })).toMatchObject({ text: '<svg/>', headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' } });
});

test.each([['br, gzip', 'br'], ['gzip, deflate', 'gzip'], ['identity', undefined]])('Accept-Encoding %s is answered in %s', async (accept, encoding) => {
  const answer = await fetch(`${open.door.origin}/assets/main-abc.js`, { headers: { Authorization: `Bearer ${open.tokenOf.viewer}`, 'Accept-Encoding': accept } });
  expect(answer.headers.get('content-encoding') ?? undefined).toBe(encoding);
  expect(await answer.text()).toBe(SCRIPT);
});

test('compressed files are what they were', async () => {
  const raw = async (encoding: string) => {
    const { request } = await import('node:http');
    return new Promise<Buffer>(resolve => request({ port: open.port, host: '127.0.0.1', path: '/assets/main-abc.js', headers: { Authorization: `Bearer ${open.tokenOf.viewer}`, 'Accept-Encoding': encoding } }, response => {
      const parts: Buffer[] = [];
      response.on('data', part => parts.push(part)).on('end', () => resolve(Buffer.concat(parts)));
    }).end());
  };
  expect(brotliDecompressSync(await raw('br')).toString()).toBe(SCRIPT);
  expect(gunzipSync(await raw('gzip')).toString()).toBe(SCRIPT);
});

test('a role that may not see the page does not get it', async () => {
  expect((await open.ask({ path: '/', token: open.tokenOf.ingest })).status).toBe(403);
});

test.each([
  { what: 'a body above its limit', path: '/api/host.info', body: ' '.repeat(1024 * 1024 + 1), status: 413 },
  { what: 'no JSON', path: '/api/host.info', body: '{', status: 400 },
  { what: 'no body', path: '/api/host.info', body: '', status: 200 },
  { what: 'an unknown procedure', path: '/api/host.nothing', body: '{}', status: 404 },
  { what: 'a stream', path: '/api/host.status', body: '{}', status: 404 },
])('a call with $what is answered $status', async ({ path, body, status }) => {
  expect((await open.ask({ method: 'POST', path, body })).status).toBe(status);
});

test('who may not send a large body is refused before it is read', async () => {
  const { status } = await open.ask({ method: 'POST', path: '/api/v1/write', token: open.tokenOf.viewer, headers: { 'Content-Length': '60000000', Expect: '100-continue' } }).catch(() => ({ status: 0 }));
  expect(status).toBe(403);
});

test('no answer lets another origin read it', async () => {
  const { headers } = await open.ask({ method: 'OPTIONS', path: '/api/v1/query' });
  expect(Object.keys(headers).filter(name => name.startsWith('access-control'))).toEqual([]);
});

test('a port in use is an error that names it', async () => {
  const { service, tokens, audit, journal } = open.host;
  const again = openDoor({ service, tokens, audit, journal, listen: { host: '127.0.0.1', port: open.port }, hostNames: [], pageRoot });
  await expect(again).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(`Port ${open.port} of 127.0.0.1 is in use`) });
});

test('an address that is not this computer is an error that names it', async () => {
  const { service, tokens, audit, journal } = open.host;
  await expect(openDoor({ service, tokens, audit, journal, listen: { host: '192.0.2.1', port: 0 }, hostNames: [], pageRoot })).rejects.toMatchObject({ code: 'invalid-input', message: '192.0.2.1 is no address of this computer.' });
});
