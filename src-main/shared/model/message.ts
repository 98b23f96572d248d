import type { Labels } from './labels.ts';
import type { ReceiverId, ReceiverKind } from './receiver.ts';

/** group: alerts of one group. digest: several messages that would have been too many. away: what was found after a gap. test: nothing happened. */
export type MessageReason = 'group' | 'digest' | 'away' | 'test';

/** One alert as a message tells it. Times in unix ms; `endsAt` null while it fires. */
export interface MessageAlert {
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: number;
  readonly endsAt: number | null;
}

/** waiting: will be sent, maybe again. sending: an attempt is under way. sent; failed: given up. merged: went into a digest. */
export type MessageState = 'waiting' | 'sending' | 'sent' | 'failed' | 'merged';

/** One attempt to send, and what the other side said, cut to a bounded length. `status`: its HTTP or SMTP code; null when it said nothing. */
export interface Attempt { readonly at: number; readonly ms: number; readonly ok: boolean; readonly status: number | null; readonly answer: string }

/** A message of the outbox. Times in unix ms. */
export interface MessageRow {
  readonly id: string;
  readonly receiver: ReceiverId;
  /** its name and kind when the message was made */
  readonly receiverName: string;
  readonly kind: ReceiverKind;
  readonly reason: MessageReason;
  /** one line: what it is about */
  readonly title: string;
  readonly firing: number;
  readonly resolved: number;
  readonly state: MessageState;
  readonly createdAt: number;
  /** when it is tried next; null when it is not */
  readonly nextAt: number | null;
  /** when it was sent, given up or merged */
  readonly endedAt: number | null;
  readonly attempts: number;
  /** an earlier attempt may have arrived without our knowing */
  readonly repeated: boolean;
  readonly lastError: string;
}

/** How a test message fared: the other side's own words. */
export interface TestSend { readonly ok: boolean; readonly status: number | null; readonly answer: string; readonly ms: number }

/** Something to be shown on the desktop. `native`: the operating system shows it already. */
export interface DesktopNotice { readonly id: string; readonly title: string; readonly body: string; readonly status: 'firing' | 'resolved'; readonly severity: string; readonly at: number; readonly native: boolean; readonly repeated: boolean }
