import { setTimeout as delay } from 'node:timers/promises';
import { compress } from 'snappyjs';
import { onTestFinished } from 'vitest';
import { encodeWriteRequest, type WriteSeries } from '../../../src-main/formats/remotewrite.ts';
import type { LabelPairs } from '../../../src-main/shared/model/labels.ts';
import { openPool, type Pool, type PoolOptions } from '../../../src-main/workers/pool.ts';
import { folder, SETTINGS } from '../tsdb/workbench.ts';

const WORKERS = new URL('../../../src-main/workers/', import.meta.url);

export interface Pooled { readonly pool: Pool; readonly dir: string; readonly log: string[] }

/** Real worker threads over a folder of their own, closed when the test ends. */
export async function pooled(options: Partial<PoolOptions> = {}): Promise<Pooled> {
  const dir = options.dataDir ?? folder();
  const log: string[] = [];
  const pool = await openPool({
    storageUrl: new URL('storage.ts', WORKERS), queryUrl: new URL('query.ts', WORKERS), dataDir: dir, settings: SETTINGS, queryWorkers: 2, wideSamples: 0,
    log: { warn: line => log.push(line), error: line => log.push(line) }, ...options,
  });
  onTestFinished(() => pool.close());
  return { pool, dir, log };
}

export const named = (name: string, ...more: string[]): LabelPairs => ['__name__', name, ...more];
export const one = (labels: LabelPairs, time: number, value: number): WriteSeries => ({ labels, times: Float64Array.of(time), values: Float64Array.of(value) });
/** As snappyjs gives it, in memory of its own. */
export const body = (...series: WriteSeries[]): Uint8Array<ArrayBuffer> => Uint8Array.from(new Uint8Array(compress(encodeWriteRequest(series))));

/** The numbers of an instant vector by metric name. */
export async function numbers(pool: Pool, promql: string, time: number): Promise<Record<string, number>> {
  const { value } = await pool.query.instant({ promql, time, nocache: false });
  if (value.kind !== 'vector') throw new Error(`${promql} is no vector but a ${value.kind}`);
  return Object.fromEntries(value.series.map(({ labels, value: number }) => [labels['__name__'] ?? '', number]));
}

/** How long something took, ms. */
export async function took(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

/** Rejections become values, so that a test may wait for something else meanwhile. */
export const outcome = <T>(promise: Promise<T>): Promise<T | { readonly failed: unknown }> => promise.catch((failed: unknown) => ({ failed }));
export { delay };
