import { randomUUID } from 'node:crypto';
import { Changes } from '../../base/changes.ts';
import type { Clock } from '../../base/clock.ts';
import type { Provider } from '../../providers/provider.ts';
import type { AccountSecrets } from '../../shared/contract/accounts.ts';
import { type AccountConfig, AccountId, type AccountState, type AccountTestStep, type CloudMachine, type Polling } from '../../shared/model/cloud.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { AccountTable, StoredAccount } from '../../store/accounts.ts';
import type { Accounts, PollListener } from '../accounts.ts';
import { CloudAccount, type OpenProvider } from './account.ts';
import { AccountVault, type SecretStore } from './secrets.ts';
import { tryAccount } from './trial.ts';

export interface AccountRegistryParts {
  readonly clock: Clock;
  readonly table: AccountTable;
  readonly secrets: SecretStore;
  readonly open: OpenProvider;
  /** an error that nobody foresaw, and one that could only be noted */
  readonly onError: (error: unknown, what: string) => void;
}

/** After a start accounts are first asked one after the other, so far apart, the first a moment after all else has started. */
const START_MS = 1_000;
const APART_MS = 200;
/** Removed accounts that can be brought back. */
const MAX_REMOVED = 20;

/** All accounts of clouds. Changes of the list follow one another, never overlap. */
export class AccountRegistry implements Accounts {
  private readonly parts: AccountRegistryParts;
  private readonly vault: AccountVault;
  private readonly changed: Changes;
  private readonly accounts = new Map<AccountId, CloudAccount>();
  private readonly removed = new Map<AccountId, StoredAccount>();
  private readonly listeners = new Set<PollListener>();
  private readonly rosterListeners = new Set<() => void>();
  private running = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: AccountRegistryParts) {
    this.parts = parts;
    this.vault = new AccountVault(parts.secrets);
    this.changed = new Changes(parts.clock);
    for (const stored of parts.table.load()) this.insert(stored);
  }

  start(): void {
    this.running = true;
    for (const [i, account] of [...this.accounts.values()].entries()) account.start(START_MS + i * APART_MS);
    void this.inTurn(() => this.vault.forgetOrphans([...this.accounts.keys()])).catch(error => this.parts.onError(error, 'forgetting the secrets of removed accounts'));
  }

  stop(): Promise<void> {
    return this.inTurn(async () => {
      this.running = false;
      await Promise.all(this.all().map(account => account.stop()));
    });
  }

  list(): readonly AccountState[] {
    return this.all().map(account => account.state());
  }

  /** The accounts themselves, for whoever fetches their metrics. */
  all(): readonly CloudAccount[] {
    return [...this.accounts.values()];
  }

  changes(signal: AbortSignal): AsyncIterable<readonly AccountState[]> {
    return this.changed.follow(() => this.list(), signal);
  }

  machines(): readonly CloudMachine[] {
    return this.all().flatMap(account => account.machines());
  }

  machinesOf(accountId: AccountId): readonly CloudMachine[] {
    return this.known(accountId).machines();
  }

  async provider(accountId: AccountId): Promise<Provider> {
    return this.known(accountId).provider();
  }

  refreshSoon(accountId: AccountId, region: string): void {
    this.accounts.get(accountId)?.refreshSoon(region);
  }

  onPolled(listener: PollListener): () => void {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  }

  /** Called when accounts come, go, pause, or are configured anew. Returns what ends that. */
  onRoster(listener: () => void): () => void {
    this.rosterListeners.add(listener);
    return () => { this.rosterListeners.delete(listener); };
  }

  /** Something about an account is another: for whoever tells of its metrics. */
  noted(): void {
    this.changed.tell();
  }

  /** Everything is listed anew: the computer has slept, or the vault was opened. */
  refreshAll(): void {
    for (const account of this.accounts.values()) account.refresh();
  }

  add(config: AccountConfig, secrets: AccountSecrets): Promise<AccountState> {
    return this.inTurn(async () => {
      const id = AccountId.parse(randomUUID());
      this.refuseTwin(config, id);
      await this.vault.keep(id, config, secrets, null);
      return this.begin({ id, config, paused: false });
    });
  }

  edit(id: AccountId, config: AccountConfig, secrets: AccountSecrets): Promise<AccountState> {
    return this.inTurn(async () => {
      const before = this.known(id);
      this.refuseTwin(config, id);
      await this.vault.keep(id, config, secrets, before.config);
      await before.stop();
      return this.begin({ id, config, paused: before.paused });
    });
  }

  setPolling(id: AccountId, polling: Polling): Promise<AccountState> {
    return this.edit(id, { ...this.known(id).config, polling }, {});
  }

  pause(id: AccountId, paused: boolean): Promise<AccountState> {
    return this.inTurn(async () => {
      const account = this.known(id);
      if (account.paused === paused) return account.state();
      await account.stop();
      return this.begin({ id, config: account.config, paused });
    });
  }

  remove(id: AccountId): Promise<void> {
    return this.inTurn(async () => {
      const { config, paused } = this.known(id);
      await this.known(id).stop();
      this.parts.table.delete(id);
      this.accounts.delete(id);
      this.removed.set(id, { id, config, paused });
      this.tellRoster();
      const [oldest] = this.removed.keys();
      if (oldest === undefined || this.removed.size <= MAX_REMOVED) return;
      this.removed.delete(oldest);
      await this.vault.forget(oldest).catch(error => this.parts.onError(error, 'forgetting the secrets of a removed account'));
    });
  }

  restore(id: AccountId): Promise<AccountState> {
    return this.inTurn(async () => {
      const stored = this.removed.get(id);
      if (stored === undefined) throw new AppError('not-found', 'This account can no longer be brought back.');
      this.refuseTwin(stored.config, id);
      this.removed.delete(id);
      return this.begin(stored);
    });
  }

  refresh(id: AccountId): void {
    this.known(id).refresh();
  }

  /** id  the account whose stored secrets stand in where none are given; its calls are counted there */
  async *test(config: AccountConfig, secrets: AccountSecrets, id: AccountId | undefined, signal: AbortSignal): AsyncGenerator<AccountTestStep, void> {
    const provider = await this.trial(config, secrets, id);
    try {
      yield* tryAccount(provider, config, this.parts.clock, signal);
    } finally {
      provider.close();
    }
  }

  async regions(config: AccountConfig, secrets: AccountSecrets, id: AccountId | undefined, signal: AbortSignal): Promise<readonly string[]> {
    const provider = await this.trial(config, secrets, id);
    try {
      return await provider.regions(signal);
    } finally {
      provider.close();
    }
  }

  private async trial(config: AccountConfig, secrets: AccountSecrets, id: AccountId | undefined): Promise<Provider> {
    const before = id === undefined ? null : this.known(id);
    const merged = await this.vault.trial(config, secrets, before);
    return this.parts.open({ id: id ?? AccountId.parse(randomUUID()), config }, async () => merged, operation => before?.meter.call(operation));
  }

  /** Takes the place of the one of the same id. */
  private begin(stored: StoredAccount): AccountState {
    this.parts.table.save(stored);
    const account = this.insert(stored);
    if (this.running) account.start(0);
    this.tellRoster();
    return account.state();
  }

  private insert(stored: StoredAccount): CloudAccount {
    const { clock, table, open, onError } = this.parts;
    const account = new CloudAccount({
      clock, table, open, onError,
      secrets: (id, config) => this.vault.of(id, config),
      kept: id => this.vault.kept(id),
      onChange: () => this.changed.tell(),
      onPolled: (region, outcome, at) => { for (const listener of this.listeners) listener(stored.id, region, outcome, at); },
    }, stored);
    this.accounts.set(stored.id, account);
    return account;
  }

  private tellRoster(): void {
    this.changed.tell();
    for (const listener of this.rosterListeners) listener();
  }

  private known(id: AccountId): CloudAccount {
    const account = this.accounts.get(id);
    if (account === undefined) throw new AppError('not-found', 'There is no such account.');
    return account;
  }

  /** The name is a label of its metrics. */
  private refuseTwin({ name }: AccountConfig, id: AccountId): void {
    for (const other of this.accounts.values()) if (other.id !== id && other.config.name === name) throw new AppError('conflict', `There is an account called ${name} already.`);
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(run);
    this.turn = mine.catch(() => undefined); // whoever asked gets the error
    return mine;
  }
}
