import { randomUUID } from 'node:crypto';
import { Changes } from '../base/changes.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Attempt, MessageAlert, MessageRow } from '../shared/model/message.ts';
import { type ReceiverConfig, ReceiverId } from '../shared/model/receiver.ts';
import type { MessageTable, StoredMessage } from '../store/messages.ts';
import { Lane } from './lane.ts';
import { messageRow, tellingOf, titleOf } from './messagerow.ts';
import type { Outcome } from './senders/sender.ts';
import { countOf, digestOf, type Telling } from './telling.ts';

export interface OutboxParts {
  readonly clock: Clock;
  readonly table: MessageTable;
  /** null: there is none of that id any more */
  readonly receiver: (id: ReceiverId) => ReceiverConfig | null;
  /** one attempt; never rejects but for the signal */
  readonly send: (message: StoredMessage, telling: Telling, signal: AbortSignal) => Promise<Outcome>;
  readonly giveUpMs: () => number;
  readonly onError: (error: unknown, what: string) => void;
}

/** of those that are followed */
const NEWEST = 100;
const OPEN = ['waiting', 'sending'];

/**
 * Messages that wait to be sent, in the store before the first attempt, so that each arrives at least once whatever happens. One lane a receiver, in order;
 * a message whose attempt was cut off is sent again and says so.
 */
export class Outbox {
  private readonly parts: OutboxParts;
  private readonly changed: Changes;
  private readonly lanes = new Map<ReceiverId, Lane>();
  private readonly leaving = new AbortController();
  private readonly lastSent: Map<string, number>;
  private readonly lastErrors = new Map<string, { readonly at: number; readonly message: string }>();
  /** written by `add`; whether their transaction went through is seen when they are taken up */
  private fresh: StoredMessage[] = [];
  private running = false;

  constructor(parts: OutboxParts) {
    this.parts = parts;
    this.changed = new Changes(parts.clock, 1000);
    this.lastSent = new Map(parts.table.lastSent());
    for (const message of parts.table.open()) {
      // what was being sent when the program ended may have arrived
      const found = message.state === 'sending' ? { ...message, state: 'waiting', repeated: 1, nextAt: null } : message;
      if (found !== message) parts.table.update(found);
      this.laneFor(found).push(found);
    }
  }

  start(): void {
    this.running = true;
    for (const lane of this.lanes.values()) lane.wake();
  }

  /** What is being sent is cut off, and goes again with the next start. */
  async stop(): Promise<void> {
    this.running = false;
    this.leaving.abort();
    await Promise.all(Array.from(this.lanes.values(), lane => lane.stop()));
  }

  /** To be called inside the transaction that notes what is told; `wake` follows it. */
  add(receiver: ReceiverId, telling: Telling, now: number): void {
    const config = this.parts.receiver(receiver);
    if (config !== null) this.fresh.push(this.write(receiver, config, telling, now, 0));
  }

  /** Looks at what has come; `receiver`: at once, whatever its lane waits for. */
  wake(receiver?: ReceiverId): void {
    for (const message of this.fresh) if (this.parts.table.get(message.id) !== undefined) this.laneFor(message).push(message);
    this.fresh = [];
    if (receiver !== undefined) this.lanes.get(receiver)?.hurry();
    else for (const lane of this.lanes.values()) lane.wake();
    this.changed.tell();
  }

  /** A receiver is gone: nobody waits for it. */
  giveUpAll(receiver: ReceiverId, reason: string): void {
    const lane = this.lanes.get(receiver);
    if (lane === undefined) return;
    this.parts.table.atOnce(() => { for (const message of lane.waiting()) this.end(message, 'failed', reason); });
    lane.clear();
    this.changed.tell();
  }

  page(query: { readonly receiver?: ReceiverId | undefined; readonly state?: 'open' | 'sent' | 'failed' | undefined; readonly before: string; readonly limit: number }): readonly MessageRow[] {
    const states = query.state === 'open' ? OPEN : query.state === undefined ? [...OPEN, 'sent', 'failed'] : [query.state];
    return this.parts.table.page({ receiver: query.receiver ?? '', states, before: query.before, limit: query.limit }).map(messageRow);
  }

  changes(signal: AbortSignal): AsyncIterable<readonly MessageRow[]> {
    return this.changed.follow(() => this.page({ before: '', limit: NEWEST }), signal);
  }

  onChange(signal: AbortSignal): AsyncIterable<null> {
    return this.changed.follow(() => null, signal);
  }

  /** Errors: AppError 'not-found' */
  read(id: string): { readonly message: MessageRow; readonly alerts: readonly MessageAlert[]; readonly groupLabels: Telling['groupLabels']; readonly attempts: readonly Attempt[]; readonly mergedInto: string | null } {
    const stored = this.find(id);
    const { alerts, groupLabels } = tellingOf(stored);
    return { message: messageRow(stored), alerts, groupLabels, attempts: this.parts.table.attempts(id).map(attempt => ({ ...attempt, ok: attempt.ok !== 0 })), mergedInto: stored.mergedInto };
  }

  /** Errors: AppError 'not-found'; 'conflict' when it was sent or went into another one */
  retry(id: string): MessageRow {
    const stored = this.find(id);
    if (stored.state === 'sent' || stored.state === 'merged') throw new AppError('conflict', 'This message was sent already.');
    const receiver = ReceiverId.parse(stored.receiver);
    if (this.parts.receiver(receiver) === null) throw new AppError('conflict', 'Its receiver is there no more.');
    if (stored.state === 'failed') {
      const again = { ...stored, state: 'waiting', endedAt: null, nextAt: null };
      this.parts.table.update(again);
      this.laneFor(again).push(again, this.parts.clock.now());
    }
    this.wake(receiver);
    return messageRow(this.find(id));
  }

  /** Errors: AppError 'not-found'; 'conflict' when it does not wait */
  drop(id: string): MessageRow {
    const stored = this.find(id);
    if (stored.state !== 'waiting' || !this.laneFor(stored).remove(id)) throw new AppError('conflict', 'This message does not wait to be sent.');
    this.end(stored, 'failed', 'Given up by hand.');
    this.changed.tell();
    return messageRow(this.find(id));
  }

  /** How a receiver fares. */
  health(receiver: ReceiverId): { readonly waiting: number; readonly lastSentAt: number | null; readonly lastError: { readonly at: number; readonly message: string } | null } {
    return { waiting: this.lanes.get(receiver)?.length ?? 0, lastSentAt: this.lastSent.get(receiver) ?? null, lastError: this.lastErrors.get(receiver) ?? null };
  }

  private laneFor(message: StoredMessage): Lane {
    const receiver = ReceiverId.parse(message.receiver);
    const lane = this.lanes.get(receiver) ?? new Lane({
      clock: this.parts.clock, config: () => this.parts.receiver(receiver), giveUpMs: this.parts.giveUpMs, running: () => this.running,
      send: message => this.parts.send(message, tellingOf(message), this.leaving.signal),
      begin: message => this.begin(message), settle: (message, outcome, next) => this.settle(message, outcome, next), merge: messages => this.merge(receiver, messages),
      onError: error => this.parts.onError(error, `sending to ${receiver}`),
    });
    this.lanes.set(receiver, lane);
    return lane;
  }

  private write(receiver: ReceiverId, config: ReceiverConfig, telling: Telling, now: number, repeated: number): StoredMessage {
    const message: StoredMessage = {
      id: randomUUID(), receiver, receiverName: config.name, kind: config.kind, reason: telling.reason, title: titleOf(telling, config.language),
      firing: countOf(telling, 'firing'), resolved: countOf(telling, 'resolved'), telling: JSON.stringify(telling), state: 'waiting', createdAt: Math.round(now), nextAt: null, endedAt: null,
      attempts: 0, repeated, lastError: '', mergedInto: null,
    };
    this.parts.table.add(message);
    return message;
  }

  /** Written down before anything leaves. */
  private begin(message: StoredMessage): StoredMessage {
    const begun = { ...message, state: 'sending', attempts: message.attempts + 1, nextAt: null };
    this.parts.table.update(begun);
    this.changed.tell();
    return begun;
  }

  private settle(message: StoredMessage, outcome: Outcome & { readonly at: number; readonly ms: number }, nextAt: number | null): StoredMessage {
    const ok = outcome.fate === 'sent';
    const ended = ok || nextAt === null;
    const settled: StoredMessage = {
      ...message, state: ok ? 'sent' : ended ? 'failed' : 'waiting', nextAt: ended ? null : Math.round(nextAt!), endedAt: ended ? Math.round(outcome.at + outcome.ms) : null,
      repeated: outcome.fate === 'unsure' ? 1 : message.repeated, lastError: ok ? '' : outcome.answer,
    };
    this.parts.table.atOnce(() => {
      this.parts.table.update(settled);
      this.parts.table.addAttempt(message.id, { at: Math.round(outcome.at), ms: Math.round(outcome.ms), ok: ok ? 1 : 0, status: outcome.status, answer: outcome.answer });
    });
    if (ok) {
      this.lastSent.set(message.receiver, settled.endedAt!);
      this.lastErrors.delete(message.receiver);
    } else this.lastErrors.set(message.receiver, { at: outcome.at, message: outcome.answer });
    this.changed.tell();
    return settled;
  }

  /** The waiting messages of a lane as one new message, in one transaction. */
  private merge(receiver: ReceiverId, messages: readonly StoredMessage[]): StoredMessage {
    const config = this.parts.receiver(receiver);
    if (config === null) throw new Error('BUG: a digest for a receiver that is gone');
    let digest: StoredMessage | undefined;
    this.parts.table.atOnce(() => {
      digest = this.write(receiver, config, digestOf(messages.map(tellingOf)), Math.min(...messages.map(({ createdAt }) => createdAt)), Math.max(...messages.map(({ repeated }) => repeated)));
      for (const message of messages) this.end({ ...message, mergedInto: digest.id }, 'merged', message.lastError);
    });
    return digest!;
  }

  private end(message: StoredMessage, state: 'failed' | 'merged', lastError: string): void {
    this.parts.table.update({ ...message, state, nextAt: null, endedAt: Math.round(this.parts.clock.now()), lastError });
  }

  private find(id: string): StoredMessage {
    const stored = this.parts.table.get(id);
    if (stored === undefined) throw new AppError('not-found', 'There is no such message.');
    return stored;
  }
}
