import type { Clock } from '../../base/clock.ts';
import type { DestinationSecrets } from '../../shared/contract/sending.ts';
import { AppError } from '../../shared/model/errors.ts';
import { backoffMs, pause } from './backoff.ts';
import type { Answered, Poster } from './post.ts';
import type { Tally } from './tally.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** Requests that one batch may cost while what is refused of it is told from what is not. */
const MOST_PIECES = 400;

/** The version that the other side understands, kept with the destination. */
export interface Dialect {
  /** null: to be found out */
  readonly fixed: 1 | 2 | null;
  known: 1 | 2 | null;
}

export interface DeliveryParts {
  readonly clock: Clock;
  readonly poster: Pick<Poster, 'post'>;
  readonly secrets: () => Promise<DestinationSecrets>;
  readonly tally: Tally;
  readonly dialect: Dialect;
  readonly random: () => number;
}

/** A batch that can be written as often as is needed. samples: ascending by time */
export interface Deliverable {
  readonly samples: number;
  encode(from: number, to: number, version: 1 | 2): Promise<Uint8Array>;
  /** it may have arrived already, before a restart: the other side then refuses what it has */
  readonly doubtful: boolean;
}

/** Sends one batch until it is stored, or refused for good. Errors: the signal's reason; those of encoding */
export async function deliver(parts: DeliveryParts, batch: Deliverable, signal: AbortSignal): Promise<void> {
  await new Delivery(parts, batch, signal).send(0, batch.samples);
}

class Delivery {
  private readonly parts: DeliveryParts;
  private readonly batch: Deliverable;
  private readonly signal: AbortSignal;
  private doubtful: boolean;
  private pieces = 0;

  constructor(parts: DeliveryParts, batch: Deliverable, signal: AbortSignal) {
    this.parts = parts;
    this.batch = batch;
    this.signal = signal;
    this.doubtful = batch.doubtful;
  }

  /** Samples from..to of the batch. Where some are refused because of others, halves are sent, the older one first, until it is known which. */
  async send(from: number, to: number): Promise<void> {
    const { tally } = this.parts;
    this.pieces++;
    const verdict = await this.settled(from, to);
    if (verdict.kind === 'stored') {
      tally.noteSent(to - from - verdict.missing);
      if (verdict.missing > 0) tally.noteDropped(verdict.missing, 'out-of-order');
    } else if (verdict.kind !== 'disorder') tally.noteDropped(to - from, 'refused');
    else if (to - from === 1 || this.pieces >= MOST_PIECES) tally.noteDropped(to - from, this.doubtful ? 'repeated' : 'out-of-order');
    else {
      const middle = (from + to) >>> 1;
      await this.send(from, middle);
      await this.send(middle, to);
    }
  }

  /** Again and again, until there is a verdict that will stay. */
  private async settled(from: number, to: number): Promise<Verdict> {
    const { clock, dialect, tally, random } = this.parts;
    for (let failed = 0; ;) {
      this.signal.throwIfAborted();
      const version = dialect.fixed ?? dialect.known ?? 2;
      const proven = dialect.known === 2 || dialect.fixed === 2;
      const body = await this.batch.encode(from, to, version);
      const answer = await this.asked(body, version);
      const verdict: Verdict = answer === null ? { kind: 'again', afterMs: null } : verdictOf(answer, { version, samples: to - from, proven }, clock.now());
      if (verdict.kind === 'stored') {
        dialect.known = version;
        tally.sentBytes += body.length;
        tally.problem = null;
        if (verdict.missing > 0) this.noteRefusal(answer!);
        return verdict;
      }
      if (verdict.kind === 'older' && dialect.fixed === null) return this.asVersion1(from, to, answer!);
      if (verdict.kind !== 'again') {
        this.noteRefusal(answer!);
        return verdict.kind === 'older' ? { kind: 'refused' } : verdict;
      }
      failed++;
      tally.retried += to - from;
      if (answer === null || (answer.status >= 502 && answer.status <= 504)) tally.noteBroken();
      if (answer !== null) tally.problem = { at: clock.now(), status: answer.status, text: answer.text };
      await pause(clock, Math.max(backoffMs(failed, random()), verdict.afterMs ?? 0), this.signal);
    }
  }

  /** The batch once more, as 1.0; when that is refused too, nothing is known of what the other side understands. */
  private async asVersion1(from: number, to: number, before: Answered): Promise<Verdict> {
    const { dialect } = this.parts;
    dialect.known = 1;
    const verdict = await this.settled(from, to);
    if (verdict.kind === 'refused' && before.status === 400) dialect.known = null;
    return verdict;
  }

  private noteRefusal({ status, text }: Answered): void {
    this.parts.tally.refusal = { at: this.parts.clock.now(), status, text };
  }

  /** null: there was no answer */
  private async asked(body: Uint8Array, version: 1 | 2): Promise<Answered | null> {
    const { clock, poster, tally, secrets } = this.parts;
    const began = clock.monotonic();
    try {
      const answer = await poster.post(body, version, await secrets(), this.signal);
      tally.requests++;
      tally.requestSeconds += Math.max(0, clock.monotonic() - began) / 1000;
      return answer;
    } catch (error) {
      this.signal.throwIfAborted();
      if (error instanceof AppError) throw error; // of the vault
      tally.problem = { at: clock.now(), status: null, text: wordsOf(error) };
      this.doubtful = true; // it may have arrived all the same
      return null;
    }
  }
}

/** The innermost words of what went wrong. */
export function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(wordsOf).join('; ');
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  return error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error);
}
