import type { Clock } from '../base/clock.ts';
import type { ReceiverConfig } from '../shared/model/receiver.ts';
import type { StoredMessage } from '../store/messages.ts';
import { Limiter, limitsOf } from './limiter.ts';
import { retryDelayMs } from './retry.ts';
import type { Outcome } from './senders/sender.ts';

export interface LaneParts {
  readonly clock: Clock;
  readonly config: () => ReceiverConfig | null;
  readonly giveUpMs: () => number;
  readonly running: () => boolean;
  readonly send: (message: StoredMessage) => Promise<Outcome>;
  readonly begin: (message: StoredMessage) => StoredMessage;
  /** `nextAt`: unix ms of the next attempt; null: there is none */
  readonly settle: (message: StoredMessage, outcome: Outcome & { readonly at: number; readonly ms: number }, nextAt: number | null) => StoredMessage;
  /** one message in place of these */
  readonly merge: (messages: readonly StoredMessage[]) => StoredMessage;
  readonly onError: (error: unknown) => void;
}

/** After an error of our own the lane looks again. */
const TROUBLE_MS = 30_000;
/** Timers end after so long and look again: the clock may have been set. */
const LONGEST_TIMER_MS = 60_000;

/** The messages of one receiver, sent one after the other; beyond its limits they wait and become one. */
export class Lane {
  private readonly parts: LaneParts;
  private readonly limiter = new Limiter();
  private queue: StoredMessage[] = [];
  /** unix ms since which those that were given up and are tried again count as new */
  private readonly renewed = new Map<string, number>();
  private timer: Disposable | null = null;
  private round: Promise<void> | null = null;
  private hurried = false;

  constructor(parts: LaneParts) {
    this.parts = parts;
  }

  get length(): number {
    return this.queue.length;
  }

  /** `renewedAt`: it had been given up; from then on its time counts anew. */
  push(message: StoredMessage, renewedAt?: number): void {
    this.queue.push(message);
    if (renewedAt !== undefined) this.renewed.set(message.id, renewedAt);
  }

  /** false when it is not there, or being sent. */
  remove(id: string): boolean {
    const found = this.queue.findIndex(message => message.id === id && message.state === 'waiting');
    if (found >= 0) this.queue.splice(found, 1);
    return found >= 0;
  }

  waiting(): readonly StoredMessage[] {
    return this.queue.filter(({ state }) => state === 'waiting');
  }

  /** Lets go of all that wait. */
  clear(): void {
    this.queue = this.queue.filter(({ state }) => state !== 'waiting');
  }

  /** The next attempt is made now, whatever the last one has said. */
  hurry(): void {
    this.hurried = true;
    this.wake();
  }

  wake(): void {
    if (!this.parts.running() || this.round !== null || this.queue.length === 0) return;
    this.timer?.[Symbol.dispose]();
    this.timer = null;
    this.round = this.run()
      .catch(error => {
        this.parts.onError(error);
        return TROUBLE_MS;
      })
      .then(waitMs => {
        this.round = null;
        if (this.parts.running() && waitMs !== null) this.timer = this.parts.clock.setTimer(Math.min(waitMs, LONGEST_TIMER_MS), () => this.wake());
      });
  }

  async stop(): Promise<void> {
    this.timer?.[Symbol.dispose]();
    await this.round;
  }

  /** Sends until there is nothing, or something to wait for: ms. */
  private async run(): Promise<number | null> {
    for (;;) {
      const config = this.parts.config();
      if (config === null || this.queue.length === 0 || !this.parts.running()) return null;
      const limits = limitsOf(config);
      const now = this.parts.clock.now();
      const wait = Math.max(this.limiter.waitMs(this.parts.clock.monotonic(), limits), this.hurried ? 0 : (this.queue[0]!.nextAt ?? now) - now);
      if (wait > 0) return wait;
      this.hurried = false;
      if (limits.digestOver > 0 && this.queue.length > limits.digestOver) this.queue = [this.parts.merge(this.queue)];
      await this.attempt();
    }
  }

  private async attempt(): Promise<void> {
    const { clock } = this.parts;
    const message = this.queue[0]!;
    const at = clock.now(), start = clock.monotonic();
    this.queue[0] = this.parts.begin(message);
    this.limiter.note(start);
    const outcome = await this.parts.send(this.queue[0]);
    if (!this.parts.running()) return; // cut off: it stands as being sent, and goes again with the next start
    const settled = this.parts.settle(this.queue[0], { ...outcome, at, ms: clock.monotonic() - start }, this.nextAt(this.queue[0], outcome));
    if (settled.state === 'waiting') this.queue[0] = settled;
    else {
      this.queue.shift();
      this.renewed.delete(message.id);
    }
  }

  /** null: there is no further attempt */
  private nextAt({ id, createdAt, attempts }: StoredMessage, { fate, answered, retryAfterMs }: Outcome): number | null {
    if (fate === 'sent' || fate === 'refused' || this.parts.config() === null) return null;
    const now = this.parts.clock.now();
    const next = now + retryDelayMs(attempts, answered, retryAfterMs, Math.random());
    return next - (this.renewed.get(id) ?? createdAt) > this.parts.giveUpMs() ? null : next;
  }
}
