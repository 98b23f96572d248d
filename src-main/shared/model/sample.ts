import type { Labels } from './labels.ts';

/** One value with its labels, before it has a time. */
export interface Reading { readonly labels: Labels; readonly value: number }

/** What a metric is, as exposition formats declare it. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'gaugehistogram' | 'summary' | 'info' | 'stateset' | 'unknown';
export interface Metadata { readonly name: string; readonly type: MetricType; readonly help: string; readonly unit: string }

/**
 * Prometheus's stale marker: a NaN with this payload ends a series. A NaN loses its payload when it passes through a JS number,
 * so it is written and tested as two 32-bit halves (little endian) of the array's buffer.
 * Source: prometheus/model/value, StaleNaN = 0x7ff0000000000002.
 */
export const STALE_LOW = 0x0000_0002;
export const STALE_HIGH = 0x7ff0_0000;

/** The two 32-bit halves of every value: bits[2 i] low, bits[2 i + 1] high. */
export const bitsOf = (values: Float64Array): Uint32Array => new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
export const isStale = (bits: Uint32Array, i: number): boolean => bits[2 * i] === STALE_LOW && bits[2 * i + 1] === STALE_HIGH;
export function setStale(bits: Uint32Array, i: number): void {
  bits[2 * i] = STALE_LOW;
  bits[2 * i + 1] = STALE_HIGH;
}
