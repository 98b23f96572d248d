import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { instantJson, rangeJson } from '../formats/promjson.ts';
import { toInstantValue, toMatrix } from '../promql/answer.ts';
import { type Check, DEFAULT_LIMITS, prepare, type Prepared } from '../promql/engine.ts';
import { AppError } from '../shared/model/errors.ts';
import { toLabels } from '../shared/model/labels.ts';
import type { Handlers } from '../shared/rpc/contract.ts';
import { moved } from '../shared/rpc/moved.ts';
import { fromMessagePort } from '../shared/rpc/ports.ts';
import { serve, type Guard } from '../shared/rpc/server.ts';
import { openForReading } from '../store/metrics.ts';
import { metadataTable } from '../store/series.ts';
import { Querier, type Prefetched } from '../tsdb/querier.ts';
import type { SampleSource, Selection } from '../tsdb/select.ts';
import { queryContract, type QueryContract, type QueryData, type Watched } from './contract.ts';
import { findSeries, labelNamesOf, labelValuesOf } from './find.ts';
import { QueryFlags, sharedMs } from './flags.ts';
import { begin, textOf, type WorkerWord } from './startup.ts';
import { storageLink } from './storagelink.ts';

const port = parentPort;
if (!port) throw new Error('BUG: the query worker is no program of its own');
const { path, flags: sharedFlags, storage } = workerData as QueryData & { storage: MessagePort };
const flags = new QueryFlags(sharedFlags);
const tails = storageLink(storage);
port.on('message', (message: { storage?: MessagePort }) => { if (message.storage) tails.reconnect(message.storage); });
const say = (word: WorkerWord) => port.postMessage(word);
const open: Guard<null> = (call, run) => run(call.raw);

/** Throws when the time is up or nobody waits any more; called by the engine between series. */
const checkOf = ({ deadline = Infinity, flag = 0 }: Watched): Check => () => {
  if (flag > 0 && flags.isCanceled(flag)) throw new AppError('canceled', 'query was canceled in expression evaluation');
  if (sharedMs() > deadline) throw new AppError('timeout', 'query timed out in expression evaluation');
};

function handlersOn(db: ReturnType<typeof openForReading>, querier: Querier): Handlers<QueryContract, null> {
  const metadata = metadataTable(db);
  const finder = { querier, tails };

  async function prefetch(selections: readonly Selection[], { flag = 0 }: Watched): Promise<Prefetched[]> {
    const chosen = flags.during(flag, () => {
      querier.refresh();
      return selections.map(selection => ({ selection, refs: querier.select(selection.matchers) }));
    });
    const heads = await tails.read({ wanted: chosen.map(({ selection: { from, to }, refs }) => ({ refs, from, to })) });
    return chosen.map((one, i) => ({ ...one, tails: heads[i]! }));
  }

  /** Prefetch, then read and evaluate in one transaction: a seal between shows a sample twice, never not at all. */
  async function evaluate<R, T>(input: Watched, selections: readonly Selection[], run: (source: SampleSource, check: Check) => R, finish: (result: R) => T): Promise<T> {
    const check = checkOf(input);
    check();
    const source = querier.source(await prefetch(selections, input));
    return flags.during(input.flag ?? 0, () => {
      check();
      return finish(db.transaction(() => run(source, check))());
    });
  }

  function range<T>(input: Parameters<Handlers<QueryContract, null>['query']['range']>[0], finish: (result: ReturnType<Prepared['range']>) => T): Promise<T> {
    const query = prepare(input.promql, DEFAULT_LIMITS);
    const params = { from: input.from, to: input.to, step: input.step };
    return evaluate(input, query.selections(params), (source, check) => query.range(source, params, check), finish);
  }

  function instant<T>(input: Parameters<Handlers<QueryContract, null>['query']['instant']>[0], finish: (result: ReturnType<Prepared['instant']>) => T): Promise<T> {
    const query = prepare(input.promql, DEFAULT_LIMITS);
    return evaluate(input, query.selections({ from: input.time, to: input.time, step: 1 }), (source, check) => query.instant(source, input.time, check), finish);
  }

  return {
    query: {
      range: input => timed(stats => range(input, result => ({ ...toMatrix(result), warnings: result.warnings, infos: result.infos, stats: stats(result.samples, result.series.length) }))),
      instant: input => timed(stats => instant(input, result => {
        const value = toInstantValue(result);
        return { value, warnings: result.warnings, infos: result.infos, stats: stats(result.samples, 'series' in value ? value.series.length : 1) };
      })),
      rangeJson: input => timed(stats => range(input, result => ({ body: whole(rangeJson(result, input.limit ?? 0)), stats: stats(result.samples, result.series.length) }))),
      instantJson: input => timed(stats => instant(input, result => ({ body: whole(instantJson(result, input.limit ?? 0)), stats: stats(result.samples, 'series' in result ? result.series.length : 1) }))),
      series: async input => {
        checkOf(input)();
        const found = await findSeries(finder, input);
        return flags.during(input.flag ?? 0, () => found.map(toLabels));
      },
      labelNames: async input => { checkOf(input)(); return labelNamesOf(finder, input); },
      labelValues: async input => { checkOf(input)(); return labelValuesOf(finder, input); },
      metadata: async ({ name, limit }) => metadata.read(name, limit),
    },
  };
}

/** Runs a query and measures it. */
async function timed<T>(run: (stats: (samples: number, series: number) => { ms: number; samples: number; series: number }) => Promise<T>): Promise<T> {
  const began = performance.now();
  return run((samples, series) => ({ ms: performance.now() - began, samples, series }));
}

/** Ready to leave this thread: a body that is part of a larger buffer is cut out first. */
const whole = (body: Uint8Array) => moved(body.byteLength === body.buffer.byteLength ? body : body.slice());

await begin(say, path, () => {
  const db = openForReading(path);
  const querier = new Querier(db, tails.damaged);
  querier.refresh();
  serve({ contract: queryContract, handlers: handlersOn(db, querier), guard: open }, fromMessagePort(port), null, {
    malformed: () => undefined,
    unexpected: (procedure, error) => say({ trouble: `${procedure}: ${textOf(error, true)}` }),
  });
});
