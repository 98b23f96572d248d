import { gauge, type Measurement } from '../../formats/proc/measurement.ts';
import { parseUptime } from '../../formats/proc/loadavg.ts';
import type { FileTexts } from '../self/files.ts';
import { clockOf } from './parts.ts';

const SKEW = gauge('host_clock_skew_seconds', 'The clock of the machine minus the one of the computer that scrapes it.');
/** A date without a fraction is half a second behind on average. */
const WHOLE_SECOND_BIAS = 0.5;

/**
 * How far a machine's clock is ahead of ours, in seconds. What the way there and back took is known only as one; half of the shortest one met so far is taken
 * for the way back, as NTP does (RFC 5905, section 10), since a first scrape waits for its connection.
 */
export class ClockSkew {
  /** null before the first answer that tells a time */
  seconds: number | null = null;
  private shortestWay = Number.POSITIVE_INFINITY;

  /**
   * endedAt  unix ms by our clock when the answer was there
   * tookMs   from the question to the answer
   */
  observe(files: FileTexts, endedAt: number, tookMs: number): void {
    const [began] = clockOf(files);
    if (began === undefined) return;
    const ran = parseUptime(files.optional('@ended') ?? '') - parseUptime(files.optional('@started') ?? '');
    const ranSeconds = ran >= 0 ? ran : 0;
    this.shortestWay = Math.min(this.shortestWay, Math.max(0, tookMs / 1000 - ranSeconds));
    const bias = Number.isInteger(began) ? WHOLE_SECOND_BIAS : 0;
    const skew = began + bias + ranSeconds + this.shortestWay / 2 - endedAt / 1000;
    this.seconds = Math.round(skew * 1000) / 1000 + 0; // what lies below is noise; never -0
  }

  measurements(): Measurement[] {
    return this.seconds === null ? [] : [{ metric: SKEW, labels: [], value: this.seconds }];
  }
}
