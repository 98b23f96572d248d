import { type MessagePort, Worker } from 'node:worker_threads';
import type { Settings } from '../shared/contract/host.ts';
import { AppError } from '../shared/model/errors.ts';
import { connect } from '../shared/rpc/client.ts';
import type { Client } from '../shared/rpc/contract.ts';
import { fromMessagePort } from '../shared/rpc/ports.ts';
import { storageContract, type StorageContract, type StorageData } from './contract.ts';
import { prepared, ready, textOf, type WorkerLog } from './startup.ts';

type StorageClient = Client<StorageContract>['storage'];
type StorageName = keyof StorageClient;

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 60_000;

export interface WriterOptions { readonly url: URL; readonly path: string; readonly settings: Settings; readonly marks: SharedArrayBuffer; readonly youngMb: number; readonly heldFrom: number; readonly log: WorkerLog }

/**
 * The storage worker, as the main thread sees it. Everything acknowledged is committed, so one that ends unexpectedly is started again and goes on
 * where it was; calls that were under way or come meanwhile are refused as 'unavailable'.
 */
export class Writer {
  private readonly options: WriterOptions;
  private readonly restarted: () => void;
  private settings: Settings;
  private heldFrom: number;
  private worker: Worker;
  private calls: StorageClient;
  private state: 'starting' | 'up' | 'down' | 'closed' = 'starting';
  private again: NodeJS.Timeout | undefined;

  private constructor(options: WriterOptions, restarted: () => void) {
    this.options = options;
    this.restarted = restarted;
    this.settings = options.settings;
    this.heldFrom = options.heldFrom;
    ({ worker: this.worker, calls: this.calls } = this.launch());
  }

  /**
   * begun      called once the file is there: readers may begin while the writer still reads what is not sealed
   * restarted  called when readers need new ports
   * errors     AppError, naming the file, when the store can't be opened
   */
  static async open(options: WriterOptions, { begun, restarted }: { begun: (writer: Writer) => void; restarted: () => void }): Promise<Writer> {
    const writer = new Writer(options, restarted);
    try {
      const started = writer.started(FIRST_DELAY_MS);
      await Promise.race([prepared(writer.worker), started]);
      begun(writer);
      await started;
    } catch (error) {
      await writer.end();
      throw error;
    }
    return writer;
  }

  client(): StorageClient {
    const names = Object.keys(storageContract.storage) as StorageName[];
    return Object.fromEntries(names.map(name => [name, (input: object, signal?: AbortSignal) => this.call(name, input, signal)])) as StorageClient;
  }

  /** Answers a reader on `port`; while there is nobody to answer, the port is closed at once, so that the reader knows. */
  connect(port: MessagePort): void {
    if (this.state === 'up' || this.state === 'starting') this.worker.postMessage({ reader: port }, [port]); // one that starts answers when it has
    else port.close();
  }

  /** Everything committed, the file closed, the worker gone, whatever goes wrong on the way. */
  async close(): Promise<void> {
    if (this.state === 'closed') return;
    try {
      if (this.state === 'up') await this.call('close', {});
    } finally {
      await this.end();
    }
  }

  private async call(name: StorageName, input: object, signal?: AbortSignal): Promise<unknown> {
    if (this.state !== 'up') throw new AppError('unavailable', this.state === 'closed' ? 'The store is closed.' : 'The store is starting again after an error; try again in a moment.');
    try {
      const answer = await (this.calls[name] as (input: object, signal?: AbortSignal) => Promise<unknown>)(input, signal);
      if (name === 'configure') this.settings = (input as { settings: Settings }).settings;
      if (name === 'hold') this.heldFrom = (input as { from: number }).from;
      return answer;
    } catch (error) {
      if (error instanceof AppError && error.code === 'unreachable') throw new AppError('unavailable', 'The store ended while it did this; it starts again by itself. Try again in a moment.', { cause: error });
      throw error;
    }
  }

  private async end(): Promise<void> {
    this.state = 'closed';
    clearTimeout(this.again);
    await this.worker.terminate();
  }

  private launch(): { worker: Worker; calls: StorageClient } {
    const { url, path, marks, youngMb } = this.options;
    const data: StorageData = { path, fresh: this.state === 'starting', settings: this.settings, marks, heldFrom: this.heldFrom };
    const worker = new Worker(url, { workerData: data, name: 'storage', resourceLimits: { maxYoungGenerationSizeMb: youngMb } });
    return { worker, calls: connect(storageContract, fromMessagePort(worker, 'exit')).storage };
  }

  private async started(delayMs: number): Promise<void> {
    const { worker } = this;
    await ready(worker, 'storage', this.options.log);
    if (this.state === 'closed') return;
    this.state = 'up';
    worker.once('exit', () => {
      if (this.state === 'closed') return;
      this.state = 'down';
      this.options.log.error('the storage worker ended and is started again');
      this.restart(delayMs);
    });
  }

  private restart(delayMs: number): void {
    this.again = setTimeout(() => {
      ({ worker: this.worker, calls: this.calls } = this.launch());
      this.started(FIRST_DELAY_MS).then(() => { if (this.state === 'up') this.restarted(); }, error => {
        if (this.state === 'closed') return;
        this.options.log.error(`the storage worker did not start: ${textOf(error)}`);
        this.restart(Math.min(MAX_DELAY_MS, delayMs * 2));
      });
    }, delayMs);
  }
}
