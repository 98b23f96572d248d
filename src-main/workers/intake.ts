import { AppError } from '../shared/model/errors.ts';
import type { Client } from '../shared/rpc/contract.ts';
import type { StorageContract } from './contract.ts';

type Storage = Client<StorageContract>['storage'];

/** Bytes of bodies that may wait for the storage worker at a time, and how much of it one sender may take up. */
const MAX_BYTES = 160 * 1024 * 1024;
const CALLER_SHARE = 0.75;
/** Requests the storage worker has at a time: one that it works on, and the next ones, so that it never waits for us. */
const RUNNING = 3;

export interface Sent { readonly caller: string; readonly bytes: number; readonly signal: AbortSignal }
interface Waiting { readonly begin: () => void; readonly leave: () => void }

/** What is pushed to us on its way to the storage worker: bounded in bytes, and fair between senders, who take turns. */
export class Intake {
  private readonly storage: Storage;
  private readonly maxBytes: number;
  /** of those that wait and those that are being stored */
  bytes = 0;
  /** requests turned away because too much waited already */
  turnedAway = 0;
  private running = 0;
  private readonly heldBy = new Map<string, number>();
  /** a queue a sender, the one whose turn it is first */
  private readonly queues = new Map<string, Set<Waiting>>();

  constructor(storage: Storage, maxBytes = MAX_BYTES) {
    this.storage = storage;
    this.maxBytes = maxBytes;
  }

  /**
   * Runs `work` when it is the sender's turn.
   * errors  AppError 'unavailable' at once when too much waits already: nothing of it was stored, and it may be sent again; 'canceled'; those of `work`
   */
  async take<T>({ caller, bytes, signal }: Sent, work: (storage: Storage) => Promise<T>): Promise<T> {
    const held = this.heldBy.get(caller) ?? 0;
    if (this.bytes > 0 && (this.bytes + bytes > this.maxBytes || held + bytes > this.maxBytes * CALLER_SHARE)) {
      this.turnedAway++;
      throw new AppError('unavailable', `The store is busy: ${this.bytes} bytes wait to be stored already. Nothing of this request was stored; send it again in a moment.`);
    }
    this.hold(caller, bytes);
    try {
      if (this.running >= RUNNING) await this.turn(caller, signal);
      else this.running++;
      try {
        return await work(this.storage);
      } finally {
        this.next();
      }
    } finally {
      this.hold(caller, -bytes);
    }
  }

  private hold(caller: string, bytes: number): void {
    this.bytes += bytes;
    const held = (this.heldBy.get(caller) ?? 0) + bytes;
    if (held > 0) this.heldBy.set(caller, held); else this.heldBy.delete(caller);
  }

  private turn(caller: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.queues.get(caller) ?? new Set<Waiting>();
      this.queues.set(caller, queue);
      const leave = () => {
        queue.delete(waiting);
        if (queue.size === 0 && this.queues.get(caller) === queue) this.queues.delete(caller);
        reject(new AppError('canceled', 'The sender left before it was its turn; nothing of its request was stored.'));
      };
      const waiting: Waiting = { leave, begin: () => { signal.removeEventListener('abort', leave); resolve(); } };
      if (signal.aborted) return leave();
      queue.add(waiting);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Hands the place that was given back to the sender whose turn it is; that one then goes to the end. */
  private next(): void {
    for (const [caller, queue] of this.queues) {
      this.queues.delete(caller);
      const [first] = queue;
      if (!first) continue;
      queue.delete(first);
      if (queue.size > 0) this.queues.set(caller, queue);
      first.begin();
      return;
    }
    this.running--;
  }
}
