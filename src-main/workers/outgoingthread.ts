import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { AppError } from '../shared/model/errors.ts';
import { connect } from '../shared/rpc/client.ts';
import type { Client } from '../shared/rpc/contract.ts';
import { fromMessagePort } from '../shared/rpc/ports.ts';
import { outgoingContract, type OutgoingContract, type OutgoingData } from './outgoingcontract.ts';
import { ready, type WorkerLog } from './startup.ts';

const HEAP_MB = 512;
const YOUNG_MB = 16;

type Calls = Client<OutgoingContract>['outgoing'];
type CallName = keyof Calls;
interface Running { readonly worker: Worker; readonly calls: Calls; readonly ready: Promise<void> }

export interface OutgoingOptions {
  readonly url: URL;
  readonly path: string;
  readonly marks: SharedArrayBuffer;
  /** hands the writer a port on which it answers */
  readonly connect: (port: MessagePort) => void;
  readonly log: WorkerLog;
}

/** The thread that reads and encodes what leaves, as the main thread sees it: started when it is first needed, and again when it has ended. */
export class OutgoingThread {
  /** rises with each start: what the thread was told before is forgotten */
  generation = 0;
  private readonly options: OutgoingOptions;
  private running: Running | null = null;
  private closed = false;

  constructor(options: OutgoingOptions) { this.options = options; }

  /** errors  AppErrors of the call; 'unavailable' when the thread ends meanwhile */
  client(): Calls {
    const names = Object.keys(outgoingContract.outgoing) as CallName[];
    return Object.fromEntries(names.map(name => [name, (input: object, signal?: AbortSignal) => this.call(name, input, signal)])) as Calls;
  }

  /** The writer was started anew. */
  reconnect(): void {
    this.running?.worker.postMessage(...this.storagePort());
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.running?.worker.terminate();
  }

  private async call(name: CallName, input: object, signal?: AbortSignal): Promise<unknown> {
    if (this.closed) throw new AppError('unavailable', 'The store is closed.');
    const { calls, ready: begun } = this.running ?? this.start();
    await begun;
    try {
      return await (calls[name] as (input: object, signal?: AbortSignal) => Promise<unknown>)(input, signal);
    } catch (error) {
      if (error instanceof AppError && error.code === 'unreachable') throw new AppError('unavailable', 'The thread that reads what leaves has ended; it starts again by itself.', { cause: error });
      throw error;
    }
  }

  private start(): Running {
    const { url, path, marks, log } = this.options;
    const [{ storage }, transferList] = this.storagePort();
    const data: OutgoingData & { storage: MessagePort } = { path, marks, storage };
    const worker = new Worker(url, { workerData: data, transferList, name: 'outgoing', resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB } });
    const running: Running = { worker, calls: connect(outgoingContract, fromMessagePort(worker, 'exit')).outgoing, ready: ready(worker, 'outgoing', log) };
    running.ready.catch(() => worker.terminate()); // told to whoever asks
    worker.once('exit', () => { if (this.running === running) this.running = null; });
    this.generation++;
    this.running = running;
    return running;
  }

  private storagePort(): [{ readonly storage: MessagePort }, MessagePort[]] {
    const { port1, port2 } = new MessageChannel();
    this.options.connect(port1);
    return [{ storage: port2 }, [port2]];
  }
}
