import type { Caller } from '../access/caller.ts';
import type { Clock } from '../base/clock.ts';
import { processMetrics } from '../base/processmetrics.ts';
import { type Registry, registry } from '../base/registry.ts';
import type { Source } from '../collect/source.ts';
import type { StoreStats } from '../shared/contract/store.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Guard } from '../shared/rpc/server.ts';

/** What the program tells of itself: at /metrics, and as series of its own. */
export interface OwnMetrics {
  readonly source: Source;
  exposition(): Promise<string>;
  /** The same guard, with its calls counted. */
  counted(guard: Guard<Caller>): Guard<Caller>;
  close(): void;
}

/**
 * stats    of the store, asked for at every look
 * skipped  scrapes left out because the one before was still going on
 */
export function ownMetrics(clock: Clock, version: string, stats: () => Promise<StoreStats>, skipped: () => number): OwnMetrics {
  const metrics = registry();
  const process = processMetrics(metrics, clock);
  metrics.gauge('stratoscope_build_info', 'The version that runs; always 1.', ['version']).labels(version).set(1);
  const skips = metrics.counter('stratoscope_scrapes_skipped_total', 'Scrapes left out because the one before was still going on.');
  metrics.collect(() => skips.raise(skipped()));
  const noteStore = storeMetrics(metrics);
  const look = async () => { noteStore(await stats()); };
  return {
    source: {
      collect: async () => {
        await look();
        return metrics.readings();
      },
      get metadata() { return metrics.metadata; },
    },
    exposition: async () => {
      await look();
      return metrics.text();
    },
    counted: callMetrics(metrics, clock),
    close: () => process[Symbol.dispose](),
  };
}

function storeMetrics(metrics: Registry): (stats: StoreStats) => void {
  const series = metrics.gauge('stratoscope_store_series', 'Series in the index.');
  const samples = metrics.gauge('stratoscope_store_samples', 'Samples in the store.');
  const headSamples = metrics.gauge('stratoscope_store_head_samples', 'Samples in memory that are not sealed yet.');
  const bytes = metrics.gauge('stratoscope_store_file_bytes', 'Size of the store on disk.');
  const blobs = metrics.gauge('stratoscope_store_blob_bytes', 'Bytes of sealed samples.');
  const damaged = metrics.gauge('stratoscope_store_damaged_rows', 'Rows that failed their checksum since the start.');
  const appended = metrics.counter('stratoscope_store_samples_appended_total', 'Samples taken in since the start.');
  const late = metrics.counter('stratoscope_store_late_samples_total', 'Samples that came later than the head reaches back.');
  return stats => {
    series.set(stats.series);
    samples.set(stats.samples);
    headSamples.set(stats.headSamples);
    bytes.set(stats.fileBytes);
    blobs.set(stats.blobBytes);
    damaged.set(stats.damagedRows);
    appended.raise(stats.samplesAppended);
    late.raise(stats.lateSamples);
  };
}

function callMetrics(metrics: Registry, clock: Clock): (guard: Guard<Caller>) => Guard<Caller> {
  const calls = metrics.counter('stratoscope_calls_total', 'Calls of procedures, by outcome: ok, or the code of the error.', ['procedure', 'outcome']);
  const seconds = metrics.counter('stratoscope_call_seconds_total', 'Time that calls of procedures took.', ['procedure']);
  return guard => async (call, run) => {
    const began = clock.monotonic();
    const end = (outcome: string) => {
      calls.labels(call.path, outcome).inc();
      seconds.labels(call.path).inc(Math.max(0, clock.monotonic() - began) / 1000);
    };
    try {
      const value = await guard(call, run);
      end('ok');
      return value;
    } catch (error) {
      end(error instanceof AppError ? error.code : 'internal');
      throw error;
    }
  };
}
