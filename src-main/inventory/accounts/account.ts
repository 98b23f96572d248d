import type { Clock } from '../../base/clock.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { Provider } from '../../providers/provider.ts';
import type { AccountConfig, AccountId, AccountState, CloudMachine, Identity, PollingState } from '../../shared/model/cloud.ts';
import { AppError, toWire } from '../../shared/model/errors.ts';
import type { AccountTable, StoredAccount } from '../../store/accounts.ts';
import { RegionWatch } from './regionwatch.ts';
import { UsageMeter } from './usage.ts';

/** Connects to an account's cloud. Nothing is asked of the cloud yet. */
export type OpenProvider = (account: { readonly id: AccountId; readonly config: AccountConfig }, secrets: () => Promise<Readonly<Record<string, string>>>, onCall: (operation: string, region: string) => void) => Promise<Provider>;

export interface CloudAccountParts {
  readonly clock: Clock;
  readonly table: AccountTable;
  readonly open: OpenProvider;
  /** errors: AppError 'locked' */
  readonly secrets: (id: AccountId, config: AccountConfig) => Promise<Readonly<Record<string, string>>>;
  /** names of its fields that the vault keeps */
  readonly kept: (id: AccountId) => readonly string[];
  readonly onChange: () => void;
  readonly onPolled: (region: string, outcome: readonly CloudMachine[] | AppError, at: number) => void;
  readonly onError: (error: unknown, what: string) => void;
}

/** Finding out who we are and which regions there are has to end by then. */
const DISCOVER_MS = 20_000;
/** Regions are switched on and off seldom. */
const DISCOVER_EVERY_MS = 24 * 3_600_000;
/** Lists of regions begin so far apart, so that none waits for another's turn at the network. */
const APART_MS = 50;
const NOT_POLLED: PollingState = { intervalMs: null, lastAt: null, error: null, until: null };

/** One account: connected when it is first needed, its regions listed each by itself. */
export class CloudAccount {
  readonly id: AccountId;
  readonly config: AccountConfig;
  readonly meter: UsageMeter;
  /** how fetching its metrics goes, as whoever does it tells */
  polling: PollingState = NOT_POLLED;
  private readonly parts: CloudAccountParts;
  private readonly watches = new Map<string, RegionWatch>();
  private opened: Promise<Provider> | null = null;
  private identity: Identity | null = null;
  private error: AppError | null = null;
  private timer: Disposable | null = null;
  private discovering: Promise<void> | null = null;
  private stopping: AbortController | null = null;

  constructor(parts: CloudAccountParts, { id, config, paused }: StoredAccount) {
    this.parts = parts;
    this.id = id;
    this.config = config;
    this.paused = paused;
    this.meter = new UsageMeter(parts.table, id, () => parts.clock.now());
    for (const stored of parts.table.regions(id)) if (this.wants(stored.region)) this.watches.set(stored.region, this.watch(stored.region, stored));
  }

  paused: boolean;

  /** Nothing happens while it is paused or runs already. Regions known before are listed when they are due, the rest when they are found. */
  start(firstInMs: number): void {
    if (this.paused || this.stopping !== null) return;
    this.stopping = new AbortController();
    const { clock } = this.parts;
    for (const [i, watch] of [...this.watches.values()].entries()) {
      const due = (watch.told().listedAt ?? 0) + this.config.intervalMs - clock.now();
      watch.start(Math.min(this.config.intervalMs, Math.max(firstInMs + i * APART_MS, due)));
    }
    this.wait(firstInMs);
  }

  /** Breaks off what goes on. Not one call is made after. */
  async stop(): Promise<void> {
    this.timer?.[Symbol.dispose]();
    this.stopping?.abort(new AppError('canceled', 'The account stops.'));
    await Promise.all([this.discovering, ...[...this.watches.values()].map(watch => watch.stop())]);
    this.stopping = null;
    const { opened } = this;
    this.opened = null;
    (await opened?.catch(() => null))?.close();
    this.meter.flush();
  }

  refresh(): void {
    if (this.stopping === null) return;
    this.wait(0);
    for (const watch of this.watches.values()) watch.refresh();
  }

  refreshSoon(region: string): void {
    if (this.stopping !== null) this.watches.get(region)?.soon();
  }

  machines(): readonly CloudMachine[] {
    return [...this.watches.values()].flatMap(({ machines }) => machines);
  }

  /** errors: AppError 'conflict' while it is paused */
  async provider(): Promise<Provider> {
    if (this.paused) throw new AppError('conflict', `The account ${this.config.name} is paused: nothing is asked of it.`);
    const { id, config, parts } = this;
    this.opened ??= parts.open({ id, config }, () => parts.secrets(id, config), operation => this.meter.call(operation));
    return this.opened;
  }

  state(): AccountState {
    const regions = [...this.watches.values()].map(watch => watch.told()).sort((a, b) => a.region < b.region ? -1 : 1);
    return {
      id: this.id, config: this.config, health: this.health(regions.map(({ health }) => health)), identity: this.identity, error: this.error === null ? null : toWire(this.error),
      regions, usage: this.meter.usage(), polling: this.polling, kept: this.parts.kept(this.id),
    };
  }

  private health(regions: readonly ('unknown' | 'ok' | 'failing')[]): AccountState['health'] {
    if (this.paused) return 'paused';
    const failing = regions.filter(health => health === 'failing').length;
    const ok = regions.includes('ok');
    if (ok) return failing > 0 ? 'partial' : 'ok';
    return failing > 0 || this.error !== null ? 'failing' : 'unknown';
  }

  private wants(region: string): boolean {
    return this.config.regions.length === 0 || this.config.regions.includes(region);
  }

  private wait(ms: number): void {
    this.timer?.[Symbol.dispose]();
    this.timer = this.parts.clock.setTimer(ms, () => {
      this.discovering ??= this.discover().catch(error => this.parts.onError(error, `looking for the regions of ${this.config.name}`)).finally(() => {
        this.discovering = null;
        if (this.stopping?.signal.aborted === false) this.wait(this.error === null ? DISCOVER_EVERY_MS : this.config.intervalMs);
      });
    });
  }

  /** Who we are, and which regions there are: each asked by itself, since the one may be allowed and the other not. */
  private async discover(): Promise<void> {
    const { signal } = this.stopping ?? new AbortController();
    const ask = <T>(what: string, run: (provider: Provider, within: AbortSignal) => Promise<T>): Promise<T> =>
      withDeadline(this.parts.clock, DISCOVER_MS, signal, () => new AppError('timeout', `${what}: no answer within ${DISCOVER_MS / 1000} s.`), async within => run(await this.provider(), within));
    const [identity, regions] = await Promise.allSettled([
      ask('Asking who we are', (provider, within) => provider.identity(within)),
      this.config.regions.length > 0 ? this.config.regions : ask('Asking for the regions', (provider, within) => provider.regions(within)),
    ]);
    if (signal.aborted) return;
    if (identity.status === 'fulfilled') this.identity = identity.value;
    if (regions.status === 'fulfilled') await this.take(regions.value);
    const failed = [regions, identity].flatMap(outcome => outcome.status === 'rejected' ? [outcome.reason as unknown] : []);
    this.error = failed.find(reason => reason instanceof AppError) ?? null;
    this.meter.flush();
    this.parts.onChange();
    for (const reason of failed) if (!(reason instanceof AppError)) throw reason;
  }

  private async take(regions: readonly string[]): Promise<void> {
    for (const [region, watch] of this.watches) {
      if (regions.includes(region)) continue;
      this.watches.delete(region);
      this.parts.table.deleteRegion(this.id, region);
      await watch.stop();
    }
    for (const [i, region] of regions.filter(name => !this.watches.has(name)).entries()) {
      const watch = this.watch(region, null);
      this.watches.set(region, watch);
      if (this.stopping?.signal.aborted === false) watch.start(i * APART_MS);
    }
  }

  private watch(region: string, last: ConstructorParameters<typeof RegionWatch>[1]): RegionWatch {
    const { clock, onError } = this.parts;
    return new RegionWatch({
      clock, region, intervalMs: this.config.intervalMs,
      list: async signal => (await this.provider()).list(region, signal),
      onOutcome: (outcome, at) => this.listed(region, outcome, at),
      onBug: error => onError(error, `listing ${region} of ${this.config.name}`),
    }, last);
  }

  private listed(region: string, outcome: readonly CloudMachine[] | AppError, at: number): void {
    if (!(outcome instanceof AppError)) this.parts.table.saveRegion(this.id, { region, listedAt: at, machines: outcome });
    this.meter.flush();
    this.parts.onPolled(region, outcome, at);
    this.parts.onChange();
  }
}
