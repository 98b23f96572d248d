import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../shared/model/errors.ts';
import { toLabels } from '../shared/model/labels.ts';
import { connect } from '../shared/rpc/client.ts';
import type { Handlers } from '../shared/rpc/contract.ts';
import { moved } from '../shared/rpc/moved.ts';
import { fromMessagePort } from '../shared/rpc/ports.ts';
import { serve, type Guard } from '../shared/rpc/server.ts';
import { instantJson, rangeJson } from '../formats/promjson.ts';
import { type Check, DEFAULT_LIMITS, prepare, type Prepared } from '../promql/engine.ts';
import { toInstantValue, toMatrix } from '../promql/answer.ts';
import { openForReading } from '../store/metrics.ts';
import { metadataTable } from '../store/series.ts';
import { Querier, type Prefetched } from '../tsdb/querier.ts';
import type { SampleSource, Selection } from '../tsdb/select.ts';
import { queryContract, tailsContract, type QueryContract, type QueryData } from './contract.ts';
import { findSeries, labelNamesOf, labelValuesOf } from './find.ts';

const port = parentPort;
if (!port) throw new Error('BUG: the query worker is no program of its own');
const { path, flags: sharedFlags, storage } = workerData as QueryData & { storage: MessagePort };
const flags = new Int32Array(sharedFlags);
const DEFAULT_TIMEOUT_MS = 120_000;

const db = openForReading(path);
const querier = new Querier(db, sentence => port.postMessage({ damaged: sentence }));
const metadata = metadataTable(db);
const { tails } = connect(tailsContract, fromMessagePort(storage));
const open: Guard<null> = (call, run) => run(call.raw);

interface Asked { readonly timeoutMs?: number | undefined; readonly flag?: number }

/** Throws when the time is up or nobody waits any more; called by the engine between series. */
function checkOf({ timeoutMs = DEFAULT_TIMEOUT_MS, flag }: Asked): Check {
  const deadline = performance.now() + timeoutMs;
  return () => {
    if (flag !== undefined && Atomics.load(flags, flag) !== 0) throw new AppError('canceled', 'query was canceled in expression evaluation');
    if (performance.now() > deadline) throw new AppError('timeout', 'query timed out in expression evaluation');
  };
}

async function prefetch(selections: readonly Selection[]): Promise<Prefetched[]> {
  querier.refresh();
  const chosen = selections.map(selection => ({ selection, refs: querier.select(selection.matchers) }));
  const heads = await tails.read({ wanted: chosen.map(({ selection: { from, to }, refs }) => ({ refs, from, to })) });
  return chosen.map((one, i) => ({ ...one, tails: heads[i]! }));
}

/** Prefetch, then read and evaluate in one transaction: a seal between shows a sample twice, never not at all. */
async function evaluate<T>(selections: readonly Selection[], run: (source: SampleSource) => T): Promise<T> {
  const source = querier.source(await prefetch(selections));
  return db.transaction(() => run(source))();
}

const statsOf = (began: number, result: { readonly samples: number; readonly series: number }) => ({ ms: performance.now() - began, samples: result.samples, series: result.series });

async function range<T>(input: Parameters<Handlers<QueryContract, null>['query']['range']>[0], finish: (result: ReturnType<Prepared['range']>, ms: number) => T): Promise<T> {
  const began = performance.now();
  const check = checkOf(input);
  const query = prepare(input.promql, DEFAULT_LIMITS);
  const params = { from: input.from, to: input.to, step: input.step };
  const result = await evaluate(query.selections(params), source => query.range(source, params, check));
  return finish(result, began);
}

async function instant<T>(input: Parameters<Handlers<QueryContract, null>['query']['instant']>[0], finish: (result: ReturnType<Prepared['instant']>, ms: number) => T): Promise<T> {
  const began = performance.now();
  const check = checkOf(input);
  const query = prepare(input.promql, DEFAULT_LIMITS);
  const result = await evaluate(query.selections({ from: input.time, to: input.time, step: 1 }), source => query.instant(source, input.time, check));
  return finish(result, began);
}

/** Ready to leave this thread: a body that is part of a larger buffer is cut out first. */
const whole = (body: Uint8Array) => moved(body.byteLength === body.buffer.byteLength ? body : body.slice());

const seriesOf = { querier, tails: tails.read };
const handlers: Handlers<QueryContract, null> = {
  query: {
    range: input => range(input, (result, began) => ({ ...toMatrix(result), warnings: result.warnings, infos: result.infos, stats: statsOf(began, { samples: result.samples, series: result.series.length }) })),
    instant: input => instant(input, (result, began) => {
      const value = toInstantValue(result);
      return { value, warnings: result.warnings, infos: result.infos, stats: statsOf(began, { samples: result.samples, series: 'series' in value ? value.series.length : 1 }) };
    }),
    rangeJson: input => range(input, (result, began) => ({ body: whole(rangeJson(result, input.limit ?? 0)), stats: statsOf(began, { samples: result.samples, series: result.series.length }) })),
    instantJson: input => instant(input, (result, began) => ({ body: whole(instantJson(result, input.limit ?? 0)), stats: statsOf(began, { samples: result.samples, series: 1 }) })),
    series: async input => (await findSeries(seriesOf, input)).map(toLabels),
    labelNames: input => labelNamesOf(seriesOf, input),
    labelValues: input => labelValuesOf(seriesOf, input),
    metadata: async ({ name, limit }) => metadata.read(name, limit),
  },
};
serve({ contract: queryContract, handlers, guard: open }, fromMessagePort(port), null, {
  malformed: () => undefined,
  unexpected: (procedure, error) => port.postMessage({ trouble: `${procedure}: ${error instanceof Error ? error.stack ?? error.message : String(error)}` }),
});
querier.refresh();
port.postMessage({ ready: true });
