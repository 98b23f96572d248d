import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Settings } from '../shared/contract/host.ts';
import { AppError } from '../shared/model/errors.ts';
import { connect } from '../shared/rpc/client.ts';
import type { Client } from '../shared/rpc/contract.ts';
import { moved } from '../shared/rpc/moved.ts';
import { fromMessagePort } from '../shared/rpc/ports.ts';
import type { Appender } from './appender.ts';
import { queryContract, storageContract, type QueryContract, type QueryData, type StorageContract, type StorageData } from './contract.ts';

export interface PoolOptions {
  /** scripts of the two workers, as the door knows them: sources in a checkout, built files else */
  readonly storageUrl: URL;
  readonly queryUrl: URL;
  readonly dataDir: string;
  readonly settings: Settings;
  /** most readers; by default the cores but one, from 2 to 4. The second and later ones start when they are needed */
  readonly queryWorkers?: number;
  readonly log: { warn(message: string): void; error(message: string): void };
}

export interface Pool {
  readonly storage: Client<StorageContract>['storage'];
  readonly query: Client<QueryContract>['query'];
  readonly appender: Appender;
  close(): Promise<void>;
}

/** Queries that may run or wait at one time: as many flags are shared with the readers. */
const MAX_QUERIES = 1024;
const DEFAULT_TIMEOUT_MS = 120_000;
/** A reader that hasn't noticed its deadline after so long hangs, and is replaced. */
const GRACE_MS = 5_000;
const READER_HEAP_MB = 1024;
/** Columns lie outside of V8's heap: left alone, its young generation grows to 200 MB a thread for nothing. */
const YOUNG_MB = 24;

interface Reader { readonly worker: Worker; readonly client: Client<QueryContract>['query']; running: number; readonly ready: Promise<void> }

/** Starts the one writer and the readers. Errors: AppError 'unavailable' when the store can't be opened. */
export async function openPool(options: PoolOptions): Promise<Pool> {
  const path = join(options.dataDir, 'metrics.db');
  const data: StorageData = { path, settings: options.settings };
  const worker = new Worker(options.storageUrl, { workerData: data, name: 'storage', resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB / 2 } });
  const { storage } = connect(storageContract, fromMessagePort(worker, 'exit'));
  await ready(worker, options.log);
  const readers = new Readers(options, path, worker);
  return {
    storage,
    query: readers.client(),
    appender: {
      resolve: series => storage.resolve({ series }),
      append: async (refs, times, values) => { await storage.append({ refs: moved(refs), times: moved(times), values: moved(values) }); },
      annotate: async metadata => { await storage.annotate({ metadata }); },
    },
    close: async () => {
      await readers.close();
      await storage.close({});
      await worker.terminate();
    },
  };
}

/** Resolves when the worker says so, rejects when it ends before. Its other words go to the log. */
function ready(worker: Worker, log: PoolOptions['log']): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: { ready?: true; damaged?: string; trouble?: string }) => {
      if (message.ready) resolve();
      if (message.damaged) log.error(`damaged, left out: ${message.damaged}`);
      if (message.trouble) log.error(message.trouble);
    });
    worker.on('error', error => reject(error instanceof Error && 'code' in error ? new AppError('unavailable', `The store can't be opened: ${error.message}`, { cause: error }) : error));
    worker.on('exit', code => reject(new AppError('unavailable', `A worker ended with ${code} before it was ready.`)));
  });
}

class Readers {
  private readonly options: PoolOptions;
  private readonly path: string;
  private readonly storage: Worker;
  private readonly most: number;
  private readonly flags = new Int32Array(new SharedArrayBuffer(4 * MAX_QUERIES));
  private readonly free = Array.from({ length: MAX_QUERIES }, (_, i) => i);
  private readers: Reader[] = [];
  private closed = false;

  constructor(options: PoolOptions, path: string, storage: Worker) {
    this.options = options;
    this.path = path;
    this.storage = storage;
    this.most = options.queryWorkers ?? Math.min(4, Math.max(2, availableParallelism() - 1));
    this.start();
  }

  /** The contract over all readers: a call goes to an idle one, a new one, or the least busy. */
  client(): Client<QueryContract>['query'] {
    const names = Object.keys(queryContract.query) as (keyof Client<QueryContract>['query'])[];
    return Object.fromEntries(names.map(name => [name, (input: object, signal?: AbortSignal) => this.run(name, input, signal)])) as Client<QueryContract>['query'];
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.readers.map(({ worker }) => worker.terminate()));
  }

  private async run(name: keyof Client<QueryContract>['query'], input: object & { timeoutMs?: number }, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    const flag = this.free.pop();
    if (flag === undefined) throw new AppError('throttled', `${MAX_QUERIES} queries wait already; try again later.`);
    const reader = this.choose();
    reader.running++;
    Atomics.store(this.flags, flag, 0);
    const cancel = () => Atomics.store(this.flags, flag, 1);
    signal?.addEventListener('abort', cancel, { once: true });
    const limit = (input.timeoutMs ?? DEFAULT_TIMEOUT_MS) + GRACE_MS;
    const hang = setTimeout(() => void this.replace(reader), limit);
    try {
      await reader.ready;
      const call = reader.client[name] as (input: object) => Promise<unknown>;
      return await call({ ...input, flag });
    } catch (error) {
      if (error instanceof AppError && error.code === 'unreachable') throw new AppError('timeout', 'The reader that ran this query was stopped: it ran out of time or memory. Ask for less at a time.', { cause: error });
      throw error;
    } finally {
      clearTimeout(hang);
      signal?.removeEventListener('abort', cancel);
      reader.running--;
      this.free.push(flag);
    }
  }

  private choose(): Reader {
    const idle = this.readers.find(({ running }) => running === 0);
    if (idle) return idle;
    if (this.readers.length < this.most) return this.start();
    return this.readers.reduce((least, reader) => reader.running < least.running ? reader : least);
  }

  private start(): Reader {
    const { port1, port2 } = new MessageChannel();
    this.storage.postMessage({ reader: port1 }, [port1]);
    const data: QueryData & { storage: unknown } = { path: this.path, flags: this.flags.buffer as SharedArrayBuffer, storage: port2 };
    const worker = new Worker(this.options.queryUrl, { workerData: data, transferList: [port2], name: 'query', resourceLimits: { maxOldGenerationSizeMb: READER_HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB } });
    const reader: Reader = { worker, client: connect(queryContract, fromMessagePort(worker, 'exit')).query, running: 0, ready: ready(worker, this.options.log) };
    let began = false;
    reader.ready.then(() => { began = true; }, error => this.options.log.error(`a reader did not start: ${error instanceof Error ? error.message : String(error)}`));
    worker.on('exit', () => {
      this.readers = this.readers.filter(other => other !== reader);
      if (began && !this.closed && this.readers.length === 0) this.start(); // one that can't start is tried again by the next query
    });
    this.readers.push(reader);
    return reader;
  }

  private async replace(reader: Reader): Promise<void> {
    this.options.log.warn('a reader did not end its query in time and is replaced');
    await reader.worker.terminate();
  }
}
