import { randomUUID } from 'node:crypto';
import { Changes } from '../base/changes.ts';
import type { Clock } from '../base/clock.ts';
import type { ReceiverSecrets } from '../shared/contract/receivers.ts';
import { AppError } from '../shared/model/errors.ts';
import { DESKTOP, ReceiverConfig, ReceiverId, type ReceiverState } from '../shared/model/receiver.ts';
import type { ReceiverRow, ReceiverTable } from '../store/receivers.ts';
import { checkBody } from './senders/custom.ts';
import { destinationOf, effectiveSecrets, forgetOrphans, forgetSecrets, keepSecrets, keptSecrets, readSecrets, type SecretStore } from './receiversecrets.ts';

export interface ReceiversParts {
  readonly clock: Clock;
  readonly table: ReceiverTable;
  readonly secrets: SecretStore;
  readonly health: (id: ReceiverId) => Pick<ReceiverState, 'waiting' | 'lastSentAt' | 'lastError'>;
  readonly routesTo: (id: ReceiverId) => number;
  /** it is another one now: messages that wait may go */
  readonly onEdited: (id: ReceiverId) => void;
  readonly onRemoved: (id: ReceiverId) => void;
}

const MAX_RECEIVERS = 500;
/** The one that is always there, so that the first alert of a new workspace is heard. */
const DESKTOP_ROW: ReceiverRow = { id: DESKTOP, config: ReceiverConfig.parse({ name: 'Desktop', kind: 'desktop' }), destination: '' };

/** The contact points. Changes follow one another. */
export class Receivers {
  private readonly parts: ReceiversParts;
  private readonly changed: Changes;
  private readonly rows = new Map<ReceiverId, ReceiverRow>([[DESKTOP, DESKTOP_ROW]]);
  private readonly removed = new Map<ReceiverId, ReceiverRow>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: ReceiversParts) {
    this.parts = parts;
    this.changed = new Changes(parts.clock);
    for (const row of parts.table.load()) this.rows.set(row.id, row);
  }

  /** Removed receivers whose secrets a former run has left go. */
  tidy(): Promise<void> {
    return this.inTurn(() => forgetOrphans(this.parts.secrets, [...this.rows.keys()]));
  }

  list(): readonly ReceiverState[] {
    return Array.from(this.rows.values(), row => this.stateOf(row));
  }

  changes(signal: AbortSignal): AsyncIterable<readonly ReceiverState[]> {
    return this.changed.follow(() => this.list(), signal);
  }

  /** How they fare has changed. */
  tell(): void {
    this.changed.tell();
  }

  config(id: ReceiverId): ReceiverConfig | null {
    return this.rows.get(id)?.config ?? null;
  }

  /** Errors: AppError 'locked', 'unavailable' */
  async secretsOf(id: ReceiverId): Promise<ReceiverSecrets> {
    const row = this.rows.get(id);
    return row === undefined ? {} : readSecrets(this.parts.secrets, id, row.config);
  }

  /** What a test sends with. Errors: AppError 'invalid-input', 'locked', 'not-found' */
  async trial(config: ReceiverConfig, given: ReceiverSecrets, id: ReceiverId | undefined): Promise<ReceiverSecrets> {
    checked(config);
    return effectiveSecrets(this.parts.secrets, config, given, id === undefined ? null : this.find(id));
  }

  add(config: ReceiverConfig, given: ReceiverSecrets): Promise<ReceiverState> {
    return this.inTurn(async () => {
      if (this.rows.size >= MAX_RECEIVERS) throw new AppError('limit', `There are ${MAX_RECEIVERS} receivers already.`);
      return this.keep(ReceiverId.parse(randomUUID()), config, given, null);
    });
  }

  edit(id: ReceiverId, config: ReceiverConfig, given: ReceiverSecrets): Promise<ReceiverState> {
    return this.inTurn(async () => {
      const before = this.find(id);
      if (id === DESKTOP && config.kind !== 'desktop') throw new AppError('invalid-input', 'The desktop receiver stays one of the desktop.');
      return this.keep(id, config, given, before);
    });
  }

  remove(id: ReceiverId): Promise<void> {
    return this.inTurn(async () => {
      const row = this.find(id);
      if (id === DESKTOP) throw new AppError('conflict', 'The desktop receiver is always there. Take it out of the routes, or mute a route.');
      if (this.parts.routesTo(id) > 0) throw new AppError('conflict', 'Routes lead to this receiver. Take it out of them first.');
      this.parts.table.delete(id);
      this.rows.delete(id);
      this.removed.set(id, row);
      this.parts.onRemoved(id);
      this.changed.tell();
    });
  }

  restore(id: ReceiverId): Promise<ReceiverState> {
    return this.inTurn(async () => {
      const row = this.removed.get(id);
      if (row === undefined) throw new AppError('not-found', 'This receiver can no longer be brought back.');
      this.checkName(row.config.name, id);
      this.parts.table.save(row);
      this.removed.delete(id);
      this.rows.set(id, row);
      this.changed.tell();
      return this.stateOf(row);
    });
  }

  /** Secrets of removed ones go with the program's end. */
  async close(): Promise<void> {
    await this.turn;
    for (const id of this.removed.keys()) await forgetSecrets(this.parts.secrets, id);
  }

  private async keep(id: ReceiverId, config: ReceiverConfig, given: ReceiverSecrets, before: ReceiverRow | null): Promise<ReceiverState> {
    this.checkName(config.name, id);
    checked(config);
    const secrets = await effectiveSecrets(this.parts.secrets, config, given, before);
    await keepSecrets(this.parts.secrets, id, secrets, given);
    const row = { id, config, destination: destinationOf(config, secrets.url) };
    this.parts.table.save(row);
    this.rows.set(id, row);
    this.parts.onEdited(id);
    this.changed.tell();
    return this.stateOf(row);
  }

  private checkName(name: string, id: ReceiverId): void {
    for (const row of this.rows.values()) if (row.id !== id && row.config.name === name) throw new AppError('conflict', `There is a receiver named ${name} already.`);
  }

  private stateOf({ id, config, destination }: ReceiverRow): ReceiverState {
    return { id, config, destination, kept: keptSecrets(this.parts.secrets, id), ...this.parts.health(id), routes: this.parts.routesTo(id) };
  }

  private find(id: ReceiverId): ReceiverRow {
    const row = this.rows.get(id);
    if (row === undefined) throw new AppError('not-found', 'There is no such receiver.');
    return row;
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(run);
    this.turn = mine.catch(() => undefined); // whoever asked gets the error
    return mine;
  }
}

function checked({ kind, webhook }: ReceiverConfig): void {
  if (kind === 'webhook' && webhook.preset === 'custom') checkBody(webhook.body);
}
