import type { Clock } from '../../base/clock.ts';
import type { LabelPairs } from '../../shared/model/labels.ts';
import type { ProbeConfig, ProbeId, ProbeState } from '../../shared/model/probe.ts';
import type { Appender } from '../../workers/appender.ts';
import type { Feed } from '../feed.ts';
import { Rhythm } from '../rhythm.ts';
import { Scraper } from '../scrape.ts';
import { TargetSeries } from '../targetseries.ts';
import { probeFeed } from './feed.ts';
import { PROBE_MADE } from './metadata.ts';
import { type ProbeRun, runProbe, timeoutOf } from './run.ts';
import type { Vantage } from './vantage.ts';

export interface ProbeParts {
  readonly clock: Clock;
  readonly appender: Appender;
  /** its state is another one now */
  readonly onChange: () => void;
  /** an error that nobody foresaw */
  readonly onBug: (error: unknown) => void;
  readonly vantageOf: (config: ProbeConfig) => Vantage;
}

/** The run's own deadline comes first; this one is for what minds none. */
const GRACE_MS = 1000;

/** One probe: made at its own rhythm, with what its last run found. */
export class Probe extends Rhythm {
  readonly id: ProbeId;
  /** what all its series carry */
  readonly labels: LabelPairs;
  private readonly scraper: Scraper<string>;
  private readonly runs: Runs;

  constructor(parts: ProbeParts, id: ProbeId, config: ProbeConfig, labels: LabelPairs, paused: boolean) {
    const { clock, appender, onBug, onChange } = parts;
    const runs = new Runs(parts, config);
    const series = new TargetSeries<string>(appender, labels, { labels: false, times: false }, undefined, [['__name__', PROBE_MADE]]);
    const scraper = new Scraper({ clock, appender, series, onBug }, runs.feed, deadlineOf(config));
    super({ clock, scraping: scraper, onChange }, id, config.intervalMs, paused);
    this.id = id;
    this.labels = labels;
    this.scraper = scraper;
    this.runs = runs;
  }

  get config(): ProbeConfig { return this.runs.config; }

  /** Takes another configuration for the same series. Only while stopped. */
  async reconfigure(config: ProbeConfig): Promise<void> {
    this.runs.config = config;
    this.runs.last = null;
    await this.scraper.use(this.runs.feed, deadlineOf(config));
    this.restart(config.intervalMs);
  }

  state(): ProbeState {
    const { outcome, runs: { last } } = this;
    const shown = outcome === null ? null : { detail: outcome.failure?.message ?? last?.detail ?? '', certificateExpires: last?.certificateExpires ?? null };
    return {
      id: this.id, config: this.config, health: this.health(),
      lastRun: outcome?.time ?? null,
      lastDurationMs: outcome?.durationMs ?? null,
      detail: shown?.detail ?? '',
      certificateExpires: shown?.certificateExpires ?? null,
    };
  }

  private health(): ProbeState['health'] {
    if (this.paused) return 'paused';
    if (this.outcome === null) return 'unknown';
    return this.outcome.failure === null && this.runs.last?.ok === true ? 'up' : 'down';
  }
}

/** The runs of a probe, one after the other; `last` is the newest that could be made. */
class Runs {
  config: ProbeConfig;
  last: ProbeRun | null = null;
  readonly feed: Feed<string>;

  constructor({ clock, vantageOf }: ProbeParts, config: ProbeConfig) {
    this.config = config;
    this.feed = probeFeed(async signal => this.last = await runProbe(this.config, vantageOf(this.config), clock, signal));
  }
}

const deadlineOf = (config: ProbeConfig): number => timeoutOf(config) + GRACE_MS;
