import type { Clock } from '../../base/clock.ts';
import type { Client } from '../../shared/rpc/contract.ts';
import type { DestinationConfig, DestinationId, DestinationState } from '../../shared/model/destination.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { DestinationPlace } from '../../store/destinations.ts';
import type { OutgoingContract, Wave } from '../../workers/outgoingcontract.ts';
import { backfillOf, type Backfilled, backfillSome } from './backfill.ts';
import { backoffMs, pause } from './backoff.ts';
import { deliver, type Dialect, wordsOf } from './delivery.ts';
import { Poster } from './post.ts';
import { type DestinationSecretStore, readSecrets } from './secrets.ts';
import { Tally } from './tally.ts';
import { Trail } from './trail.ts';

/** Samples of one wave, as a multiple of what all shards send at once. */
const WAVE_BATCHES = 2;
/** A place that moves over nothing but what stays here is written down this seldom. */
const SAVE_EVERY_MS = 10_000;
/** What an unforeseen failure waits before the next try, at least. */
const LEAST_PAUSE_MS = 500;

/** The thread that reads and encodes; `generation` rises when it was started anew and has forgotten all. */
export interface Outgoing { readonly generation: number; readonly calls: Client<OutgoingContract>['outgoing'] }

export interface SenderParts {
  readonly clock: Clock;
  readonly outgoing: Outgoing;
  /** the newest write-ahead row, and the newest time that is not sealed */
  readonly position: () => Promise<{ readonly wal: number; readonly newest: number | null }>;
  readonly secrets: DestinationSecretStore;
  readonly savePlace: (id: DestinationId, place: DestinationPlace) => void;
  readonly onChange: () => void;
  readonly onError: (error: unknown, what: string) => void;
  readonly random: () => number;
}

/** Sends what is written to one destination, in the order of its writing; history first where that was asked for. */
export class Sender {
  readonly id: DestinationId;
  readonly config: DestinationConfig;
  readonly tally: Tally;
  place: DestinationPlace;
  paused: boolean;
  private readonly parts: SenderParts;
  private readonly poster: Promise<Poster>;
  private readonly dialect: Dialect;
  private generation = -1;
  private running: { readonly leaving: AbortController; readonly ended: Promise<void> } | null = null;
  private wake: AbortController = new AbortController();
  private state: DestinationState['health'] = 'waiting';
  private newestRow = 0;
  /** when all that was written had been sent, unix ms */
  private caughtUp: number | null = null;
  private savedAt = -Infinity;
  private readonly trail: Trail;
  /** rows up to this one may be there already */
  private resendTo = 0;

  constructor(parts: SenderParts, { id, config, paused, place }: { readonly id: DestinationId; readonly config: DestinationConfig; readonly paused: boolean; readonly place: DestinationPlace }) {
    this.parts = parts;
    this.id = id;
    this.config = config;
    this.paused = paused;
    this.place = place;
    this.tally = new Tally(parts.clock);
    this.trail = new Trail(config.resendMs);
    this.dialect = { fixed: config.protocol === '2.0' ? 2 : config.protocol === '1.0' ? 1 : null, known: place.version };
    this.poster = readSecrets(parts.secrets, id, config).then(({ clientKey }) => new Poster(config, clientKey, () => this.tally.noteBroken()));
    this.poster.catch(() => undefined); // told by the first request
    this.newestRow = place.row ?? 0;
  }

  start(): void {
    if (this.running !== null || this.paused) return;
    const leaving = new AbortController();
    this.running = { leaving, ended: this.run(leaving.signal) };
  }

  /** What is on its way is given up; it is sent again by whoever goes on. */
  async stop(): Promise<void> {
    this.running?.leaving.abort();
    await this.running?.ended;
    this.running = null;
    await this.parts.outgoing.calls.forget({ id: this.id }).catch(() => undefined); // a thread that has ended has forgotten
    this.generation = -1;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.poster.then(poster => poster.close(), () => undefined);
  }

  /** Does not wait any longer: something has changed. */
  nudge(): void {
    this.wake.abort();
    this.wake = new AbortController();
  }

  /** Sends history from a time on, before anything else; null gives up what is not sent of it. */
  async setBackfill(from: number | null): Promise<void> {
    const wasRunning = this.running !== null;
    await this.stop();
    if (from === null) this.move({ backfill: null });
    else {
      const { wal, newest } = await this.parts.position();
      const unsent = this.place.newest === null ? from : Math.min(from, this.place.newest + 1); // what waits is history from now on
      this.move({ row: wal, untilRow: null, backfill: backfillOf(unsent, Math.max(this.parts.clock.now(), newest ?? 0)) });
    }
    if (wasRunning) this.start();
  }

  describe(): DestinationState {
    const { config, tally, place, paused } = this;
    const pendingRows = place.row === null ? 0 : Math.max(0, this.newestRow - place.row);
    const { rate, sent, pending, retried, sentBytes, problem, refusal } = tally;
    return {
      id: this.id, config, paused, health: paused ? 'paused' : problem !== null && this.state !== 'locked' ? 'retrying' : this.state, version: this.version(), sent, rate, pending, pendingRows, retried, dropped: { ...tally.dropped }, sentBytes,
      lagMs: this.lagMs(), newestSent: place.newest, problem, refusal,
      backfill: place.backfill === null ? null : { from: place.backfill.from, to: place.backfill.to, at: place.backfill.at },
    };
  }

  /** ms since all that was written had been sent; null while that is not known */
  lagMs(): number | null {
    const since = this.place.backfill?.at ?? this.caughtUp ?? this.place.newest;
    if (this.place.backfill === null && this.caughtUp !== null && this.newestRow === this.place.row) return 0;
    return since === null ? null : Math.max(0, this.parts.clock.now() - since);
  }

  private version(): '2.0' | '1.0' | null {
    const version = this.dialect.fixed ?? this.dialect.known;
    return version === null ? null : version === 2 ? '2.0' : '1.0';
  }

  private async run(signal: AbortSignal): Promise<void> {
    for (let failed = 0; !signal.aborted;) {
      try {
        await this.begin();
        await this.turn(signal);
        failed = 0;
      } catch (error) {
        if (signal.aborted) return;
        failed++;
        this.failed(error);
        await pause(this.parts.clock, Math.max(LEAST_PAUSE_MS, backoffMs(failed, this.parts.random())), AbortSignal.any([signal, this.wake.signal]));
      }
    }
  }

  private failed(error: unknown): void {
    const { clock, onError } = this.parts;
    this.show(error instanceof AppError && error.code === 'locked' ? 'locked' : 'retrying');
    this.tally.problem = { at: clock.now(), status: null, text: error instanceof AppError ? error.message : wordsOf(error) };
    if (!(error instanceof AppError)) onError(error, `sending to ${this.config.name}`);
  }

  /** The thread may have been started anew since; a first look says from where on. */
  private async begin(): Promise<void> {
    const { outgoing, position, clock } = this.parts;
    const { selectors, externalLabels, writeRelabelConfigs, shards, batchSamples, backfillFrom } = this.config;
    if (this.generation !== outgoing.generation || this.generation < 0) {
      await outgoing.calls.begin({ id: this.id, rules: { selectors, externalLabels, writeRelabelConfigs }, cut: { shards, batchSamples } });
      this.generation = outgoing.generation;
    }
    const { wal, newest } = await position();
    this.newestRow = wal;
    if (this.place.row === null) this.move({ row: wal, backfill: backfillFrom === null ? null : backfillOf(backfillFrom, Math.max(clock.now(), newest ?? 0)) });
    if (this.trail.isEmpty) this.trail.note(clock.monotonic(), this.place);
  }

  private async turn(signal: AbortSignal): Promise<void> {
    const { outgoing } = this.parts;
    if (this.place.backfill !== null) {
      const parts = { calls: outgoing.calls, id: this.id, most: this.waveSamples(), move: (backfill: Backfilled) => this.move(backfill), send: (wave: Wave, doubtful: boolean) => this.send(wave, doubtful, signal) };
      await backfillSome(parts, this.place.backfill);
      this.rewind();
    } else await this.follow(signal);
  }

  /** One wave of what was written since. */
  private async follow(signal: AbortSignal): Promise<void> {
    const { outgoing, clock } = this.parts;
    const row = this.place.row ?? 0, { untilRow } = this.place;
    const began = clock.now();
    const wave = await outgoing.calls.wave({ id: this.id, after: row, until: untilRow ?? Infinity, most: this.waveSamples() });
    if (wave.gap) return await this.bridge();
    this.tally.dropped.unreadable += wave.unreadable;
    if (wave.samples > 0) {
      if (untilRow !== wave.to) this.move({ untilRow: wave.to });
      await this.send(wave, untilRow !== null || row < this.resendTo, signal);
    }
    if (wave.samples > 0 || clock.monotonic() - this.savedAt > SAVE_EVERY_MS) this.move({ row: wave.to, untilRow: null });
    else this.place = { ...this.place, row: wave.to, untilRow: null };
    if (this.rewind() || wave.full || untilRow !== null) return;
    this.caughtUp = began;
    this.newestRow = Math.max(this.newestRow, wave.to);
    this.show('waiting');
    await pause(clock, this.config.batchDeadlineMs, AbortSignal.any([signal, this.wake.signal]));
  }

  /** After the other side could not be reached: what it may have lost is sent again. */
  private rewind(): boolean {
    const { tally, trail } = this;
    const now = this.parts.clock.monotonic(), since = tally.brokenAt;
    tally.brokenAt = null;
    const back = since === null ? null : trail.before(since);
    if (back === null) {
      trail.note(now, this.place);
      return false;
    }
    this.resendTo = Math.max(this.resendTo, this.place.row ?? 0);
    this.move({ ...back, untilRow: null });
    return true;
  }

  /** What should have come next is no longer kept: it is sent from the store, as history. */
  private async bridge(): Promise<void> {
    const { position, clock, onError } = this.parts;
    const { wal, newest } = await position();
    const to = Math.max(clock.now(), newest ?? 0);
    onError(new Error(`rows after ${this.place.row} are no longer kept`), `sending to ${this.config.name}: what came since ${new Date(this.place.newest ?? to).toISOString()} is read from the store`);
    this.move({ row: wal, untilRow: null, backfill: backfillOf((this.place.newest ?? to) + 1, to) });
  }

  /** All shards at once, the batches of a shard one after the other; written down when all are through. */
  private async send(wave: Wave, doubtful: boolean, signal: AbortSignal): Promise<void> {
    const { clock, outgoing, secrets, random } = this.parts;
    const { tally, dialect, config, id } = this;
    this.show(tally.problem === null ? 'sending' : 'retrying');
    const parts = { clock, poster: await this.poster, secrets: () => readSecrets(secrets, id, config), tally, dialect, random };
    tally.pending = wave.samples;
    const failing = new AbortController();
    const within = AbortSignal.any([signal, failing.signal]);
    const lanes = Array.from({ length: config.shards }, async (_, shard) => {
      for (const [batch, { shard: its, samples }] of wave.batches.entries()) {
        if (its !== shard) continue;
        const encode = (from: number, to: number, version: 1 | 2) => outgoing.calls.encode({ id, batch, from, to, version });
        await deliver(parts, { samples, doubtful, encode }, within);
        this.parts.onChange();
      }
    });
    try {
      await Promise.all(lanes);
    } finally {
      failing.abort();
      await Promise.allSettled(lanes);
      tally.pending = 0;
    }
    const newest = wave.batches.reduce((most, batch) => Math.max(most, batch.newest), this.place.newest ?? -Infinity);
    this.place = { ...this.place, newest: newest === -Infinity ? null : newest };
  }

  private waveSamples(): number { return WAVE_BATCHES * this.config.shards * this.config.batchSamples; }

  private move(change: Partial<DestinationPlace>): void {
    this.place = { ...this.place, ...change, version: this.dialect.fixed === null ? this.dialect.known : null };
    this.savedAt = this.parts.clock.monotonic();
    this.parts.savePlace(this.id, this.place);
    this.parts.onChange();
  }

  private show(health: DestinationState['health']): void {
    const behind = health === 'sending' && (this.lagMs() ?? 0) > 2 * this.config.batchDeadlineMs + 10_000;
    this.state = behind ? 'behind' : health;
    this.parts.onChange();
  }
}
