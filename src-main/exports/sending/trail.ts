import type { DestinationPlace } from '../../store/destinations.ts';

interface Step { readonly at: number; readonly place: Pick<DestinationPlace, 'row' | 'backfill'> }

/** Where a destination has been in the last while, for one whose server loses what it has acknowledged when it is killed. Times are of a clock that never goes back, ms. */
export class Trail {
  private readonly keptMs: number;
  private steps: Step[] = [];

  /** keptMs: how far back it may be asked; 0: nothing is kept */
  constructor(keptMs: number) { this.keptMs = keptMs; }

  get isEmpty(): boolean { return this.steps.length === 0; }

  /** All before this place was acknowledged by now. */
  note(at: number, { row, backfill }: DestinationPlace): void {
    if (this.keptMs === 0) return;
    this.steps.push({ at, place: { row, backfill } });
    const oldest = this.steps.findLastIndex(step => step.at <= at - 2 * this.keptMs);
    if (oldest > 0) this.steps = this.steps.slice(oldest);
  }

  /** The place up to which all was acknowledged `keptMs` before a time, or the oldest that is known; null when nothing is kept. */
  before(time: number): Step['place'] | null {
    if (this.keptMs === 0) return null;
    return (this.steps.findLast(step => step.at <= time - this.keptMs) ?? this.steps[0])?.place ?? null;
  }
}
