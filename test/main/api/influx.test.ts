import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenDoor, openTestDoor } from '../../doors/door.ts';

let open: OpenDoor;
beforeAll(async () => { open = await openTestDoor(); });
afterAll(async () => { await open[Symbol.asyncDispose](); });

const write = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}, token: string | null = open.tokenOf.ingest) => open.ask({ method: 'POST', path, body, headers, token });
const labelsOf = async (selector: string) => {
  const { text } = await open.ask({ path: `/api/v1/series?match[]=${encodeURIComponent(selector)}` });
  return (JSON.parse(text) as { data: object[] }).data;
};
const parsed = ({ status, text }: { status: number; text: string }) => ({ status, body: JSON.parse(text) as object });

test.each([
  { path: '/write', words: (message: string) => ({ error: message }) },
  { path: '/api/v2/write', words: (message: string) => ({ code: 'invalid', line: 2, message }) },
])('what is fine of a request to $path is stored, and the rest named in the words of that version', async ({ path, words }) => {
  const name = `partial${path.length}`;
  expect(parsed(await write(path, `${name},a=1 f=1\n${name},a=\n${name},a=2 f=2`)))
    .toEqual({ status: 400, body: words(`partial write: line 2: unable to parse '${name},a=': missing tag value dropped=1`) });
  expect(await labelsOf(`${name}_f`)).toEqual([{ __name__: `${name}_f`, a: '1' }, { __name__: `${name}_f`, a: '2' }]);
});

test('what breaks a limit is named, too', async () => {
  expect(parsed(await write('/write', `long,a=${'x'.repeat(20_000)} f=1`))).toEqual({ status: 400, body: { error: expect.stringMatching(/^partial write: label-value-too-long 1 .*maxLabelValueLength.* dropped=1$/) } });
});

test('another database than the usual one becomes a label, unless the line has one', async () => {
  expect((await write('/write?db=telegraf', 'dbs f=1')).status).toBe(204);
  expect((await write('/write?db=rooms', 'dbs f=1\ndbs,db=own f=1')).status).toBe(204);
  expect(await labelsOf('dbs_f')).toEqual([{ __name__: 'dbs_f' }, { __name__: 'dbs_f', db: 'own' }, { __name__: 'dbs_f', db: 'rooms' }]);
});

test('the token may come as Bearer, as Token, as the password of a name, or in the address where version 1 has it', async () => {
  const token = open.tokenOf.ingest;
  const basic = (password: string) => ({ Authorization: `Basic ${Buffer.from(`any:${password}`).toString('base64')}` });
  const asked = async (path: string, headers: Record<string, string>) => (await write(path, 'tokens f=1', headers, null)).status;
  expect(await asked('/write', { Authorization: `Token ${token}` })).toBe(204);
  expect(await asked('/influx/write', { Authorization: `Bearer ${token}` })).toBe(204);
  expect(await asked('/write', basic(token))).toBe(204);
  expect(await asked(`/write?db=x&u=any&p=${token}`, {})).toBe(204);
  expect(await asked('/write', basic('wrong'))).toBe(401);
  expect(await asked(`/write?u=any&p=${token}`, basic('wrong'))).toBe(401);
  expect(await asked('/write?u=any&p=wrong', {})).toBe(401);
  expect(await asked(`/api/v1/import/prometheus?p=${token}`, {})).toBe(401);
  expect(await asked('/write', { Authorization: `Token ${open.tokenOf.viewer}` })).toBe(403);
});

test.each([
  { what: 'a precision that is none', path: '/api/v2/write?precision=week', body: 'm f=1', headers: {}, status: 400, answer: { code: 'invalid', message: expect.stringContaining('invalid precision "week"') } },
  { what: 'what is no gzip', path: '/write', body: 'm f=1', headers: { 'Content-Encoding': 'gzip' }, status: 400, answer: { error: expect.stringContaining('gzip') } },
  { what: 'gzip that is cut off', path: '/write', body: gzipSync('m f=1').subarray(0, 12), headers: { 'Content-Encoding': 'gzip' }, status: 400, answer: { error: expect.stringContaining('gzip') } },
  { what: 'gzip of too much', path: '/api/v2/write', body: gzipSync(Buffer.alloc(65 * 2 ** 20, '#')), headers: { 'Content-Encoding': 'gzip' }, status: 413, answer: { code: 'request too large', message: expect.stringContaining('maxUnpackedBytes') } },
  { what: 'another packing', path: '/write', body: 'm f=1', headers: { 'Content-Encoding': 'br' }, status: 415, answer: { error: expect.stringContaining('unsupported content encoding "br"') } },
  { what: 'another workspace', path: '/write', body: 'm f=1', headers: { 'X-Scope-OrgID': 'other' }, status: 403, answer: { error: expect.stringContaining('This workspace is default') } },
])('$what is refused', async ({ path, body, headers, status, answer }) => {
  expect(parsed(await write(path, body, headers as Record<string, string>))).toEqual({ status, body: answer });
});

test.each([['GET', '/query?q=SHOW+DATABASES'], ['POST', '/query?q=create%20database%20x'], ['GET', '/influx/query?q=SHOW%20DATABASES&db=x']])('the handshake %s %s is answered with nothing', async (method, path) => {
  expect(parsed(await open.ask({ method, path, token: open.tokenOf.ingest }))).toEqual({ status: 200, body: { results: [{ statement_id: 0 }] } });
});

test('a question about what is stored is refused, and says where to ask', async () => {
  expect(parsed(await open.ask({ path: '/query?q=SELECT+1', token: open.tokenOf.ingest }))).toEqual({ status: 400, body: { error: expect.stringContaining('/api/v1/query') } });
});

test('senders that look whether somebody is there find somebody', async () => {
  for (const [method, path] of [['GET', '/ping'], ['HEAD', '/ping'], ['GET', '/api/v2/ping']] as const) {
    const { status, headers } = await open.ask({ method, path, token: open.tokenOf.ingest });
    expect([status, headers['x-influxdb-version']]).toEqual([204, expect.stringMatching(/^1\./)]);
  }
  expect(parsed(await open.ask({ path: '/health', token: open.tokenOf.ingest }))).toMatchObject({ status: 200, body: { name: 'influxdb', status: 'pass' } });
  expect((await open.ask({ path: '/health', token: null })).status).toBe(401);
});
