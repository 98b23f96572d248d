import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Check, EvalParams } from '../promql/engine.ts';
import type { HalfAnswer } from '../promql/halves.ts';
import { AppError, toWire, type WireError } from '../shared/model/errors.ts';
import { movedBuffers } from '../shared/rpc/moved.ts';
import type { Prefetched } from '../tsdb/querier.ts';
import { QueryFlags, sharedMs } from './flags.ts';
import { type PackedHalf, packHalf, unpackHalf } from './packedhalf.ts';

/**
 * One reader asks another to evaluate half of a query. The asker computes its own half meanwhile and hears no messages: how far the other one is
 * stands in shared memory. Nobody waits for a reader that has not begun.
 *
 *   IDLE -> OFFERED -> TAKEN -> DONE -> IDLE;  OFFERED -> IDLE: the asker does it itself;  TAKEN -> DROPPED -> IDLE: nobody wants it any more
 */
const IDLE = 0, OFFERED = 1, TAKEN = 2, DONE = 3, DROPPED = 4;
const STATE = 0, OFFER = 1, GONE = 2;
const WORDS = 3;
/** How long the asker sleeps between two looks at whether its query has to end. */
const LOOK_MS = 20;

/** Half of a query, as it is offered. deadline: of the clock that all threads share */
export interface HalfAsked { readonly promql: string; readonly params: EvalParams; readonly prefetched: readonly Prefetched[]; readonly deadline: number }
type Offer = HalfAsked & { readonly offer: number };
type Reply = { readonly offer: number } & ({ readonly answer: PackedHalf } | { readonly failed: WireError } | { readonly declined: true });

/** The asker's end of a line; flags: those of the reader at the other end. */
export interface NeighbourEnd { readonly port: MessagePort; readonly words: SharedArrayBuffer; readonly flags: SharedArrayBuffer }
/** The end of the one that is asked. */
export type HelperEnd = Pick<NeighbourEnd, 'port' | 'words'>;

export const newWords = (): SharedArrayBuffer => new SharedArrayBuffer(4 * WORDS);

/** Main thread: the one that is asked is no more. */
export function markGone(words: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(words), GONE, 1);
  Atomics.notify(new Int32Array(words), STATE);
}

/** A half under way. */
export interface OfferedHalf {
  /** What came of it; `own` computes it here, when the neighbour has not begun, has other things to do or is no more. Errors: those of the half, of `check` and of `own` */
  answer(check: Check, own: () => HalfAnswer): HalfAnswer;
  /** Nobody wants it any more. */
  drop(): void;
}

/** A reader that may be asked. */
export class Neighbour {
  private readonly port: MessagePort;
  private readonly words: Int32Array;
  private readonly flags: QueryFlags;
  private offers = 0;

  constructor({ port, words, flags }: NeighbourEnd) {
    this.port = port;
    this.words = new Int32Array(words);
    this.flags = new QueryFlags(flags);
  }

  get isGone(): boolean { return Atomics.load(this.words, GONE) !== 0; }
  get isFree(): boolean { return !this.isGone && !this.flags.isBusy && Atomics.load(this.words, STATE) === IDLE; }

  offer(asked: HalfAsked): OfferedHalf {
    const offer = ++this.offers;
    Atomics.store(this.words, OFFER, offer);
    Atomics.store(this.words, STATE, OFFERED);
    this.port.postMessage({ ...asked, offer } satisfies Offer);
    return { answer: (check, own) => this.awaited(offer, check) ?? own(), drop: () => this.drop(offer) };
  }

  /** null: it has to be computed here */
  private awaited(offer: number, check: Check): HalfAnswer | null {
    if (this.moves(OFFERED, IDLE)) return null;
    while (Atomics.load(this.words, STATE) === TAKEN) {
      if (this.isGone) return null;
      check();
      Atomics.wait(this.words, STATE, TAKEN, LOOK_MS);
    }
    const reply = this.received(offer);
    this.moves(DONE, IDLE);
    if (reply === null || 'declined' in reply) return null;
    if ('failed' in reply) throw new AppError(reply.failed.code, reply.failed.message);
    return unpackHalf(reply.answer);
  }

  private drop(offer: number): void {
    if (this.moves(OFFERED, IDLE) || this.moves(TAKEN, DROPPED)) return;
    if (Atomics.load(this.words, STATE) !== DONE) return;
    this.received(offer);
    this.moves(DONE, IDLE);
  }

  /** Replies to earlier offers that nobody wanted any more are passed over. */
  private received(offer: number): Reply | null {
    for (let one = receiveMessageOnPort(this.port); one; one = receiveMessageOnPort(this.port)) {
      const reply = one.message as Reply;
      if (reply.offer === offer) return reply;
    }
    return null;
  }

  private moves(from: number, to: number): boolean { return Atomics.compareExchange(this.words, STATE, from, to) === from; }
}

/** Thrown by the check of a half that has to make room. */
class Declined extends Error {}

/**
 * The one that is asked: takes what is still offered when it hears of it, and gives up as soon as somebody else waits for this reader.
 * evaluate  errors AppErrors are the query's; at any other the asker does it itself
 */
export function help({ port, words: shared }: HelperEnd, flags: QueryFlags, evaluate: (asked: HalfAsked, check: Check) => HalfAnswer): void {
  const words = new Int32Array(shared);
  port.on('message', (asked: Offer) => {
    if (flags.isBusy || Atomics.load(words, OFFER) !== asked.offer || Atomics.compareExchange(words, STATE, OFFERED, TAKEN) !== OFFERED) return;
    flags.help(true);
    const reply = { offer: asked.offer, ...outcome(() => packHalf(evaluate(asked, checkOf(asked, words, flags)), stepsOf(asked.params))) } satisfies Reply;
    flags.help(false);
    if (Atomics.load(words, STATE) === TAKEN) port.postMessage(reply, movedBuffers(reply));
    if (Atomics.compareExchange(words, STATE, TAKEN, DONE) === TAKEN) Atomics.notify(words, STATE);
    else Atomics.store(words, STATE, IDLE);
  });
}

function checkOf({ deadline }: HalfAsked, words: Int32Array, flags: QueryFlags): Check {
  const end = performance.now() + deadline - sharedMs();
  return () => {
    if (Atomics.load(words, STATE) !== TAKEN || flags.isExpected) throw new Declined();
    if (performance.now() > end) throw new AppError('timeout', 'query timed out in expression evaluation');
  };
}

const stepsOf = ({ from, to, step }: EvalParams): number => (from === to ? 1 : Math.floor((to - from) / step) + 1);

function outcome(run: () => PackedHalf): { readonly answer: PackedHalf } | { readonly failed: WireError } | { readonly declined: true } {
  try {
    return { answer: run() };
  } catch (error) {
    return error instanceof AppError ? { failed: toWire(error) } : { declined: true };
  }
}
