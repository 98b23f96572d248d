import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../shared/contract/host.ts';
import type { Client } from '../shared/rpc/contract.ts';
import { moved } from '../shared/rpc/moved.ts';
import { Marks } from '../tsdb/marks.ts';
import type { Appender } from './appender.ts';
import { Bodies } from './bodies.ts';
import type { QueryContract, StorageContract } from './contract.ts';
import { Intake } from './intake.ts';
import { OutgoingThread } from './outgoingthread.ts';
import { Readers } from './readers.ts';
import type { WorkerLog } from './startup.ts';
import { Writer } from './writer.ts';

export interface PoolOptions {
  /** scripts of the two workers, as the door knows them: sources in a checkout, built files else */
  readonly storageUrl: URL;
  readonly queryUrl: URL;
  /** of the thread that reads what leaves; beside the others when left out */
  readonly outgoingUrl?: URL;
  /** the write-ahead rows from this id on are kept for who follows what is written; none when left out */
  readonly heldFrom?: number;
  readonly dataDir: string;
  readonly settings: Settings;
  /** most readers; by default the cores but one, from 2 to 4. The second and later ones start when they are needed */
  readonly queryWorkers?: number;
  /** samples; a query that reads about so many starts a second reader, which costs some 35 MB */
  readonly wideSamples?: number;
  /** V8's heap of a reader; a query that needs more ends it, and another takes its place */
  readonly readerHeapMb?: number;
  /** how long after its deadline a query that is still being computed makes its reader count as hung */
  readonly graceMs?: number;
  readonly log: WorkerLog;
}

export interface Pool {
  readonly storage: Client<StorageContract>['storage'];
  readonly query: Client<QueryContract>['query'];
  readonly appender: Appender;
  /** the way in for what is pushed to us */
  readonly intake: Intake;
  /** reads and encodes what leaves, in a thread that is started when it is needed */
  readonly outgoing: OutgoingThread;
  /** No query goes on, everything is committed, the file is closed. */
  close(): Promise<void>;
}

const GRACE_MS = 5_000;
const READER_HEAP_MB = 1024;
/** A tenth of a second of work of one reader, or more. */
const WIDE_SAMPLES = 15_000_000;
/** Columns lie outside of V8's heap: left alone, its young generation grows to 200 MB a thread for nothing. */
const READER_YOUNG_MB = 16;
const STORAGE_YOUNG_MB = 12;

/** Starts the one writer and the readers. Errors: AppError when the store can't be opened: 'unavailable', or 'conflict' when a newer version has written it. */
export async function openPool({ storageUrl, queryUrl, outgoingUrl = new URL('outgoing.ts', storageUrl), heldFrom = Infinity, dataDir, settings, queryWorkers, wideSamples = WIDE_SAMPLES, readerHeapMb = READER_HEAP_MB, graceMs = GRACE_MS, log }: PoolOptions): Promise<Pool> {
  const path = join(dataDir, 'metrics.db');
  const known = new Marks();
  const marks = known.buffer;
  const most = queryWorkers ?? Math.min(4, Math.max(2, availableParallelism() - 1));
  let readers: Readers | undefined;
  let outgoing: OutgoingThread | undefined;
  const begun = (writer: Writer) => {
    readers = new Readers({ url: queryUrl, path, marks, heapMb: readerHeapMb, youngMb: READER_YOUNG_MB, graceMs, wideSamples, log }, most, port => writer.connect(port));
    outgoing = new OutgoingThread({ url: outgoingUrl, path, marks, connect: port => writer.connect(port), log });
  };
  const writer = await Writer.open({ url: storageUrl, path, settings, marks, youngMb: STORAGE_YOUNG_MB, heldFrom, log }, { begun, restarted: () => { readers?.reconnect(); outgoing?.reconnect(); } }).catch(async (error: unknown) => {
    await readers?.close();
    throw error;
  });
  return poolOf(writer, readers!, outgoing!, new Bodies(known));
}

function poolOf(writer: Writer, readers: Readers, outgoing: OutgoingThread, bodies: Bodies): Pool {
  const storage = writer.client();
  return {
    storage,
    intake: new Intake(storage),
    outgoing,
    query: bodies.before(readers.client()),
    appender: {
      resolve: series => storage.resolve({ series }),
      append: async (refs, times, values) => { await storage.append({ refs: moved(refs), times: moved(times), values: moved(values) }); },
      annotate: async metadata => { await storage.annotate({ metadata }); },
    },
    close: async () => {
      await readers.close();
      await outgoing.close();
      await writer.close();
    },
  };
}
