import { randomUUID } from 'node:crypto';
import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { TargetSecrets } from '../shared/contract/targets.ts';
import { AppError } from '../shared/model/errors.ts';
import { pairsKey } from '../shared/model/labels.ts';
import type { RelabelExplained } from '../shared/model/relabel.ts';
import { type TargetConfig, TargetId, type TargetState, type TestStep } from '../shared/model/target.ts';
import type { Appender } from '../workers/appender.ts';
import { Changes } from '../base/changes.ts';
import { testConnection } from './connectiontest.ts';
import { type Endpoint, endpointOf, keptCompiled } from './endpoint.ts';
import { pageFeed } from './pagefeed.ts';
import { testRelabelling, type Tried } from './relabeltest.ts';
import { spread } from './schedule.ts';
import { Scraper, type Scraping } from './scrape.ts';
import type { Source } from './source.ts';
import { sourceFeed } from './sourcefeed.ts';
import { Target } from './target.ts';
import { type Entry, TargetEntries } from './targetentries.ts';
import { forgetOrphans, forgetSecrets, keepSecrets, needsSecrets, readSecrets, type SecretStore, trialSecrets } from './targetsecrets.ts';
import { TargetSeries } from './targetseries.ts';
import type { Tunnels } from './tunnels.ts';
import type { Way } from './way.ts';

export interface StoredTarget { readonly id: TargetId; readonly config: TargetConfig; readonly paused: boolean }

/** Where the user's targets are kept. */
export interface TargetStore {
  load(): readonly StoredTarget[];
  /** of all, those that can't be read among them */
  ids(): readonly string[];
  /** adds it, or replaces the one of the same id */
  save(target: StoredTarget): void;
  delete(id: TargetId): void;
}

/** A target that reads from within: this computer (`self`) or our own metrics (`own`). */
export interface BuiltIn {
  readonly kind: 'self' | 'own';
  readonly job: string;
  readonly instance: string;
  readonly intervalMs: number;
  readonly source: Source;
}

export interface TargetRegistryParts {
  readonly clock: Clock;
  readonly appender: Appender;
  readonly store: TargetStore;
  readonly secrets: SecretStore;
  /** null: there are no SSH hosts */
  readonly tunnels: Tunnels | null;
  readonly builtIns: readonly BuiltIn[];
  /** true: targets are kept, and none is scraped */
  readonly idle?: boolean;
  /** an error that nobody foresaw, and one that could only be noted: for the log */
  readonly onError: (error: unknown, what: string) => void;
}

/** After a start the first scrapes come within this time, not all at once. */
const START_MS = 2000;
/** Found targets taken in one go: a few ms. */
const STRETCH = 100;
/** Removed targets that can be brought back. */
const MAX_REMOVED = 100;

/** For a trial: what was given, and the target whose stored ones are taken where nothing was. */
export interface GivenSecrets { readonly secrets: TargetSecrets; readonly id?: TargetId | undefined }

/** A target that a list names. `id` is another one when anything about it is different. */
export interface FoundTarget { readonly id: TargetId; readonly config: TargetConfig }
/** One that can't be taken, and why. */
export interface RefusedTarget { readonly config: TargetConfig; readonly reason: string }

/** All targets: the user's, kept in the store, those that lists name, and the built-in ones. Changes of the list follow one another, never overlap. */
export class TargetRegistry {
  private readonly parts: TargetRegistryParts;
  private readonly changed: Changes;
  private readonly entries = new TargetEntries();
  private readonly compile = keptCompiled();
  private readonly removed = new Map<TargetId, StoredTarget>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: TargetRegistryParts) {
    this.parts = parts;
    this.changed = new Changes(parts.clock);
    for (const builtIn of parts.builtIns) this.insertBuiltIn(builtIn);
    for (const stored of parts.store.load()) this.insertStored(stored);
  }

  start(): void {
    for (const { target } of this.entries.values()) target.start(target.kind === 'self' || target.kind === 'own' ? 0 : spread(target.id, START_MS));
    void this.inTurn(() => this.giveUp(() => forgetOrphans(this.parts.secrets, this.parts.store.ids())));
  }

  /** Ends all scraping; series are left as they are, since the next start goes on with them. */
  stop(): Promise<void> {
    return this.inTurn(async () => {
      await Promise.all([...this.entries.values()].map(async ({ target }) => {
        await target.stop();
        await target.close();
      }));
      for (const id of this.removed.keys()) await this.giveUp(() => forgetSecrets(this.parts.secrets, id));
      this.removed.clear();
    });
  }

  list(): readonly TargetState[] {
    return Array.from(this.entries.values(), ({ target }) => target.state());
  }

  changes(signal: AbortSignal): AsyncIterable<readonly TargetState[]> {
    return this.changed.follow(() => this.list(), signal);
  }

  /** Due times that were left out because the scrape before was still going on, over all targets. */
  skipped(): number {
    let sum = 0;
    for (const { target } of this.entries.values()) sum += target.skipped;
    return sum;
  }

  /** Whether there is such a target: one whose series are called the same. */
  knows(endpoint: Endpoint): boolean {
    return this.entries.knows(endpoint);
  }

  /** Errors: AppError, also those of `keepSecrets` */
  add(config: TargetConfig, secrets: TargetSecrets = {}): Promise<TargetState> {
    return this.inTurn(async () => {
      const id = TargetId.parse(randomUUID());
      const endpoint = this.endpoint(config);
      this.entries.refuseTwin(endpoint, id);
      await keepSecrets(this.parts.secrets, id, endpoint.asked, secrets, null);
      return this.begin({ id, config, paused: false });
    });
  }

  /** Errors: AppError, also those of `keepSecrets` */
  edit(id: TargetId, config: TargetConfig, secrets: TargetSecrets = {}): Promise<TargetState> {
    return this.inTurn(async () => {
      const { target, scraper } = this.editable(id);
      const endpoint = this.endpoint(config);
      this.entries.refuseTwin(endpoint, id);
      await keepSecrets(this.parts.secrets, id, endpoint.asked, secrets, target.leadsTo.asked);
      this.parts.store.save({ id, config, paused: target.paused });
      await target.stop();
      if (scraper !== null && sameSeries(target.leadsTo, endpoint)) {
        await scraper.use(pageFeed(endpoint.asked, this.wayTo(id, endpoint)), endpoint.asked.timeoutMs);
        target.reconfigure(endpoint);
        this.entries.set({ target, scraper, owner: null });
      } else {
        await this.end(target);
        this.insert(id, endpoint, target.paused);
      }
      this.launch(this.entries.get(id)!.target, 0);
      this.changed.tell();
      return this.stateOf(id);
    });
  }

  pause(id: TargetId, paused: boolean): Promise<TargetState> {
    return this.inTurn(async () => {
      const { target } = this.editable(id);
      if (target.paused === paused) return target.state();
      this.parts.store.save({ id, config: target.config, paused });
      if (paused) {
        await target.pause();
        await this.markStale(target);
      } else target.resume();
      return target.state();
    });
  }

  remove(id: TargetId): Promise<void> {
    return this.inTurn(async () => {
      const { target } = this.editable(id);
      this.parts.store.delete(id);
      this.entries.delete(id);
      this.removed.set(id, { id, config: target.config, paused: target.paused });
      this.changed.tell();
      await target.stop();
      await this.end(target);
      await this.forgetOldest();
    });
  }

  /** The vault is open again: what could not be scraped without it need not wait for its next turn. */
  unlocked(): Promise<void> {
    return this.inTurn(async () => {
      for (const { target } of this.entries.values()) {
        if (target.outcome?.failure?.code !== 'locked') continue;
        await target.stop();
        this.launch(target, spread(target.id, START_MS));
      }
    });
  }

  restore(id: TargetId): Promise<TargetState> {
    return this.inTurn(async () => {
      const stored = this.removed.get(id);
      if (stored === undefined) throw new AppError('not-found', 'This target can no longer be brought back.');
      const state = this.begin(stored);
      this.removed.delete(id);
      return state;
    });
  }

  test(config: TargetConfig, given: GivenSecrets, signal: AbortSignal): AsyncIterable<TestStep> {
    return testConnection(config, this.trialWay(config, given), this.parts.clock, signal);
  }

  explain(config: TargetConfig, given: GivenSecrets, tried: Tried, signal: AbortSignal): Promise<RelabelExplained> {
    return testRelabelling(config, tried, this.trialWay(config, given), this.parts.clock, signal);
  }

  private trialWay(config: TargetConfig, given: GivenSecrets): Way {
    const { secrets, tunnels } = this.parts;
    const entry = given.id === undefined ? undefined : this.entries.get(given.id);
    if (given.id !== undefined && entry === undefined) throw new AppError('not-found', 'There is no such target.');
    const stored = entry === undefined ? null : { id: entry.owner ?? entry.target.id, config: entry.target.leadsTo.asked };
    return { secrets: () => trialSecrets(secrets, this.endpoint(config).asked, given.secrets, stored), tunnels };
  }

  /**
   * Makes what a list names its targets, and no others; those that were there already go on untouched. Their secrets are those of `owner`.
   * returns  those that can't be taken
   */
  follow(owner: TargetId, found: readonly FoundTarget[]): Promise<readonly RefusedTarget[]> {
    return this.inTurn(async () => {
      const wanted = new Set(found.map(({ id }) => id));
      const gone = this.entries.ownedBy(owner).filter(({ target }) => !wanted.has(target.id));
      for (const { target } of gone) this.entries.delete(target.id);
      await Promise.all(gone.map(async ({ target }) => {
        await target.stop();
        await this.end(target);
      }));
      const refused: RefusedTarget[] = [];
      for (const [i, one] of found.entries()) {
        if (this.entries.get(one.id) === undefined) refused.push(...this.takeFound(owner, one));
        if (i % STRETCH === STRETCH - 1) await othersTurn();
      }
      this.changed.tell();
      return refused;
    });
  }

  private takeFound(owner: TargetId, { id, config }: FoundTarget): readonly RefusedTarget[] {
    try {
      const endpoint = this.endpoint(config);
      this.entries.refuseTwin(endpoint, id);
      this.launch(this.insert(id, endpoint, false, owner), spread(id, START_MS));
      return [];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return [{ config, reason: error.message }];
    }
  }

  private begin(stored: StoredTarget): TargetState {
    const endpoint = this.endpoint(stored.config);
    this.entries.refuseTwin(endpoint, stored.id);
    this.parts.store.save(stored);
    this.launch(this.insert(stored.id, endpoint, stored.paused), 0);
    this.changed.tell();
    return this.stateOf(stored.id);
  }

  private insert(id: TargetId, endpoint: Endpoint, paused: boolean, owner: TargetId | null = null): Target {
    const { clock, appender, onError } = this.parts;
    const { config, asked, labels, metricRelabeling } = endpoint;
    const series = new TargetSeries<string>(appender, labels, { labels: config.honorLabels, times: config.honorTimestamps }, { relabeling: metricRelabeling, sampleLimit: config.sampleLimit });
    const scraper = endpoint.droppedBy !== null ? null : new Scraper({ clock, appender, series, onBug: error => onError(error, `scraping ${config.job}`) }, pageFeed(asked, this.wayTo(owner ?? id, endpoint)), asked.timeoutMs);
    const target = new Target({ clock, scraping: scraper ?? NEVER_SCRAPED, onChange: () => this.changed.tell() }, id, owner === null ? 'scrape' : 'found', endpoint, paused);
    this.entries.set({ target, scraper, owner });
    return target;
  }

  private endpoint(config: TargetConfig): Endpoint {
    return endpointOf(config, this.compile);
  }

  private launch(target: Target, firstInMs: number): void {
    if (this.parts.idle !== true) target.start(firstInMs);
  }

  private wayTo(id: TargetId, { asked }: Endpoint): Way {
    const { secrets, tunnels } = this.parts;
    return { tunnels, secrets: async () => needsSecrets(asked) ? readSecrets(secrets, id, asked) : {} };
  }

  private async forgetOldest(): Promise<void> {
    const [oldest] = this.removed.keys();
    if (oldest === undefined || this.removed.size <= MAX_REMOVED) return;
    this.removed.delete(oldest);
    await this.giveUp(() => forgetSecrets(this.parts.secrets, oldest));
  }

  /** What is left in the vault for a moment longer does no harm; the next start looks again. */
  private async giveUp(forget: () => Promise<void>): Promise<void> {
    await forget().catch(error => this.parts.onError(error, 'forgetting the secrets of removed targets'));
  }

  /** One whose rules are no longer understood must not keep the others from being scraped. */
  private insertStored({ id, config, paused }: StoredTarget): void {
    try {
      this.insert(id, this.endpoint(config), paused);
    } catch (error) {
      this.parts.onError(error, `the target ${config.url} of ${config.job} is left out`);
    }
  }

  private insertBuiltIn({ kind, job, instance, intervalMs, source }: BuiltIn): void {
    const { clock, appender, onError } = this.parts;
    const config: TargetConfig = {
      job, instance, intervalMs, url: `stratoscope:${kind}`, timeoutMs: intervalMs, labels: {}, hiddenLabels: {}, relabelConfigs: [], metricRelabelConfigs: [],
      honorLabels: false, honorTimestamps: false, followRedirects: false, bodyLimitBytes: 0, sampleLimit: 0, tls: { insecureSkipVerify: false }, auth: { kind: 'none', username: '' }, via: '', unixSocket: '',
    };
    const endpoint = this.endpoint(config);
    const series = new TargetSeries<object>(appender, endpoint.labels, { labels: false, times: false });
    const scraper = new Scraper({ clock, appender, series, onBug: error => onError(error, `reading ${kind}`) }, sourceFeed(source), intervalMs);
    const id = TargetId.parse(kind);
    this.entries.set({ target: new Target({ clock, scraping: scraper, onChange: () => this.changed.tell() }, id, kind, endpoint), scraper: null, owner: null });
  }

  private async end(target: Target): Promise<void> {
    await this.markStale(target);
    await target.close();
  }

  /** A store that refuses now must not keep a target from being taken out. */
  private async markStale(target: Target): Promise<void> {
    await target.end().catch(error => this.parts.onError(error, `marking the series of ${target.config.job} stale`));
  }

  private editable(id: TargetId): Entry {
    const entry = this.entries.get(id);
    if (entry === undefined) throw new AppError('not-found', 'There is no such target.');
    if (entry.target.kind === 'found') throw new AppError('invalid-input', 'This target is named by a file of targets; it is to be changed there.');
    if (entry.target.kind !== 'scrape') throw new AppError('invalid-input', 'This target is built in; it cannot be changed.');
    return entry;
  }

  private stateOf(id: TargetId): TargetState {
    return this.entries.get(id)!.target.state();
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(run);
    this.turn = mine.catch(() => undefined); // whoever asked gets the error
    return mine;
  }
}

/** Whether the second goes on with the series of the first, under the same names. */
const sameSeries = (a: Endpoint, b: Endpoint): boolean =>
  a.droppedBy === null && b.droppedBy === null && pairsKey(a.labels) === pairsKey(b.labels)
  && a.config.honorLabels === b.config.honorLabels && a.config.honorTimestamps === b.config.honorTimestamps && a.config.sampleLimit === b.config.sampleLimit
  && JSON.stringify(a.config.metricRelabelConfigs) === JSON.stringify(b.config.metricRelabelConfigs);

const NEVER_SCRAPED: Scraping = { scrape: async () => null, end: async () => undefined, close: async () => undefined };
