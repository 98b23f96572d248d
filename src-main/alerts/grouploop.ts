import type { Clock } from '../base/clock.ts';
import { evaluationOffset, evaluationTime } from '../rules/evaltime.ts';
import type { LiveGroup } from './livegroup.ts';

/** A timer may fire a little before its time. */
const EARLY_MS = 20;

export interface LoopParts {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** after each evaluation */
  readonly evaluated: (group: LiveGroup, time: number) => void;
  readonly onError: (error: unknown, what: string) => void;
}

/** Evaluates one group at its times, never two at once: what a slow evaluation leaves no room for is left out and counted. */
export class GroupLoop {
  readonly group: LiveGroup;
  readonly intervalMs: number;
  lastEvaluation: number | null = null;
  evaluationMs = 0;
  iterations = 0;
  missed = 0;
  private readonly parts: LoopParts;
  private readonly offset: number;
  private timer: Disposable | null = null;
  private running: Promise<void> = Promise.resolve();
  private lastMonotonic: number | null = null;
  private stopped = false;

  constructor(group: LiveGroup, parts: LoopParts) {
    this.group = group;
    this.parts = parts;
    this.intervalMs = parts.intervalMs;
    this.offset = evaluationOffset(group.is.id, parts.intervalMs);
  }

  /** at once: for the slot that has begun already, too */
  start(atOnce: boolean): void {
    if (atOnce) this.tick();
    else this.schedule();
  }

  /** The machine's clock has leapt, or it has slept: evaluates now. */
  wake(): void {
    if (this.timer === null) return; // it is evaluating, and looks at the clock afterwards
    this.timer[Symbol.dispose]();
    this.tick();
  }

  /** Resolves when nothing is being evaluated any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.timer?.[Symbol.dispose]();
    this.timer = null;
    await this.running;
  }

  takeOver(other: GroupLoop): void {
    this.group.takeOver(other.group, this.parts.clock.now());
    Object.assign(this, { iterations: other.iterations, missed: other.missed });
  }

  private schedule(): void {
    if (this.stopped) return;
    const now = this.parts.clock.now();
    const next = evaluationTime(now, this.intervalMs, this.offset) + this.intervalMs;
    this.timer = this.parts.clock.setTimer(Math.min(this.intervalMs, next - now), () => this.tick());
  }

  private tick(): void {
    this.timer = null;
    const { clock } = this.parts;
    const time = evaluationTime(clock.now() + EARLY_MS, this.intervalMs, this.offset);
    if (this.stopped || time === this.lastEvaluation) { this.schedule(); return; }
    const began = clock.monotonic();
    if (this.lastMonotonic !== null) this.missed += Math.max(0, Math.round((began - this.lastMonotonic) / this.intervalMs) - 1);
    this.lastMonotonic = began;
    this.lastEvaluation = time;
    this.iterations++;
    this.running = this.group.evaluate(time)
      .then(() => {
        this.evaluationMs = clock.monotonic() - began;
        this.parts.evaluated(this.group, time);
      })
      .catch((error: unknown) => this.parts.onError(error, `evaluating the rules of ${this.group.is.id}`))
      .finally(() => this.schedule());
  }
}
