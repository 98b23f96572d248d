import type { MessagePort } from 'node:worker_threads';
import { z } from 'zod';
import type { ImportId, ImportPosition } from '../shared/model/importsource.ts';
import type { Received } from '../shared/model/ingestlimits.ts';
import type { LabelPairs, Labels } from '../shared/model/labels.ts';
import type { LinesReceived } from '../shared/model/lineprotocol.ts';
import type { Metadata } from '../shared/model/sample.ts';
import type { InstantQuery, InstantValue, LabelValuesQuery, Matrix, Notes, QueryStats, RangeQuery, SeriesQuery } from '../shared/contract/metrics.ts';
import type { Settings } from '../shared/contract/host.ts';
import type { CheckReport, StoreStats } from '../shared/contract/store.ts';
import { query, returns } from '../shared/rpc/contract.ts';
import type { Tally } from '../tsdb/tally.ts';
import type { WriteVersion } from '../tsdb/receive.ts';
import type { PushedLines } from '../tsdb/receivelines.ts';
import type { OtlpReceived, PushedOtlp } from '../tsdb/receiveotlp.ts';
import type { PushedText } from '../tsdb/receivetext.ts';
import type { Tails, TailsWanted } from '../tsdb/tails.ts';
import type { FileSource, ImportStep } from './importers.ts';
import type { RuleAnswer, RuleBatch } from './rulebatch.ts';
import type { Backtest } from '../rules/backtest.ts';
import type { BacktestAnswer } from '../shared/contract/rules.ts';
import type { HelperEnd, NeighbourEnd } from './neighbour.ts';

/** What the main thread asks of the workers. The wall between threads is ours on both sides: types are trusted, shapes are not parsed again. */
const trusted = <T>() => z.custom<T>(() => true);

export interface AppendInput { readonly refs: Uint32Array; readonly times: Float64Array; readonly values: Float64Array }

export interface StoreFigures {
  readonly stats: StoreStats;
  readonly tally: Readonly<Tally>;
  /** requests and samples that were taken in, by how they came */
  readonly received: readonly { readonly by: 'remote_write 1.0' | 'remote_write 2.0' | 'line protocol' | 'OTLP' | 'text'; readonly requests: number; readonly samples: number; readonly exemplars: number }[];
  readonly refused: readonly (readonly [reason: string, samples: number])[];
}

export const storageContract = {
  storage: {
    resolve: query('metrics:write', trusted<{ series: readonly LabelPairs[] }>(), returns<Uint32Array>()),
    append: query('metrics:write', trusted<AppendInput>(), returns<null>()),
    annotate: query('metrics:write', trusted<{ metadata: readonly Metadata[] }>(), returns<null>()),
    /** a remote_write body: snappy block around the request of that version; 1 when left out */
    receive: query('metrics:write', trusted<{ body: Uint8Array; version?: WriteVersion }>(), returns<Received>()),
    /** lines of Influx's line protocol */
    receiveLines: query('metrics:write', trusted<PushedLines>(), returns<LinesReceived>()),
    /** metrics of OpenTelemetry */
    receiveOtlp: query('metrics:write', trusted<PushedOtlp>(), returns<OtlpReceived>()),
    /** the next part of a file's history */
    importStep: query('metrics:write', trusted<{ id: ImportId; source: FileSource; position: ImportPosition }>(), returns<ImportStep>()),
    /** a server's answer to a range selector */
    importMatrix: query('metrics:write', trusted<{ id: ImportId; body: Uint8Array }>(), returns<Received>()),
    endImport: query('metrics:write', trusted<{ id: ImportId }>(), returns<null>()),
    /** a page of exposition text that was pushed */
    receiveText: query('metrics:write', trusted<PushedText>(), returns<{ readonly samples: number }>()),
    compact: query('store:admin', trusted<Record<string, never>>(), returns<StoreStats>()),
    check: query('store:read', trusted<Record<string, never>>(), returns<CheckReport>()),
    stats: query('store:read', trusted<Record<string, never>>(), returns<StoreStats>()),
    /** the same, and what was done and refused since the start */
    figures: query('store:read', trusted<Record<string, never>>(), returns<StoreFigures>()),
    configure: query('host:write', trusted<{ settings: Settings }>(), returns<null>()),
    /** write-ahead rows from this id on are kept for followers; Infinity: none */
    hold: query('store:admin', trusted<{ from: number }>(), returns<null>()),
    /** the newest write-ahead row, and the newest time that is not sealed */
    position: query('store:read', trusted<Record<string, never>>(), returns<{ readonly wal: number; readonly newest: number | null }>()),
    /** everything committed and the file closed; nothing is taken afterwards */
    close: query('store:admin', trusted<Record<string, never>>(), returns<null>()),
  },
};
export type StorageContract = typeof storageContract;

/** What a reader asks of the writer, over a port of their own. */
export const tailsContract = {
  tails: {
    /** what the head holds of some series in a window */
    read: query('metrics:read', trusted<{ wanted: readonly TailsWanted[] }>(), returns<readonly Tails[]>()),
    /** one byte per shard: 1 where something of it, stored or in the head, spans a part of the window */
    spans: query('metrics:read', trusted<{ readonly from: number; readonly to: number }>(), returns<Uint8Array>()),
    /** a damaged row that a reader has met */
    damaged: query('metrics:read', trusted<{ readonly sentence: string }>(), returns<null>()),
  },
};
export type TailsContract = typeof tailsContract;

export type RangeAnswer = Matrix & Notes & { readonly stats: QueryStats };
export type InstantAnswer = { readonly value: InstantValue; readonly stats: QueryStats } & Notes;
/** A finished HTTP body, made where the columns are, so that a large answer crosses threads once, as bytes. */
export interface JsonAnswer { readonly body: Uint8Array; readonly stats: QueryStats; /** there when it may be given again */ readonly truth?: Truth }
/** How long an answer is true: while no sample up to `to` is newer than `version` (tsdb/marks.ts), and none from `readsFrom` on has gone. */
export interface Truth { readonly version: number; readonly readsFrom: number; readonly to: number }

/** What the pool adds to a query: its place in the shared flags, and when its time is up, in ms of the clock that the threads share. */
export interface Watched { readonly flag?: number; readonly deadline?: number }
type Flagged<T> = T & Watched;

export const queryContract = {
  query: {
    range: query('metrics:read', trusted<Flagged<RangeQuery>>(), returns<RangeAnswer>()),
    instant: query('metrics:read', trusted<Flagged<InstantQuery>>(), returns<InstantAnswer>()),
    /** the same as `{"status":"success","data":…}`, as Prometheus writes it */
    rangeJson: query('metrics:read', trusted<Flagged<RangeQuery & { readonly limit?: number }>>(), returns<JsonAnswer>()),
    instantJson: query('metrics:read', trusted<Flagged<InstantQuery & { readonly limit?: number }>>(), returns<JsonAnswer>()),
    /** expressions of rules at one time, in one trip */
    rules: query('metrics:read', trusted<Flagged<RuleBatch>>(), returns<readonly RuleAnswer[]>()),
    /** a rule over stored history */
    backtest: query('metrics:read', trusted<Flagged<Backtest>>(), returns<BacktestAnswer>()),
    series: query('metrics:read', trusted<Flagged<SeriesQuery>>(), returns<readonly Labels[]>()),
    labelNames: query('metrics:read', trusted<Flagged<SeriesQuery>>(), returns<readonly string[]>()),
    labelValues: query('metrics:read', trusted<Flagged<LabelValuesQuery>>(), returns<readonly string[]>()),
    metadata: query('metrics:read', trusted<Flagged<{ readonly name: string; readonly limit: number }>>(), returns<readonly Metadata[]>()),
  },
};
export type QueryContract = typeof queryContract;

/** marks: memory in which the writer tells readers of changes (tsdb/marks.ts) */
export interface StorageData { readonly path: string; /** false when it was started again: others may hold refs */ readonly fresh: boolean; readonly settings: Settings; readonly marks: SharedArrayBuffer; /** write-ahead rows that followers need */ readonly heldFrom: number }
/** What readers are told besides queries: of a new writer, of a reader they may ask for half of a query, of one that may ask them. */
export interface ReaderWord { readonly storage?: MessagePort; readonly neighbour?: NeighbourEnd; readonly help?: HelperEnd }
export interface QueryData { readonly path: string; /** whether the store's file is mapped into memory: by the first reader alone */ readonly mapped: boolean; readonly flags: SharedArrayBuffer; readonly marks: SharedArrayBuffer; /** a query that reads so many samples wants a second reader to be there for the next one */ readonly wideSamples: number }
