import type { Clock } from '../base/clock.ts';

export interface ScheduleOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** whatever tells this schedule from others; decides where in the interval it falls due */
  readonly identity: string;
  /** ms until a first, extra run; the regular ones follow the grid, the earliest half an interval later */
  readonly firstInMs: number;
  /** time: the unix ms it was due. Must not reject. */
  readonly run: (time: number) => Promise<void>;
}

/** A timer may fire a little early, and the machine's clock may be slewed by up to 0.05 %. */
const EARLY = 0.01;

/**
 * Runs at a fixed cadence: at every unix time t with t % interval = offset, the offset being a hash of the identity, so that many targets spread
 * over the interval and each keeps its place over restarts. Waiting is monotonic and every wait is measured anew against the grid: no drift
 * adds up, and a clock that jumps costs at most one interval. A run still going on is never joined by a second one: that due time is
 * skipped and counted.
 */
export class Schedule {
  /** due times that were left out because the run before was still going on */
  skipped = 0;
  private readonly options: ScheduleOptions;
  private readonly offset: number;
  private timer: Disposable;
  private running: Promise<void> | null = null;
  private last = Number.NaN;

  constructor(options: ScheduleOptions) {
    this.options = options;
    this.offset = spread(options.identity, options.intervalMs);
    this.timer = options.clock.setTimer(options.firstInMs, () => this.first());
  }

  /** No further run begins; resolves when the one going on has ended. */
  async stop(): Promise<void> {
    this.timer[Symbol.dispose]();
    await this.running;
  }

  private first(): void {
    this.wait(this.options.intervalMs / 2);
    this.begin(Math.round(this.options.clock.now()));
  }

  private due(): void {
    const time = this.gridBefore(this.options.clock.now());
    this.wait();
    if (this.running !== null) this.skipped++;
    else if (time !== this.last) this.begin(time);
  }

  private begin(time: number): void {
    this.last = time;
    this.running = this.options.run(time).finally(() => { this.running = null; });
  }

  /** Until the next time of the grid that is at least so far away. */
  private wait(leastMs = 0): void {
    const { clock, intervalMs } = this.options;
    const now = clock.now();
    const delay = this.gridBefore(now) + intervalMs - now;
    this.timer = clock.setTimer(delay < leastMs ? delay + intervalMs : Math.max(0, delay), () => this.due());
  }

  /** The last time of the grid, or the next when it is almost there. */
  private gridBefore(now: number): number {
    const { intervalMs } = this.options;
    const reached = Math.floor(now + intervalMs * EARLY);
    return reached - modulo(reached - this.offset, intervalMs);
  }
}

/** A whole number in [0, range), the same for the same text. FNV-1a, then MurmurHash3's last mixing, since names that differ in one digit would else lie close together. */
export function spread(text: string, range: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return Math.floor(((hash >>> 0) / 2 ** 32) * range);
}

const modulo = (n: number, by: number): number => ((n % by) + by) % by;
