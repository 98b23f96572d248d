import { bitsOf, type Metadata, type MetricType } from '../shared/model/sample.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import { BYTES, FIXED64, ProtoReader, ProtoWriter, tagOf, VARINT } from './protobuf.ts';
import { checkedPairs } from './seriesrules.ts';
import type { WriteColumns } from './writecolumns.ts';

// Field numbers: prometheus.io/docs/specs/prw/remote_write_spec (1.0) and prompb/types.proto.
const TIMESERIES = 1;
const METADATA = 3;
const LABELS = 1;
const SAMPLES = 2;
const EXEMPLARS = 3;
const HISTOGRAMS = 4;
const VALUE = 1;
const TIME = 2;
/** By their number on the wire, which is the same in 2.0. */
export const METRIC_TYPES: readonly MetricType[] = ['unknown', 'counter', 'gauge', 'histogram', 'gaugehistogram', 'summary', 'info', 'stateset'];

/**
 * Reads a remote_write 1.0 request straight into columns.
 *
 * bytes   the WriteRequest, unpacked; where a series' labels don't stand together they are moved together in place
 * length  how many of them belong to it
 * errors  AppError 'bad-data' with the byte at which it is malformed, times beyond ±2^53 ms included; 'too-large' above the bounds
 */
export function decodeWriteRequest(bytes: Uint8Array, length: number, into: WriteColumns): void {
  into.clear();
  const reader = new ProtoReader(bytes, 'remote_write request');
  while (reader.at < length) {
    const tag = reader.varint(length);
    if (tag === tagOf(TIMESERIES, BYTES)) readSeries(reader, reader.span(length), into);
    else if (tag === tagOf(METADATA, BYTES)) into.metadata.push(readMetadata(reader, reader.span(length)));
    else reader.skip(tag, length, [TIMESERIES, METADATA]);
  }
}

function readSeries(reader: ProtoReader, end: number, into: WriteColumns): void {
  const start = reader.at;
  let first = -1;
  let last = start;
  let apart = false;
  while (reader.at < end) {
    const before = reader.at;
    const tag = reader.varint(end);
    if (tag === tagOf(LABELS, BYTES)) {
      reader.at = reader.span(end);
      if (first < 0) first = before;
      else apart ||= last !== before;
      last = reader.at;
    } else if (tag === tagOf(SAMPLES, BYTES)) readSample(reader, reader.span(end), into);
    else skipOther(reader, tag, end, into);
  }
  if (apart) {
    first = start;
    last = gatherLabels(reader, start, end);
  }
  if (into.series === into.labelStart.length) into.growSeries();
  const i = into.series++;
  into.labelStart[i] = first < 0 ? start : first;
  into.labelEnd[i] = first < 0 ? start : last;
  into.sampleEnd[i] = into.samples;
}

function skipOther(reader: ProtoReader, tag: number, end: number, into: WriteColumns): void {
  if (tag === tagOf(EXEMPLARS, BYTES)) into.exemplars++;
  if (tag === tagOf(HISTOGRAMS, BYTES)) into.histograms++;
  reader.skip(tag, end, (tag & 7) === BYTES ? [] : [LABELS, SAMPLES, EXEMPLARS, HISTOGRAMS]);
}

/** Moves the label fields of a series to its start, over fields that were read already. Returns their new end. */
function gatherLabels(reader: ProtoReader, start: number, end: number): number {
  let to = start;
  reader.at = start;
  while (reader.at < end) {
    const before = reader.at;
    const tag = reader.varint(end);
    if (tag !== tagOf(LABELS, BYTES)) {
      reader.skip(tag, end, []);
      continue;
    }
    const after = reader.span(end);
    reader.bytes.copyWithin(to, before, after);
    to += after - before;
    reader.at = after;
  }
  return to;
}

/** One sample, of 1.0 or 2.0; what it has besides value and time (2.0: start_timestamp) is stepped over. */
export function readSample(reader: ProtoReader, end: number, into: WriteColumns): void {
  if (into.samples === into.times.length) into.growSamples();
  const i = into.samples++;
  const { bits } = into;
  let time = 0;
  bits[2 * i] = bits[2 * i + 1] = 0;
  while (reader.at < end) {
    const tag = reader.varint(end);
    if (tag === tagOf(VALUE, FIXED64)) {
      const at = reader.fixed(8, end);
      bits[2 * i] = reader.view.getUint32(at, true);
      bits[2 * i + 1] = reader.view.getUint32(at + 4, true);
    } else if (tag === tagOf(TIME, VARINT)) time = reader.int64(end);
    else reader.skip(tag, end, [VALUE, TIME]);
  }
  into.times[i] = time;
}

/** MetricMetadata: type = 1, metric_family_name = 2, help = 4, unit = 5. */
function readMetadata(reader: ProtoReader, end: number): Metadata {
  let type = 0;
  const texts = ['', '', '', '', '', ''];
  while (reader.at < end) {
    const tag = reader.varint(end);
    const field = tag >>> 3;
    if (tag === tagOf(1, VARINT)) type = reader.int64(end);
    else if ((tag & 7) === BYTES && (field === 2 || field === 4 || field === 5)) texts[field] = reader.text(reader.span(end));
    else reader.skip(tag, end, [1, 2, 4, 5]);
  }
  return { name: texts[2]!, type: METRIC_TYPES[type] ?? 'unknown', help: texts[4]!, unit: texts[5]! };
}

/**
 * The labels of a series in a decoded request.
 *
 * start, end  its labelStart and labelEnd
 * returns     sorted by name, empty values left out
 * errors      AppError 'bad-data' for what `checkedPairs` refuses and for text that is not UTF-8
 */
export const labelsAt = (bytes: Uint8Array, start: number, end: number): LabelPairs => checkedPairs(rawLabelsAt(bytes, start, end), () => 'remote_write labels');

/** The same as they were sent: name, value, name, value, … in any order, unchecked but for being UTF-8. */
export function rawLabelsAt(bytes: Uint8Array, start: number, end: number): string[] {
  const reader = new ProtoReader(bytes, 'remote_write labels', start);
  const pairs: string[] = [];
  while (reader.at < end) {
    reader.varint(end); // a label field: decodeWriteRequest marked nothing else
    readLabel(reader, reader.span(end), pairs);
  }
  return pairs;
}

function readLabel(reader: ProtoReader, end: number, into: string[]): void {
  let name = '';
  let value = '';
  while (reader.at < end) {
    const tag = reader.varint(end);
    if (tag === tagOf(1, BYTES)) name = reader.text(reader.span(end));
    else if (tag === tagOf(2, BYTES)) value = reader.text(reader.span(end));
    else reader.skip(tag, end, [1, 2]);
  }
  into.push(name, value);
}

/** One series to be sent; times in unix ms, whole numbers. */
export interface WriteSeries { readonly labels: LabelPairs; readonly times: Float64Array; readonly values: Float64Array }

/** Writes a remote_write 1.0 request; its bytes still have to be packed as a snappy block. */
export function encodeWriteRequest(series: readonly WriteSeries[]): Uint8Array {
  const request = new ProtoWriter();
  for (const { labels, times, values } of series) {
    const message = new ProtoWriter();
    for (let i = 0; i < labels.length; i += 2) {
      const label = new ProtoWriter();
      label.text(1, labels[i]!);
      label.text(2, labels[i + 1]!);
      message.message(LABELS, label.done());
    }
    const bits = bitsOf(values);
    for (let i = 0; i < times.length; i++) {
      const sample = new ProtoWriter();
      sample.double(VALUE, bits[2 * i]!, bits[2 * i + 1]!);
      sample.int64(TIME, times[i]!);
      message.message(SAMPLES, sample.done());
    }
    request.message(TIMESERIES, message.done());
  }
  return request.done();
}
