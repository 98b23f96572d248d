import { z } from 'zod';
import { AppError } from '../../shared/model/errors.ts';
import { type MetricData, msOf, NO_RECORDED_VALUE, type OtlpMetric, type ResourceMetrics, TEMPORALITIES } from './model.ts';
import { textOf } from './protobuf.ts';

/** Deeper lists and maps in an attribute are refused. */
const MAX_DEPTH = 16;

// The JSON mapping of protobuf, with OTLP's own word on keys: opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding.
// Whole numbers of 64 bits come as text, or as numbers; a double may be the text NaN or Infinity. Unknown fields are ignored.
const Whole = z.union([z.int(), z.string().regex(/^-?\d{1,20}$/)]).transform(BigInt);
const Double = z.union([z.number(), z.string().transform((text, context) => {
  const value = text === 'NaN' ? Number.NaN : Number(text);
  if (Number.isNaN(value) && text !== 'NaN') context.addIssue(`${JSON.stringify(text.slice(0, 40))} is no number`);
  return value;
})]);
const Count = Whole.transform(Number);
const Time = Whole.default(0n).transform(msOf);
const Flags = z.int().default(0);
const Text = z.string().default('');

const Value = z.looseObject({});
const KeyValue = z.looseObject({ key: Text, value: Value.nullish() }).transform(({ key, value }): [string, string] => [key, textOf(anyValue(value, 0))]);
const Attributes = z.array(KeyValue).default([]);
const Point = { attributes: Attributes, timeUnixNano: Time, flags: Flags };
const missing = (flags: number): boolean => (flags & NO_RECORDED_VALUE) !== 0;

const NumberPoint = z.looseObject({ ...Point, asDouble: Double.optional(), asInt: Count.optional() })
  .transform(({ attributes, timeUnixNano: time, flags, asDouble, asInt }) => ({ attributes, time, value: asDouble ?? asInt ?? 0, missing: missing(flags) }));
const HistogramPoint = z.looseObject({ ...Point, count: Count.default(0), sum: Double.optional(), bucketCounts: z.array(Count).default([]), explicitBounds: z.array(Double).default([]) })
  .transform(({ attributes, timeUnixNano: time, flags, count, sum, bucketCounts: counts, explicitBounds: bounds }) => ({ attributes, time, count, sum, counts, bounds, missing: missing(flags) }));
const Quantile = z.looseObject({ quantile: Double.default(0), value: Double.default(0) }).transform(({ quantile, value }): [number, number] => [quantile, value]);
const SummaryPoint = z.looseObject({ ...Point, count: Count.default(0), sum: Double.default(0), quantileValues: z.array(Quantile).default([]) })
  .transform(({ attributes, timeUnixNano: time, flags, count, sum, quantileValues: quantiles }) => ({ attributes, time, count, sum, quantiles, missing: missing(flags) }));

const NAMES = ['AGGREGATION_TEMPORALITY_UNSPECIFIED', 'AGGREGATION_TEMPORALITY_DELTA', 'AGGREGATION_TEMPORALITY_CUMULATIVE'];
/** By number; by name, as some senders have it against the letter. */
const Temporality = z.union([z.int(), z.string().transform(name => NAMES.indexOf(name))]).default(0).transform(n => TEMPORALITIES[n] ?? 'unspecified');
const pointsOf = <P extends z.ZodType>(point: P) => z.looseObject({ dataPoints: z.array(point).default([]), aggregationTemporality: Temporality, isMonotonic: z.boolean().default(false) })
  .transform(({ dataPoints: points, aggregationTemporality: temporality, isMonotonic: monotonic }) => ({ points, temporality, monotonic }));

const Kinds = z.looseObject({
  gauge: pointsOf(NumberPoint).optional(), sum: pointsOf(NumberPoint).optional(), histogram: pointsOf(HistogramPoint).optional(),
  summary: pointsOf(SummaryPoint).optional(), exponentialHistogram: pointsOf(z.unknown()).optional(),
});
const Metric = Kinds.extend({ name: Text, description: Text, unit: Text }).transform((metric): OtlpMetric => ({ name: metric.name, description: metric.description, unit: metric.unit, data: dataOf(metric) }));

const Request = z.looseObject({
  resourceMetrics: z.array(z.looseObject({
    resource: z.looseObject({ attributes: Attributes }).prefault({}), scopeMetrics: z.array(z.looseObject({ metrics: z.array(Metric).default([]) })).default([]),
  })).default([]),
});

function dataOf({ gauge, sum, histogram, summary, exponentialHistogram }: z.output<typeof Kinds>): MetricData {
  if (gauge) return { kind: 'gauge', points: gauge.points };
  if (sum) return { kind: 'sum', ...sum };
  if (histogram) return { kind: 'histogram', points: histogram.points, temporality: histogram.temporality };
  if (summary) return { kind: 'summary', points: summary.points };
  return exponentialHistogram ? { kind: 'exponential histogram', count: exponentialHistogram.points.length } : { kind: 'none', count: 0 };
}

function anyValue(value: unknown, depth: number): unknown {
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, arrayValue, kvlistValue } = AnyValue.parse(value ?? {});
  if (depth > MAX_DEPTH) throw new AppError('bad-data', `OTLP request: attributes nested deeper than ${MAX_DEPTH}`);
  if (arrayValue) return arrayValue.values.map(one => anyValue(one, depth + 1));
  if (kvlistValue) return Object.fromEntries(kvlistValue.values.map(({ key, value: own }) => [key, anyValue(own, depth + 1)]));
  if (intValue !== undefined) return Number.isSafeInteger(Number(intValue)) ? Number(intValue) : String(intValue);
  return stringValue ?? boolValue ?? doubleValue ?? bytesValue ?? '';
}

const AnyValue = z.looseObject({
  stringValue: z.string().optional(), boolValue: z.boolean().optional(), intValue: Whole.optional(), doubleValue: Double.optional(), bytesValue: z.string().optional(),
  arrayValue: z.looseObject({ values: z.array(z.unknown()).default([]) }).optional(),
  kvlistValue: z.looseObject({ values: z.array(z.looseObject({ key: Text, value: z.unknown() })).default([]) }).optional(),
});

/** Errors: AppError 'bad-data' naming the field. */
export function parseOtlp(bytes: Uint8Array): ResourceMetrics[] {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new AppError('bad-data', `OTLP request: ${cause instanceof Error ? cause.message : 'no JSON'}`, { cause });
  }
  const { data, error } = Request.safeParse(json);
  if (error) throw new AppError('bad-data', `OTLP request: ${error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
  return data.resourceMetrics.map(({ resource, scopeMetrics }) => ({ attributes: resource.attributes, metrics: scopeMetrics.flatMap(({ metrics }) => metrics) }));
}
