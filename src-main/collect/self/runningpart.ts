import { Labelling } from '../../formats/proc/labelling.ts';
import { gauge, type Measurement } from '../../formats/proc/measurement.ts';
import type { Metadata, Reading } from '../../shared/model/sample.ts';
import type { Part, Round } from './part.ts';

const DURATION = gauge('node_scrape_collector_duration_seconds', 'node_exporter: Duration of a collector scrape.', ['collector']);
const SUCCESS = gauge('node_scrape_collector_success', 'node_exporter: Whether a collector succeeded.', ['collector']);

/** A timer fires a little early or late; a part that is due within this share of its interval is due. */
const EARLY = 0.1;

/** A part with what it gave last. One that has not come back from an earlier round is not sent out again before it has. */
export class RunningPart {
  readonly name: string;
  /** what the last round of this part gave, its own duration and success included */
  readings: readonly Reading[] = [];
  /** why the last round failed; null when it did not */
  failure: string | null = null;
  private readonly part: Part;
  private readonly timed: boolean;
  private readonly labelling = new Labelling();
  private lastTime = Number.NEGATIVE_INFINITY;
  private away = false;

  /** timed: tells how long it took, too */
  constructor(part: Part, timed = true) {
    this.part = part;
    this.timed = timed;
    this.name = part.name;
  }

  get metadata(): readonly Metadata[] {
    return this.labelling.metadata;
  }

  /** errors: none but the signal's reason; a failure is kept in `failure` and told by the readings */
  async run(round: Round): Promise<void> {
    const since = round.time - this.lastTime;
    if (since >= 0 && since < this.part.everyMs * (1 - EARLY)) return;
    this.lastTime = round.time;
    const began = performance.now();
    let measurements: readonly Measurement[] = [];
    this.failure = null;
    try {
      if (this.away) throw new Error('has not come back from an earlier round');
      measurements = await this.read(round);
    } catch (error) {
      round.signal.throwIfAborted();
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.readings = this.labelling.readings([...measurements, ...this.report(performance.now() - began)]);
  }

  /** Whole microseconds: what lies below is noise, and noise takes room. */
  private report(ms: number): Measurement[] {
    const success = { metric: SUCCESS, labels: [this.name], value: this.failure === null ? 1 : 0 };
    return this.timed ? [{ metric: DURATION, labels: [this.name], value: Math.round(ms * 1000) / 1e6 }, success] : [success];
  }

  private async read(round: Round): Promise<readonly Measurement[]> {
    const answer = this.part.read(round);
    if (!(answer instanceof Promise)) return answer;
    this.away = true;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = () => reject(round.signal.reason);
    round.signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([answer.finally(() => { this.away = false; }), aborted]);
    } finally {
      round.signal.removeEventListener('abort', abort);
    }
  }
}
