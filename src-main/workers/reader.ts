import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { AppError } from '../shared/model/errors.ts';
import { connect } from '../shared/rpc/client.ts';
import type { Client } from '../shared/rpc/contract.ts';
import { fromMessagePort } from '../shared/rpc/ports.ts';
import { queryContract, type QueryContract, type QueryData, type ReaderWord } from './contract.ts';
import { QueryFlags, sharedMs } from './flags.ts';
import { markGone, newWords } from './neighbour.ts';
import { ready, type WorkerLog } from './startup.ts';

export type QueryName = keyof Client<QueryContract>['query'];

/** The reader ended while it had the query, and it was not this query that it was computing: another reader may be asked. */
export class Bystander extends Error {}

/** The query was told to make room for shorter ones, and has: it may begin again. */
export class SteppedAside extends Error {}

/** The query waited behind one that has become long: another reader may be asked. */
export class Overtaken extends Error {}

export interface ReaderOptions {
  readonly url: URL;
  readonly path: string;
  /** where the writer tells of changes */
  readonly marks: SharedArrayBuffer;
  /** V8's heap of the worker; a query that needs more ends it */
  readonly heapMb: number;
  readonly youngMb: number;
  /** how long after its deadline a query that is still being computed makes the reader count as hung */
  readonly graceMs: number;
  /** a query that reads about so many samples makes it worth while to start a second reader */
  readonly wideSamples: number;
  readonly log: WorkerLog;
}

export interface Asked {
  readonly input: object;
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
  /** called once the query has been computed for LONG_MS: whether it may go on, or has to step aside */
  readonly long: () => boolean;
  /** whether it need not wait behind a long one, because there are other readers */
  readonly isMovable: boolean;
}
/** From then on a query counts as long. */
export const LONG_MS = 400;


/** One query worker, as the main thread sees it. */
export class Reader {
  /** calls it has not answered, whether somebody waits for them or not */
  running = 0;
  /** those of them that are long */
  long = 0;
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  private readonly worker: Worker;
  private readonly calls: Client<QueryContract>['query'];
  private readonly flags = new QueryFlags();
  private readonly options: ReaderOptions;
  /** what becomes of the query that was being computed when the worker ended */
  private blame = new AppError('limit', 'The reader that ran this query ended: it ran out of memory. Ask for less at a time.');

  /** storage: a port on which the writer answers; isFirst: there is no other reader */
  constructor(options: ReaderOptions, storage: MessagePort, isFirst: boolean) {
    this.options = options;
    const data: QueryData & { storage: MessagePort } = { path: options.path, mapped: isFirst, flags: this.flags.buffer, marks: options.marks, storage, wideSamples: options.wideSamples };
    this.worker = new Worker(options.url, {
      workerData: data, transferList: [storage], name: 'query', resourceLimits: { maxOldGenerationSizeMb: options.heapMb, maxYoungGenerationSizeMb: options.youngMb },
    });
    this.ended = new Promise(resolve => { this.worker.once('exit', () => resolve()); });
    this.calls = connect(queryContract, fromMessagePort(this.worker, 'exit')).query;
    this.ready = ready(this.worker, 'query', options.log);
    this.ready.catch(() => this.worker.terminate()); // told to whoever asks
  }

  /** The writer was started anew: a port to the new one. */
  reconnect(storage: MessagePort): void { this.tell({ storage }, storage); }

  /** From now on this reader may ask the other one for half of a query. */
  meet(other: Reader): void {
    const { port1, port2 } = new MessageChannel(), words = newWords();
    this.tell({ neighbour: { port: port1, words, flags: other.flags.buffer } }, port1);
    other.tell({ help: { port: port2, words } }, port2);
    void other.ended.then(() => markGone(words));
  }

  /** Calls back when the reader has met a query that two should answer, and that is large enough to start another one for. */
  onWide(listener: () => void): void {
    this.worker.on('message', (word: { readonly wide?: true }) => { if (word.wide) listener(); });
  }

  private tell(word: ReaderWord, port: MessagePort): void { this.worker.postMessage(word, [port]); }

  async end(blame: AppError): Promise<void> {
    this.blame = blame;
    await this.worker.terminate();
  }

  /**
   * Rejects at once when `signal` fires and, for a query that waits its turn, when its time is up; the reader drops it when it comes to it.
   * errors  AppErrors of the query, 'canceled', 'timeout', 'throttled'; Bystander; SteppedAside; Overtaken
   */
  ask(name: QueryName, asked: Asked): Promise<unknown> {
    const { input, deadline, signal } = asked;
    const flag = this.flags.take();
    if (flag === undefined) return Promise.reject(new AppError('throttled', 'Too many queries wait already; try again later.'));
    this.running++;
    const answer = this.call(name, { ...input, flag, deadline }, flag);
    const watch = this.watch(flag, asked);
    const given = this.patience(flag, deadline, signal, answer).catch((error: unknown) => { throw watch.aside() && !signal?.aborted ? new SteppedAside() : error; });
    const settled = () => { // only now: the reader no longer looks at the flag
      watch.end();
      this.running--;
      this.flags.giveBack(flag);
    };
    answer.then(settled, settled);
    return Promise.race([given, watch.overtaken]);
  }

  private async call(name: QueryName, input: object, flag: number): Promise<unknown> {
    await this.ready;
    try {
      return await (this.calls[name] as (input: object) => Promise<unknown>)(input);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unreachable') throw error;
      throw this.flags.computing === flag ? this.blame : new Bystander();
    }
  }

  /** Notices when a query has become long, wherever it stood in the queue before, and when it waits behind such a one: then it is given up here at once. */
  private watch(flag: number, { long, isMovable }: Asked): { aside(): boolean; readonly overtaken: Promise<never>; end(): void } {
    let state: 'short' | 'long' | 'aside' | 'overtaken' = 'short';
    let looks = 0;
    const overtaken = Promise.withResolvers<never>();
    const look = () => {
      looks = this.flags.computing === flag ? looks + 1 : 0;
      if (looks === 2) state = long() ? 'long' : 'aside';
      else if (looks === 0 && isMovable && this.long > 0) state = 'overtaken';
      if (state === 'short') return;
      clearInterval(timer);
      if (state === 'long') this.long++;
      else this.flags.cancel(flag);
      if (state === 'overtaken') overtaken.reject(new Overtaken());
    };
    const timer = setInterval(look, LONG_MS / 2);
    return {
      aside: () => state === 'aside',
      overtaken: overtaken.promise,
      end: () => {
        clearInterval(timer);
        if (state === 'long') this.long--;
      },
    };
  }

  private patience(flag: number, deadline: number, signal: AbortSignal | undefined, answer: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.flags.cancel(flag);
        reject(new AppError('canceled', 'query was canceled in expression evaluation'));
      };
      const late = () => {
        timer = setTimeout(stuck, this.options.graceMs);
        if (this.flags.computing === flag) return; // it looks at the time itself
        this.flags.cancel(flag);
        reject(new AppError('timeout', 'query timed out in query queue'));
      };
      const stuck = () => {
        timer = setTimeout(stuck, this.options.graceMs);
        if (this.flags.computing !== flag) return;
        this.options.log.warn('a reader did not end its query in time and is replaced');
        void this.end(new AppError('timeout', 'The query did not end in time and its reader was stopped. Ask for less at a time.'));
      };
      let timer = setTimeout(late, Math.max(0, deadline - sharedMs()));
      const done = () => { clearTimeout(timer); signal?.removeEventListener('abort', cancel); };
      signal?.addEventListener('abort', cancel, { once: true });
      answer.then(value => { done(); resolve(value); }, error => { done(); reject(error); });
    });
  }
}
