import { setImmediate as nextTurn } from 'node:timers/promises';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../shared/model/errors.ts';
import type { Handlers } from '../shared/rpc/contract.ts';
import { moved } from '../shared/rpc/moved.ts';
import { fromMessagePort, type ThreadPort } from '../shared/rpc/ports.ts';
import { serve, type Guard } from '../shared/rpc/server.ts';
import { openForWriting } from '../store/metrics.ts';
import { Admission } from '../tsdb/admission.ts';
import { opening } from '../store/opening.ts';
import { checkStore } from '../tsdb/check.ts';
import { type RemoteWriteReceiver, remoteWriteReceiver } from '../tsdb/receive.ts';
import { lineReceiver } from '../tsdb/receivelines.ts';
import { otlpReceiver } from '../tsdb/receiveotlp.ts';
import { textReceiver } from '../tsdb/receivetext.ts';
import { Marks } from '../tsdb/marks.ts';
import { SampleStore } from '../tsdb/store.ts';
import { Twins } from '../tsdb/twins.ts';
import { compactingBehind } from './compacting.ts';
import { storageContract, tailsContract, type StorageContract, type StorageData, type TailsContract } from './contract.ts';
import { Importers } from './importers.ts';
import { Receipts } from './receipts.ts';
import { begin, textOf, type WorkerWord } from './startup.ts';

/** How often idle shards, write-ahead rows and retention are looked after. */
const MAINTAIN_MS = 15_000;
/** Damaged rows that are named in the log; all are counted. */
const MAX_SENTENCES = 20;

const port = parentPort;
if (!port) throw new Error('BUG: the storage worker is no program of its own');
const { path, settings, marks, fresh, heldFrom } = workerData as StorageData;
const say = (word: WorkerWord) => port.postMessage(word);
const journal = { malformed: () => undefined, unexpected: (procedure: string, error: unknown) => say({ trouble: `${procedure}: ${textOf(error, true)}` }) };
let closed = false;
/** Between threads of one program nobody asks for permission. */
const open: Guard<null> = (call, run) => {
  if (closed) throw new AppError('unavailable', 'The store is closed.');
  return run(call.raw);
};

/** Who knows series by how senders write them; filled when there is a store to know them of. */
type Knowing = Pick<RemoteWriteReceiver, 'forget'>[];

function openStore(knowing: Knowing): SampleStore {
  let sentences = 0;
  const damaged = (sentence: string) => { if (sentences++ < MAX_SENTENCES) say({ damaged: sentence }); };
  const dropped = (gone: (ref: number) => boolean) => { for (const one of knowing) one.forget(gone); };
  return opening(path, () => new SampleStore({ path, settings, now: Date.now, marks: new Marks(marks), fresh, heldFrom, damaged, dropped, trouble: error => say({ trouble: `full shards can't be sealed: ${textOf(error)}` }) }));
}

/** Between two steps others get their turn, and the store may have been closed. */
async function stepAside(): Promise<void> {
  await nextTurn();
  if (closed) throw new AppError('unavailable', 'The store is closed.');
}

function handlersOn(store: SampleStore, knowing: Knowing, endUpkeep: () => void, maintain: () => Promise<void>): Handlers<StorageContract, null> {
  const admission = new Admission(settings.limits, Date.now);
  const twins = new Twins();
  const parts = { store, admission, twins };
  const receiver = remoteWriteReceiver(parts);
  const lines = lineReceiver(parts);
  const otlp = otlpReceiver(parts);
  const importers = new Importers(parts);
  knowing.push({ forget: gone => { const alone = twins.forget(gone); for (const one of [receiver, lines, otlp, importers]) one.forget(alone); } });
  const receipts = new Receipts();
  const receiveText = textReceiver(store, admission);
  return {
    storage: {
      resolve: async ({ series }) => moved(store.resolve(series, admission.limits.maxSeries)),
      append: async ({ refs, times, values }) => { store.append(refs, times, values); return null; },
      annotate: async ({ metadata }) => { store.annotate(metadata); return null; },
      receive: async ({ body, version = 1 }) => receipts.of(`remote_write ${version}.0`, receiver.receive(body, version)),
      receiveLines: async pushed => receipts.of('line protocol', lines.receive(pushed)),
      receiveOtlp: async pushed => receipts.of('OTLP', otlp.receive(pushed)),
      importStep: ({ id, source, position }) => importers.step(id, source, position),
      importMatrix: async ({ id, body }) => importers.matrix(id, body),
      endImport: async ({ id }) => { await importers.end(id); return null; },
      receiveText: async pushed => receipts.of('text', receiveText(pushed)),
      compact: async () => {
        for (const _step of store.compacting()) await stepAside();
        return store.stats();
      },
      check: () => checkStore(store, stepAside),
      stats: async () => store.stats(),
      figures: async () => ({ stats: store.stats(), tally: store.tally, received: receipts.list(), refused: [...admission.refused] }),
      hold: async ({ from }) => { store.hold(from); return null; },
      position: async () => store.position(),
      configure: async ({ settings: changed }) => {
        store.configure(changed);
        void maintain(); // what no longer fits goes at once
        admission.limits = changed.limits;
        return null;
      },
      close: async () => {
        closed = true;
        endUpkeep();
        store.close();
        return null;
      },
    },
  };
}

const readersOn = (store: SampleStore): Handlers<TailsContract, null> => ({
  tails: {
    read: async ({ wanted }) => store.tails(wanted).map(({ refs, ends, times, values }) => ({ refs: moved(refs), ends: moved(ends), times: moved(times), values: moved(values) })),
    spans: async ({ from, to }) => moved(store.spans(from, to)),
    damaged: async ({ sentence }) => { store.noteDamage(sentence); return null; },
  },
});

/** Retention is stepwise: appends come in between. */
function maintaining(store: SampleStore): () => Promise<void> {
  let busy = false;
  return async () => {
    if (busy) return;
    busy = true;
    try {
      while (store.maintain()) await stepAside();
    } catch (error) {
      if (!closed) say({ trouble: textOf(error) });
    } finally {
      busy = false;
    }
  };
}

/** A reader's port comes over the same line as the calls. */
const callsOn = (readers: Handlers<TailsContract, null>): ThreadPort => ({
  postMessage: (message, transfer) => port.postMessage(message, transfer),
  on: (event, listener) => event === 'message'
    ? port.on(event, (message: { reader?: MessagePort }) => {
      if (message.reader) serve({ contract: tailsContract, handlers: readers, guard: open }, fromMessagePort(message.reader), null, journal);
      else (listener as (message: unknown) => void)(message);
    })
    : port.on(event, listener as () => void),
});

await begin(say, path, () => {
  const made = openForWriting(path, settings.durability === 'power');
  say({ prepared: true });
  const knowing: Knowing = [];
  const store = openStore(knowing);
  made.close();
  const maintain = maintaining(store);
  const maintenance = setInterval(() => void maintain(), MAINTAIN_MS);
  const endCompacting = compactingBehind(store, error => { if (!closed) say({ trouble: `compaction: ${textOf(error)}` }); });
  serve({ contract: storageContract, handlers: handlersOn(store, knowing, () => { clearInterval(maintenance); endCompacting(); }, maintain), guard: open }, fromMessagePort(callsOn(readersOn(store))), null, journal);
});
