import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instantJson, rangeJson } from '../../src-main/formats/promjson.ts';
import { DEFAULT_LIMITS, type EvalParams, prepare } from '../../src-main/promql/engine.ts';
import { toPairs } from '../../src-main/shared/model/labels.ts';
import { openForReading } from '../../src-main/store/metrics.ts';
import { Marks } from '../../src-main/tsdb/marks.ts';
import { Querier } from '../../src-main/tsdb/querier.ts';
import { SampleStore } from '../../src-main/tsdb/store.ts';
import { NO_TAILS } from '../../src-main/tsdb/tails.ts';
import { AnswerCache } from '../../src-main/workers/answercache.ts';
import { SERIES, type Shape, SHAPES } from './shapes.ts';

const HOSTS = 20, SCRAPES = 960, STEP_MS = 15_000;
const T0 = Date.UTC(2026, 0, 1), END = T0 + SCRAPES * STEP_MS;
const RUNS = 9;
const SETTINGS = { budgetBytes: 2 ** 40, retentionMs: 0, durability: 'process' } as const;

/** The same questions of a store on disk, compacted: 20 hosts x 400 series x 960 scrapes. Milliseconds in the reader, medians; `again` with its caches, when it was asked before. */
export async function benchQueries(): Promise<Record<string, Record<string, number>>> {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-bench-'));
  const path = join(dir, 'metrics.db');
  const marks = new Marks();
  const store = new SampleStore({ path, settings: SETTINGS, now: () => END, damaged: () => undefined, marks });
  try {
    fill(store);
    const db = openForReading(path);
    const querier = new Querier(db, () => undefined);
    querier.refresh();
    const ask = asking(querier, new AnswerCache(marks));
    const table: Record<string, Record<string, number>> = {};
    for (const shape of SHAPES) {
      let bytes = 0;
      const ms = await median(async () => { bytes = (await ask(shape, false)).length; });
      table[shape.name] = { ms, again: await median(() => ask(shape, true)), kB: Math.round(bytes / 1000) };
    }
    db.close();
    return table;
  } finally {
    store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function asking(querier: Querier, answers: AnswerCache): (shape: Shape, cached: boolean) => Promise<Uint8Array> {
  return async ({ stepMs, promql }, cached) => {
    const prepared = prepare(promql, DEFAULT_LIMITS);
    const source = (params: EvalParams) => querier.source(prepared.selections(params).map(selection => ({ selection, refs: querier.select(selection.matchers), tails: NO_TAILS })));
    const params = { from: stepMs === null ? END : T0, to: END, step: stepMs ?? 1 };
    if (stepMs === null) {
      const run = async () => prepared.instant(source(params), END, () => undefined);
      const result = cached ? await answers.instant({ promql, prepared }, END, run) : await run();
      return instantJson(result);
    }
    const run = async (asked: EvalParams) => prepared.range(source(asked), asked, () => undefined);
    const result = cached ? await answers.range({ promql, prepared }, params, run) : await run(params);
    return rangeJson(result);
  };
}

async function median(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
  }
  return Number(times.sort((a, b) => a - b)[RUNS >> 1]!.toFixed(2));
}

function fill(store: SampleStore): void {
  const hosts = Array.from({ length: HOSTS }, (_, h) =>
    store.resolve(SERIES.map(({ name, labels }) => toPairs({ __name__: name, instance: `host-${String(h + 1).padStart(2, '0')}:9100`, job: 'node', ...labels }))));
  const values = hosts.map(() => new Float64Array(SERIES.length));
  for (let k = 1; k <= SCRAPES; k++) {
    for (const [h, refs] of hosts.entries()) {
      for (const [i, { counter }] of SERIES.entries()) values[h]![i] = i % 2 === 1 ? 1000 * i + h : counter ? values[h]![i]! + ((k * 7919 + i * 31 + h) % 100) / 100 : Math.round(1e6 * Math.sin(k / 50 + i + h)) / 100;
      store.append(refs.slice(), Float64Array.of(T0 + k * STEP_MS - h * 700), values[h]!.slice());
    }
  }
  store.compact();
}
