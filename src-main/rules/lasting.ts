import type { BacktestSpan } from '../shared/contract/rules.ts';

/** Spans of one series that are kept; it may flap at every evaluation of a month. */
const MOST_SPANS = 500;

/**
 * One series of an alerting rule, evaluation after evaluation: the state machine of rules/alerting without its labels, for many evaluations at a stretch.
 * Times in unix ms, rising.
 */
export class Lasting {
  readonly spans: BacktestSpan[] = [];
  fired = 0;
  /** spans that were not kept */
  leftOut = 0;
  private activeAt: number | null = null;
  private firedAt: number | null = null;
  private keptSince: number | null = null;
  private readonly forMs: number;
  private readonly keepFiringForMs: number;

  constructor(forMs: number, keepFiringForMs: number) {
    this.forMs = forMs;
    this.keepFiringForMs = keepFiringForMs;
  }

  found(time: number): void {
    this.activeAt ??= time;
    this.keptSince = null;
    if (this.firedAt === null && time - this.activeAt >= this.forMs) {
      this.firedAt = time;
      this.fired++;
    }
  }

  missing(time: number): void {
    if (this.activeAt === null) return;
    if (this.firedAt !== null && this.keepFiringForMs > 0) {
      this.keptSince ??= time;
      if (time - this.keptSince < this.keepFiringForMs) return;
    }
    this.end(time);
  }

  /** Whether the series has to be told of evaluations that do not find it. */
  get isActive(): boolean { return this.activeAt !== null; }

  /** The window is over. */
  close(): void {
    if (this.activeAt !== null) this.end(null);
  }

  private end(resolvedAt: number | null): void {
    if (this.spans.length < MOST_SPANS) this.spans.push({ activeAt: this.activeAt!, firedAt: this.firedAt, resolvedAt });
    else this.leftOut++;
    this.activeAt = this.firedAt = this.keptSince = null;
  }
}
