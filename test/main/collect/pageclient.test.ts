import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { PageClient } from '../../../src-main/collect/pageclient.ts';
import { TargetConfig, type TargetInput } from '../../../src-main/shared/model/target.ts';
import { AUTHORITY, LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from '../../servers/certificates.ts';
import { page, startPageServer } from '../../servers/pageserver.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const end of ending.splice(0).reverse()) await end(); });

const TLS = { key: LOCALHOST_KEY, cert: LOCALHOST_CERTIFICATE };

async function serve(answer: RequestListener, tls?: typeof TLS) {
  const server = await startPageServer(answer, tls);
  ending.push(server.stop);
  return server;
}

function client(url: string, more: Partial<TargetInput> = {}): PageClient {
  const made = new PageClient(TargetConfig.parse({ job: 'test', url, ...more }));
  ending.push(() => made.close());
  return made;
}

const get = (url: string, more: Partial<TargetInput> = {}) => client(url, more).get(AbortSignal.timeout(10_000));
const failsWith = (code: string, message: string) => expect.objectContaining({ name: 'ScrapeFailure', code, message: expect.stringContaining(message) });

test('a page is asked for as Prometheus does', async () => {
  const server = await serve(page('a 1\n'));
  const { body, contentType } = await get(`${server.url}/metrics?module=x&target=a%2Fb`, { intervalMs: 60_000, timeoutMs: 2500 });
  expect([body.toString(), contentType]).toEqual(['a 1\n', 'text/plain; version=0.0.4']);
  const { method, url, headers } = server.requests[0]!;
  expect([method, url]).toEqual(['GET', '/metrics?module=x&target=a%2Fb']);
  expect(headers).toMatchObject({ 'accept-encoding': 'gzip', 'x-prometheus-scrape-timeout-seconds': '2.5' });
  expect(headers.accept).toMatch(/^application\/openmetrics-text;version=1\.0\.0,text\/plain;version=0\.0\.4;q=0\.5/);
});

test('the connection is kept for the next page', async () => {
  const server = await serve(page('a 1\n'));
  const kept = client(server.url);
  for (let i = 0; i < 3; i++) await kept.get(AbortSignal.timeout(10_000));
  expect([server.requests.length, server.connections()]).toEqual([3, 1]);
});

test('a kept connection that the server has closed is made anew', async () => {
  const server = await serve((_request, response) => { response.end('a 1\n', () => response.socket?.destroy()); });
  const kept = client(server.url);
  for (let i = 0; i < 3; i++) expect((await kept.get(AbortSignal.timeout(10_000))).body.toString()).toBe('a 1\n');
  expect(server.connections()).toBe(3);
});

test('a page packed with gzip is unpacked', async () => {
  const packed = gzipSync('a 1\n'.repeat(1000));
  const server = await serve((_request, response) => { response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed); });
  const { body, received } = await get(server.url);
  expect([body.length, received]).toEqual([4000, packed.length]);
});

test.each([
  ['a page that is too long', page('x'.repeat(2000)), 'body-limit', 'longer than 1000 bytes'],
  ['a page that is too long and says so', page('x'.repeat(2000), { 'content-length': '2000' }), 'body-limit', 'longer than 1000 bytes'],
  ['a gzip bomb', gzipped(gzipSync(Buffer.alloc(50_000_000))), 'body-limit', 'longer than 1000 bytes'],
  ['gzip that is none', gzipped(Buffer.from('a 1\n')), 'encoding', 'not whole gzip'],
  ['gzip cut short', gzipped(gzipSync('a 1\n'.repeat(100)).subarray(0, -12)), 'encoding', 'not whole gzip'],
  ['another packing', page('x', { 'content-encoding': 'br' }), 'encoding', 'packed with br'],
  ['a page that is not there', status(404), 'http-status', 'HTTP status 404: is the path right?'],
  ['a server in trouble', status(503), 'http-status', 'HTTP status 503'],
  ['no content', status(204), 'http-status', 'HTTP status 204'],
  ['a redirect', status(302, { location: 'http://user:pw@elsewhere/x?token=1' }), 'redirect', 'redirects to http://elsewhere/x (HTTP status 302), and this target follows no redirects'],
  ['a server that dies in mid-body', dying(), 'connection-lost', 'the server closed the connection: 127.0.0.1:'],
  ['a server that says too much in its headers', page('x', { big: 'x'.repeat(100_000) }), 'not-http', 'headers of the answer are too long'],
])('%s is named', async (_name, answer, code, message) => {
  const server = await serve(answer);
  await expect(get(server.url, { bodyLimitBytes: 1000 })).rejects.toEqual(failsWith(code, message));
});

test('a page without end is broken off at the limit', async () => {
  const server = await serve((_request, response) => {
    const write = () => { while (response.writable && response.write('x'.repeat(10_000))); };
    response.on('drain', write);
    write();
  });
  await expect(get(server.url, { bodyLimitBytes: 1_000_000 })).rejects.toEqual(failsWith('body-limit', 'longer than 1000000 bytes'));
  await expect.poll(() => server.requests[0]!.socket.destroyed).toBe(true);
});

test('a redirect is followed where that is allowed, but not for ever', async () => {
  const server = await serve((request, response) => {
    const step = Number(request.url!.slice(1));
    if (request.url === '/end') response.end('a 1\n');
    else response.writeHead(302, { location: request.url === '/start' ? '/end' : Number.isNaN(step) ? '/circle' : `/${step + 1}` }).end();
  });
  expect((await get(`${server.url}/start`, { followRedirects: true })).body.toString()).toBe('a 1\n');
  await expect(get(`${server.url}/1`, { followRedirects: true })).rejects.toEqual(failsWith('redirect', 'more than 5 redirects'));
  await expect(get(`${server.url}/circle`, { followRedirects: true })).rejects.toEqual(failsWith('redirect', 'redirects in a circle'));
});

test('a port where nobody listens is named', async () => {
  const server = await startPageServer(page(''));
  await server.stop();
  await expect(get(server.url)).rejects.toEqual(failsWith('connection-refused', `connection refused: 127.0.0.1:${server.port}`));
});

test('a host that does not exist is named', async () => {
  await expect(get('http://no-such-host.invalid:9100')).rejects.toEqual(failsWith('name-not-found', 'no-such-host.invalid:9100'));
});

test.each([
  ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'], ['nothing but a greeting of a mail server', '220 mail ESMTP\r\n'],
])('a server that speaks %s is no HTTP server', async (_name, greeting) => {
  const server = createServer(socket => { socket.on('error', () => undefined).end(greeting); }).listen(0, '127.0.0.1');
  ending.push(async () => { server.close(); });
  await once(server, 'listening');
  await expect(get(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).rejects.toEqual(failsWith('not-http', 'does not answer as an HTTP server does'));
});

test.each([
  ['the authority given', { ca: AUTHORITY, serverName: 'localhost' }],
  ['no verification', { insecureSkipVerify: true }],
])('TLS works with %s', async (_name, tls) => {
  const server = await serve(page('a 1\n'), TLS);
  expect((await get(server.url, { tls })).body.toString()).toBe('a 1\n');
});

test.each([
  ['an unknown authority', {}, ''],
  ['a name that is not in the certificate', { ca: AUTHORITY }, "does not match certificate's altnames"],
  ['another name than asked for', { ca: AUTHORITY, serverName: 'example.org' }, "does not match certificate's altnames"],
  ['an authority that is no PEM text', { ca: 'nonsense' }, ''],
])('TLS with %s is refused by name', async (_name, tls, message) => {
  const server = await serve(page('a 1\n'), TLS);
  await expect(get(server.url, { tls })).rejects.toEqual(failsWith('tls', message));
});

test('TLS to a server without it is named, and a page without TLS from a server with it', async () => {
  const plain = await serve(page('a 1\n'));
  await expect(get(plain.url.replace('http:', 'https:'))).rejects.toEqual(failsWith('tls', 'TLS with 127.0.0.1'));
  const secured = await serve(page('a 1\n'), TLS);
  await expect(get(secured.url.replace('https:', 'http:'))).rejects.toMatchObject({ code: 'connection-lost' });
});

test('a hanging server is left when the signal says so, with its reason', async () => {
  const server = await serve(() => undefined);
  const stop = new AbortController();
  const getting = client(server.url).get(stop.signal);
  await expect.poll(() => server.requests.length).toBe(1);
  stop.abort(new Error('enough'));
  await expect(getting).rejects.toThrow('enough');
  await expect.poll(() => server.requests[0]!.socket.destroyed).toBe(true);
});

function gzipped(body: Buffer): RequestListener {
  return (_request, response) => { response.writeHead(200, { 'content-encoding': 'gzip' }).end(body); };
}

function status(code: number, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => { response.writeHead(code, headers).end(); };
}

function dying(): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': '900' });
    response.write('a 1\n', () => response.socket?.destroy());
  };
}
