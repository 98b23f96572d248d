import { z } from 'zod';
import type { Labels } from '../model/labels.ts';
import type { Metadata } from '../model/sample.ts';
import { query, returns } from '../rpc/contract.ts';

/**
 * One series of a range answer over the shared steps.
 * present  one bit per step, least significant first; null when every step has a value. Absence is never NaN: 0/0 is a value
 */
export interface MatrixSeries { readonly labels: Labels; readonly values: Float64Array; readonly present: Uint8Array | null }

/** Answer of a range query as columns. `times` in unix ms, evenly spaced. */
export interface Matrix { readonly times: Float64Array; readonly series: readonly MatrixSeries[] }

export interface QueryStats { readonly ms: number; readonly samples: number; readonly series: number }
export interface Notes { readonly warnings: readonly string[]; readonly infos: readonly string[] }

export type InstantValue =
  | { readonly kind: 'vector'; readonly series: readonly { readonly labels: Labels; readonly time: number; readonly value: number }[] }
  | { readonly kind: 'matrix'; readonly series: readonly { readonly labels: Labels; readonly times: Float64Array; readonly values: Float64Array }[] }
  | { readonly kind: 'scalar'; readonly time: number; readonly value: number }
  | { readonly kind: 'string'; readonly time: number; readonly text: string };

const Promql = z.string().min(1).max(100_000);
const Time = z.number().min(-(2 ** 53)).max(2 ** 53);
/** unix ms; `from` and `to` bound what is looked at */
const Window = { from: Time.optional(), to: Time.optional() };
const Matchers = z.array(Promql).max(64).default([]);

export const RangeQuery = z.object({
  promql: Promql, from: Time, to: Time,
  /** ms between two points, at least 1 */
  step: z.number().min(1),
  /** leave both caches aside */
  nocache: z.boolean().default(false),
  timeoutMs: z.int().min(1).optional(),
}).refine(q => q.from <= q.to, { message: 'from must not be after to', path: ['from'] })
  .refine(q => (q.to - q.from) / q.step <= 11_000, { message: 'exceeded maximum resolution of 11,000 points per timeseries. Try increasing the step', path: ['step'] });
export type RangeQuery = z.infer<typeof RangeQuery>;

export const InstantQuery = z.object({ promql: Promql, time: Time, nocache: z.boolean().default(false), timeoutMs: z.int().min(1).optional() });
export type InstantQuery = z.infer<typeof InstantQuery>;

export const SeriesQuery = z.object({ matchers: Matchers, ...Window, limit: z.int().min(0).default(0) });
export type SeriesQuery = z.infer<typeof SeriesQuery>;
export const LabelValuesQuery = SeriesQuery.extend({ name: z.string().min(1).max(1024) });
export type LabelValuesQuery = z.infer<typeof LabelValuesQuery>;

export const metrics = {
  range: query('metrics:read', RangeQuery, returns<Matrix & Notes & { readonly stats: QueryStats }>()),
  instant: query('metrics:read', InstantQuery, returns<{ readonly value: InstantValue; readonly stats: QueryStats } & Notes>()),
  series: query('metrics:read', SeriesQuery, returns<readonly Labels[]>()),
  labelNames: query('metrics:read', SeriesQuery, returns<readonly string[]>()),
  labelValues: query('metrics:read', LabelValuesQuery, returns<readonly string[]>()),
  /** all metrics, or one; empty `name` means all */
  metadata: query('metrics:read', z.object({ name: z.string().max(1024).default(''), limit: z.int().min(0).default(0) }), returns<readonly Metadata[]>()),
};
