import type { ReceiverSecrets } from '../../shared/contract/receivers.ts';
import type { ReceiverConfig } from '../../shared/model/receiver.ts';
import type { Telling } from '../telling.ts';

/** A message on its way to its receiver. */
export interface Outgoing {
  /** stays the same over all attempts */
  readonly id: string;
  readonly telling: Telling;
  readonly config: ReceiverConfig;
  readonly secrets: ReceiverSecrets;
  /** an earlier attempt may have arrived without our knowing */
  readonly repeated: boolean;
  /** unix ms at which it was made */
  readonly createdAt: number;
  /** unix ms of this attempt */
  readonly now: number;
  /** where the page can be reached, without a slash at its end; '' = unknown */
  readonly externalUrl: string;
}

/**
 * What became of an attempt.
 * sent     the other side has it
 * refused  it will never take it like this: a wrong key, a wrong address, a bad request
 * again    it does not have it, and may take it later
 * unsure   it may have it, or not
 */
export type Fate = 'sent' | 'refused' | 'again' | 'unsure';

/** `status`: its HTTP or SMTP code, null when it said nothing. `answered`: it was there. `retryAfterMs`: what it asked for. */
export interface Outcome { readonly fate: Fate; readonly status: number | null; readonly answer: string; readonly answered: boolean; readonly retryAfterMs: number | null }

/** One attempt. Rejects only for bugs and when the signal aborts. */
export type Send = (message: Outgoing, signal: AbortSignal) => Promise<Outcome>;

export const failure = (fate: Fate, answer: string): Outcome => ({ fate, status: null, answer, answered: false, retryAfterMs: null });
