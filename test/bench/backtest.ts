import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLog } from '../../src-main/base/log.ts';
import { DEFAULT_SETTINGS } from '../../src-main/host/config.ts';
import { toPairs } from '../../src-main/shared/model/labels.ts';
import { placesFrom } from '../../src-main/shell/places.ts';
import { SampleStore } from '../../src-main/tsdb/store.ts';
import { openPool } from '../../src-main/workers/pool.ts';

const SERIES = 100, STEP_MS = 15_000, DAYS = 30, SAMPLES = DAYS * 5760, AT_A_TIME = 240;
const T0 = Date.UTC(2026, 0, 1), END = T0 + SAMPLES * STEP_MS;
const SETTINGS = { budgetBytes: 2 ** 40, retentionMs: 0, durability: 'process' } as const;

const RULES = [
  { name: 'a gauge over a threshold', expr: 'load > 0.9' },
  { name: 'a percentage of two', expr: '100 * (1 - free / total) > 95' },
  { name: 'a rate over five minutes', expr: 'rate(busy_total[5m]) > 0.9' },
];

/** A rule over 30 days of 15 s data x 100 series, evaluated every minute by a reader of its own, nothing kept from before: milliseconds, first time and best of three. */
export async function benchBacktest(): Promise<Record<string, Record<string, number>>> {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-bench-backtest-'));
  try {
    fill(join(dir, 'metrics.db'));
    const { workers } = placesFrom(pathToFileURL('src-main/shell/cli.ts').href);
    const pool = await openPool({ ...workers, dataDir: dir, settings: DEFAULT_SETTINGS, log: openLog('warn') });
    const table: Record<string, Record<string, number>> = {};
    for (const { name, expr } of RULES) {
      const runs: number[] = [];
      let fired = 0;
      for (let i = 0; i < 4; i++) {
        const began = performance.now();
        ({ fired } = await pool.query.backtest({ expr, forMs: 300_000, keepFiringForMs: 0, from: T0, to: END, stepMs: 60_000, drawn: 20 }));
        runs.push(performance.now() - began);
      }
      table[name] = { 'first ms': Math.round(runs[0]!), 'best ms': Math.round(Math.min(...runs.slice(1))), fired };
    }
    await pool.close();
    return table;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function fill(path: string): void {
  const store = new SampleStore({ path, settings: SETTINGS, now: () => END, damaged: () => undefined });
  for (const name of ['load', 'free', 'total', 'busy_total']) {
    const refs = store.resolve(Array.from({ length: SERIES }, (_, i) => toPairs({ __name__: name, instance: `host-${String(i).padStart(3, '0')}:9100`, job: 'node' })));
    const totals = new Float64Array(SERIES);
    for (let k = 0; k < SAMPLES; k += AT_A_TIME) {
      const all = new Uint32Array(AT_A_TIME * SERIES), times = new Float64Array(all.length), values = new Float64Array(all.length);
      for (let j = 0, at = 0; j < AT_A_TIME; j++) for (let s = 0; s < SERIES; s++, at++) {
        all[at] = refs[s]!;
        times[at] = T0 + (k + j) * STEP_MS;
        const wave = 0.5 + 0.45 * Math.sin((k + j) / 900 + s) + ((k + j) * 7919 + s * 31) % 100 / 1000;
        if (name === 'busy_total') totals[s]! += Math.round(1500 * wave) / 100;
        values[at] = name === 'load' ? Math.round(100 * wave) / 100 : name === 'free' ? Math.round(1e6 * (1 - wave)) * 4096 + 1e9 : name === 'total' ? 16e9 : Math.round(100 * totals[s]!) / 100;
      }
      store.append(all, times, values);
    }
  }
  store.compact();
  store.close();
}
