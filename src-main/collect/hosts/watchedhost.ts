import type { Clock } from '../../base/clock.ts';
import type { ExecOptions, SshConnections } from '../../providers/ssh/connections.ts';
import { SshFailure } from '../../providers/ssh/failure.ts';
import type { MachineEvent } from '../../shared/contract/events.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Labels } from '../../shared/model/labels.ts';
import type { HostId, SshHostConfig, SshHostState } from '../../shared/model/sshhost.ts';
import type { Appender } from '../../workers/appender.ts';
import type { ScrapeFailure } from '../failure.ts';
import { Rhythm } from '../rhythm.ts';
import { type Outcome, Scraper } from '../scrape.ts';
import { sourceFeed } from '../sourcefeed.ts';
import { TargetSeries } from '../targetseries.ts';
import { HostCommand } from './hostcommand.ts';
import { hostLabels } from './hostlabels.ts';
import { HostSource, type Run } from './hostsource.ts';
import { Observed } from './observed.ts';

export interface HostParts {
  readonly clock: Clock;
  readonly appender: Appender;
  readonly connections: Pick<SshConnections, 'exec' | 'state' | 'drop'>;
  readonly events: (events: readonly Omit<MachineEvent, 'id'>[]) => void;
  /** its state is another one now */
  readonly onChange: () => void;
  /** an error that nobody foresaw, and one that could only be noted */
  readonly onError: (error: unknown, what: string) => void;
}

export interface StoredHost { readonly id: HostId; readonly config: SshHostConfig; readonly paused: boolean }

/** More of a scrape's answer is refused, bytes: a machine with tens of thousands of processes stays below. */
const MOST_BYTES = 16 * 1024 * 1024;
/** A run has to end before the next one is due. */
const OF_INTERVAL = 0.9;
const GRACE_MS = 500;

/** One machine that is watched over SSH: its scrape, the user's commands on it, and what changed there. */
export class WatchedHost {
  readonly id: HostId;
  readonly config: SshHostConfig;
  private readonly parts: HostParts;
  private readonly source: HostSource;
  private readonly scrape: Rhythm;
  private readonly commands: readonly HostCommand[];
  private readonly observed = new Observed();
  private noted: Outcome | null = null;
  private answers: boolean | null = null;
  private toldKey = '';

  constructor(parts: HostParts, { id, config, paused }: StoredHost) {
    this.parts = parts;
    this.id = id;
    this.config = config;
    const { clock, appender } = parts;
    const labels = hostLabels(config);
    const patience = Math.min(config.timeoutMs, config.intervalMs * OF_INTERVAL);
    this.source = new HostSource(this.runner({ timeoutMs: patience, maxBytes: MOST_BYTES, repeatable: true }), clock, config.collectors);
    const onBug = (error: unknown) => parts.onError(error, `watching ${config.name}`);
    const series = new TargetSeries<Labels>(appender, labels, { labels: false, times: false });
    const scraping = new Scraper({ clock, appender, series, onBug }, sourceFeed(this.source), patience + GRACE_MS);
    const identity = `ssh/${id}`;
    this.scrape = new Rhythm({ clock, scraping, onChange: () => this.noteChange() }, identity, config.intervalMs, paused);
    this.commands = config.commands.map(command => new HostCommand({
      clock, appender, labels, onBug, run: this.runner({ timeoutMs: command.timeoutMs, maxBytes: command.maxBytes, modest: true }), identity, paused, onChange: parts.onChange,
    }, command));
  }

  get paused(): boolean { return this.scrape.paused; }

  /** Due times left out because the run before was still going on. */
  get skipped(): number {
    return this.rhythms.reduce((sum, { skipped }) => sum + skipped, 0);
  }

  /** Nothing happens while it is paused. */
  start(firstInMs: number): void {
    for (const rhythm of this.rhythms) rhythm.start(firstInMs);
  }

  async stop(): Promise<void> {
    await Promise.all(this.rhythms.map(rhythm => rhythm.stop()));
  }

  /** At once, and then at its times again. */
  async restart(): Promise<void> {
    await this.stop();
    this.start(0);
  }

  async pause(): Promise<void> {
    await Promise.all(this.rhythms.map(rhythm => rhythm.pause()));
    this.parts.connections.drop(this.id);
    await this.end();
  }

  resume(): void {
    for (const rhythm of this.rhythms) rhythm.resume();
  }

  /** Marks its series stale. Only while stopped. A store that refuses now must not keep a host from being taken out. */
  async end(): Promise<void> {
    for (const rhythm of this.rhythms) await rhythm.end().catch(error => this.parts.onError(error, `marking the series of ${this.config.name} stale`));
  }

  /** What its connection came to is another thing now. */
  noteConnection(): void {
    const { question } = this.parts.connections.state(this.id);
    if (question?.state === 'changed' && question.key.fingerprint !== this.toldKey) {
      this.tell('hostkey', question.key.type, question.expected?.fingerprint ?? '', question.key.fingerprint);
      this.toldKey = question.key.fingerprint;
    }
    this.parts.onChange();
  }

  tell(kind: MachineEvent['kind'], subject: string, before: string, after: string): void {
    const { job, name: instance } = this.config;
    this.parts.events([{ at: Math.round(this.parts.clock.now()), job, instance, kind, subject, before, after, origin: '' }]);
  }

  state(): SshHostState {
    const { connection, retryAt, hostKey, question } = this.parts.connections.state(this.id);
    const { outcome } = this.scrape;
    return {
      id: this.id, config: this.config, paused: this.paused, health: this.health(),
      connection, retryAt, hostKey, question,
      lastScrape: outcome?.time ?? null, lastDurationMs: outcome?.durationMs ?? null, lastError: errorOf(outcome?.failure ?? null), samples: outcome?.samples ?? 0,
      clockSkew: this.source.clockSkew, empty: this.source.empty,
      commands: this.commands.map(command => command.state()),
    };
  }

  private get rhythms(): readonly Rhythm[] {
    return [this.scrape, ...this.commands.map(({ rhythm }) => rhythm)];
  }

  private runner(options: ExecOptions): Run {
    return (command, signal) => this.parts.connections.exec(this.id, command, { ...options, signal });
  }

  private health(): SshHostState['health'] {
    if (this.paused) return 'paused';
    const { outcome } = this.scrape;
    if (outcome === null) return 'unknown';
    return outcome.failure === null ? 'up' : 'down';
  }

  private noteChange(): void {
    const { outcome } = this.scrape;
    if (outcome !== null && outcome !== this.noted) this.noteOutcome(outcome);
    this.noted = outcome;
    this.parts.onChange();
  }

  private noteOutcome({ failure, time }: Outcome): void {
    const answers = failure === null;
    if (answers !== this.answers && !(answers && this.answers === null)) {
      const error = errorOf(failure);
      this.tell('connection', error?.step ?? '', this.answers === null ? '' : this.answers ? 'up' : 'down', answers ? 'up' : 'down');
    }
    this.answers = answers;
    if (answers) {
      const { job, name: instance } = this.config;
      const changes = this.observed.changes(this.source.findings);
      if (changes.length > 0) this.parts.events(changes.map(change => ({ at: time, job, instance, ...change, origin: '' })));
    }
  }
}

function errorOf(failure: ScrapeFailure | null): SshHostState['lastError'] {
  if (failure === null) return null;
  const { cause, code, message } = failure;
  if (cause instanceof SshFailure) return { step: cause.step, hop: cause.hop, message };
  if (cause instanceof AppError) return { step: 'command', hop: '', message }; // it took too long, or wrote too much
  return { step: code === 'store' ? 'store' : 'scrape', hop: '', message };
}
