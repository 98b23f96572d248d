import { randomUUID } from 'node:crypto';
import type { SshConnections, SshEndpoint } from '../../providers/ssh/connections.ts';
import type { HostSecrets } from '../../shared/contract/hosts.ts';
import { AppError } from '../../shared/model/errors.ts';
import { type HostCandidate, HostId, SshHostConfig, type SshHostState, type SshTestStep } from '../../shared/model/sshhost.ts';
import { Changes } from '../../base/changes.ts';
import { spread } from '../schedule.ts';
import { HostVault, type SecretStore, withSecrets } from './hostsecrets.ts';
import { scrapeCommand, scrapeScript } from './script.ts';
import { type HostParts, type StoredHost, WatchedHost } from './watchedhost.ts';

/** Where the hosts are kept. */
export interface HostStore {
  load(): readonly StoredHost[];
  save(host: StoredHost): void;
  remove(id: HostId): void;
  removed(): readonly HostId[];
  forget(id: HostId): void;
}

export interface HostRegistryParts extends Omit<HostParts, 'onChange' | 'connections'> {
  readonly connections: SshConnections;
  readonly store: HostStore;
  readonly secrets: SecretStore;
  /** hosts of ~/.ssh/config and known_hosts */
  readonly candidates: () => Promise<readonly Omit<HostCandidate, 'imported'>[]>;
}

/** A start of many hosts is spread over so long, each of them logging in. */
const START_MS_EACH = 50;
const START_MS_MOST = 15_000;
/** Removed hosts that can be brought back. */
const MAX_REMOVED = 100;
/** The list is long; nobody watches it change faster. */
const SPACING_MS = 1000;

/** All machines that are watched over SSH. Changes of the list follow one another, never overlap. */
export class HostRegistry {
  private readonly parts: HostRegistryParts;
  private readonly vault: HostVault;
  private readonly changed: Changes;
  private readonly hosts = new Map<HostId, WatchedHost>();
  private readonly removed = new Map<HostId, StoredHost>();
  private readonly listening: Disposable;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: HostRegistryParts) {
    this.parts = parts;
    this.vault = new HostVault(parts.secrets);
    this.changed = new Changes(parts.clock, SPACING_MS);
    for (const stored of parts.store.load()) this.insert(stored);
    this.listening = parts.connections.onChange(id => this.hosts.get(id)?.noteConnection());
  }

  start(): void {
    for (const host of this.hosts.values()) host.start(spread(host.id, startSpan(this.hosts.size)));
    void this.inTurn(() => this.forgetAll(this.parts.store.removed()));
  }

  /** Ends all scraping; series are left as they are, since the next start goes on with them. */
  stop(): Promise<void> {
    this.listening[Symbol.dispose]();
    return this.inTurn(async () => {
      await Promise.all([...this.hosts.values()].map(host => host.stop()));
      await this.forgetAll([...this.removed.keys()]);
    });
  }

  list(): readonly SshHostState[] {
    return Array.from(this.hosts.values(), host => host.state());
  }

  changes(signal: AbortSignal): AsyncIterable<readonly SshHostState[]> {
    return this.changed.follow(() => this.list(), signal);
  }

  /** Due times that were left out because the run before was still going on. */
  skipped(): number {
    let sum = 0;
    for (const { skipped } of this.hosts.values()) sum += skipped;
    return sum;
  }

  /** How to get into a host, by its id or, for a jump, by its name. */
  endpoint(idOrName: string): SshEndpoint | null {
    const host = this.hosts.get(HostId.safeParse(idOrName).data ?? HostId.parse('-')) ?? [...this.hosts.values()].find(({ config }) => config.name === idOrName);
    return host === undefined ? null : { id: host.id, config: host.config, secrets: () => this.vault.of(host.id) };
  }

  add(config: SshHostConfig, secrets: HostSecrets): Promise<SshHostState> {
    return this.inTurn(() => this.take(config, secrets, 0));
  }

  edit(id: HostId, config: SshHostConfig, secrets: HostSecrets): Promise<SshHostState> {
    return this.inTurn(async () => {
      const before = this.known(id);
      this.refuseTwin(config, id);
      const stored = { id, config: await this.vault.keep(id, config, secrets, before.config), paused: before.paused };
      this.parts.store.save(stored);
      await before.stop();
      await before.end();
      this.parts.connections.drop(id);
      this.insert(stored).start(0);
      this.changed.tell();
      return this.known(id).state();
    });
  }

  pause(id: HostId, paused: boolean): Promise<SshHostState> {
    return this.inTurn(async () => {
      const host = this.known(id);
      if (host.paused !== paused) {
        this.parts.store.save({ id, config: host.config, paused });
        if (paused) await host.pause();
        else host.resume();
      }
      return host.state();
    });
  }

  remove(id: HostId): Promise<void> {
    return this.inTurn(async () => {
      const host = this.known(id);
      this.parts.store.remove(id);
      this.hosts.delete(id);
      this.removed.set(id, { id, config: host.config, paused: host.paused });
      this.changed.tell();
      await host.stop();
      await host.end();
      this.parts.connections.drop(id);
      await this.forgetAll([...this.removed.keys()].slice(0, Math.max(0, this.removed.size - MAX_REMOVED)));
    });
  }

  restore(id: HostId): Promise<SshHostState> {
    return this.inTurn(async () => {
      const stored = this.removed.get(id);
      if (stored === undefined) throw new AppError('not-found', 'This host can no longer be brought back.');
      this.refuseTwin(stored.config, id);
      this.removed.delete(id);
      return this.begin(stored, 0);
    });
  }

  /** id  the host whose stored secrets stand in where none are given */
  async *test(config: SshHostConfig, secrets: HostSecrets, id: HostId | undefined, signal: AbortSignal): AsyncGenerator<SshTestStep, void> {
    const merged = await this.vault.trial(config, secrets, id === undefined ? null : this.known(id));
    yield* this.parts.connections.test({ id: id ?? HostId.parse(randomUUID()), config: withSecrets(config, merged), secrets: async () => merged }, signal);
  }

  /** Whoever waited for this key is asked anew at once. */
  async trust(address: string, port: number, type: string, fingerprint: string, replace: boolean): Promise<void> {
    const waiting = [...this.hosts.values()].flatMap(host => {
      const { question } = this.parts.connections.state(host.id);
      return question?.address === address && question.port === port ? [{ host, expected: question.expected }] : [];
    });
    await this.parts.connections.trust(address, port, type, fingerprint, replace);
    for (const { host, expected } of waiting) {
      host.tell('hostkey', type, expected?.fingerprint ?? '', fingerprint);
      await this.inTurn(async () => { if (this.hosts.get(host.id) === host) await host.restart(); });
    }
  }

  /** Those that don't answer are asked anew at once: what they waited for has come. */
  retry(): Promise<void> {
    return this.inTurn(async () => {
      for (const host of this.hosts.values()) {
        if (host.state().health !== 'down') continue;
        this.parts.connections.drop(host.id);
        await host.restart();
      }
    });
  }

  async candidates(): Promise<readonly HostCandidate[]> {
    const found = await this.parts.candidates();
    return found.map(candidate => ({ ...candidate, imported: this.isKnown(candidate) }));
  }

  /** Takes hosts over from OpenSSH's files, those that are here already left out. errors: AppError 'not-found' for a name that is not there */
  async import(names: readonly string[], group: string): Promise<readonly SshHostState[]> {
    const candidates = new Map((await this.candidates()).map(candidate => [candidate.name, candidate]));
    const missing = names.filter(name => !candidates.has(name));
    if (missing.length > 0) throw new AppError('not-found', `~/.ssh has no host called ${missing.slice(0, 5).join(', ')}.`);
    const wanted = [...new Set(names)].map(name => candidates.get(name)!);
    return this.inTurn(async () => {
      const states: SshHostState[] = [];
      for (const candidate of wanted) if (!this.isKnown(candidate)) states.push(await this.take(configOf(candidate, group), {}, spread(candidate.name, startSpan(wanted.length))));
      return states;
    });
  }

  /** The exact text of what is run on a host. */
  commands({ collectors, commands }: SshHostConfig): readonly { readonly name: string; readonly text: string }[] {
    const scrape = scrapeCommand(scrapeScript(collectors), { swaps: false, programsOf: [] });
    return [{ name: 'scrape', text: scrape }, ...commands.map(({ name, command }) => ({ name, text: command }))];
  }

  private async take(config: SshHostConfig, secrets: HostSecrets, firstInMs: number): Promise<SshHostState> {
    const id = HostId.parse(randomUUID());
    this.refuseTwin(config, id);
    return this.begin({ id, config: await this.vault.keep(id, config, secrets, null), paused: false }, firstInMs);
  }

  private begin(stored: StoredHost, firstInMs: number): SshHostState {
    this.parts.store.save(stored);
    this.insert(stored).start(firstInMs);
    this.changed.tell();
    return this.known(stored.id).state();
  }

  private insert(stored: StoredHost): WatchedHost {
    const host = new WatchedHost({ ...this.parts, onChange: () => this.changed.tell() }, stored);
    this.hosts.set(stored.id, host);
    return host;
  }

  /** Secrets of hosts that can't come back any more. One that can't be removed now is tried again at the next start. */
  private async forgetAll(ids: readonly HostId[]): Promise<void> {
    for (const id of ids) {
      this.removed.delete(id);
      try {
        await this.vault.forget(id);
        this.parts.store.forget(id);
      } catch (error) {
        this.parts.onError(error, 'forgetting the secrets of a removed host');
      }
    }
  }

  private known(id: HostId): WatchedHost {
    const host = this.hosts.get(id);
    if (host === undefined) throw new AppError('not-found', 'There is no such host.');
    return host;
  }

  private isKnown({ name, address, port, user }: Omit<HostCandidate, 'imported'>): boolean {
    return [...this.hosts.values()].some(({ config }) => config.name === name || (config.address === address && config.port === port && config.user === user));
  }

  /** Two hosts of one name would write the same series, and could not be told apart as jumps. */
  private refuseTwin({ name }: SshHostConfig, id: HostId): void {
    for (const other of this.hosts.values()) if (other.id !== id && other.config.name === name) throw new AppError('conflict', `There is a host called ${name} already.`);
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(run);
    this.turn = mine.catch(() => undefined); // whoever asked gets the error
    return mine;
  }
}

/** The time over which the first scrapes of so many hosts are spread. */
const startSpan = (hosts: number): number => Math.max(1, Math.min(START_MS_MOST, START_MS_EACH * hosts));

const configOf = ({ name, address, port, user, keyFiles, proxyJump }: HostCandidate, group: string): SshHostConfig =>
  SshHostConfig.parse({ name, address, port, user, auth: { agent: true, keyFiles: [...keyFiles] }, proxyJump, group });
