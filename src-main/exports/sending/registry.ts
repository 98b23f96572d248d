import { randomUUID } from 'node:crypto';
import { Changes } from '../../base/changes.ts';
import { compileRelabeling } from '../../formats/relabel.ts';
import { parseSelector } from '../../promql/selector.ts';
import type { DestinationSecrets } from '../../shared/contract/sending.ts';
import { type DestinationConfig, DestinationId, type DestinationState, type DestinationTrial } from '../../shared/model/destination.ts';
import { AppError } from '../../shared/model/errors.ts';
import { type DestinationRow, type DestinationTable, neededRow, NOWHERE } from '../../store/destinations.ts';
import { forgetOrphans, forgetSecrets, keepSecrets, trialSecrets } from './secrets.ts';
import { Sender, type SenderParts } from './sender.ts';
import { tryDestination } from './trial.ts';

export interface DestinationParts extends Omit<SenderParts, 'savePlace' | 'onChange' | 'random'> {
  readonly table: DestinationTable;
  /** write-ahead rows from this one on have to be kept; Infinity: none */
  readonly hold: (from: number) => Promise<unknown>;
}

const MAX_REMOVED = 20;
/** A burst of changes is told once in this time. */
const SPACING_MS = 500;
/** How often the store hears which rows are no longer needed. */
const HOLD_EVERY_MS = 5_000;

/** All destinations, kept in the workspace. Changes of the list follow one another, never overlap. */
export class Destinations {
  private readonly parts: DestinationParts;
  private readonly changed: Changes;
  private readonly senders = new Map<DestinationId, Sender>();
  private readonly removed = new Map<DestinationId, DestinationRow>();
  private started = false;
  private turn: Promise<unknown> = Promise.resolve();
  private heldFrom: number;
  private holding: Disposable | null = null;

  constructor(parts: DestinationParts) {
    this.parts = parts;
    this.changed = new Changes(parts.clock, SPACING_MS);
    for (const row of parts.table.load()) this.insert(row);
    this.heldFrom = this.needed();
  }

  start(): void {
    this.started = true;
    forgetOrphans(this.parts.secrets, [...this.senders.keys()]).catch((error: unknown) => this.parts.onError(error, 'taking out what removed destinations have left in the vault'));
    for (const sender of this.senders.values()) sender.start();
    this.keepHolding();
  }

  /** What is on its way is given up, and sent again by whoever goes on. */
  stop(): Promise<void> {
    this.started = false;
    this.holding?.[Symbol.dispose]();
    return this.inTurn(async () => { await Promise.all(Array.from(this.senders.values(), sender => sender.close())); });
  }

  list(): readonly DestinationState[] { return Array.from(this.senders.values(), sender => sender.describe()); }
  /** For our own metrics. */
  all(): Iterable<Sender> { return this.senders.values(); }
  changes(signal: AbortSignal): AsyncIterable<readonly DestinationState[]> { return this.changed.follow(() => this.list(), signal); }

  /** The vault is open again. */
  unlocked(): void { for (const sender of this.senders.values()) sender.nudge(); }

  add(config: DestinationConfig, secrets: DestinationSecrets): Promise<DestinationState> {
    return this.inTurn(async () => {
      this.check(config, null);
      const id = DestinationId.parse(randomUUID());
      await keepSecrets(this.parts.secrets, id, config, secrets, null);
      return await this.begin({ id, config, paused: false, place: NOWHERE });
    });
  }

  edit(id: DestinationId, config: DestinationConfig, secrets: DestinationSecrets): Promise<DestinationState> {
    return this.inTurn(async () => {
      const sender = this.known(id);
      this.check(config, id);
      await keepSecrets(this.parts.secrets, id, config, secrets, sender.config);
      await sender.close();
      const { paused, place } = sender;
      const isOther = config.url !== sender.config.url || config.protocol !== sender.config.protocol;
      return await this.begin({ id, config, paused, place: isOther ? { ...place, version: null } : place });
    });
  }

  pause(id: DestinationId, paused: boolean): Promise<DestinationState> {
    return this.inTurn(async () => {
      const sender = this.known(id);
      sender.paused = paused;
      this.parts.table.save(sender);
      if (paused) await sender.stop();
      else if (this.started) sender.start();
      this.changed.tell();
      return sender.describe();
    });
  }

  backfill(id: DestinationId, from: number | null): Promise<DestinationState> {
    return this.inTurn(async () => {
      const sender = this.known(id);
      await sender.setBackfill(from);
      return sender.describe();
    });
  }

  remove(id: DestinationId): Promise<void> {
    return this.inTurn(async () => {
      const sender = this.known(id);
      await sender.close();
      this.parts.table.delete(id);
      this.senders.delete(id);
      const { config, paused, place } = sender;
      this.removed.set(id, { id, config, paused, place });
      for (const oldest of this.removed.keys()) {
        if (this.removed.size <= MAX_REMOVED) break;
        this.removed.delete(oldest);
        await forgetSecrets(this.parts.secrets, oldest);
      }
      await this.hold();
      this.changed.tell();
    });
  }

  restore(id: DestinationId): Promise<DestinationState> {
    return this.inTurn(async () => {
      const row = this.removed.get(id);
      if (row === undefined) throw new AppError('not-found', 'This destination can no longer be brought back.');
      const state = await this.begin(row);
      this.removed.delete(id);
      return state;
    });
  }

  /** One sample, as it would be sent. Errors: AppError 'invalid-input', 'locked' */
  async test(config: DestinationConfig, given: DestinationSecrets, id: DestinationId | undefined, signal: AbortSignal): Promise<DestinationTrial> {
    const stored = id === undefined ? null : this.known(id);
    return tryDestination(config, await trialSecrets(this.parts.secrets, config, given, stored), this.parts.clock, signal);
  }

  private async begin(row: DestinationRow): Promise<DestinationState> {
    this.parts.table.save(row);
    this.parts.table.savePlace(row.id, row.place);
    const sender = this.insert(row);
    await this.hold();
    if (this.started) sender.start();
    this.changed.tell();
    return sender.describe();
  }

  private insert(row: DestinationRow): Sender {
    const { table } = this.parts;
    const sender = new Sender({ ...this.parts, random: Math.random, savePlace: (id, place) => table.savePlace(id, place), onChange: () => this.changed.tell() }, row);
    this.senders.set(row.id, sender);
    return sender;
  }

  private needed(): number { return neededRow(Array.from(this.senders.values(), ({ place }) => place)); }

  private async hold(): Promise<void> {
    const needed = this.needed();
    if (needed === this.heldFrom) return;
    this.heldFrom = needed;
    await this.parts.hold(needed).catch((error: unknown) => this.parts.onError(error, 'telling the store which rows are still to be sent'));
  }

  private keepHolding(): void {
    this.holding = this.parts.clock.setTimer(HOLD_EVERY_MS, () => {
      void this.hold();
      if (this.started) this.keepHolding();
    });
  }

  private check(config: DestinationConfig, id: DestinationId | null): void {
    for (const text of config.selectors) parseSelector(text);
    compileRelabeling(config.writeRelabelConfigs, 'write_relabel_configs');
    for (const other of this.senders.values()) {
      if (other.id !== id && other.config.name === config.name) throw new AppError('conflict', `There is a destination called ${config.name} already.`);
    }
  }

  private known(id: DestinationId): Sender {
    const sender = this.senders.get(id);
    if (sender === undefined) throw new AppError('not-found', 'There is no such destination.');
    return sender;
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(run);
    this.turn = mine.catch(() => undefined); // whoever asked gets the error
    return mine;
  }
}
