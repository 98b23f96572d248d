import { setImmediate as nextTurn } from 'node:timers/promises';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { moved } from '../shared/rpc/moved.ts';
import { fromMessagePort, type ThreadPort } from '../shared/rpc/ports.ts';
import { serve, type Guard } from '../shared/rpc/server.ts';
import type { Handlers } from '../shared/rpc/contract.ts';
import { checkStore } from '../tsdb/check.ts';
import { remoteWriteReceiver } from '../tsdb/receive.ts';
import { SampleStore } from '../tsdb/store.ts';
import { storageContract, tailsContract, type StorageContract, type StorageData, type TailsContract } from './contract.ts';

/** How often idle shards, write-ahead rows and retention are looked after. */
const MAINTAIN_MS = 15_000;
const MAX_SENTENCES = 20;

const port = parentPort;
if (!port) throw new Error('BUG: the storage worker is no program of its own');
const { path, settings } = workerData as StorageData;
let sentences = 0;
const damaged = (sentence: string) => { if (sentences++ < MAX_SENTENCES) port.postMessage({ damaged: sentence }); };

const store = new SampleStore({ path, settings, now: Date.now, damaged });
const receive = remoteWriteReceiver(store);
/** Between threads of one program nobody asks for permission. */
const open: Guard<null> = (call, run) => run(call.raw);

const handlers: Handlers<StorageContract, null> = {
  storage: {
    resolve: async ({ series }) => moved(store.resolve(series)),
    append: async ({ refs, times, values }) => { store.append(refs, times, values); return null; },
    annotate: async ({ metadata }) => { store.annotate(metadata); return null; },
    receive: async ({ body }) => receive(body),
    compact: async () => { store.compact(); return store.stats(); },
    check: () => checkStore(store, () => nextTurn()),
    stats: async () => store.stats(),
    configure: async ({ settings: changed }) => { store.configure(changed); return null; },
    close: async () => { clearInterval(maintenance); store.close(); return null; },
  },
};
const readers: Handlers<TailsContract, null> = {
  tails: {
    read: async ({ wanted }) => wanted.map(({ refs, from, to }) => {
      const tails = store.tails(refs, from, to);
      return { refs: moved(tails.refs), ends: moved(tails.ends), times: moved(tails.times), values: moved(tails.values) };
    }),
  },
};

/** Retention is stepwise: appends come in between. */
async function maintain(): Promise<void> {
  try {
    while (store.maintain()) await nextTurn();
  } catch (error) {
    port?.postMessage({ trouble: error instanceof Error ? error.message : String(error) });
  }
}
const maintenance = setInterval(() => void maintain(), MAINTAIN_MS);

/** A reader's port comes over the same line as the calls. */
const calls: ThreadPort = {
  postMessage: (message, transfer) => port.postMessage(message, transfer),
  on: (event, listener) => event === 'message'
    ? port.on(event, (message: { reader?: MessagePort }) => {
      if (message.reader) serve({ contract: tailsContract, handlers: readers, guard: open }, fromMessagePort(message.reader), null);
      else (listener as (message: unknown) => void)(message);
    })
    : port.on(event, listener as () => void),
};
serve({ contract: storageContract, handlers, guard: open }, fromMessagePort(calls), null, {
  malformed: () => undefined,
  unexpected: (procedure, error) => port.postMessage({ trouble: `${procedure}: ${error instanceof Error ? error.stack ?? error.message : String(error)}` }),
});
port.postMessage({ ready: true });
