import type { Clock } from '../base/clock.ts';
import { toLabels } from '../shared/model/labels.ts';
import type { TargetConfig, TargetHealth, TargetId, TargetState } from '../shared/model/target.ts';
import type { Endpoint } from './endpoint.ts';
import { Schedule } from './schedule.ts';
import type { Outcome, Scraping } from './scrape.ts';

export interface TargetParts {
  readonly clock: Clock;
  readonly scraping: Scraping;
  /** its state is another one now */
  readonly onChange: () => void;
}

/** One target: scraped on its schedule from `start` to `stop`, with what its last scrape gave. */
export class Target {
  readonly id: TargetId;
  readonly kind: TargetState['kind'];
  private readonly parts: TargetParts;
  private endpoint: Endpoint;
  private resting: boolean;
  private schedule: Schedule | null = null;
  private stopping = new AbortController();
  private outcome: Outcome | null = null;
  private lastTime = 0;
  private skippedBefore = 0;

  constructor(parts: TargetParts, id: TargetId, kind: TargetState['kind'], endpoint: Endpoint, paused = false) {
    this.parts = parts;
    this.id = id;
    this.kind = kind;
    this.endpoint = endpoint;
    this.resting = paused;
  }

  get config(): TargetConfig { return this.endpoint.config; }

  get leadsTo(): Endpoint { return this.endpoint; }

  get paused(): boolean { return this.resting; }

  /** Due times left out because the scrape before was still going on. */
  get skipped(): number { return this.skippedBefore + (this.schedule?.skipped ?? 0); }

  /** Nothing happens while it is paused, or runs already, or for one that relabelling drops. */
  start(firstInMs: number): void {
    if (this.schedule !== null || this.resting || this.endpoint.droppedBy !== null) return;
    this.stopping = new AbortController();
    this.schedule = new Schedule({ clock: this.parts.clock, intervalMs: this.endpoint.asked.intervalMs, identity: this.id, firstInMs, run: time => this.run(time) });
    this.parts.onChange();
  }

  /** No more scrapes; the one going on is broken off. */
  async stop(): Promise<void> {
    const { schedule } = this;
    if (schedule === null) return;
    this.stopping.abort(new Error('the target stops'));
    await schedule.stop();
    this.skippedBefore += schedule.skipped;
    this.schedule = null;
  }

  async pause(): Promise<void> {
    this.resting = true;
    await this.stop();
    this.outcome = null;
    this.parts.onChange();
  }

  resume(): void {
    this.resting = false;
    this.start(0);
  }

  /** Marks its series stale, now. Only while stopped. */
  async end(): Promise<void> {
    await this.parts.scraping.end(Math.max(Math.round(this.parts.clock.now()), this.lastTime + 1));
  }

  /** Takes another configuration for the same series. Only while stopped. */
  reconfigure(endpoint: Endpoint): void {
    this.endpoint = endpoint;
    this.outcome = null;
    this.parts.onChange();
  }

  close(): Promise<void> {
    return this.parts.scraping.close();
  }

  state(): TargetState {
    const { outcome, endpoint } = this;
    const failure = outcome?.failure ?? null;
    return {
      id: this.id, kind: this.kind, config: endpoint.config, health: this.health(),
      labels: toLabels(endpoint.labels), url: endpoint.asked.url, droppedBy: endpoint.droppedBy,
      lastScrape: outcome?.time ?? null,
      lastDurationMs: outcome?.durationMs ?? null,
      lastError: failure === null ? null : { code: failure.code, message: failure.message },
      samples: outcome?.samples ?? 0,
      added: outcome?.added ?? 0,
    };
  }

  private health(): TargetHealth {
    if (this.resting) return 'paused';
    if (this.endpoint.droppedBy !== null) return 'dropped';
    if (this.outcome === null) return 'unknown';
    return this.outcome.failure === null ? 'up' : 'down';
  }

  private async run(time: number): Promise<void> {
    const outcome = await this.parts.scraping.scrape(time, this.stopping.signal);
    if (outcome === null) return;
    this.lastTime = Math.max(this.lastTime, time);
    this.outcome = outcome;
    this.parts.onChange();
  }
}
