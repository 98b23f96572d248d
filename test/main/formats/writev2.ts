import protobuf from 'protobufjs';

/** io.prometheus.write.v2.Request as the specification prints it, in a library that is not ours. source: prompb/io/prometheus/write/v2/types.proto */
const PROTO = `syntax = "proto3"; package io.prometheus.write.v2;
  message Request { reserved 1 to 3; repeated string symbols = 4; repeated TimeSeries timeseries = 5; }
  message TimeSeries { repeated uint32 labels_refs = 1; repeated Sample samples = 2; repeated Histogram histograms = 3; repeated Exemplar exemplars = 4; Metadata metadata = 5; }
  message Exemplar { repeated uint32 labels_refs = 1; double value = 2; int64 timestamp = 3; }
  message Sample { double value = 1; int64 timestamp = 2; int64 start_timestamp = 3; }
  message Metadata { uint32 type = 1; uint32 help_ref = 3; uint32 unit_ref = 4; }
  message Histogram { uint64 count_int = 1; double sum = 3; sint32 schema = 4; int64 timestamp = 15; }`;
const { root } = protobuf.parse(PROTO, { keepCase: true });
const Request = root.lookupType('io.prometheus.write.v2.Request');

export interface Sample2 { readonly value?: number; readonly timestamp?: number; readonly start_timestamp?: number }
export interface Series2 {
  readonly labels: readonly string[];
  readonly samples?: readonly Sample2[];
  readonly histograms?: readonly object[];
  readonly exemplars?: readonly object[];
  readonly metadata?: { readonly type?: number; readonly help?: string; readonly unit?: string };
}

/** Any fields, as the library writes them. */
export const rawRequest2 = (fields: object): Uint8Array => new Uint8Array(Request.encode(Request.fromObject(fields)).finish());

/** Series with their strings numbered in the order in which they are met. */
export function request2(...series: readonly Series2[]): Uint8Array {
  const symbols = [''];
  const refOf = (text: string) => {
    const known = symbols.indexOf(text);
    return known < 0 ? symbols.push(text) - 1 : known;
  };
  const timeseries = series.map(({ labels, metadata, ...rest }) => ({
    ...rest, labels_refs: labels.map(refOf),
    ...(metadata ? { metadata: { type: metadata.type ?? 0, help_ref: refOf(metadata.help ?? ''), unit_ref: refOf(metadata.unit ?? '') } } : {}),
  }));
  return rawRequest2({ symbols, timeseries });
}
