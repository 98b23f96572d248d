import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Log } from '../../base/log.ts';
import type { ErrorCode } from '../../shared/model/errors.ts';
import { type HostKey, type HostKeyQuestion, SSH_STEPS, type SshStep } from '../../shared/model/sshhost.ts';
import { backoffMs } from './backoff.ts';
import type { ConnectionState } from './connections.ts';
import { failureAt, SshFailure } from './failure.ts';
import { type Ground, reach } from './reach.ts';
import type { Hop } from './route.ts';
import { Slots } from './slots.ts';

/** Where a connection leads, and over which other one; decided anew for each attempt, since configurations change. */
export interface Plan { readonly hop: Hop; readonly via: { readonly link: Link; readonly name: string } | null }

export interface LinkParts {
  readonly ground: Ground;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** what it is called in the log */
  readonly name: string;
  /** a number in [0, 1) */
  readonly random: () => number;
  plan(): Promise<Plan>;
  /** something in `state` is different */
  changed(): void;
  /** nobody goes through it any more */
  unridden(): void;
}

/** sshd allows ten sessions a connection unless told otherwise (MaxSessions), and is a little late in seeing that one has ended. */
const SESSIONS = 8;
const MODEST_SESSIONS = 6;
/** A cut that lasts longer is no short one, ms; and nobody knocks more often than that. */
const SHORT_CUT_MS = 10_000, KNOCK_MS = 100;
/** A refused login counts as so many failures: a wrong password must not lock the account out. */
const REFUSED_LOGIN = 6;
/** What may be over in a moment. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['unreachable', 'timeout']);

/** One kept connection: made when somebody needs it, shared by all, made anew after a cut. While an earlier failure says to wait, asking fails at once. */
export class Link {
  /** places for commands */
  readonly sessions = new Slots(SESSIONS);
  /** and of those, places for what is modest */
  readonly modest = new Slots(MODEST_SESSIONS);
  /** the step that the attempt going on stands at */
  step: SshStep = 'name';
  /** when the last byte came from the server, monotonic ms */
  heardAt = 0;
  /** commands that were given up on this connection and may still run over there */
  abandoned = 0;
  private readonly parts: LinkParts;
  private readonly riders = new Set<Link>();
  private readonly ended = new AbortController();
  private client: Client | null = null;
  private stream: Duplex | null = null;
  private opening: Promise<Client> | null = null;
  private via: Link | null = null;
  private isProved = false;
  /** when a connection that served was lost, monotonic ms; null while it is there, and before the first */
  private lostAt: number | null = null;
  private hostKey: HostKey | null = null;
  private failure: SshFailure | null = null;
  private failures = 0;
  private retryAt: number | null = null;

  constructor(parts: LinkParts) {
    this.parts = parts;
  }

  get state(): ConnectionState {
    const retryAt = this.waitsUntil();
    return {
      connection: this.client ? 'open' : this.opening ? 'connecting' : retryAt === null ? 'idle' : 'waiting',
      retryAt, hostKey: this.hostKey, question: this.question,
    };
  }

  get question(): HostKeyQuestion | null {
    return this.failure?.question ?? null;
  }

  /** What keeps it from being there, for who can wait no longer. */
  late(ms: number): SshFailure {
    return this.opening === null && this.failure !== null ? this.failure : new SshFailure(this.step, `No connection within ${ms} ms.`, { code: 'timeout' });
  }

  /** After a cut that may be a short one: when the next attempt may be made, ms from now. null: what failed would fail again. */
  get resumesInMs(): number | null {
    const { failure, lostAt, parts: { ground: { clock } } } = this;
    if (failure === null || lostAt === null || clock.monotonic() - lostAt > SHORT_CUT_MS || !PASSING.has(failure.code)) return null;
    return Math.max(KNOCK_MS, (this.waitsUntil() ?? 0) - clock.now());
  }

  /** errors  SshFailure: of this attempt, or of the last one while it is too early for another */
  open(): Promise<Client> {
    if (this.client && this.stream?.writable === false) this.lost(this.client); // its 'close' is on the way
    if (this.client) return Promise.resolve(this.client);
    if (this.failure && this.waitsUntil() !== null) return Promise.reject(this.failure);
    if (this.opening) return this.opening;
    this.opening = this.connect();
    this.parts.changed();
    return this.opening;
  }

  /** Something was done over it: the next failure is a first one again. */
  proved(): void {
    this.isProved = true;
    this.lostAt = null;
    this.failures = 0;
  }

  /** Ends a connection that is of no use any more; whoever needs it next makes another. */
  cut(): void {
    this.stream?.destroy();
  }

  /** Tries again at once when asked. */
  reconsider(): void {
    this.failure = null;
    this.failures = 0;
    this.retryAt = null;
    this.parts.changed();
  }

  close(): void {
    this.ended.abort(new SshFailure('command', 'The connection was given up on our side.', { code: 'canceled' }));
    const { stream } = this;
    stream?.once('finish', () => stream.destroy()); // a last word, then silence, whatever the other side does
    this.client?.end();
    this.leave();
  }

  private waitsUntil(): number | null {
    return this.retryAt !== null && this.retryAt > this.parts.ground.clock.now() ? this.retryAt : null;
  }

  private async connect(): Promise<Client> {
    this.step = 'name';
    try {
      const { hop, via } = await this.parts.plan();
      const under = via && await this.ride(via.link, via.name);
      const passed = (step: SshStep) => { this.step = SSH_STEPS[SSH_STEPS.indexOf(step) + 1] ?? 'command'; };
      const { client, hostKey, stream } = await reach(hop, under, this.parts.ground, passed, this.ended.signal);
      if (this.ended.signal.aborted) client.end();
      this.ended.signal.throwIfAborted();
      this.opened(client, hostKey, stream);
      return client;
    } catch (error) {
      throw this.failed(failureAt(this.step, error));
    } finally {
      this.opening = null;
      this.parts.changed();
    }
  }

  private async ride(via: Link, name: string): Promise<Client> {
    this.via = via;
    via.riders.add(this);
    return via.open().catch((error: unknown) => { throw failureAt('tcp', error).behind(name); });
  }

  private opened(client: Client, hostKey: HostKey, stream: Duplex): void {
    this.client = client;
    this.stream = stream;
    this.hostKey = hostKey;
    this.failure = null;
    this.retryAt = null;
    this.isProved = false;
    this.abandoned = 0;
    const { log, name, ground: { clock } } = this.parts;
    log.info({ host: name, hostKey: hostKey.fingerprint }, 'logged in by SSH');
    stream.on('data', () => { this.heardAt = clock.monotonic(); });
    client.on('close', () => this.lost(client));
  }

  /** A connection that served is made anew at once; one that ended before it could do anything counts as a failure. */
  private lost(client: Client): void {
    if (this.client !== client) return;
    this.client = null;
    this.stream = null;
    this.parts.log.info({ host: this.parts.name }, 'the SSH connection has ended');
    if (this.isProved) this.lostAt = this.parts.ground.clock.monotonic();
    else this.failed(new SshFailure('command', 'The connection was cut before a command could run.'));
    this.leave();
    this.parts.changed();
  }

  /** What went wrong at a jump host is waited for there. Nor is a locked vault waited for: it opens when the user says so. */
  private failed(failure: SshFailure): SshFailure {
    const { log, name, ground: { clock } } = this.parts;
    const { step, hop, message } = failure;
    if (this.failure?.message !== message && failure.code !== 'canceled') log.warn({ host: name, step, hop }, message);
    this.failure = failure;
    if (failure.code === 'locked' || failure.code === 'canceled') this.retryAt = null;
    else if (failure.hop !== '') this.retryAt = this.via?.waitsUntil() ?? null;
    else {
      this.failures += failure.step === 'login' && failure.code === 'provider-refused' ? REFUSED_LOGIN : 1;
      this.retryAt = clock.now() + backoffMs(this.failures, this.parts.random());
    }
    this.leave();
    return failure;
  }

  private leave(): void {
    const { via } = this;
    if (via === null) return;
    this.via = null;
    via.riders.delete(this);
    if (via.riders.size === 0) via.parts.unridden();
  }
}
