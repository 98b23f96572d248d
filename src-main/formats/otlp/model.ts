/** OTLP metrics as both of its encodings have them. source: github.com/open-telemetry/opentelemetry-proto, opentelemetry/proto/metrics/v1/metrics.proto */

/** Attributes in the order they came; values as text, as Prometheus writes them into labels: lists and maps as JSON. */
export type Attributes = readonly (readonly [key: string, value: string])[];

interface Point {
  readonly attributes: Attributes;
  /** unix ms */
  readonly time: number;
  /** nothing was recorded at that time: the series ends */
  readonly missing: boolean;
}
export interface NumberPoint extends Point { readonly value: number }
/** counts: of each bucket by itself, one more than there are bounds; sum: undefined when it was not kept */
export interface HistogramPoint extends Point { readonly count: number; readonly sum: number | undefined; readonly counts: readonly number[]; readonly bounds: readonly number[] }
export interface SummaryPoint extends Point { readonly count: number; readonly sum: number; readonly quantiles: readonly (readonly [quantile: number, value: number])[] }

export type Temporality = 'unspecified' | 'delta' | 'cumulative';
export const TEMPORALITIES: readonly Temporality[] = ['unspecified', 'delta', 'cumulative'];

export type MetricData =
  | { readonly kind: 'gauge'; readonly points: readonly NumberPoint[] }
  | { readonly kind: 'sum'; readonly points: readonly NumberPoint[]; readonly temporality: Temporality; readonly monotonic: boolean }
  | { readonly kind: 'histogram'; readonly points: readonly HistogramPoint[]; readonly temporality: Temporality }
  | { readonly kind: 'summary'; readonly points: readonly SummaryPoint[] }
  /** `count` points of a kind that is not read */
  | { readonly kind: 'exponential histogram' | 'none'; readonly count: number };

export interface OtlpMetric { readonly name: string; readonly description: string; readonly unit: string; readonly data: MetricData }
export interface ResourceMetrics { readonly attributes: Attributes; readonly metrics: readonly OtlpMetric[] }

/** The flag of a point that says that nothing was recorded. */
export const NO_RECORDED_VALUE = 1;
const NS_PER_MS = 1_000_000n;
/** ns to ms, towards zero. */
export const msOf = (ns: bigint): number => Number(ns / NS_PER_MS);
