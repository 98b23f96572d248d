import type { Clock } from '../../base/clock.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { MetricSeries, MetricSource, Provider } from '../../providers/provider.ts';
import type { AccountConfig, AccountId, AccountUsage, CloudMachine, PollingState } from '../../shared/model/cloud.ts';
import { metricsFetched } from '../../shared/model/cloudmetrics.ts';
import { affordableInterval, leftOfMonth } from '../../shared/model/cloudprice.ts';
import { AppError, toWire } from '../../shared/model/errors.ts';
import type { Appender } from '../../workers/appender.ts';
import { cloudMetadata } from './names.ts';
import { SeriesBook } from './seriesbook.ts';
import { floor, windowsOf } from './windows.ts';

/** An account, as far as its metrics go. */
export interface MetricAccount {
  readonly id: AccountId;
  readonly config: AccountConfig;
  readonly paused: boolean;
  polling: PollingState;
  readonly meter: { bill(metrics: number): void; usage(): AccountUsage; flush(): void };
  machines(): readonly CloudMachine[];
  provider(): Promise<Provider>;
}

/** Up to when metrics are stored: unix ms by a machine's native id. */
export interface Marks {
  marks(id: AccountId): Map<string, number>;
  saveMarks(id: AccountId, marks: ReadonlyMap<string, number>): void;
}

export interface PollParts {
  readonly clock: Clock;
  readonly appender: Appender;
  readonly marks: Marks;
  /** What no longer can be had of a machine's past. Unix ms. */
  readonly onLost: (machine: CloudMachine, from: number, to: number) => void;
  readonly onChange: () => void;
  readonly onError: (error: unknown, what: string) => void;
}

/** One region's round has to end by then; a long past is fetched in steps, so that much of it is kept even then. */
const REGION_MS = 120_000;
/** Of a machine that is new to us so much of its past is fetched. It costs no more than the present does. */
const FIRST_MS = 24 * 3_600_000;
/** Points asked for at a time, of all series together. */
const POINTS_AT_ONCE = 200_000;
/** After its start a moment passes, so that machines are listed before their metrics are asked for; while none is known, it is looked again soon. */
const START_MS = 3_000;
const NONE_KNOWN_MS = 10_000;

/** Fetches one account's metrics, again and again, each region by itself. What was missed while nobody ran is fetched with the next round. */
export class MetricPoll {
  readonly account: MetricAccount;
  private readonly parts: PollParts;
  private readonly book: SeriesBook;
  private readonly marks: Map<string, number>;
  /** machines that don't run and had nothing more to tell */
  private readonly resting = new Set<string>();
  private readonly stopping = new AbortController();
  private timer: Disposable;
  private running: Promise<void> | null = null;
  private annotated = false;

  constructor(parts: PollParts, account: MetricAccount) {
    this.parts = parts;
    this.account = account;
    this.book = new SeriesBook(parts.appender, account.config.kind, account.config.name);
    this.marks = parts.marks.marks(account.id);
    this.timer = parts.clock.setTimer(START_MS, () => this.begin());
  }

  /** A round now, unless one goes on. */
  wake(): void {
    if (this.running === null && !this.stopping.signal.aborted) this.wait(0);
  }

  async stop(): Promise<void> {
    this.timer[Symbol.dispose]();
    this.stopping.abort(new AppError('canceled', 'The account stops.'));
    await this.running;
  }

  private wait(ms: number): void {
    this.timer[Symbol.dispose]();
    this.timer = this.parts.clock.setTimer(ms, () => this.begin());
  }

  private begin(): void {
    this.running = this.run().catch(error => this.parts.onError(error, `fetching metrics of ${this.account.config.name}`)).finally(() => {
      this.running = null;
      if (!this.stopping.signal.aborted) this.wait(this.machines().length === 0 ? NONE_KNOWN_MS : this.intervalMs() ?? this.leftMs());
    });
  }

  private leftMs(): number {
    return Math.min(2 ** 31 - 1, leftOfMonth(this.parts.clock.now()));
  }

  /** null: this month's budget is spent */
  private intervalMs(): number | null {
    const { polling, kind } = this.account.config;
    const perRound = polling.path === 'batch' ? this.machines().length * metricsFetched(kind, polling.metrics).length : 0;
    return affordableInterval(polling, perRound, this.account.meter.usage().cost, leftOfMonth(this.parts.clock.now()));
  }

  private machines(): readonly CloudMachine[] {
    return this.account.machines().filter(({ metricPeriodMs, nativeId, power }) => metricPeriodMs !== null && power !== 'terminated' && (power === 'running' || !this.resting.has(nativeId)));
  }

  private async run(): Promise<void> {
    if (this.intervalMs() === null) return this.note(null);
    const at = this.parts.clock.now();
    const byRegion = Map.groupBy(this.machines(), ({ region }) => region);
    const failures = await Promise.all([...byRegion].map(([region, machines]) => this.round(region, machines)));
    if (this.stopping.signal.aborted) return;
    this.account.meter.flush();
    this.note(at, failures.find(failure => failure !== null) ?? null);
  }

  private note(at: number | null, failure: AppError | null = null): void {
    const reached = this.machines().flatMap(({ nativeId }) => this.marks.get(nativeId) ?? []);
    this.account.polling = { intervalMs: this.intervalMs(), lastAt: at ?? this.account.polling.lastAt, error: failure === null ? null : toWire(failure), until: reached.length === 0 ? null : reached.reduce((a, b) => Math.min(a, b)) };
    this.parts.onChange();
  }

  /** null: all went well */
  private async round(region: string, machines: readonly CloudMachine[]): Promise<AppError | null> {
    const late = () => new AppError('timeout', `The metrics of ${region} did not come within ${REGION_MS / 1000} s.`);
    try {
      await withDeadline(this.parts.clock, REGION_MS, this.stopping.signal, late, async signal => {
        const { metrics } = await this.account.provider();
        if (metrics !== null) await this.fetch(metrics, region, machines, signal);
      });
      return null;
    } catch (error) {
      if (this.stopping.signal.aborted) return null;
      if (!(error instanceof AppError)) this.parts.onError(error, `fetching metrics of ${region}`);
      return error instanceof AppError ? error : new AppError('internal', 'Something went wrong on our side; the log has the details.');
    }
  }

  private async fetch(source: MetricSource, region: string, machines: readonly CloudMachine[], signal: AbortSignal): Promise<void> {
    const now = this.parts.clock.now();
    const alike = Map.groupBy(machines, machine => {
      const periodMs = machine.metricPeriodMs ?? 0;
      return `${periodMs} ${this.from(machine, source, periodMs, now)}`;
    });
    for (const [key, group] of alike) {
      const [periodMs = 0, from = 0] = key.split(' ').map(Number);
      const to = floor(now - source.delayMs, periodMs);
      const { windows, lost } = windowsOf(source.kept, periodMs, from, to, now);
      const untold = lost === null ? [] : group.map(machine => ({ machine, from: this.marks.get(machine.nativeId) ?? lost.to, to: lost.to }));
      for (const window of windows) for (const some of this.portions(group, (window.to - window.from) / window.periodMs)) await this.take(source, region, some, window, now - source.rereadPeriods * periodMs * 2, signal);
      this.reached(group, to);
      for (const gone of untold) if (gone.from < gone.to) this.parts.onLost(gone.machine, gone.from, gone.to); // what lies before the mark is stored
    }
  }

  /** Where a machine's next window begins: a few periods before what is stored, since late points may have come. */
  private from({ nativeId }: CloudMachine, { rereadPeriods }: MetricSource, periodMs: number, now: number): number {
    const mark = this.marks.get(nativeId);
    return floor(mark === undefined ? now - FIRST_MS : mark - rereadPeriods * periodMs, periodMs);
  }

  /** As many machines at a time as keep an answer in bounds: each metric is billed by the call, so that one window is one call. */
  private portions(machines: readonly CloudMachine[], points: number): CloudMachine[][] {
    const { kind, polling } = this.account.config;
    const series = metricsFetched(kind, polling.metrics).reduce((sum, { statistics }) => sum + statistics.length, 0);
    const size = Math.max(1, Math.floor(POINTS_AT_ONCE / Math.max(1, points * series)));
    return Array.from({ length: Math.ceil(machines.length / size) }, (_, i) => machines.slice(i * size, (i + 1) * size));
  }

  private async take(source: MetricSource, region: string, machines: readonly CloudMachine[], window: { readonly from: number; readonly to: number; readonly periodMs: number }, keepFrom: number, signal: AbortSignal): Promise<void> {
    const { kind, polling } = this.account.config;
    const metrics = metricsFetched(kind, polling.metrics).map(({ name }) => name);
    const { series, billed } = await source.window({ region, machines, metrics, ...window, path: polling.path }, signal);
    this.account.meter.bill(billed);
    if (!this.annotated) await this.parts.appender.annotate(cloudMetadata(kind));
    this.annotated = true;
    await this.book.store([...series, ...periodsOf(series, window.periodMs)], keepFrom);
    const told = new Set(series.map(({ machine }) => machine.nativeId));
    for (const { nativeId, power } of machines) {
      if (power === 'running' || told.has(nativeId)) this.resting.delete(nativeId);
      else this.resting.add(nativeId);
    }
  }

  private reached(machines: readonly CloudMachine[], to: number): void {
    const news = new Map(machines.filter(({ nativeId }) => (this.marks.get(nativeId) ?? 0) < to).map(({ nativeId }) => [nativeId, to]));
    for (const [id, until] of news) this.marks.set(id, until);
    this.parts.marks.saveMarks(this.account.id, news);
  }
}

/** Sums are of a period: to make rates of them, its length is stored beside them, as `aws_ec2_period_seconds`. */
function periodsOf(series: readonly MetricSeries[], periodMs: number): MetricSeries[] {
  const longest = new Map<string, MetricSeries>();
  for (const one of series) if (one.times.length > (longest.get(one.machine.nativeId)?.times.length ?? 0)) longest.set(one.machine.nativeId, one);
  return Array.from(longest.values(), ({ machine, times }) => ({ machine, metric: 'Period', statistic: 'Seconds', times, values: new Float64Array(times.length).fill(periodMs / 1000) }));
}
