import { z } from 'zod';
import type { LabelPairs, Labels } from '../shared/model/labels.ts';
import type { Metadata } from '../shared/model/sample.ts';
import type { InstantQuery, InstantValue, LabelValuesQuery, Matrix, Notes, QueryStats, RangeQuery, SeriesQuery } from '../shared/contract/metrics.ts';
import type { Settings } from '../shared/contract/host.ts';
import type { CheckReport, StoreStats } from '../shared/contract/store.ts';
import { query, returns } from '../shared/rpc/contract.ts';
import type { Tails } from '../tsdb/tails.ts';

/** What the main thread asks of the workers. The wall between threads is ours on both sides: types are trusted, shapes are not parsed again. */
const trusted = <T>() => z.custom<T>(() => true);

export interface AppendInput { readonly refs: Uint32Array; readonly times: Float64Array; readonly values: Float64Array }
/** Samples accepted of a remote_write request; histograms are counted and not kept. */
export interface Received { readonly samples: number; readonly series: number; readonly histograms: number }

export const storageContract = {
  storage: {
    resolve: query('metrics:write', trusted<{ series: readonly LabelPairs[] }>(), returns<Uint32Array>()),
    append: query('metrics:write', trusted<AppendInput>(), returns<null>()),
    annotate: query('metrics:write', trusted<{ metadata: readonly Metadata[] }>(), returns<null>()),
    /** a remote_write 1.0 body: snappy block around a WriteRequest */
    receive: query('metrics:write', trusted<{ body: Uint8Array }>(), returns<Received>()),
    compact: query('store:admin', trusted<Record<string, never>>(), returns<StoreStats>()),
    check: query('store:read', trusted<Record<string, never>>(), returns<CheckReport>()),
    stats: query('store:read', trusted<Record<string, never>>(), returns<StoreStats>()),
    configure: query('host:write', trusted<{ settings: Settings }>(), returns<null>()),
    /** everything committed and the file closed; nothing is taken afterwards */
    close: query('store:admin', trusted<Record<string, never>>(), returns<null>()),
  },
};
export type StorageContract = typeof storageContract;

/** What a reader asks of the writer, over a port of their own. */
export const tailsContract = {
  tails: { read: query('metrics:read', trusted<{ wanted: readonly { readonly refs: Uint32Array; readonly from: number; readonly to: number }[] }>(), returns<readonly Tails[]>()) },
};
export type TailsContract = typeof tailsContract;

export type RangeAnswer = Matrix & Notes & { readonly stats: QueryStats };
export type InstantAnswer = { readonly value: InstantValue; readonly stats: QueryStats } & Notes;
/** A finished HTTP body, made where the columns are, so that a large answer crosses threads once, as bytes. */
export interface JsonAnswer { readonly body: Uint8Array; readonly stats: QueryStats }

/** `flag` is the caller's place in the shared flags: not 0 there means that nobody waits any more. */
type Flagged<T> = T & { readonly flag?: number };

export const queryContract = {
  query: {
    range: query('metrics:read', trusted<Flagged<RangeQuery>>(), returns<RangeAnswer>()),
    instant: query('metrics:read', trusted<Flagged<InstantQuery>>(), returns<InstantAnswer>()),
    /** the same as `{"status":"success","data":…}`, as Prometheus writes it */
    rangeJson: query('metrics:read', trusted<Flagged<RangeQuery & { readonly limit?: number }>>(), returns<JsonAnswer>()),
    instantJson: query('metrics:read', trusted<Flagged<InstantQuery & { readonly limit?: number }>>(), returns<JsonAnswer>()),
    series: query('metrics:read', trusted<Flagged<SeriesQuery>>(), returns<readonly Labels[]>()),
    labelNames: query('metrics:read', trusted<Flagged<SeriesQuery>>(), returns<readonly string[]>()),
    labelValues: query('metrics:read', trusted<Flagged<LabelValuesQuery>>(), returns<readonly string[]>()),
    metadata: query('metrics:read', trusted<Flagged<{ readonly name: string; readonly limit: number }>>(), returns<readonly Metadata[]>()),
  },
};
export type QueryContract = typeof queryContract;

export interface StorageData { readonly path: string; readonly settings: Settings }
export interface QueryData { readonly path: string; readonly flags: SharedArrayBuffer }
