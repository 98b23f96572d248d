import { compress } from 'snappyjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeWriteRequest } from '../../../src-main/formats/remotewrite.ts';
import { type OpenDoor, openTestDoor } from '../../doors/door.ts';

const T0 = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
let open: OpenDoor;

const written = (series: Record<string, number[]>): Uint8Array => Uint8Array.from(compress(encodeWriteRequest(Object.entries(series).map(([name, values]) => ({
  labels: ['__name__', name, 'instance', 'web-1', 'job', 'node'], times: Float64Array.from(values, (_value, i) => T0 + i * MINUTE), values: Float64Array.from(values),
})))));
const PROTOBUF = { 'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'snappy', 'X-Prometheus-Remote-Write-Version': '0.1.0' };
const write = (body: Uint8Array | string, headers: Record<string, string> = {}, path = '/api/v1/write') => open.ask({ method: 'POST', path, body, headers: { ...PROTOBUF, ...headers } });

beforeAll(async () => {
  open = await openTestDoor();
  expect((await write(written({ load: [1, 2, 3], requests_total: [0, 60, 120] }))).status).toBe(204);
});
afterAll(async () => { await open[Symbol.asyncDispose](); });

const get = async (path: string) => {
  const { status, text, headers } = await open.ask({ path: `/api/v1/${path}` });
  return { status, type: headers['content-type'], answer: JSON.parse(text) as unknown };
};
const ok = (data: unknown) => ({ status: 200, type: 'application/json', answer: { status: 'success', data } });
const metric = { __name__: 'load', instance: 'web-1', job: 'node' };

test('an instant query answers the newest value within five minutes', async () => {
  expect(await get(`query?query=load&time=${(T0 + 3 * MINUTE) / 1000}`)).toEqual(ok({ resultType: 'vector', result: [{ metric, value: [(T0 + 3 * MINUTE) / 1000, '3'] }] }));
});

test('a range query answers a point for each step, by GET and by a form', async () => {
  const params = `query=load&start=${T0 / 1000}&end=${T0 / 1000 + 120}&step=1m`;
  const expected = ok({ resultType: 'matrix', result: [{ metric, values: [[T0 / 1000, '1'], [T0 / 1000 + 60, '2'], [T0 / 1000 + 120, '3']] }] });
  expect(await get(`query_range?${params}`)).toEqual(expected);
  const { status, text } = await open.ask({ method: 'POST', path: '/api/v1/query_range', body: params, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  expect([status, JSON.parse(text)]).toEqual([200, expected.answer]);
});

test('a parameter of the form goes before the same one of the address', async () => {
  const { text } = await open.ask({ method: 'POST', path: '/api/v1/query?query=2&time=5', body: 'query=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  expect(JSON.parse(text)).toEqual({ status: 'success', data: { resultType: 'scalar', result: [5, '1'] } });
});

test('series, label names and label values are listed', async () => {
  expect(await get('series?match[]=load')).toEqual(ok([metric]));
  expect(await get('series?match[]=load&match[]=requests_total')).toMatchObject({ answer: { data: expect.arrayContaining([metric, { ...metric, __name__: 'requests_total' }]) } });
  expect(await get('labels')).toEqual(ok(['__name__', 'instance', 'job']));
  expect(await get('label/__name__/values')).toEqual(ok(['load', 'requests_total']));
  expect(await get('label/__name__/values?match[]=load')).toEqual(ok(['load']));
  expect(await get('label/nothing/values')).toEqual(ok([]));
});

test('a list that is cut says so; one that just fits does not', async () => {
  expect(await get('label/__name__/values?limit=1')).toEqual({ ...ok([]), answer: { status: 'success', data: ['load'], warnings: ['results truncated due to limit'] } });
  expect(await get('label/__name__/values?limit=2')).toEqual(ok(['load', 'requests_total']));
});

test('buildinfo names the release whose API is spoken', async () => {
  expect(await get('status/buildinfo')).toMatchObject({ answer: { data: { version: '3.0.0', application: 'Stratoscope' } } });
});

/** Texts as Prometheus writes them; those of 2.42 were held against its answers. */
const refused = (error: string, errorType = 'bad_data', status = 400) => ({ status, type: 'application/json', answer: { status: 'error', errorType, error } });
test.each([
  ['query', 'invalid parameter "query": 1:1: parse error: no expression found in input'],
  ['query?query=up{', 'invalid parameter "query": 1:4: parse error: unexpected end of input inside braces'],
  ['query?query=1&time=x', 'invalid parameter "time": Invalid time value for \'time\': cannot parse "x" to a valid timestamp'],
  ['query?query=1&timeout=x', 'invalid parameter "timeout": cannot parse "x" to a valid duration'],
  ['query_range?query=1', 'invalid parameter "start": cannot parse "" to a valid timestamp'],
  ['query_range?query=1&start=1&end=x&step=1', 'invalid parameter "end": cannot parse "x" to a valid timestamp'],
  ['query_range?query=1&start=1&end=0&step=1', 'invalid parameter "end": end timestamp must not be before start time'],
  ['query_range?query=1&start=1&end=2&step=x', 'invalid parameter "step": cannot parse "x" to a valid duration'],
  ['query_range?query=1&start=1&end=2&step=0', 'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer'],
  ['query_range?query=1&start=1&end=20000&step=1', 'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)'],
  ['query_range?query=up[5m]&start=1&end=2&step=1', 'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector'],
  ['series', 'no match[] parameter provided'],
  ['series?match[]=up&start=x', 'invalid parameter "start": Invalid time value for \'start\': cannot parse "x" to a valid timestamp'],
  ['series?match[]=up{', 'invalid parameter "match[]": 1:4: parse error: unexpected end of input inside braces'],
  ['metadata?limit=x', 'limit must be a number'],
])('%s is refused: %s', async (path, error) => {
  expect(await get(path)).toEqual(refused(error));
});

test('11,000 points are a range, one more is none', async () => {
  expect((await get('query_range?query=1&start=1&end=11001&step=1')).status).toBe(200);
  expect((await get('query_range?query=1&start=1&end=11002&step=1')).status).toBe(400);
});

describe('remote_write', () => {
  test.each(['/api/v1/write', '/api/v1/push'])('is answered 204 at %s once its samples can be read', async path => {
    const name = `pushed_${path.split('/').pop()}`;
    expect((await write(written({ [name]: [7] }), {}, path)).status).toBe(204);
    expect(await get(`query?query=${name}&time=${T0 / 1000}`)).toMatchObject({ answer: { data: { result: [{ value: [T0 / 1000, '7'] }] } } });
  });

  test.each([
    { what: 'a body that is no snappy block', body: 'nonsense', headers: {}, status: 400 },
    { what: 'an empty body', body: '', headers: {}, status: 400 },
    { what: 'a snappy block that is no protobuf', body: Uint8Array.from(compress(Buffer.from([0xff, 0xff, 0xff, 0xff]))), headers: {}, status: 400 },
    { what: 'JSON', body: '{}', headers: { 'Content-Type': 'application/json' }, status: 415 },
    { what: 'a message of a version to come', body: written({ a: [1] }), headers: { 'Content-Type': 'application/x-protobuf;proto=io.prometheus.write.v3.Request' }, status: 415 },
    { what: 'a message of 1.0 that is called one of 2.0', body: written({ a: [1] }), headers: { 'Content-Type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request' }, status: 400 },
    { what: 'gzip', body: written({ a: [1] }), headers: { 'Content-Encoding': 'gzip' }, status: 415 },
    { what: "another tenant's samples", body: written({ a: [1] }), headers: { 'X-Scope-OrgID': 'somebody-else' }, status: 403 },
    { what: "this tenant's samples", body: written({ a: [1] }), headers: { 'X-Scope-OrgID': 'default' }, status: 204 },
    { what: 'the message by its name', body: written({ a: [1] }), headers: { 'Content-Type': 'application/x-protobuf;proto=prometheus.WriteRequest' }, status: 204 },
    { what: 'more than 64 MB', body: new Uint8Array(64 * 1024 * 1024 + 1), headers: {}, status: 413 },
  ])('$what is answered $status', async ({ body, headers, status }) => {
    expect((await write(body, headers)).status).toBe(status);
  });
});

test('compact answers when everything is sealed', async () => {
  await write(written({ sealed: [1] }));
  const { status, text } = await open.ask({ method: 'POST', path: '/api/v1/admin/tsdb/compact' });
  expect([status, JSON.parse(text)]).toMatchObject([200, { status: 'success', data: { headSamples: 0 } }]);
});

test('our own metrics are a page that can be scraped', async () => {
  const { text, headers } = await open.ask({ path: '/metrics' });
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text).toMatch(/^# TYPE stratoscope_store_series gauge\nstratoscope_store_series \d+$/m);
  expect(text).toMatch(/^stratoscope_calls_total\{procedure="prometheus.write",outcome="ok"\} \d+$/m);
});

test('columns in a plain call become lists, and what JSON has no number for is spelled', async () => {
  const call = async (path: string, input: unknown) => JSON.parse((await open.ask({ method: 'POST', path: `/api/${path}`, body: JSON.stringify(input) })).text) as unknown;
  expect(await call('metrics.range', { promql: '0 / (time() - 60)', from: 0, to: 120_000, step: 60_000 })).toMatchObject({ status: 'success', data: { times: [0, 60_000, 120_000], series: [{ labels: {}, values: expect.arrayContaining(['NaN']) }] } });
  expect(await call('metrics.range', { promql: 'up' })).toMatchObject({ status: 'error', errorType: 'bad_data' });
  expect(await call('exports.range', { query: { promql: 'load', from: T0, to: T0 + MINUTE, step: MINUTE }, format: 'csv' })).toEqual({ status: 'success', data: 'time,"load{instance=""web-1"",job=""node""}"\r\n2026-01-01T00:00:00.000Z,1\r\n2026-01-01T00:01:00.000Z,2\r\n' });
});
