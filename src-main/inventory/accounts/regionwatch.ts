import type { Clock } from '../../base/clock.ts';
import { withDeadline } from '../../base/deadline.ts';
import { type CloudMachine, isSettled, type RegionState } from '../../shared/model/cloud.ts';
import { AppError, toWire } from '../../shared/model/errors.ts';

export interface RegionParts {
  readonly clock: Clock;
  readonly region: string;
  readonly intervalMs: number;
  list(signal: AbortSignal): Promise<readonly CloudMachine[]>;
  /** after each list, and each that failed; `at`: unix ms at which it was asked for */
  readonly onOutcome: (outcome: readonly CloudMachine[] | AppError, at: number) => void;
  /** an error that nobody foresaw */
  readonly onBug: (error: unknown) => void;
}

/** A list has to end by then, however many pages it has. */
const LIST_MS = 20_000;
/** After an action: the first list, how much longer each wait is than the one before, and the longest. */
const SOON_MS = 1_000;
const SOON_GROWTH = 1.5;
const SOON_MOST_MS = 15_000;
/** A cloud may tell of a change a moment after it has taken the order: so many lists come soon at least, and for so long at most. */
const SOON_LISTS = 3;
const SOON_FOR_MS = 600_000;

/** Lists one region of an account, again and again. Whatever happens to others, this goes on. */
export class RegionWatch {
  private readonly parts: RegionParts;
  private found: readonly CloudMachine[];
  private state: RegionState;
  private timer: Disposable | null = null;
  private running: Promise<void> | null = null;
  private stopping = new AbortController();
  private hurry: { readonly until: number; readonly lists: number; readonly waitMs: number } | null = null;

  /** last: what was known of it before; null for a new one */
  constructor(parts: RegionParts, last: { readonly listedAt: number; readonly machines: readonly CloudMachine[] } | null) {
    this.parts = parts;
    this.found = last?.machines ?? [];
    this.state = { region: parts.region, health: 'unknown', machines: this.found.length, listedAt: last?.listedAt ?? null, durationMs: null, error: null, failingSince: null };
  }

  get machines(): readonly CloudMachine[] { return this.found; }

  told(): RegionState { return this.state; }

  start(firstInMs: number): void {
    this.stopping = new AbortController();
    this.wait(firstInMs);
  }

  /** Breaks off what goes on; nothing is asked any more. */
  async stop(): Promise<void> {
    this.timer?.[Symbol.dispose]();
    this.timer = null;
    this.hurry = null;
    this.stopping.abort(new AppError('canceled', 'The account stops.'));
    await this.running;
  }

  /** Lists now, or right after the list that goes on. */
  refresh(): void {
    if (this.timer !== null) this.wait(0);
    else if (this.running !== null) this.hurry ??= { until: 0, lists: 1, waitMs: 0 };
  }

  /** Something is on its way to another state: lists soon and often, until nothing is any more. */
  soon(): void {
    this.hurry = { until: this.parts.clock.now() + SOON_FOR_MS, lists: SOON_LISTS, waitMs: SOON_MS };
    if (this.timer !== null) this.wait(SOON_MS);
  }

  private wait(ms: number): void {
    this.timer?.[Symbol.dispose]();
    this.timer = this.parts.clock.setTimer(ms, () => {
      this.timer = null;
      this.running = this.run().catch(this.parts.onBug).finally(() => {
        this.running = null;
        if (!this.stopping.signal.aborted) this.wait(this.nextMs());
      });
    });
  }

  private async run(): Promise<void> {
    const { clock, region } = this.parts;
    const at = Math.round(clock.now()), begin = clock.monotonic();
    const late = () => new AppError('timeout', `${region} gave no whole answer within ${LIST_MS / 1000} s.`);
    const { signal } = this.stopping;
    const outcome = await withDeadline(clock, LIST_MS, signal, late, within => this.parts.list(within)).catch((error: unknown) => {
      if (error instanceof AppError) return error;
      throw error;
    });
    if (signal.aborted) return;
    this.note(outcome, at, clock.monotonic() - begin);
    this.parts.onOutcome(outcome, at);
  }

  private note(outcome: readonly CloudMachine[] | AppError, at: number, durationMs: number): void {
    if (outcome instanceof AppError) {
      this.state = { ...this.state, health: 'failing', durationMs, error: toWire(outcome), failingSince: this.state.failingSince ?? at };
      return;
    }
    this.found = outcome;
    this.state = { ...this.state, health: 'ok', machines: outcome.length, listedAt: at, durationMs, error: null, failingSince: null };
  }

  private nextMs(): number {
    const { hurry } = this;
    if (hurry === null) return this.parts.intervalMs;
    const settled = this.found.every(({ power }) => isSettled(power));
    if (hurry.lists <= 0 && (settled || this.parts.clock.now() >= hurry.until)) {
      this.hurry = null;
      return this.parts.intervalMs;
    }
    this.hurry = { until: hurry.until, lists: hurry.lists - 1, waitMs: Math.round(Math.min(SOON_MOST_MS, hurry.waitMs * SOON_GROWTH)) };
    return Math.min(this.parts.intervalMs, hurry.waitMs);
  }
}
