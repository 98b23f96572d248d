import { randomUUID } from 'node:crypto';
import { Changes } from '../../base/changes.ts';
import type { Clock } from '../../base/clock.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { CloudMachine, Receipt } from '../../shared/model/cloud.ts';
import type { Operation, OperationItem } from '../../shared/model/deed.ts';
import { AppError, toWire } from '../../shared/model/errors.ts';
import type { MachineId } from '../../shared/model/machine.ts';
import type { OurDeeds } from '../ourdeeds.ts';
import { atMost } from './atmost.ts';
import { confirmOf, type Planned, waitOf, type Wanted } from './plan.ts';
import type { Actors, Subject } from './subject.ts';

/** Who asked, through which door and procedure, and why. */
export interface Asker { readonly caller: string; readonly via: string; readonly path: string; readonly reason: string }
/** What is written down of one machine, before and after. */
export interface Deed {
  readonly target: MachineId;
  readonly input: unknown;
  readonly outcome: 'started' | 'done' | 'failed';
  readonly detail?: string;
  readonly result?: string;
  readonly requestId?: string;
  readonly durationMs?: number;
  readonly receipt?: string;
}

export interface OperationParts {
  readonly clock: Clock;
  readonly actors: Actors;
  readonly deeds: OurDeeds;
  /** as it is known now; plans are older */
  readonly latest: (subject: Subject) => Subject;
  readonly record: (who: Asker, deed: Deed) => void;
  readonly onError: (error: unknown, what: string) => void;
}

/** Calls under way at a time, over all accounts of one operation. */
const AT_ONCE = 8;
const DEADLINE_MS = 60_000;
/** Operations that are over and still told of. */
const KEPT = 50;

interface Running { state: Operation; readonly planned: readonly Planned[]; readonly wanted: Wanted; readonly asker: Asker; timer: Disposable | null }

/** Everything that is being done to machines or was done lately. One machine takes one thing at a time. */
export class Operations {
  private readonly parts: OperationParts;
  private readonly changed: Changes;
  private readonly known = new Map<string, Running>();
  private readonly busy = new Set<MachineId>();
  private readonly leaving = new AbortController();

  constructor(parts: OperationParts) {
    this.parts = parts;
    this.changed = new Changes(parts.clock, 50);
  }

  isBusy(id: MachineId): boolean { return this.busy.has(id); }

  /** Newest first. */
  list(): readonly Operation[] { return [...this.known.values()].map(({ state }) => state).reverse(); }

  changes(signal: AbortSignal): AsyncIterable<readonly Operation[]> { return this.changed.follow(() => this.list(), signal); }

  /**
   * Begins what was planned; what waits is sent when its time is over.
   * confirm  what was typed
   * errors   AppError 'conflict' when no machine would take it, with the first one's reason; 'invalid-input' when something else has to be typed
   */
  begin(planned: readonly Planned[], wanted: Wanted, confirm: string, asker: Asker): Operation {
    const able = planned.filter(({ item, subject }) => item.refused === null && !this.busy.has(subject.id));
    if (able.length === 0) throw new AppError('conflict', planned[0]?.item.refused?.message ?? 'Something is being done to these machines already.');
    const needed = confirmOf(wanted.action, planned.map(({ item }) => item));
    if (needed !== '' && confirm !== needed) throw new AppError('invalid-input', `Type \`${needed}\` to confirm: ${able.some(({ item }) => item.guarded.length > 0) ? 'what this interrupts is protected' : 'this can’t be undone'}.`);
    const askedAt = this.parts.clock.now();
    const waitMs = waitOf(wanted.action);
    const running: Running = { planned, wanted, asker, timer: null, state: {
      id: randomUUID(), action: wanted.action, caller: asker.caller, reason: asker.reason, askedAt, sentAt: askedAt + waitMs, state: waitMs > 0 ? 'pending' : 'running',
      items: planned.map(({ item, subject }) => itemOf(item.refused === null && this.busy.has(subject.id) ? { ...item, refused: { code: 'conflict', message: `Something is being done to ${item.name} already.` } } : item)),
    } };
    for (const { subject } of able) this.busy.add(subject.id);
    this.known.set(running.state.id, running);
    for (const [id, { state }] of this.known) if (this.known.size > KEPT && (state.state === 'over' || state.state === 'canceled')) this.known.delete(id);
    if (waitMs > 0) running.timer = this.parts.clock.setTimer(waitMs, () => { void this.send(running); });
    else void this.send(running);
    this.changed.tell();
    return running.state;
  }

  /** errors: AppError 'not-found', 'conflict' when it has been sent already */
  cancel(id: string): Operation {
    const running = this.known.get(id);
    if (running === undefined) throw new AppError('not-found', 'There is no such operation any more.');
    if (running.state.state !== 'pending') throw new AppError('conflict', 'It is too late: this has been sent already.');
    running.timer?.[Symbol.dispose]();
    for (const item of running.state.items) if (item.state === 'waiting') this.busy.delete(item.id);
    this.put(running, { state: 'canceled', items: running.state.items.map(item => item.state === 'waiting' ? { ...item, state: 'canceled' } : item) });
    return running.state;
  }

  /** What has not been sent never is; what is under way is let go of. */
  close(): void {
    for (const { state } of this.known.values()) if (state.state === 'pending') this.cancel(state.id);
    this.leaving.abort();
  }

  private async send(running: Running): Promise<void> {
    running.timer = null;
    this.put(running, { state: 'running' });
    const waiting = running.state.items.flatMap((item, i) => item.state === 'waiting' ? [i] : []);
    await atMost(AT_ONCE, waiting, i => this.sendOne(running, i)).catch(error => this.parts.onError(error, 'acting on machines'));
    this.put(running, { state: 'over' });
  }

  private async sendOne(running: Running, i: number): Promise<void> {
    const { clock, latest, record } = this.parts;
    const { subject } = running.planned[i]!;
    const { action, tags } = running.wanted;
    const note = { target: subject.id, input: { operation: running.state.id, action, ...(action === 'tag' ? tags : {}), ...(running.asker.reason === '' ? {} : { reason: running.asker.reason }) } };
    this.putItem(running, i, { state: 'sending' });
    const began = clock.monotonic();
    try {
      record(running.asker, { ...note, outcome: 'started' }); // what can't be written down is not done
      const answer = await this.attempt(latest(subject).machine ?? subject.machine!, running.wanted);
      const durationMs = Math.max(0, Math.round(clock.monotonic() - began));
      if (answer instanceof AppError) {
        this.putItem(running, i, { state: 'failed', error: toWire(answer), durationMs });
        record(running.asker, { ...note, outcome: 'failed', detail: answer.code, result: answer.message, durationMs });
      } else {
        const { detail, requestId, request: receipt } = answer;
        this.putItem(running, i, { state: 'done', detail, requestId, receipt, durationMs });
        record(running.asker, { ...note, outcome: 'done', result: detail, requestId, receipt, durationMs });
      }
    } catch (error) {
      this.parts.onError(error, `${action} ${subject.id}`);
      if (running.state.items[i]!.state === 'sending') this.putItem(running, i, { state: 'failed', error: toWire(error) });
    } finally {
      this.busy.delete(subject.id);
    }
  }

  /** What the provider answered, or why it did not do it. */
  private async attempt(machine: CloudMachine, wanted: Wanted): Promise<Receipt | AppError> {
    const { deeds, actors } = this.parts;
    const takeBack = deeds.note(machine.id, wanted.action, [...Object.keys(wanted.tags.set), ...wanted.tags.remove]);
    try {
      const receipt = await this.call(machine, wanted);
      actors.settle(machine);
      return receipt;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'timeout') actors.settle(machine); // it may have been done all the same
      else takeBack();
      return error;
    }
  }

  private async call(machine: CloudMachine, { action, tags }: Wanted): Promise<Receipt> {
    const provider = await this.parts.actors.provider(machine);
    const late = () => new AppError('timeout', `${machine.name}: no answer within a minute. It may have been done all the same: look at its state.`);
    return withDeadline(this.parts.clock, DEADLINE_MS, this.leaving.signal, late, signal =>
      action === 'tag' ? provider.setTags(machine, tags, { dryRun: false }, signal) : provider.act(action, machine, { dryRun: false }, signal));
  }

  private put(running: Running, change: Partial<Operation>): void {
    running.state = { ...running.state, ...change };
    this.changed.tell();
  }

  private putItem(running: Running, i: number, change: Partial<OperationItem>): void {
    this.put(running, { items: running.state.items.with(i, { ...running.state.items[i]!, ...change }) });
  }
}

const itemOf = ({ id, name, refused }: Planned['item']): OperationItem =>
  ({ id, name, state: refused === null ? 'waiting' : 'refused', detail: '', error: refused, requestId: '', durationMs: null, receipt: '' });
