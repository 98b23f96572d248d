import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseOtlp } from '../../../../src-main/formats/otlp/json.ts';
import { decodeOtlp } from '../../../../src-main/formats/otlp/protobuf.ts';
import { translate } from '../../../../src-main/formats/otlp/translate.ts';
import { SeriesColumns } from '../../../../src-main/formats/seriescolumns.ts';
import { AppError } from '../../../../src-main/shared/model/errors.ts';
import { isStale } from '../../../../src-main/shared/model/sample.ts';
import { asJson, asProtobuf, REQUEST, T0 } from './messages.ts';

function series(columns: SeriesColumns): Map<string, [time: number, value: number | 'stale'][]> {
  const found = new Map<string, [number, number | 'stale'][]>();
  for (let i = 0, at = 0; i < columns.series; i++) {
    const pairs = columns.labels[i]!();
    const rest = Array.from({ length: pairs.length / 2 }, (_, n) => `${pairs[2 * n]}=${pairs[2 * n + 1]}`).slice(1).toSorted();
    const samples: [number, number | 'stale'][] = [];
    for (; at < columns.sampleEnd[i]!; at++) samples.push([columns.times[at]! - T0, isStale(columns.bits, at) ? 'stale' : columns.values[at]!]);
    found.set(`${pairs[1]} ${rest.filter(pair => pair !== 'job=eu/shop' && pair !== 'instance=shop-1').join(' ')}`.trim(), samples);
  }
  return found;
}

const READERS = { protobuf: (request: object) => decodeOtlp(asProtobuf(request)), JSON: (request: object) => parseOtlp(asJson(request)) };

test.each(Object.entries(READERS))('metrics in %s become series as Prometheus names them', (_encoding, read) => {
  const columns = new SeriesColumns();
  const { metadata, leftOut } = translate(read(REQUEST), columns);
  expect(series(columns)).toEqual(new Map<string, [number, number | 'stale'][]>([
    ['process_memory_usage_bytes', [[0, -12_345_678_901]]], ['process_memory_usage_bytes pool_name=old', [[1, 0.1]]],
    ['http_requests_total code=200 http_method=GET retry=true', [[0, 7]]], ['queue_size', [[0, 3]]],
    ['http_duration_seconds_sum http_method=GET', [[0, 3.5]]], ['http_duration_seconds_count http_method=GET', [[0, 6]]],
    ['http_duration_seconds_bucket http_method=GET le=0.005', [[0, 1]]], ['http_duration_seconds_bucket http_method=GET le=1', [[0, 3]]], ['http_duration_seconds_bucket http_method=GET le=+Inf', [[0, 6]]],
    ['gone', [[0, 'stale']]], ['rpc_latency_milliseconds_sum', [[0, 10]]], ['rpc_latency_milliseconds_count', [[0, 4]]],
    ['rpc_latency_milliseconds quantile=0.5', [[0, 2]]], ['rpc_latency_milliseconds quantile=0.99', [[0, 4]]],
    ['target_info host_name=web-1 tags=["a",2]', [[0, 1], [1, 1]]],
  ]));
  expect(metadata).toContainEqual({ name: 'process_memory_usage_bytes', type: 'gauge', help: 'Memory in use', unit: 'By' });
  expect(metadata.map(({ name, type }) => `${name} ${type}`)).toEqual(expect.arrayContaining(['http_requests_total counter', 'queue_size gauge', 'http_duration_seconds histogram', 'rpc_latency_milliseconds summary']));
  expect(leftOut).toEqual([
    { reason: 'sums of delta temporality are not supported: send cumulative ones', points: 2, first: 'http.delta' },
    { reason: 'exponential histograms are not supported: send explicit buckets', points: 1, first: 'native' },
  ]);
});

const gauge = (attributes: object[], resource: object[]) => ({ resourceMetrics: [{ resource: { attributes: resource }, scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints: [{ timeUnixNano: `${T0}000000`, asDouble: 1, attributes }] } }] }] }] });
const text = (key: string, value: string) => ({ key, value: { stringValue: value } });

test.each([
  { what: 'two attributes of one label are joined in the order of their keys', attributes: [text('a_b', '2'), text('a.b', '1')], resource: [], labels: ['__name__', 'm', 'a_b', '1;2'] },
  { what: 'a service without namespace is the job', attributes: [], resource: [text('service.name', 's')], labels: ['__name__', 'm', 'job', 's'] },
  { what: 'what the resource says of itself wins over a point', attributes: [text('job', 'x')], resource: [text('service.name', 's')], labels: ['__name__', 'm', 'job', 's'] },
  { what: 'a resource that says nothing of itself has no target_info', attributes: [], resource: [text('host.name', 'h')], labels: ['__name__', 'm'] },
  { what: 'a point can\'t rename its metric', attributes: [text('__name__', 'other')], resource: [], labels: ['__name__', 'm'] },
])('$what', ({ attributes, resource, labels }) => {
  const columns = new SeriesColumns();
  translate(decodeOtlp(asProtobuf(gauge(attributes, resource))), columns);
  expect(columns.labels.map(own => own())).toEqual([labels]);
});

test.each([[600_000, [0, 150_000, 300_000, 450_000, 600_000]], [10 * 86_400_000, [0, 10 * 86_400_000]]])('points over %s ms are told of often enough for target_info to last, up to a day', (span, times) => {
  const columns = new SeriesColumns();
  const points = [0, span].map(time => ({ attributes: [], time, value: 1, missing: false }));
  translate([{ attributes: [['service.name', 's'], ['a', 'b']], metrics: [{ name: 'm', description: '', unit: '', data: { kind: 'gauge', points } }] }], columns);
  expect([...columns.times.subarray(2, columns.samples)]).toEqual(times);
});

test.each([[0.000001, '0.000001'], [1e-7, '0.0000001'], [2.5e21, '2500000000000000000000'], [1e22, '10000000000000000000000'], [-1.5e-9, '-0.0000000015'], [10, '10']])('the bound %s is written as %s', (bound, le) => {
  const columns = new SeriesColumns();
  translate([{ attributes: [], metrics: [{ name: 'h', description: '', unit: '', data: { kind: 'histogram', temporality: 'cumulative', points: [{ attributes: [], time: 0, missing: false, count: 1, sum: undefined, counts: [1, 0], bounds: [bound] }] } }] }], columns);
  expect(columns.labels.map(own => own()).filter(pairs => pairs.includes('le'))[0]).toEqual(['__name__', 'h_bucket', 'le', le]);
});

test('whatever bytes come, they are read or refused by name', () => {
  const good = asProtobuf(REQUEST);
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 }), fc.nat(good.length), (changes, cut) => {
    const bytes = good.slice(0, good.length - (cut % 7 === 0 ? cut : 0));
    for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
    try {
      translate(decodeOtlp(bytes), new SeriesColumns());
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: 'bad-data' });
    }
  }), { numRuns: 500 });
});

test.each(['{', '[]', '{"resourceMetrics":1}', '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"asDouble":"x"}]}}]}]}]}'])('the JSON %s is refused by name', body => {
  expect(() => parseOtlp(new TextEncoder().encode(body))).toThrow(expect.objectContaining({ code: 'bad-data', message: expect.stringMatching(/^OTLP request: /) }));
});
