import type { Clock } from '../base/clock.ts';
import { Schedule } from './schedule.ts';
import type { Outcome, Scraping } from './scrape.ts';

export interface RhythmParts {
  readonly clock: Clock;
  readonly scraping: Scraping;
  /** its state is another one now */
  readonly onChange: () => void;
}

/** Scrapes on a schedule from `start` to `stop`, and knows what the last scrape gave. */
export class Rhythm {
  private readonly parts: RhythmParts;
  private readonly identity: string;
  private intervalMs: number;
  private resting: boolean;
  private schedule: Schedule | null = null;
  private stopping = new AbortController();
  private last: Outcome | null = null;
  private lastTime = 0;
  private skippedBefore = 0;

  /** identity: decides where in the interval it falls due */
  constructor(parts: RhythmParts, identity: string, intervalMs: number, paused: boolean) {
    this.parts = parts;
    this.identity = identity;
    this.intervalMs = intervalMs;
    this.resting = paused;
  }

  get paused(): boolean { return this.resting; }

  /** null before the first scrape, and while paused */
  get outcome(): Outcome | null { return this.last; }

  /** Due times left out because the scrape before was still going on. */
  get skipped(): number { return this.skippedBefore + (this.schedule?.skipped ?? 0); }

  /** Nothing happens while it is paused or runs already. */
  start(firstInMs: number): void {
    if (this.schedule !== null || this.resting) return;
    this.stopping = new AbortController();
    this.schedule = new Schedule({ clock: this.parts.clock, intervalMs: this.intervalMs, identity: this.identity, firstInMs, run: time => this.run(time) });
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
    this.last = null;
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

  close(): Promise<void> {
    return this.parts.scraping.close();
  }

  /** Goes on with another interval, as if nothing had been scraped yet. Only while stopped. */
  protected restart(intervalMs: number): void {
    this.intervalMs = intervalMs;
    this.last = null;
    this.parts.onChange();
  }

  private async run(time: number): Promise<void> {
    const outcome = await this.parts.scraping.scrape(time, this.stopping.signal);
    if (outcome === null) return;
    this.lastTime = Math.max(this.lastTime, time);
    this.last = outcome;
    this.parts.onChange();
  }
}
