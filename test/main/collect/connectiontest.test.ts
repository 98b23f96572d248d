import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import { testConnection } from '../../../src-main/collect/connectiontest.ts';
import { PLAIN_WAY } from '../../../src-main/collect/way.ts';
import { TargetConfig, type TargetInput, type TestStep } from '../../../src-main/shared/model/target.ts';
import { AUTHORITY, LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from '../../servers/certificates.ts';
import { page, startPageServer } from '../../servers/pageserver.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const end of ending.splice(0).reverse()) await end(); });

const TLS = { key: LOCALHOST_KEY, cert: LOCALHOST_CERTIFICATE };

async function serve(...how: Parameters<typeof startPageServer>) {
  const server = await startPageServer(...how);
  ending.push(server.stop);
  return server;
}

async function steps(url: string, more: Partial<TargetInput> = {}, signal = new AbortController().signal): Promise<TestStep[]> {
  const found: TestStep[] = [];
  for await (const step of testConnection(TargetConfig.parse({ job: 'test', url, ...more }), PLAIN_WAY, systemClock, signal)) found.push(step);
  return found;
}

/** `step: detail`, a failed one with a cross. */
const told = (found: readonly TestStep[]) => found.map(({ step, ok, detail }) => `${step}${ok ? '' : ' ✗'}: ${detail}`);

test('a good target passes every step', async () => {
  const server = await serve(page('a{x="1"} 1\na{x="2"} 2\nb 3\n'));
  const found = await steps(`${server.url}/metrics?x=secret`);
  expect(told(found)).toEqual([
    `address: http://127.0.0.1:${server.port}/metrics`,
    'name: 127.0.0.1 is an address already',
    `connect: connected to 127.0.0.1:${server.port}`,
    'request: HTTP status 200, text/plain; version=0.0.4, 26 bytes',
    'page: 3 samples of 2 metrics',
  ]);
  expect(found.every(({ ms }) => ms >= 0 && ms < 5000)).toBe(true);
});

test('a name is looked up', async () => {
  const server = await serve(page('a 1\n'));
  const found = await steps(server.url.replace('127.0.0.1', 'localhost'));
  expect(found[1]).toMatchObject({ step: 'name', ok: true, detail: expect.stringContaining('127.0.0.1') });
  expect(found.at(-1)).toMatchObject({ step: 'page', ok: true });
});

test('TLS has a step of its own, which shows the certificate', async () => {
  const server = await serve(page('a 1\n'), TLS);
  const found = await steps(server.url, { tls: { ca: AUTHORITY, serverName: 'localhost' } });
  expect(found.map(({ step }) => step)).toEqual(['address', 'name', 'connect', 'tls', 'request', 'page']);
  expect(found[3]!.detail).toBe('TLSv1.3, certificate of localhost, valid until Oct 27 09:49:36 2126 GMT');
  const unverified = await steps(server.url, { tls: { insecureSkipVerify: true } });
  expect(unverified[3]).toMatchObject({ ok: true, detail: expect.stringContaining('not verified') });
});

test.each([
  ['a host that does not exist', async () => steps('http://no-such-host.invalid/metrics'), ['address', 'name'], 'no-such-host.invalid:80', 'name-not-found'],
  ['a port where nobody listens', async () => {
    const server = await startPageServer(page(''));
    await server.stop();
    return steps(server.url);
  }, ['address', 'name', 'connect'], 'connection refused: 127.0.0.1:', 'connection-refused'],
  ['a certificate of an unknown authority', async () => steps((await serve(page(''), TLS)).url), ['address', 'name', 'connect', 'tls'], 'TLS with 127.0.0.1:', 'tls'],
  ['a certificate for another name', async () => steps((await serve(page(''), TLS)).url, { tls: { ca: AUTHORITY } }), ['address', 'name', 'connect', 'tls'], 'altnames', 'tls'],
  ['an authority that is no PEM text', async () => steps((await serve(page(''), TLS)).url, { tls: { ca: 'x' } }), ['address', 'name', 'connect', 'tls'], 'TLS with', 'tls'],
  ['a redirect', async () => steps((await serve((_request, response) => { response.writeHead(301, { location: '/x' }).end(); })).url), ['address', 'name', 'connect', 'request'], 'redirects to /x', 'redirect'],
  ['a page that is missing', async () => steps((await serve((_request, response) => { response.writeHead(404).end(); })).url), ['address', 'name', 'connect', 'request'], 'HTTP status 404', 'http-status'],
  ['a server that hangs', async () => steps((await serve(() => undefined)).url, { timeoutMs: 200 }), ['address', 'name', 'connect', 'request'], 'no answer within 0.2 s', 'timeout'],
  ['a page that cannot be read', async () => steps((await serve(page('a 1\nb{c} 2\n'))).url), ['address', 'name', 'connect', 'request', 'page'], 'line 2, column 4: expected =', 'page'],
  ['a page with too many samples', async () => steps((await serve(page('a 1\nb 2\n'))).url, { sampleLimit: 1 }), ['address', 'name', 'connect', 'request', 'page'], 'more than 1 samples', 'sample-limit'],
])('%s stops the test at its step', async (_name, run, expected, detail, code) => {
  const found = await run();
  expect(found.map(({ step }) => step)).toEqual(expected);
  expect(found.slice(0, -1).every(({ ok }) => ok)).toBe(true);
  expect(found.at(-1)).toMatchObject({ ok: false, detail: expect.stringContaining(detail), code });
});

test('who leaves in the middle gets no further step', async () => {
  const server = await serve(() => undefined);
  const leave = new AbortController();
  const testing = steps(server.url, {}, leave.signal);
  await expect.poll(() => server.requests.length).toBe(1);
  leave.abort();
  expect((await testing).map(({ step }) => step)).toEqual(['address', 'name', 'connect']);
});
