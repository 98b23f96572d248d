import { compress } from 'snappyjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IngestLimits } from '../../../src-main/shared/model/ingestlimits.ts';
import { type Answer, type OpenDoor, openTestDoor } from '../../doors/door.ts';
import { rawRequest2, request2, type Series2 } from '../formats/writev2.ts';

const T0 = Date.UTC(2026, 0, 1);
const V2 = { 'Content-Type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request', 'Content-Encoding': 'snappy', 'X-Prometheus-Remote-Write-Version': '2.0.0' };
let open: OpenDoor;

beforeAll(async () => { open = await openTestDoor(); });
afterAll(async () => { await open[Symbol.asyncDispose](); });

const packed = (bytes: Uint8Array): Uint8Array => Uint8Array.from(compress(bytes));
const push = (body: Uint8Array, path = '/api/v1/write') => open.ask({ method: 'POST', path, body, headers: V2 });
const series = (name: string, ...values: number[]): Series2 => ({ labels: ['__name__', name], samples: values.map((value, i) => ({ value, timestamp: T0 + i * 1000, start_timestamp: T0 - 1 })) });
const writtenOf = ({ headers }: Answer) => ['samples', 'histograms', 'exemplars'].map(kind => headers[`x-prometheus-remote-write-${kind}-written`]);
const newestOf = async (name: string) => (JSON.parse((await open.ask({ path: `/api/v1/query?query=${name}&time=${T0 / 1000 + 10}` })).text) as { data: { result: { value: [number, string] }[] } }).data.result[0]?.value[1];

test.each(['/api/v1/write', '/api/v1/push'])('a 2.0 request at %s is answered 204 without a body, with what was written, once it can be read', async path => {
  const name = `by_${path.split('/').pop()}`;
  const answer = await push(packed(request2(series(name, 1, 2), { ...series(`${name}_other`, 3), exemplars: [{ value: 1, timestamp: T0 }] })), path);
  expect([answer.status, answer.text, writtenOf(answer)]).toEqual([204, '', ['3', '0', '0']]);
  expect(await newestOf(name)).toBe('2');
});

test('a partial write is answered 400 with what was written and why the rest was not, by name', async () => {
  const answer = await push(packed(request2(series('kept', 1, 2), { labels: ['no_name', 'x'], samples: [{ value: 1, timestamp: T0 }] }, { labels: ['__name__', 'h'], histograms: [{ count_int: 1 }] })));
  expect([answer.status, writtenOf(answer)]).toEqual([400, ['2', '0', '0']]);
  expect(JSON.parse(answer.text)).toMatchObject({ errorType: 'bad_data', error: '2 samples were stored, 2 were not: native-histogram 1 (native histograms are not supported); invalid-labels 1 (labels: a series without a metric name)' });
  expect(await newestOf('kept')).toBe('2');
});

test.each([
  { what: 'no snappy block', body: new Uint8Array([1, 2, 3]), status: 400 },
  { what: 'symbols that do not begin with the empty string', body: packed(rawRequest2({ symbols: ['a'] })), status: 400 },
  { what: 'a header that claims 4 GiB', body: Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0x00, 0x61), status: 413 },
])('a 2.0 request that is $what is answered $status: nothing was written', async ({ body, status }) => {
  const answer = await push(body);
  expect([answer.status, writtenOf(answer)]).toEqual([status, ['0', '0', '0']]);
});

test('an encoding that is not known is answered 415, without a word of what was written', async () => {
  const answer = await open.ask({ method: 'POST', path: '/api/v1/write', body: request2(series('a', 1)), headers: { ...V2, 'Content-Encoding': 'zstd' } });
  expect([answer.status, writtenOf(answer)]).toEqual([415, [undefined, undefined, undefined]]);
});

test('what comes, is refused and is done shows at /metrics', async () => {
  const figure = async (series: string) => Number((await open.ask({ path: '/metrics' })).text.split('\n').find(line => line.startsWith(`${series} `))?.split(' ').at(-1));
  const names = {
    requests: 'stratoscope_received_requests_total{by="remote_write 2.0"}', samples: 'stratoscope_received_samples_total{by="remote_write 2.0"}',
    exemplars: 'stratoscope_received_exemplars_total{by="remote_write 2.0"}', refused: 'stratoscope_refused_samples_total{reason="invalid-labels"}',
    ahead: 'stratoscope_refused_samples_total{reason="too-far-ahead"}', appended: 'stratoscope_store_samples_appended_total', seals: 'stratoscope_store_seals_total',
    queries: 'stratoscope_query_duration_seconds_count{kind="instant"}', waiting: 'stratoscope_intake_waiting_bytes',
  };
  const figures = async () => Object.fromEntries(await Promise.all(Object.entries(names).map(async ([key, series]) => [key, await figure(series)] as const)));
  const before = await figures();
  await push(packed(request2({ ...series('counted', 1, 2), exemplars: [{ value: 1, timestamp: T0 }] }, { labels: ['no_name', 'x'], samples: [{ value: 1, timestamp: T0 }] })));
  await newestOf('counted');
  await open.ask({ method: 'POST', path: '/api/v1/admin/tsdb/compact' });
  const after = await figures();
  const rise = Object.fromEntries(Object.keys(names).map(key => [key, after[key]! - before[key]!]));
  expect(rise).toMatchObject({ requests: 1, samples: 2, exemplars: 1, refused: 1, ahead: 0, appended: 2, queries: 1, waiting: 0 });
  expect(rise['seals']).toBeGreaterThan(0);
});

test('limits are settings: changed, they hold at once, and others stay as they were', async () => {
  const call = async (path: string, input: unknown) => (JSON.parse((await open.ask({ method: 'POST', path: `/api/${path}`, body: JSON.stringify(input) })).text) as { data: { limits: IngestLimits } }).data.limits;
  const before = await call('host.settings', {});
  const limits = await call('host.change', { limits: { maxLabelsPerSeries: 1, maxSamplesPerSecond: 1 } });
  expect(limits).toEqual({ ...before, maxLabelsPerSeries: 1, maxSamplesPerSecond: 1 });
  const partial = await push(packed(request2(series('limited', 1, 2, 3), { ...series('limited', 1), labels: ['__name__', 'limited', 'x', 'y'] })));
  expect([partial.status, JSON.parse(partial.text)]).toMatchObject([400, { error: expect.stringContaining('too-many-labels 1 (2 labels, maxLabelsPerSeries is 1)') }]);
  await push(packed(request2(series('limited', 4, 5, 6))));
  const tooFast = await push(packed(request2(series('limited', 7))));
  expect([tooFast.status, tooFast.headers['retry-after'], writtenOf(tooFast)]).toEqual([429, '1', ['0', '0', '0']]);
  expect(await call('host.change', { limits: before })).toEqual(before);
  expect((await push(packed(request2(series('limited', 8))))).status).toBe(204);
});
