import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileChunks } from '../../src-main/exports/files/chunks.ts';
import { writePieces } from '../../src-main/exports/files/writing.ts';
import { FILE_FORMATS } from '../../src-main/shared/model/exportfile.ts';
import { openPool } from '../../src-main/workers/pool.ts';
import { SETTINGS } from '../main/tsdb/workbench.ts';

const SERIES = 100, STEP_MS = 15_000, DAYS = 30;
const T0 = Date.UTC(2026, 0, 1);
const WORKERS = new URL('../../src-main/workers/', import.meta.url);
const MIB = 2 ** 20;

/** 30 days of 100 series, every 15 s, written to files in each format: a third never changes, a third counts, a third has decimals. */
export async function benchExport(): Promise<Record<string, unknown>> {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-export-'));
  const pool = await openPool({ storageUrl: new URL('storage.ts', WORKERS), queryUrl: new URL('query.ts', WORKERS), dataDir: dir, settings: SETTINGS, log: { warn: console.error, error: console.error } });
  try {
    await fill(pool);
    const figures: Record<string, unknown> = {};
    for (const format of FILE_FORMATS) figures[format] = await measured(pool, dir, format);
    return figures;
  } finally {
    await pool.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function fill(pool: Awaited<ReturnType<typeof openPool>>): Promise<void> {
  const refs = await pool.appender.resolve(Array.from({ length: SERIES }, (_, i) => ['__name__', `metric_${i % 10}_total`, 'instance', `web-${Math.floor(i / 10)}.example:9100`, 'job', 'node']));
  const steps = DAYS * 86_400_000 / STEP_MS, atOnce = 240;
  for (let step = 0; step < steps; step += atOnce) {
    const all = new Uint32Array(SERIES * atOnce), times = new Float64Array(SERIES * atOnce), values = new Float64Array(SERIES * atOnce);
    for (let s = 0, n = 0; s < atOnce; s++) for (let i = 0; i < SERIES; i++, n++) {
      all[n] = refs[i]!;
      times[n] = T0 + (step + s) * STEP_MS;
      values[n] = i % 3 === 0 ? 42 : i % 3 === 1 ? (step + s) * (i + 3) : Math.round(1000 * Math.sin((step + s) / 50 + i)) / 8;
    }
    await pool.appender.append(all, times, values);
  }
  await pool.storage.compact({});
}

async function measured(pool: Awaited<ReturnType<typeof openPool>>, dir: string, format: (typeof FILE_FORMATS)[number]): Promise<object> {
  const path = join(dir, `out.${format}`);
  const spec = { selectors: ['{job="node"}'], from: T0, to: T0 + DAYS * 86_400_000, format, gzip: false };
  const calls = pool.outgoing.client();
  await calls.estimate({ spec }); // the thread has begun
  const before = process.memoryUsage.rss(), began = performance.now();
  let most = before, samples = 0;
  const onProgress = (progress: { readonly samples: number }) => {
    ({ samples } = progress);
    most = Math.max(most, process.memoryUsage.rss());
  };
  await writePieces(path, fileChunks(calls, spec, new AbortController().signal, { reusing: true, onProgress }), false);
  const seconds = (performance.now() - began) / 1000;
  return { samples, 'M samples/s': +(samples / seconds / 1e6).toFixed(2), 's': +seconds.toFixed(2), 'MiB': +(statSync(path).size / MIB).toFixed(1), 'RSS growth MiB': +((most - before) / MIB).toFixed(1) };
}
