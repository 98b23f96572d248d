import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { JsonBytes } from '../formats/jsonbytes.ts';
import { instantJson, rangeJson } from '../formats/promjson.ts';
import { toInstantValue, toMatrix } from '../promql/answer.ts';
import type { AskOthers, Check, EvalParams, HalfAnswer, InstantResult, RangeResult } from '../promql/engine.ts';
import { AppError } from '../shared/model/errors.ts';
import { toLabels } from '../shared/model/labels.ts';
import type { Handlers } from '../shared/rpc/contract.ts';
import { moved } from '../shared/rpc/moved.ts';
import { fromMessagePort } from '../shared/rpc/ports.ts';
import { serve, type Guard } from '../shared/rpc/server.ts';
import { type MetricsDb, openForReading, reading } from '../store/metrics.ts';
import { metadataTable } from '../store/series.ts';
import { Marks } from '../tsdb/marks.ts';
import { Querier, type Prefetched } from '../tsdb/querier.ts';
import type { SampleSource, Selection } from '../tsdb/select.ts';
import { NO_TAILS } from '../tsdb/tails.ts';
import { AnswerCache, readsFrom } from './answercache.ts';
import { queryContract, type QueryContract, type QueryData, type ReaderWord, type Truth, type Watched } from './contract.ts';
import { findSeries, labelNamesOf, labelValuesOf } from './find.ts';
import { QueryFlags, sharedMs } from './flags.ts';
import { lastSpans } from './lastspans.ts';
import { answerBatch } from './rulebatch.ts';
import { help } from './neighbour.ts';
import { Sharing } from './sharing.ts';
import { understanding } from './understood.ts';
import { BacktestRun, stretches } from '../rules/backtest.ts';
import { begin, textOf, type WorkerWord } from './startup.ts';
import { warmUp } from './warmup.ts';
import { type StorageLink, storageLink } from './storagelink.ts';

const port = parentPort;
if (!port) throw new Error('BUG: the query worker is no program of its own');
const { path, mapped, flags: shared, marks: marked, storage: line, wideSamples } = workerData as QueryData & { storage: MessagePort };
const flags = new QueryFlags(shared);
const storage = storageLink(line);
const marks = new Marks(marked);
const sheet = new JsonBytes();
const spans = lastSpans(marks, storage.spans);
const say = (word: WorkerWord) => port.postMessage(word);
const open: Guard<null> = (call, run) => run(call.raw);
/** When it is likely that everything has started and nobody asks yet, and how often to ask oneself: about a second of work. */
const WARM_UP_MS = 1500;
const WARM_UP_TURNS = 600;
/** Rules are asked again and again, thousands of them. */
const RULES_BYTES = 32 * 1024 * 1024;
type Input<Name extends keyof QueryContract['query']> = Parameters<Handlers<QueryContract, null>['query'][Name]>[0];

type Asked = Watched & { readonly promql: string };

/** The writer is asked only for what its head may hold. */
const readTails: StorageLink['read'] = async ({ wanted }) => {
  const asked = wanted.filter(({ refs, from, to }) => refs.length > 0 && marks.mayHold(from, to));
  const heads = asked.length === 0 ? [] : await storage.read({ wanted: asked });
  return wanted.map(one => heads[asked.indexOf(one)] ?? NO_TAILS);
};

/** One call: its flag is up while it computes, and down while it waits for the writer. */
interface Turn { readonly check: Check; readonly tails: Pick<StorageLink, 'read' | 'spans'> }

function turnOf({ deadline = Infinity, flag = 0 }: Watched): Turn {
  const waiting = <In, Out>(ask: (input: In) => Promise<Out>) => async (input: In): Promise<Out> => {
    flags.leave();
    const answer = await ask(input);
    flags.enter(flag);
    check();
    return answer;
  };
  /** Throws when the time is up or nobody waits any more; called by the engine between series. */
  const check = () => {
    if (flag > 0 && flags.isCanceled(flag)) throw new AppError('canceled', 'query was canceled in expression evaluation');
    if (performance.now() > end) throw new AppError('timeout', 'query timed out in expression evaluation');
  };
  const end = performance.now() + deadline - sharedMs(); // the same moment on this thread's clock, which is quicker to look at
  flags.enter(flag);
  check();
  return { check, tails: { read: waiting(readTails), spans: waiting(spans) } };
}

function handlersOn(db: MetricsDb, querier: Querier): Handlers<QueryContract, null> {
  const sharing = new Sharing(querier, wideSamples, () => say({ wide: true }));
  const metadata = metadataTable(db);
  const answers = new AnswerCache(marks);
  const within = db.transaction((run: () => unknown) => run());
  const understood = understanding();
  const ruleUnderstood = understanding(RULES_BYTES);
  port!.on('message', (word: ReaderWord) => {
    if (word.storage) storage.reconnect(word.storage);
    if (word.neighbour) sharing.meet(word.neighbour);
    if (word.help) help(word.help, flags, ({ promql, params, prefetched }, check) => {
      querier.refresh();
      return within(() => understood(promql).half(querier.source(prefetched), params, check)) as HalfAnswer;
    });
  });
  const finder = (input: Watched) => ({ querier, tails: turnOf(input).tails });

  async function prefetch(selections: readonly Selection[], tails: Turn['tails']): Promise<Prefetched[]> {
    reading(db, () => querier.refresh());
    const chosen = selections.map(selection => ({ selection, refs: querier.select(selection.matchers) }));
    const heads = await tails.read({ wanted: chosen.map(({ selection: { from, to, newest = false }, refs }) => ({ refs, from, to, newest })) });
    return chosen.map((one, i) => ({ ...one, tails: heads[i]! }));
  }

  /** Prefetch, then read and evaluate in one transaction: a seal between shows a sample twice, never not at all. Another reader may take half of it. */
  async function evaluate<T>(input: Asked, params: EvalParams, run: (source: SampleSource, check: Check, others?: AskOthers) => T): Promise<T> {
    const { check, tails } = turnOf(input);
    const prepared = understood(input.promql);
    const prefetched = await prefetch(prepared.selections(params), tails);
    const shared = sharing.offer(prepared, { promql: input.promql, params, prefetched, deadline: input.deadline ?? Infinity });
    if (shared === null) return reading(db, () => within(() => run(querier.source(prefetched), check)) as T);
    const { ours, theirs, half } = shared;
    const others = () => half.answer(check, () => prepared.half(querier.source(theirs), params, check));
    try {
      return reading(db, () => within(() => run(querier.source(ours), check, others)) as T);
    } finally {
      half.drop();
    }
  }

  /** Looked at before anything is read. */
  function truthOf({ promql, nocache }: { readonly promql: string; readonly nocache: boolean }, params: EvalParams): { readonly truth?: Truth } {
    const { version } = marks;
    if (nocache || Number.isNaN(version)) return {};
    const prepared = understood(promql);
    return prepared.stepwise ? { truth: { version, readsFrom: readsFrom(prepared, params), to: params.to } } : {};
  }

  async function range<T>(input: Input<'range'>, finish: (result: RangeResult, began: number) => T): Promise<T> {
    const began = performance.now();
    const prepared = understood(input.promql);
    const run = (params: EvalParams) => evaluate(input, params, (source, check, others) => prepared.range(source, params, check, others));
    const params = { from: input.from, to: input.to, step: input.step };
    return finish(await (input.nocache ? run(params) : answers.range({ promql: input.promql, prepared }, params, run)), began);
  }

  async function instant<T>(input: Input<'instant'>, finish: (result: InstantResult, began: number) => T): Promise<T> {
    const began = performance.now();
    const { promql, time } = input;
    const prepared = understood(promql);
    const run = () => evaluate(input, { from: time, to: time, step: 1 }, (source, check, others) => prepared.instant(source, time, check, others));
    return finish(await (input.nocache ? run() : answers.instant({ promql, prepared }, time, run)), began);
  }

  return {
    query: {
      range: input => range(input, (result, began) => ({ ...toMatrix(result), warnings: result.warnings, infos: result.infos, stats: statsOf(began, result) })),
      instant: input => instant(input, (result, began) => ({ value: toInstantValue(result), warnings: result.warnings, infos: result.infos, stats: statsOf(began, result) })),
      rangeJson: async input => {
        const truth = truthOf(input, { from: input.from, to: input.to, step: input.step });
        return range(input, (result, began) => ({ body: moved(rangeJson(result, input.limit ?? 0, sheet)), stats: statsOf(began, result), ...truth }));
      },
      instantJson: async input => {
        const truth = truthOf(input, { from: input.time, to: input.time, step: 1 });
        return instant(input, (result, began) => ({ body: moved(instantJson(result, input.limit ?? 0, sheet)), stats: statsOf(began, result), ...truth }));
      },
      rules: async input => {
        const { check, tails } = turnOf(input);
        return answerBatch(input, {
          check, understood: ruleUnderstood, prefetch: selections => prefetch(selections, tails), source: fetched => querier.source(fetched),
          inTransaction: run => reading(db, () => within(run)) as ReturnType<typeof run>,
        });
      },
      backtest: async input => {
        const began = performance.now(), tested = new BacktestRun(input), prepared = understood(tested.promql);
        const asked = { ...input, promql: tested.promql };
        for (const params of stretches(input)) tested.take(await evaluate(asked, params, (source, check, others) => prepared.range(source, params, check, others)));
        return tested.finish(performance.now() - began);
      },
      series: async input => (await findSeries(finder(input), input)).map(toLabels),
      labelNames: async input => labelNamesOf(finder(input), input),
      labelValues: async input => labelValuesOf(finder(input), input),
      metadata: async ({ name, limit }) => metadata.read(name, limit),
    },
  };
}

const statsOf = (began: number, result: { readonly samples: number; readonly series?: readonly unknown[] }) =>
  ({ ms: performance.now() - began, samples: result.samples, series: result.series?.length ?? 1 });

await begin(say, path, () => {
  const db = openForReading(path, mapped);
  const querier = new Querier(db, storage.damaged);
  querier.refresh();
  serve({ contract: queryContract, handlers: handlersOn(db, querier), guard: open }, fromMessagePort(port), null, {
    malformed: () => undefined,
    unexpected: (procedure, error) => say({ trouble: `${procedure}: ${textOf(error, true)}` }),
  });
  setTimeout(() => {
    warmUp(WARM_UP_TURNS).catch((error: unknown) => say({ trouble: textOf(error) }));
  }, WARM_UP_MS).unref();
});
