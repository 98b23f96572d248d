import type { Clock } from '../base/clock.ts';

/** Sources are given so much time to fetch what they still have of a gap. */
const FETCHING_MS = 120_000;
/** A shorter stop is no gap: alerts go on over it as they are. */
const SHORTEST_MS = 60_000;

export interface GapsParts {
  readonly clock: Clock;
  /** unix ms */
  readonly look: (window: { readonly from: number; readonly to: number }) => Promise<void>;
  readonly onError: (error: unknown, what: string) => void;
}

/** Times in which no rule was evaluated, until they have been looked at: all that are noted meanwhile as one. */
export class Gaps {
  private readonly parts: GapsParts;
  private window: { readonly from: number; readonly to: number } | null = null;
  private timer: Disposable | null = null;
  private looking: Promise<void> = Promise.resolve();

  constructor(parts: GapsParts) { this.parts = parts; }

  /** from, to: unix ms. Looked at a little later, when nothing more has been noted for a while. */
  note(from: number, to: number): void {
    if (to - from < SHORTEST_MS) return;
    this.window = this.window === null ? { from, to } : { from: Math.min(from, this.window.from), to: Math.max(to, this.window.to) };
    this.timer?.[Symbol.dispose]();
    this.timer = this.parts.clock.setTimer(FETCHING_MS, () => this.look());
  }

  async close(): Promise<void> {
    this.timer?.[Symbol.dispose]();
    this.timer = null;
    await this.looking;
  }

  private look(): void {
    const { window } = this;
    this.window = this.timer = null;
    if (window !== null) this.looking = this.looking.then(() => this.parts.look(window)).catch((error: unknown) => this.parts.onError(error, 'looking back over a gap'));
  }
}
