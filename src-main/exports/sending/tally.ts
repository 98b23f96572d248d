import type { Clock } from '../../base/clock.ts';
import { DROP_REASONS, type DropReason, type RemoteAnswer } from '../../shared/model/destination.ts';

const WINDOW_S = 60;

/** What came of a destination's samples since the host started. */
export class Tally {
  sent = 0;
  sentBytes = 0;
  retried = 0;
  pending = 0;
  requests = 0;
  requestSeconds = 0;
  readonly dropped: Record<DropReason, number> = Object.assign(Object.create(null), Object.fromEntries(DROP_REASONS.map(reason => [reason, 0])));
  /** when the other side could first not be reached since that was looked at, ms of a clock that never goes back */
  brokenAt: number | null = null;
  problem: RemoteAnswer | null = null;
  refusal: RemoteAnswer | null = null;
  private readonly clock: Clock;
  /** samples by second, and which second that was */
  private readonly counts = new Float64Array(WINDOW_S);
  private readonly seconds = new Float64Array(WINDOW_S).fill(-1);

  constructor(clock: Clock) { this.clock = clock; }

  noteBroken(): void { this.brokenAt ??= this.clock.monotonic(); }

  noteSent(samples: number): void {
    const second = this.second();
    const place = second % WINDOW_S;
    if (this.seconds[place] !== second) this.counts[place] = 0;
    this.seconds[place] = second;
    this.counts[place]! += samples;
    this.sent += samples;
    this.pending -= samples;
  }

  noteDropped(samples: number, reason: DropReason): void {
    this.dropped[reason] += samples;
    this.pending -= samples;
  }

  /** samples a second, over the last minute */
  get rate(): number {
    const oldest = this.second() - WINDOW_S;
    return this.counts.reduce((sum, count, i) => sum + (this.seconds[i]! > oldest ? count : 0), 0) / WINDOW_S;
  }

  private second(): number { return Math.floor(this.clock.monotonic() / 1000); }
}
