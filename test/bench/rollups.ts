import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MetricsDb, openForReading } from '../../src-main/store/metrics.ts';
import { COARSE, FINE, type Level, rollupKey } from '../../src-main/store/rollups.ts';
import { DEFAULT_LIMITS, prepare } from '../../src-main/promql/engine.ts';
import { Querier } from '../../src-main/tsdb/querier.ts';
import type { SampleSource } from '../../src-main/tsdb/select.ts';
import { SampleStore } from '../../src-main/tsdb/store.ts';

const DAYS = 30, SERIES = 100, STEP = 15_000, HOUR = 3_600_000;
const END = Date.UTC(2026, 0, 31), BEGIN = END - DAYS * 24 * HOUR;
const SCRAPES = (END - BEGIN) / STEP, SCRAPES_A_CALL = 60;
const SETTINGS = { budgetBytes: 2 ** 40, retentionMs: 0, durability: 'process' } as const;
const NO_TAILS = { refs: new Uint32Array(0), ends: new Uint32Array(0), times: new Float64Array(0), values: new Float64Array(0) };

/** 30 days of 100 series at 15 s, asked about at steps of an hour: ms from rollups, and from the samples themselves (best of five). */
export function benchRollups(): Record<string, Record<string, string | number>> {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-bench-'));
  try {
    fill(join(dir, 'metrics.db'));
    const db = openForReading(join(dir, 'metrics.db'));
    const querier = new Querier(db, sentence => { throw new Error(sentence); });
    querier.refresh();
    const table: Record<string, Record<string, string | number>> = {};
    for (const query of ['{job="node"}', 'rate(c_total[1h])', 'rate(c_total[5m])', 'increase(c_total[1d])', 'avg_over_time({job="node"}[1h])', 'max_over_time({job="node"}[1h])', 'sum(rate(c_total[1h]))']) {
      table[query] = { 'ms from rollups': best(querier, query, true), 'ms from samples': best(querier, query, false) };
    }
    for (const [name, level] of [['5 min', FINE], ['1 h', COARSE]] as const) table[`rollups of ${name}, bytes a sample`] = { 'ms from rollups': bytesOf(db, level) };
    db.close();
    return table;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function fill(path: string): void {
  const store = new SampleStore({ path, settings: SETTINGS, now: () => END, damaged: () => undefined });
  const known = store.resolve(Array.from({ length: SERIES }, (_, s) => ['__name__', s % 2 === 0 ? 'g' : 'c_total', 'id', `${s}`, 'instance', 'host', 'job', 'node']));
  const refs = Uint32Array.from({ length: SERIES * SCRAPES_A_CALL }, (_, i) => known[i % SERIES]!);
  for (let k = 0; k < SCRAPES; k += SCRAPES_A_CALL) {
    const times = Float64Array.from(refs, (_, i) => BEGIN + (k + Math.floor(i / SERIES) + 1) * STEP);
    store.append(refs.slice(), times, Float64Array.from(refs, (_, i) => sampled(i % SERIES, k + Math.floor(i / SERIES))));
  }
  store.compact();
  store.close();
}

/** Counters that grow unevenly; gauges of which every third stands still. */
function sampled(series: number, k: number): number {
  if (series % 2 === 1) return Math.floor((series + 1.7) * (k + 0.9 * Math.sin(k + series) + 1));
  return series % 3 === 0 ? series * 1e6 : Math.round(1e5 * (2 + Math.sin(k / 500 + series) + ((k * 7919 + series) % 101) / 500)) / 100;
}

function best(querier: Querier, query: string, grouped: boolean): number {
  const prepared = prepare(query, DEFAULT_LIMITS), params = { from: BEGIN + HOUR, to: END, step: HOUR };
  const whole = querier.source(prepared.selections(params).map(selection => ({ selection, refs: querier.select(selection.matchers), tails: NO_TAILS })));
  const source: SampleSource = grouped ? whole : { select: selection => whole.select(selection) };
  let least = Infinity;
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    prepared.range(source, params, () => undefined);
    least = Math.min(least, performance.now() - began);
  }
  return Math.round(least);
}

function bytesOf(db: MetricsDb, level: Level): string {
  const { bytes, samples } = db.prepare<[number, number], { bytes: number; samples: number }>('SELECT sum(length(blob)) AS bytes, sum(samples) AS samples FROM rollups WHERE key BETWEEN ? AND ?')
    .get(rollupKey(level, 0, -Infinity), rollupKey(level, 2 ** 19 - 1, Infinity))!;
  return (bytes / samples).toFixed(3);
}
