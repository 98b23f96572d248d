import fc from 'fast-check';
import protobuf from 'protobufjs';
import { compress } from 'snappyjs';
import { expect, test } from 'vitest';
import { decodeWriteRequest, encodeWriteRequest, labelsAt } from '../../../src-main/formats/remotewrite.ts';
import { SnappyDecoder } from '../../../src-main/formats/snappy.ts';
import { WriteColumns } from '../../../src-main/formats/writecolumns.ts';
import { AppError } from '../../../src-main/shared/model/errors.ts';
import { toPairs } from '../../../src-main/shared/model/labels.ts';
import { isStale, STALE_HIGH, STALE_LOW } from '../../../src-main/shared/model/sample.ts';

const PROTO = `syntax = "proto3";
  message WriteRequest { repeated TimeSeries timeseries = 1; reserved 2; repeated MetricMetadata metadata = 3; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Exemplar exemplars = 3; repeated Histogram histograms = 4; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }
  message Exemplar { repeated Label labels = 1; double value = 2; int64 timestamp = 3; }
  message Histogram { uint64 count_int = 1; double sum = 3; sint32 schema = 4; int64 timestamp = 15; }
  message MetricMetadata { int32 type = 1; string metric_family_name = 2; string help = 4; string unit = 5; }`;
const Request = protobuf.parse(PROTO, { keepCase: true }).root.lookupType('WriteRequest');
const reference = (request: object): Uint8Array => new Uint8Array(Request.encode(Request.fromObject(request)).finish());
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

const VECTOR = '0a3d0a160a085f5f6e616d655f5f120a6e6f64655f6c6f6164310a110a08696e7374616e636512057765622d31121009e17a14ae47e1da3f10809d9881aa33';

/** What the columns say, as objects. */
function read(bytes: Uint8Array) {
  const columns = new WriteColumns();
  decodeWriteRequest(bytes, bytes.length, columns);
  const series = Array.from({ length: columns.series }, (_, i) => {
    const from = i === 0 ? 0 : columns.sampleEnd[i - 1]!;
    const to = columns.sampleEnd[i]!;
    return { labels: labelsAt(bytes, columns.labelStart[i]!, columns.labelEnd[i]!), times: [...columns.times.slice(from, to)], values: [...columns.values.slice(from, to)] };
  });
  return { columns, series };
}

test('the golden request is read', () => {
  expect(read(hex(VECTOR)).series).toEqual([{ labels: ['__name__', 'node_load1', 'instance', 'web-1'], times: [1763623440000], values: [0.42] }]);
});

test('the golden request is written, byte for byte', () => {
  const labels = toPairs({ instance: 'web-1', __name__: 'node_load1' });
  const bytes = encodeWriteRequest([{ labels, times: Float64Array.of(1763623440000), values: Float64Array.of(0.42) }]);
  expect(Buffer.from(bytes).toString('hex')).toBe(VECTOR);
});

test('a request packed by the reference is read through the snappy decoder', () => {
  const block = new Uint8Array(compress(hex(VECTOR)));
  const bytes = new SnappyDecoder().decode(block, 1000);
  expect(block[0]).toBe(0x3f);
  expect(read(bytes).series[0]!.values).toEqual([0.42]);
});

test('what the reference writes is read: any values, times, number of samples', () => {
  const time = fc.maxSafeInteger();
  const sample = fc.record({ value: fc.double(), timestamp: time });
  const label = fc.record({ name: fc.string({ unit: 'grapheme', minLength: 1 }), value: fc.string({ unit: 'grapheme', minLength: 1 }) });
  const labels = fc.uniqueArray(label, { selector: l => l.name, maxLength: 6 }).map(list => [{ name: '__name__', value: 'm' }, ...list.filter(l => l.name !== '__name__')]);
  const series = fc.record({ labels, samples: fc.array(sample, { maxLength: 5 }) });
  fc.assert(fc.property(fc.array(series, { maxLength: 6 }), timeseries => {
    const got = read(reference({ timeseries })).series;
    expect(got).toEqual(timeseries.map(({ labels: given, samples }) => ({
      labels: given.toSorted((a, b) => (a.name < b.name ? -1 : 1)).flatMap(l => [l.name, l.value]),
      times: samples.map(s => s.timestamp || 0),
      values: samples.map(s => s.value),
    })));
  }));
});

test('what is written is read by the reference', () => {
  const labels = toPairs({ __name__: 'temperature', room: 'küche' });
  const bytes = encodeWriteRequest([{ labels, times: Float64Array.of(-1, 0, 2 ** 53 - 1), values: Float64Array.of(-0.5, 0, Infinity) }]);
  expect(Request.toObject(Request.decode(bytes), { longs: Number })).toEqual({
    timeseries: [{
      labels: [{ name: '__name__', value: 'temperature' }, { name: 'room', value: 'küche' }],
      samples: [{ value: -0.5, timestamp: -1 }, {}, { value: Infinity, timestamp: 2 ** 53 - 1 }],
    }],
  });
});

test('a stale marker keeps its bits, also when the columns grow', () => {
  const stale = new Float64Array(3000);
  const bits = new Uint32Array(stale.buffer);
  for (let i = 0; i < stale.length; i++) { bits[2 * i] = STALE_LOW; bits[2 * i + 1] = STALE_HIGH; }
  const bytes = encodeWriteRequest([{ labels: ['__name__', 'm'], times: new Float64Array(3000), values: stale }]);
  const { columns } = read(bytes);
  expect(columns.samples).toBe(3000);
  expect(Array.from({ length: 3000 }, (_, i) => isStale(columns.bits, i)).every(Boolean)).toBe(true);
});

test('a sample that leaves out value and time means 0 at 0', () => {
  const columns = new WriteColumns();
  columns.values.fill(7);
  columns.times.fill(7);
  const bytes = reference({ timeseries: [{ labels: [{ name: '__name__', value: 'm' }], samples: [{}] }] });
  decodeWriteRequest(bytes, bytes.length, columns);
  expect([columns.values[0], columns.times[0]]).toEqual([0, 0]);
});

test('labels that do not stand together are gathered', () => {
  const name = '0a0d' + '0a085f5f6e616d655f5f' + '12016d';
  const sample = '1202' + '1005';
  const other = '0a06' + '0a0161' + '120162';
  const body = name + sample + other + sample;
  const bytes = hex('0a' + (body.length / 2).toString(16).padStart(2, '0') + body);
  expect(read(bytes).series).toEqual([{ labels: ['__name__', 'm', 'a', 'b'], times: [5, 5], values: [0, 0] }]);
});

test('equal labels are equal bytes, whatever stands between series', () => {
  const series = { labels: [{ name: '__name__', value: 'm' }, { name: 'a', value: 'b' }], samples: [{ value: 1, timestamp: 2 }] };
  const bytes = reference({ timeseries: [series, { ...series, samples: [] }] });
  const { columns } = read(bytes);
  const section = (i: number) => bytes.slice(columns.labelStart[i], columns.labelEnd[i]);
  expect(section(0)).toEqual(section(1));
});

test('histograms and exemplars are counted, metadata is read, unknown fields are stepped over', () => {
  const labels = [{ name: '__name__', value: 'm' }];
  const request = reference({
    timeseries: [{ labels, samples: [{ value: 1, timestamp: 2 }], exemplars: [{ labels, value: 3 }], histograms: [{ count_int: 4, sum: 5 }, { schema: -1 }] }],
    metadata: [{ type: 1, metric_family_name: 'm', help: 'what it is', unit: 'bytes' }, { type: 99, metric_family_name: 'n' }],
  });
  const unknown = hex('1001' + '4d00000000' + '510000000000000000' + '5a0161'); // fields 2, 9, 10 and 11, one of each wire type
  const { columns, series } = read(Uint8Array.from([...unknown, ...request]));
  expect(series).toEqual([{ labels: ['__name__', 'm'], times: [2], values: [1] }]);
  expect(columns).toMatchObject({ exemplars: 1, histograms: 2 });
  expect(columns.metadata).toEqual([{ name: 'm', type: 'counter', help: 'what it is', unit: 'bytes' }, { name: 'n', type: 'unknown', help: '', unit: '' }]);
});

test('a second request leaves nothing of the first', () => {
  const columns = new WriteColumns();
  const big = reference({ timeseries: Array.from({ length: 600 }, (_, i) => ({ labels: [{ name: '__name__', value: `m${i}` }], samples: [{ value: i, timestamp: i }] })), metadata: [{ metric_family_name: 'm' }] });
  decodeWriteRequest(big, big.length, columns);
  expect(columns).toMatchObject({ series: 600, samples: 600 });
  decodeWriteRequest(hex(VECTOR), 63, columns);
  expect(columns).toMatchObject({ series: 1, samples: 1, metadata: [] });
});

test.each([
  { name: 'a series cut short', bytes: '0a3d0a16', problem: 'a length runs past the end of its message, at byte 2' },
  { name: 'a label longer than its series', bytes: '0a040a057878', problem: 'a length runs past the end of its message, at byte 4' },
  { name: 'a value cut short', bytes: '0a04120209e1', problem: 'ends inside a number' },
  { name: 'a time that never ends', bytes: '0a0e120c10' + 'ff'.repeat(11), problem: 'a number of more than 64 bits' },
  { name: 'a time beyond 2^53', bytes: '0a0b120910' + 'ffffffffffffff7f', problem: 'a number beyond ±2^53' },
  { name: 'a value sent as a varint', bytes: '0a0412020801', problem: 'field 1 has wire type 0' },
  { name: 'a group', bytes: '0b', problem: 'field 1 has wire type 3' },
  { name: 'an unknown group', bytes: '2b', problem: 'wire type 3' },
  { name: 'a field numbered 0', bytes: '0000', problem: 'a field numbered 0' },
  { name: 'a tag of more than 32 bits', bytes: 'ffffffffff01', problem: 'more than 32 bits' },
])('refuses $name', ({ bytes, problem }) => {
  expect(() => read(hex(bytes))).toThrow(problem);
});

test.each([
  { name: 'no metric name', labels: [{ name: 'a', value: 'b' }], problem: 'a series without a metric name' },
  { name: 'no labels at all', labels: [], problem: 'a series without a metric name' },
  { name: 'an empty label name', labels: [{ name: '__name__', value: 'm' }, { name: '', value: 'b' }], problem: 'a label without a name' },
  { name: 'a label twice', labels: [{ name: '__name__', value: 'm' }, { name: 'b', value: '1' }, { name: 'a', value: '2' }, { name: 'b', value: '1' }], problem: 'label b comes twice' },
  { name: 'too many labels', labels: Array.from({ length: 513 }, (_, i) => ({ name: `l${i}`, value: 'x' })), problem: '513 labels' },
  { name: 'a value without end', labels: [{ name: '__name__', value: 'm' }, { name: 'a', value: 'x'.repeat(70_000) }], problem: 'label a has 70000 characters' },
])('refuses a series with $name', ({ labels, problem }) => {
  expect(() => read(reference({ timeseries: [{ labels }] }))).toThrow(expect.objectContaining({ code: 'bad-data', message: expect.stringContaining(problem) }));
});

test('labels are sorted, and those without a value are left out', () => {
  const labels = [{ name: 'z', value: '1' }, { name: 'empty', value: '' }, { name: '__name__', value: 'm' }, { name: 'a', value: '2' }];
  expect(read(reference({ timeseries: [{ labels }] })).series[0]!.labels).toEqual(['__name__', 'm', 'a', '2', 'z', '1']);
});

test('a label that is not UTF-8 is refused; a byte order mark is kept', () => {
  expect(() => read(hex('0a080a060a0161' + '1201ff'))).toThrow('not UTF-8');
  expect(read(reference({ timeseries: [{ labels: [{ name: '__name__', value: '\ufeffm' }] }] })).series[0]!.labels).toEqual(['__name__', '\ufeffm']);
});

test('no bytes make it crash: they are read or refused as bad data', () => {
  const damaged = fc.array(fc.tuple(fc.nat(62), fc.nat(255)), { minLength: 1, maxLength: 4 }).map(changes => {
    const bytes = hex(VECTOR);
    for (const [at, byte] of changes) bytes[at] = byte;
    return bytes;
  });
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged), bytes => {
    try {
      read(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
  }), { numRuns: 2000 });
});
