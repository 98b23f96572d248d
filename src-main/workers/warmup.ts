import { setImmediate as nextTurn } from 'node:timers/promises';
import { JsonBytes } from '../formats/jsonbytes.ts';
import { instantJson, rangeJson } from '../formats/promjson.ts';
import { DEFAULT_LIMITS, prepare } from '../promql/engine.ts';
import type { StoreSettings } from '../shared/contract/host.ts';
import { Querier } from '../tsdb/querier.ts';
import { SampleStore } from '../tsdb/store.ts';
import { NO_TAILS } from '../tsdb/tails.ts';

const STEP_MS = 15_000;
const SAMPLES = 240;
/** Three shards' worth: of more, what the warming takes would stay taken. */
const SERIES = 96;
const SETTINGS: StoreSettings = { budgetBytes: 2 ** 40, retentionMs: 0, durability: 'process' };

/** What dashboards ask most. */
const EXPRESSIONS = [
  'm', 'sum by (mode) (rate(m[5m]))', 'rate(m{mode="a"}[5m])', 'count({__name__=~".+"}) by (__name__)', 'avg_over_time(m[20m])', 'max by (job) (m)', '1 - m / on (i) m',
  'topk(5, sum by (i) (rate(m[5m])))', 'histogram_quantile(0.99, sum by (le) (rate(m[5m])))', 'quantile_over_time(0.95, m[20m])', 'sum by (__name__) ({__name__=~"m.*"})', 'm{i="1"}[5m]',
];

/**
 * Asks a made-up store in memory what dashboards ask, until the code that answers is compiled: else the first real dashboard would wait for that.
 * Every question is a turn of its own, so that a real one waits for a few milliseconds at most.
 * turns  how many questions
 */
export async function warmUp(turns: number): Promise<void> {
  const store = madeUp();
  try {
    const querier = new Querier(store.db, () => undefined);
    querier.refresh();
    const sheet = new JsonBytes();
    for (let turn = 0; turn < turns; turn++) {
      ask(querier, EXPRESSIONS[turn % EXPRESSIONS.length]!, Math.floor(turn / EXPRESSIONS.length) % 2 === 0, sheet);
      await nextTurn();
    }
  } finally {
    store.close();
  }
}

function madeUp(): SampleStore {
  const store = new SampleStore({ path: ':memory:', settings: SETTINGS, now: () => SAMPLES * STEP_MS, damaged: () => undefined });
  const refs = store.resolve(Array.from({ length: SERIES }, (_, i) => ['__name__', 'm', 'i', String(i), 'job', 'warm', 'le', i % 9 === 0 ? '+Inf' : String(i % 9), 'mode', i % 3 === 0 ? 'a' : 'b']));
  for (let t = 1; t <= SAMPLES; t++) store.append(refs.slice(), Float64Array.of(t * STEP_MS), Float64Array.from(refs, (_, i) => (i % 4 === 0 ? i : (t * (i + 7) * 0.25) % (1000 * (i + 1)))));
  store.compact();
  return store;
}

function ask(querier: Querier, promql: string, instant: boolean, sheet: JsonBytes): void {
  const prepared = prepare(promql, DEFAULT_LIMITS);
  const to = SAMPLES * STEP_MS, check = () => undefined;
  const params = instant || promql.endsWith(']') ? { from: to, to, step: 1 } : { from: STEP_MS, to, step: 60_000 };
  const source = querier.source(prepared.selections(params).map(selection => ({ selection, refs: querier.select(selection.matchers), tails: NO_TAILS })));
  if (params.from === to) instantJson(prepared.instant(source, to, check), 0, sheet);
  else rangeJson(prepared.range(source, params, check), 0, sheet);
}
