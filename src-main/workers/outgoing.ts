import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../shared/model/errors.ts';
import type { Handlers } from '../shared/rpc/contract.ts';
import { moved } from '../shared/rpc/moved.ts';
import { fromMessagePort } from '../shared/rpc/ports.ts';
import { serve, type Guard } from '../shared/rpc/server.ts';
import { openForReading, reading } from '../store/metrics.ts';
import { metadataTable } from '../store/series.ts';
import { walTable } from '../store/wal.ts';
import { Follower } from '../tsdb/follow.ts';
import { Querier } from '../tsdb/querier.ts';
import { SampleBuffer } from '../tsdb/samplebuffer.ts';
import { type HistoryWave, outgoingContract, type OutgoingContract, type OutgoingCut, type OutgoingData } from './outgoingcontract.ts';
import { estimateOf, FileExport } from './fileexport.ts';
import { OutgoingSeries } from './outgoingseries.ts';
import { SeriesReader } from './seriesreader.ts';
import { begin, textOf, type WorkerWord } from './startup.ts';
import { storageLink } from './storagelink.ts';
import { BodyWriter, cutInto } from './wave.ts';

/** The thread that reads and encodes what leaves for other servers, and for files. */
const port = parentPort;
if (!port) throw new Error('BUG: the outgoing worker is no program of its own');
const { path, marks, storage: line } = workerData as OutgoingData & { storage: MessagePort };
const storage = storageLink(line);
port.on('message', (message: { storage?: MessagePort }) => { if (message.storage) storage.reconnect(message.storage); });
const say = (word: WorkerWord) => port.postMessage(word);
const open: Guard<null> = (call, run) => run(call.raw);

/** One destination: its place in what is written, and the wave that is on its way. */
interface Leaving { readonly series: OutgoingSeries; readonly cut: OutgoingCut; readonly follower: Follower; readonly buffer: SampleBuffer; batches: readonly Uint32Array[] }

function handlersOn(reader: SeriesReader, db: ReturnType<typeof openForReading>): Handlers<OutgoingContract, null> {
  const leaving = new Map<string, Leaving>();
  const files = new Map<string, FileExport>();
  const bodies = new BodyWriter();
  const metadata = metadataTable(db);
  const known = { labels: (ref: number) => reader.labels(ref), metadata: (name: string) => metadata.read(name, 1)[0] ?? null };
  const of = (id: string): Leaving => {
    const one = leaving.get(id);
    if (one === undefined) throw new AppError('not-found', 'This destination has not begun.');
    return one;
  };
  const cut = (one: Leaving) => {
    const { wave, batches } = cutInto(one.buffer, one.cut, ref => one.series.of(ref));
    one.batches = batches;
    return wave;
  };
  return {
    outgoing: {
      begin: async ({ id, rules, cut: given }) => {
        leaving.set(id, { series: new OutgoingSeries(rules, known), cut: given, follower: new Follower(walTable(db)), buffer: new SampleBuffer(), batches: [] });
        return null;
      },
      forget: async ({ id }) => { leaving.delete(id); return null; },
      wave: async ({ id, after, until, most }) => {
        const one = of(id);
        one.buffer.clear();
        const followed = reading(db, () => one.follower.read(after, until, most, one.buffer));
        reader.refresh(); // after the rows: a series is there before its first sample
        return { ...cut(one), ...followed, full: one.buffer.length >= most };
      },
      history: async ({ id, from, to, afterRef, untilRef, most }): Promise<HistoryWave> => {
        const one = of(id);
        one.buffer.clear();
        const lastRef = await reader.read({ selectors: one.series.selectors, from, to, afterRef, untilRef }, { take: ({ ref, times, values }) => one.buffer.addColumns(ref, times, values), enough: () => one.buffer.length >= most });
        return { ...cut(one), lastRef };
      },
      encode: async ({ id, batch, from, to, version }) => {
        const one = of(id);
        const places = one.batches[batch];
        if (places === undefined) throw new AppError('not-found', 'This batch belongs to no wave that is kept.');
        return moved(bodies.body(one.buffer, places.subarray(from, to), ref => one.series.of(ref), version));
      },
      fileBegin: async ({ id, spec }) => {
        const file = new FileExport(reader, spec);
        files.set(id, file);
        return { series: file.seriesCount };
      },
      fileNext: async ({ id, spare }) => {
        const file = files.get(id);
        if (file === undefined) throw new AppError('not-found', 'This export is no longer known: begin it again.');
        const piece = await file.next(spare?.buffer);
        return { ...piece, body: moved(piece.body) };
      },
      fileEnd: async ({ id }) => { files.delete(id); return null; },
      estimate: ({ spec }) => estimateOf(reader, spec),
    },
  };
}

await begin(say, path, () => {
  const db = openForReading(path);
  const reader = new SeriesReader(db, new Querier(db, storage.damaged), { storage, marks });
  serve({ contract: outgoingContract, handlers: handlersOn(reader, db), guard: open }, fromMessagePort(port), null, {
    malformed: () => undefined,
    unexpected: (procedure, error) => say({ trouble: `${procedure}: ${textOf(error, true)}` }),
  });
});
