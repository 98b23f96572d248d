import protobuf from 'protobufjs';

/** The messages of metrics, cut down to what is sent here. source: github.com/open-telemetry/opentelemetry-proto (1.7.0) */
const { root } = protobuf.parse(`syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Scope { string name = 1; string version = 2; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message Request { repeated ResourceMetrics resource_metrics = 1; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; string schema_url = 3; }
message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; string schema_url = 3; }
message Metric { string name = 1; string description = 2; string unit = 3; oneof data { Numbers gauge = 5; Numbers sum = 7; Histogram histogram = 9; ExponentialHistogram exponential_histogram = 10; Summary summary = 11; } }
message Numbers { repeated NumberDataPoint data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
message NumberDataPoint { repeated KeyValue attributes = 7; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; oneof value { double as_double = 4; sfixed64 as_int = 6; } uint32 flags = 8; }
message Histogram { repeated HistogramDataPoint data_points = 1; int32 aggregation_temporality = 2; }
message HistogramDataPoint { repeated KeyValue attributes = 9; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4; optional double sum = 5; repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7; uint32 flags = 10; optional double min = 11; optional double max = 12; }
message ExponentialHistogram { repeated ExponentialHistogramDataPoint data_points = 1; int32 aggregation_temporality = 2; }
message ExponentialHistogramDataPoint { repeated KeyValue attributes = 1; fixed64 time_unix_nano = 3; fixed64 count = 4; }
message Summary { repeated SummaryDataPoint data_points = 1; }
message SummaryDataPoint { repeated KeyValue attributes = 7; fixed64 time_unix_nano = 3; fixed64 count = 4; double sum = 5; repeated Quantile quantile_values = 6; }
message Quantile { double quantile = 1; double value = 2; }
message Status { int32 code = 1; string message = 2; }
message Response { PartialSuccess partial_success = 1; }
message PartialSuccess { int64 rejected_data_points = 1; string error_message = 2; }`);

export const T0 = Date.UTC(2026, 0, 15);
const ns = (time: number) => `${time}000000`;
const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const point = (value: object, more: object = {}) => ({ timeUnixNano: ns(T0), startTimeUnixNano: ns(T0 - 60_000), ...value, ...more });

const metrics = [
  { name: 'process.memory.usage', unit: 'By', description: 'Memory in use', gauge: { dataPoints: [point({ asInt: '-12345678901' }), point({ asDouble: 0.1 }, { attributes: [text('pool.name', 'old')], timeUnixNano: ns(T0 + 1) })] } },
  { name: 'http.requests', unit: '{request}', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point({ asInt: '7' }, { attributes: [text('http.method', 'GET'), { key: 'retry', value: { boolValue: true } }, { key: 'code', value: { intValue: '200' } }] })] } },
  { name: 'queue.size', sum: { aggregationTemporality: 2, isMonotonic: false, dataPoints: [point({ asInt: '3' })] } },
  { name: 'http.delta', sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [point({ asInt: '3' }), point({ asInt: '4' })] } },
  { name: 'http.duration', unit: 's', histogram: { aggregationTemporality: 2, dataPoints: [point({ count: '6', sum: 3.5, bucketCounts: ['1', '2', '3'], explicitBounds: [0.005, 1] }, { attributes: [text('http.method', 'GET')] })] } },
  { name: 'gone', gauge: { dataPoints: [point({ flags: 1 })] } },
  { name: 'rpc.latency', unit: 'ms', summary: { dataPoints: [point({ count: '4', sum: 10, quantileValues: [{ quantile: 0.5, value: 2 }, { quantile: 0.99, value: 4 }] })] } },
  { name: 'native', exponentialHistogram: { aggregationTemporality: 2, dataPoints: [point({ count: '4' })] } },
];

/** A request in the words of the JSON encoding; the protobuf one is made of it. */
export const REQUEST = {
  resourceMetrics: [{
    resource: {
      attributes: [
        text('service.name', 'shop'), text('service.namespace', 'eu'), text('service.instance.id', 'shop-1'), text('host.name', 'web-1'),
        { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '2' }] } } },
      ],
    },
    scopeMetrics: [{ scope: { name: 'lib', version: '1' }, metrics }],
  }],
};

export const asJson = (request: object): Uint8Array => new TextEncoder().encode(JSON.stringify(request));
export function asProtobuf(request: object): Uint8Array {
  const type = root.lookupType('Request');
  return Uint8Array.from(type.encode(type.fromObject(request)).finish());
}
export const decoded = (type: 'Status' | 'Response', bytes: Uint8Array): object => root.lookupType(type).toObject(root.lookupType(type).decode(bytes), { longs: Number });
