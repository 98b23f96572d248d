import { BYTES, FIXED64, ProtoReader, tagOf, VARINT } from '../protobuf.ts';
import { type HistogramPoint, type MetricData, msOf, NO_RECORDED_VALUE, type NumberPoint, type OtlpMetric, type ResourceMetrics, type SummaryPoint, TEMPORALITIES } from './model.ts';

/** Deeper lists and maps in an attribute are refused. */
const MAX_DEPTH = 16;

type Read = (reader: ProtoReader, end: number) => void;

/** Walks one message: a reader for each `tagOf(field, wire)` it knows, all else is stepped over. */
function walk(reader: ProtoReader, end: number, fields: Readonly<Record<number, Read>>): void {
  while (reader.at < end) {
    const tag = reader.varint(end);
    const read = fields[tag];
    if (read) read(reader, end);
    else reader.skip(tag, end, []);
  }
}

/** A field that is a message: `read` gets its end. */
const message = (read: Read): Read => (reader, end) => {
  const stop = reader.span(end);
  read(reader, stop);
  reader.at = stop;
};
const text = (take: (text: string) => void): Read => (reader, end) => { take(reader.text(reader.span(end))); };
const number = (take: (n: number) => void): Read => (reader, end) => { take(reader.int64(end)); };
const double = (take: (n: number) => void): Read => (reader, end) => { take(reader.view.getFloat64(reader.fixed(8, end), true)); };
const fixed = (take: (n: bigint) => void): Read => (reader, end) => { take(reader.view.getBigUint64(reader.fixed(8, end), true)); };
/** A list of 8-byte numbers, packed or not. */
const doubles = (field: number, read: (view: DataView, at: number) => number, into: number[]): Record<number, Read> => ({
  [tagOf(field, BYTES)]: message((reader, stop) => { while (reader.at < stop) into.push(read(reader.view, reader.fixed(8, stop))); }),
  [tagOf(field, FIXED64)]: (reader, end) => { into.push(read(reader.view, reader.fixed(8, end))); },
});

/** Errors: AppError 'bad-data' with the byte at which it is malformed. */
export function decodeOtlp(bytes: Uint8Array): ResourceMetrics[] {
  const found: ResourceMetrics[] = [];
  walk(new ProtoReader(bytes, 'OTLP request'), bytes.length, { [tagOf(1, BYTES)]: message((reader, end) => { found.push(resourceMetrics(reader, end)); }) });
  return found;
}

function resourceMetrics(reader: ProtoReader, end: number): ResourceMetrics {
  const attributes: [string, string][] = [];
  const metrics: OtlpMetric[] = [];
  walk(reader, end, {
    [tagOf(1, BYTES)]: message((inner, stop) => { walk(inner, stop, { [tagOf(1, BYTES)]: message((pair, last) => { attributes.push(keyValue(pair, last)); }) }); }),
    [tagOf(2, BYTES)]: message((inner, stop) => { walk(inner, stop, { [tagOf(2, BYTES)]: message((one, last) => { metrics.push(metric(one, last)); }) }); }),
  });
  return { attributes, metrics };
}

function metric(reader: ProtoReader, end: number): OtlpMetric {
  let [name, description, unit] = ['', '', ''];
  let data: MetricData = { kind: 'none', count: 0 };
  walk(reader, end, {
    [tagOf(1, BYTES)]: text(given => { name = given; }), [tagOf(2, BYTES)]: text(given => { description = given; }), [tagOf(3, BYTES)]: text(given => { unit = given; }),
    [tagOf(5, BYTES)]: message((inner, stop) => { data = { kind: 'gauge', points: series(inner, stop, numberPoint).points }; }),
    [tagOf(7, BYTES)]: message((inner, stop) => { data = { kind: 'sum', ...series(inner, stop, numberPoint) }; }),
    [tagOf(9, BYTES)]: message((inner, stop) => { data = { kind: 'histogram', ...series(inner, stop, histogramPoint) }; }),
    [tagOf(10, BYTES)]: message((inner, stop) => { data = { kind: 'exponential histogram', count: series(inner, stop, () => 0).points.length }; }),
    [tagOf(11, BYTES)]: message((inner, stop) => { data = { kind: 'summary', points: series(inner, stop, summaryPoint).points }; }),
  });
  return { name, description, unit, data };
}

/** What all kinds of data have in these places: points, temporality, monotonic. */
function series<P>(reader: ProtoReader, end: number, point: (reader: ProtoReader, end: number) => P) {
  const points: P[] = [];
  let temporality = 0;
  let monotonic = false;
  walk(reader, end, {
    [tagOf(1, BYTES)]: message((inner, stop) => { points.push(point(inner, stop)); }),
    [tagOf(2, VARINT)]: number(n => { temporality = n; }), [tagOf(3, VARINT)]: number(n => { monotonic = n !== 0; }),
  });
  return { points, temporality: TEMPORALITIES[temporality] ?? 'unspecified', monotonic };
}

function numberPoint(reader: ProtoReader, end: number): NumberPoint {
  const attributes: [string, string][] = [];
  let [time, value, flags] = [0, 0, 0];
  walk(reader, end, {
    [tagOf(7, BYTES)]: message((pair, last) => { attributes.push(keyValue(pair, last)); }), [tagOf(3, FIXED64)]: fixed(ns => { time = msOf(ns); }),
    [tagOf(4, FIXED64)]: double(n => { value = n; }), [tagOf(6, FIXED64)]: fixed(n => { value = Number(BigInt.asIntN(64, n)); }), [tagOf(8, VARINT)]: number(n => { flags = n; }),
  });
  return { attributes, time, value, missing: (flags & NO_RECORDED_VALUE) !== 0 };
}

function histogramPoint(reader: ProtoReader, end: number): HistogramPoint {
  const attributes: [string, string][] = [];
  const counts: number[] = [];
  const bounds: number[] = [];
  let [time, count, flags] = [0, 0, 0];
  let sum: number | undefined;
  walk(reader, end, {
    [tagOf(9, BYTES)]: message((pair, last) => { attributes.push(keyValue(pair, last)); }), [tagOf(3, FIXED64)]: fixed(ns => { time = msOf(ns); }),
    [tagOf(4, FIXED64)]: fixed(n => { count = Number(n); }), [tagOf(5, FIXED64)]: double(n => { sum = n; }), [tagOf(10, VARINT)]: number(n => { flags = n; }),
    ...doubles(6, (view, at) => Number(view.getBigUint64(at, true)), counts), ...doubles(7, (view, at) => view.getFloat64(at, true), bounds),
  });
  return { attributes, time, count, sum, counts, bounds, missing: (flags & NO_RECORDED_VALUE) !== 0 };
}

function summaryPoint(reader: ProtoReader, end: number): SummaryPoint {
  const attributes: [string, string][] = [];
  const quantiles: [number, number][] = [];
  let [time, count, sum, flags] = [0, 0, 0, 0];
  walk(reader, end, {
    [tagOf(7, BYTES)]: message((pair, last) => { attributes.push(keyValue(pair, last)); }), [tagOf(3, FIXED64)]: fixed(ns => { time = msOf(ns); }),
    [tagOf(4, FIXED64)]: fixed(n => { count = Number(n); }), [tagOf(5, FIXED64)]: double(n => { sum = n; }), [tagOf(8, VARINT)]: number(n => { flags = n; }),
    [tagOf(6, BYTES)]: message((inner, stop) => {
      const pair: [number, number] = [0, 0];
      walk(inner, stop, { [tagOf(1, FIXED64)]: double(n => { pair[0] = n; }), [tagOf(2, FIXED64)]: double(n => { pair[1] = n; }) });
      quantiles.push(pair);
    }),
  });
  return { attributes, time, count, sum, quantiles, missing: (flags & NO_RECORDED_VALUE) !== 0 };
}

function keyValue(reader: ProtoReader, end: number): [string, string] {
  let key = '';
  let value: unknown = '';
  walk(reader, end, { [tagOf(1, BYTES)]: text(given => { key = given; }), [tagOf(2, BYTES)]: message((inner, stop) => { value = anyValue(inner, stop, 0); }) });
  return [key, textOf(value)];
}

/** Lists and maps, and numbers and truth values inside of them, as JSON writes them. */
export const textOf = (value: unknown): string => typeof value === 'string' ? value : JSON.stringify(value, (_key, one: unknown) => typeof one === 'bigint' ? Number(one) : one);

function anyValue(reader: ProtoReader, end: number, depth: number): unknown {
  if (depth > MAX_DEPTH) throw reader.malformed(`attributes nested deeper than ${MAX_DEPTH}`);
  let value: unknown = '';
  const list: unknown[] = [];
  const map: [string, unknown][] = [];
  walk(reader, end, {
    [tagOf(1, BYTES)]: text(given => { value = given; }), [tagOf(2, VARINT)]: number(n => { value = n !== 0; }), [tagOf(3, VARINT)]: (inner, stop) => { value = whole(inner, stop); },
    [tagOf(4, FIXED64)]: double(n => { value = n; }),
    [tagOf(5, BYTES)]: message((inner, stop) => { value = list; walk(inner, stop, { [tagOf(1, BYTES)]: message((one, last) => { list.push(anyValue(one, last, depth + 1)); }) }); }),
    [tagOf(6, BYTES)]: message((inner, stop) => {
      walk(inner, stop, { [tagOf(1, BYTES)]: message((one, last) => {
        let [key, own]: [string, unknown] = ['', ''];
        walk(one, last, { [tagOf(1, BYTES)]: text(given => { key = given; }), [tagOf(2, BYTES)]: message((deep, bottom) => { own = anyValue(deep, bottom, depth + 1); }) });
        map.push([key, own]);
      }) });
      value = Object.fromEntries(map);
    }),
    [tagOf(7, BYTES)]: message((inner, stop) => { value = Buffer.from(inner.bytes.subarray(inner.at, stop)).toString('base64'); }),
  });
  return value;
}

/** A whole number of 64 bits, as text where a double would not hold it. */
function whole(reader: ProtoReader, end: number): string | number {
  let n = 0n;
  for (let shift = 0n; ; shift += 7n) {
    if (reader.at >= end || shift > 63n) throw reader.malformed('a number of more than 64 bits, or cut off');
    const byte = reader.bytes[reader.at++]!;
    n |= BigInt(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    const signed = BigInt.asIntN(64, n);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : String(signed);
  }
}

