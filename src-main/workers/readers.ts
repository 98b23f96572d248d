import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { AppError } from '../shared/model/errors.ts';
import type { Client } from '../shared/rpc/contract.ts';
import { queryContract, type QueryContract } from './contract.ts';
import { sharedMs } from './flags.ts';
import { type Asked, Bystander, Overtaken, type QueryName, Reader, type ReaderOptions, SteppedAside } from './reader.ts';
import { Slots } from './slots.ts';
import { textOf } from './startup.ts';

/** A query may take so long, whatever it asks for; Prometheus's --query.timeout. */
const MAX_TIMEOUT_MS = 120_000;
/** So many calls at one reader are worth a further one's memory. */
const CROWD = 4;
/** Readers a query may try: it can be the neighbour of one that ends its reader, but not for ever. */
const TRIES = 3;
const closing = (): AppError => new AppError('unavailable', 'The store is closing.');

/** The query workers: one from the start, more when they are needed; one that ends is replaced. */
export class Readers {
  private readonly options: ReaderOptions;
  private readonly most: number;
  private readonly toStorage: (port: MessagePort) => void;
  /** long queries never hold the last reader: one is left for what is short */
  private readonly longs: Slots;
  private readers: Reader[] = [];
  private closed = false;

  /** toStorage: hands the far end of a reader's port to the writer */
  constructor(options: ReaderOptions, most: number, toStorage: (port: MessagePort) => void) {
    this.options = options;
    this.most = most;
    this.longs = new Slots(most === 1 ? Infinity : most - 1);
    this.toStorage = toStorage;
    this.start();
  }

  /** The contract over all readers: a call goes to an idle one, the least busy, or, when all are crowded or long at work, to a new one. */
  client(): Client<QueryContract>['query'] {
    const names = Object.keys(queryContract.query) as QueryName[];
    return Object.fromEntries(names.map(name => [name, (input: object, signal?: AbortSignal) => this.run(name, input, signal)])) as Client<QueryContract>['query'];
  }

  /** After the writer was started anew. */
  reconnect(): void { for (const reader of this.readers) reader.reconnect(this.port()); }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.readers.map(reader => reader.end(closing())));
  }

  private async run(name: QueryName, input: object & { timeoutMs?: number }, signal?: AbortSignal): Promise<unknown> {
    const deadline = sharedMs() + Math.min(input.timeoutMs ?? MAX_TIMEOUT_MS, MAX_TIMEOUT_MS);
    let isLong = false;
    const asked: Asked = { input, deadline, signal, long: () => isLong ||= this.longs.tryTake(), isMovable: this.most > 1 };
    try {
      return await this.attempt(name, asked);
    } catch (error) {
      if (!(error instanceof SteppedAside)) throw error;
      await this.longs.take(deadline, signal);
      isLong = true;
      return await this.attempt(name, asked);
    } finally {
      if (isLong) this.longs.give();
    }
  }

  private async attempt(name: QueryName, asked: Asked): Promise<unknown> {
    for (let tries = 1; ; tries++) {
      if (asked.signal?.aborted) throw new AppError('canceled', 'query was canceled in expression evaluation');
      if (this.closed) throw closing();
      try {
        return await this.choose(name).ask(name, asked);
      } catch (error) {
        if (error instanceof Overtaken) { tries--; continue; }
        if (!(error instanceof Bystander)) throw error;
        if (this.closed) throw closing();
        if (tries === TRIES) throw new AppError('unavailable', 'The readers of the store ended one after the other; try again later.');
      }
    }
  }

  /** Rules are in no hurry: they wait their turn instead of taking a further reader's memory. */
  private choose(name: QueryName): Reader {
    const idle = this.readers.find(({ running }) => running === 0);
    if (idle) return idle;
    if (this.readers.length < this.most && name !== 'rules' && this.readers.every(({ running, long }) => long > 0 || running >= CROWD)) return this.start();
    return this.readers.reduce((least, reader) => reader.long < least.long || (reader.long === least.long && reader.running < least.running) ? reader : least);
  }

  private start(): Reader {
    const reader = new Reader(this.options, this.port(), this.readers.length === 0);
    let began = false;
    reader.ready.then(() => { began = true; }, error => { if (!this.closed) this.options.log.error(`a reader did not start: ${textOf(error)}`); });
    void reader.ended.then(() => {
      this.readers = this.readers.filter(other => other !== reader);
      if (began && !this.closed && this.readers.length === 0) this.start(); // one that can't start is tried again by the next query
    });
    for (const other of this.readers) {
      reader.meet(other);
      other.meet(reader);
    }
    reader.onWide(() => { if (!this.closed && this.readers.length === 1 && this.most > 1) this.start(); });
    this.readers.push(reader);
    return reader;
  }

  private port(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.toStorage(port1);
    return port2;
  }
}
