import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import { testConnection } from '../../../src-main/collect/connectiontest.ts';
import { PageClient } from '../../../src-main/collect/pageclient.ts';
import type { Tunnels } from '../../../src-main/collect/tunnels.ts';
import type { TargetSecrets } from '../../../src-main/shared/contract/targets.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';
import { TargetConfig, type TargetInput } from '../../../src-main/shared/model/target.ts';
import { AUTHORITY, CLIENT_AUTHORITY, CLIENT_CERTIFICATE, CLIENT_KEY, LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from '../../servers/certificates.ts';
import { page, startPageServer } from '../../servers/pageserver.ts';

const ending: (() => unknown)[] = [];
afterEach(async () => { for (const end of ending.splice(0).reverse()) await end(); });

const TLS = { key: LOCALHOST_KEY, cert: LOCALHOST_CERTIFICATE };
const TRUSTED = { ca: AUTHORITY, serverName: 'localhost' };

async function serve(...how: Parameters<typeof startPageServer>) {
  const server = await startPageServer(...how);
  ending.push(server.stop);
  return server;
}

function client(url: string, more: Partial<TargetInput> = {}, secrets: TargetSecrets = {}, tunnels: Tunnels | null = null): PageClient {
  const made = new PageClient(TargetConfig.parse({ job: 'test', url, ...more }), secrets, tunnels);
  ending.push(() => made.close());
  return made;
}

const text = async (made: PageClient) => (await made.get(AbortSignal.timeout(10_000))).body.toString();
const failsWith = (code: string, message: string) => expect.objectContaining({ name: 'ScrapeFailure', code, message: expect.stringContaining(message) });

describe('credentials', () => {
  test('a user name and password go as RFC 7617 says, in UTF-8', async () => {
    const server = await serve(page('a 1\n'));
    await text(client(server.url, { auth: { kind: 'basic', username: 'test' } }, { password: '123£' }));
    expect(server.requests[0]!.headers.authorization).toBe('Basic dGVzdDoxMjPCow=='); // the RFC's own example
  });

  test('a token goes as RFC 6750 says', async () => {
    const server = await serve(page('a 1\n'));
    await text(client(server.url, { auth: { kind: 'bearer' } }, { bearer: 'mF_9.B5f-4.1JqM' }));
    expect(server.requests[0]!.headers.authorization).toBe('Bearer mF_9.B5f-4.1JqM');
  });

  test('without them nothing is sent, whatever else is known', async () => {
    const server = await serve(page('a 1\n'));
    await text(client(server.url, {}, { bearer: 'x', password: 'y' }));
    expect(server.requests[0]!.headers.authorization).toBeUndefined();
  });

  test('they stand in no error', async () => {
    const server = await serve((_request, response) => { response.writeHead(401).end(); });
    const failure = await text(client(server.url, { auth: { kind: 'basic', username: 'ann' } }, { password: 's3cret' })).catch(error => error);
    expect(failure).toEqual(failsWith('http-status', 'HTTP status 401: it wants credentials, or others'));
    expect(JSON.stringify([failure, failure.stack])).not.toContain('s3cret');
  });

  test('a redirect to the same server takes them along, one to another server does not', async () => {
    const elsewhere = await serve(page('a 1\n'));
    const to = (location: string): RequestListener => (request, response) => { if (request.url === '/metrics') response.writeHead(302, { location }).end(); else response.end('a 1\n'); };
    const same = await serve(to('/other'));
    const away = await serve(to(`${elsewhere.url}/other`));
    for (const server of [same, away]) await text(client(`${server.url}/metrics`, { followRedirects: true, auth: { kind: 'bearer' } }, { bearer: 'token' }));
    expect(same.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token', 'Bearer token']);
    expect(elsewhere.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test('a client certificate is shown to a server that asks for one', async () => {
    const server = await serve(page('a 1\n'), { ...TLS, ca: CLIENT_AUTHORITY, requestCert: true, rejectUnauthorized: true });
    expect(await text(client(server.url, { tls: { ...TRUSTED, cert: CLIENT_CERTIFICATE } }, { clientKey: CLIENT_KEY }))).toBe('a 1\n');
    await expect(text(client(server.url, { tls: TRUSTED }))).rejects.toMatchObject({ code: expect.stringMatching(/^(tls|connection-lost)$/) });
  });
});

/** Connections as an SSH host would make them, from here; what it is asked for is written down. */
function localTunnels(asked: string[] = [], seen: Duplex[] = []): Tunnels {
  const opened = async (socket: ReturnType<typeof connect>, signal: AbortSignal) => {
    seen.push(socket);
    await once(socket, 'connect', { signal });
    return socket;
  };
  return {
    dial: (host, address, port, signal) => { asked.push(`${host} ${address}:${port}`); return opened(connect({ port, host: '127.0.0.1' }), signal); },
    dialUnix: (host, path, signal) => { asked.push(`${host} ${path}`); return opened(connect(path), signal); },
    nameOf: host => `the host ${host}`,
  };
}

const socketPath = () => {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-socket-'));
  ending.push(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, 'metrics.sock');
};

describe('ways', () => {
  test.each([['http', undefined], ['https', TLS]])('a unix socket is spoken to in %s', async (scheme, tls) => {
    const path = socketPath();
    const server = await serve(page('a 1\n'), tls, path);
    const made = client(`${scheme}://localhost/metrics?x=1`, { unixSocket: path, tls: tls ? TRUSTED : {} });
    expect([await text(made), await text(made), server.connections()]).toEqual(['a 1\n', 'a 1\n', 1]);
    expect([server.requests[0]!.url, server.requests[0]!.headers.host]).toEqual(['/metrics?x=1', 'localhost']);
  });

  test('a unix socket that is not there is named', async () => {
    await expect(text(client('http://localhost/metrics', { unixSocket: '/nonexistent/metrics.sock' }))).rejects.toEqual(failsWith('unreachable', 'no such socket: /nonexistent/metrics.sock'));
  });

  test.each([['http', undefined], ['https', TLS]])('through a host, %s goes over one stream that is kept', async (scheme, tls) => {
    const asked: string[] = [];
    const server = await serve(page('a 1\n'), tls);
    const made = client(`${scheme}://exporter.internal:${server.port}/metrics`, { via: 'web-1', tls: tls ? TRUSTED : {} }, {}, localTunnels(asked));
    for (let i = 0; i < 3; i++) expect(await text(made)).toBe('a 1\n');
    expect([asked, server.connections(), server.requests[0]!.headers.host]).toEqual([[`web-1 exporter.internal:${server.port}`], 1, `exporter.internal:${server.port}`]);
  });

  test('through a host, the port is the one of the scheme where none is given, and an IPv6 address loses its brackets', async () => {
    const asked: string[] = [];
    const refusing: Tunnels = { ...localTunnels(asked), dial: async (host, address, port) => { asked.push(`${host} ${address}:${port}`); throw new AppError('unreachable', 'connection refused'); } };
    for (const url of ['http://[::1]/', 'https://[fd00::2]/', 'http://h/']) await expect(text(client(url, { via: 'a' }, {}, refusing))).rejects.toEqual(failsWith('ssh', 'through the host a: connection refused'));
    expect(asked).toEqual(['a ::1:80', 'a fd00::2:443', 'a h:80']);
  });

  test('through a host to a unix socket on it', async () => {
    const asked: string[] = [];
    const path = socketPath();
    await serve(page('a 1\n'), undefined, path);
    expect(await text(client('http://localhost/metrics', { via: 'web-1', unixSocket: path }, {}, localTunnels(asked)))).toBe('a 1\n');
    expect(asked).toEqual([`web-1 ${path}`]);
  });

  test('a stream that is cut is opened anew, once', async () => {
    const seen: Duplex[] = [];
    const asked: string[] = [];
    const server = await serve(page('a 1\n'));
    const made = client(`http://127.0.0.1:${server.port}/metrics`, { via: 'a' }, {}, localTunnels(asked, seen));
    await text(made);
    seen[0]!.destroy();
    expect(await text(made)).toBe('a 1\n');
    expect(asked.length).toBe(2);
  });

  test('a stream that is cut in the middle of a page is named with its way', async () => {
    const server = await serve((_request, response) => { response.writeHead(200, { 'content-length': '900' }); response.write('a 1\n', () => response.socket?.destroy()); });
    await expect(text(client(`http://127.0.0.1:${server.port}/metrics`, { via: 'a' }, {}, localTunnels()))).rejects.toEqual(failsWith('connection-lost', `127.0.0.1:${server.port} through the host a`));
  });

  test('a host on the way that hangs costs the timeout, and one that needs the vault says so', async () => {
    const hanging: Tunnels = { ...localTunnels(), dial: (_host, _address, _port, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))) };
    await expect(text(client('http://h/', { via: 'a', timeoutMs: 200 }, {}, hanging))).rejects.toEqual(failsWith('timeout', 'no connection to h:80 through the host a within 0.2 s'));
    const locked: Tunnels = { ...localTunnels(), dial: async () => { throw new AppError('locked', 'The vault is locked.'); } };
    await expect(text(client('http://h/', { via: 'a' }, {}, locked))).rejects.toEqual(failsWith('locked', 'The vault is locked.'));
  });

  test('a certificate that is not trusted ends the stream', async () => {
    const seen: Duplex[] = [];
    const server = await serve(page('a 1\n'), TLS);
    await expect(text(client(`https://localhost:${server.port}/metrics`, { via: 'a' }, {}, localTunnels([], seen)))).rejects.toEqual(failsWith('tls', `TLS with localhost:${server.port} through the host a failed`));
    await expect.poll(() => seen[0]!.destroyed).toBe(true);
  });

  test('closing the client ends its stream', async () => {
    const seen: Duplex[] = [];
    const server = await serve(page('a 1\n'));
    const made = client(`http://127.0.0.1:${server.port}/metrics`, { via: 'a' }, {}, localTunnels([], seen));
    await text(made);
    await made.close();
    await expect.poll(() => seen[0]!.destroyed).toBe(true);
  });
});

describe('a connection test', () => {
  const told = async (url: string, more: Partial<TargetInput>, tunnels: Tunnels | null) => {
    const found: string[] = [];
    for await (const { step, ok, detail } of testConnection(TargetConfig.parse({ job: 'test', url, ...more }), { secrets: async () => ({}), tunnels }, systemClock, new AbortController().signal)) found.push(`${step}${ok ? '' : ' ✗'}: ${detail}`);
    return found;
  };

  test('shows the host on the way in place of name and connection', async () => {
    const server = await serve(page('a 1\n'), TLS);
    const found = await told(`https://exporter.internal:${server.port}/metrics`, { via: 'web-1', tls: TRUSTED }, localTunnels());
    expect(found.map(line => line.replace(/valid until.*/, '…'))).toEqual([
      `address: https://exporter.internal:${server.port}/metrics`, `ssh: connected to exporter.internal:${server.port} through the host web-1`,
      'tls: TLSv1.3, certificate of localhost, …', 'request: HTTP status 200, text/plain; version=0.0.4, 4 bytes', 'page: 1 samples of 1 metrics',
    ]);
  });

  test('ends at the host on the way when that can not be passed', async () => {
    const refusing: Tunnels = { ...localTunnels(), dial: async () => { throw new AppError('unreachable', 'login: all methods were refused'); } };
    expect((await told('http://h/', { via: 'a' }, refusing)).at(-1)).toBe('ssh ✗: through the host a: login: all methods were refused');
    expect((await told('http://h/', { via: 'a' }, null)).at(-1)).toContain('ssh ✗: this target is reached through an SSH host');
  });

  test('of a unix socket needs no name', async () => {
    const path = socketPath();
    await serve(page('a 1\n'), undefined, path);
    expect(await told('http://localhost/metrics', { unixSocket: path }, null)).toEqual([
      `address: http://localhost:80/metrics at ${path}`, `connect: connected to ${path}`, 'request: HTTP status 200, text/plain; version=0.0.4, 4 bytes', 'page: 1 samples of 1 metrics',
    ]);
    expect((await told('http://localhost/metrics', { unixSocket: '/nonexistent/x.sock' }, null)).at(-1)).toBe('connect ✗: no such socket: /nonexistent/x.sock');
  });
});

describe('what is no configuration', () => {
  const refused = (more: Partial<TargetInput>) => TargetConfig.safeParse({ job: 'j', url: 'http://h/', ...more }).error?.issues[0]?.message;
  test.each([
    [{ auth: { kind: 'basic', username: 'a:b' } }, 'no colon'], [{ auth: { kind: 'basic', username: 'a\nb' } }, 'no control characters'], [{ unixSocket: 'relative.sock' }, 'begins with /'], [{ unixSocket: '/a\0b' }, 'begins with /'],
  ] as const)('%j', (more, says) => expect(refused(more)).toContain(says));

  test('what is left out is none', () => {
    expect(TargetConfig.parse({ job: 'j', url: 'http://h/' })).toMatchObject({ auth: { kind: 'none', username: '' }, via: '', unixSocket: '' });
  });
});
