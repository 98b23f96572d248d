import { AppError } from '../shared/model/errors.ts';
import type { IngestLimits, Refused, RefusalReason } from '../shared/model/ingestlimits.ts';

/** Requests that may pass in one go after a rest, in seconds of the allowed rate. */
const BURST_S = 2;

/** What senders were refused, by reason; collected over one request. */
export class Refusals {
  private readonly kinds = new Map<RefusalReason, { samples: number; readonly first: string }>();

  add(reason: RefusalReason, samples: number, first: () => string): void {
    const known = this.kinds.get(reason);
    if (known) known.samples += samples;
    else this.kinds.set(reason, { samples, first: first() });
  }

  list(): Refused[] { return Array.from(this.kinds, ([reason, { samples, first }]) => ({ reason, samples, first })); }
}

/** Holds what comes from outside to the tenant's limits, and counts what was turned away since the start. */
export class Admission {
  limits: IngestLimits;
  /** samples by reason; 'rate' and 'size' are requests refused whole, counted once each */
  readonly refused = new Map<RefusalReason | 'rate' | 'size', number>();
  private readonly now: () => number;
  /** samples that may still come; below 0 while one that was larger is worked off */
  private allowance: number;
  private refilled: number;

  /** now: unix ms */
  constructor(limits: IngestLimits, now: () => number) {
    this.limits = limits;
    this.now = now;
    this.allowance = limits.maxSamplesPerSecond * BURST_S;
    this.refilled = now();
  }

  /** Counts samples against the rate, before anything of them is looked up. Errors: AppError 'throttled'; none of them counts then. */
  takeSamples(samples: number): void {
    const { maxSamplesPerSecond } = this.limits;
    if (maxSamplesPerSecond === 0) return;
    const now = this.now();
    const gained = Math.max(0, now - this.refilled) / 1000 * maxSamplesPerSecond; // a clock set back gains nothing
    this.allowance = Math.min(maxSamplesPerSecond * BURST_S, this.allowance + gained);
    this.refilled = now;
    if (this.allowance <= 0) {
      this.count('rate', 1);
      throw new AppError('throttled', `maxSamplesPerSecond: more than the ${maxSamplesPerSecond} samples a second that this workspace takes; nothing of this request was stored. Send it again in a moment.`);
    }
    this.allowance -= samples;
  }

  /** Which limit labels break, if any; in the order they were sent. */
  ofLabels(raw: readonly string[]): { readonly reason: RefusalReason; readonly sentence: string } | null {
    const { maxLabelsPerSeries, maxLabelNameLength, maxLabelValueLength } = this.limits;
    if (raw.length > 2 * maxLabelsPerSeries) return { reason: 'too-many-labels', sentence: `${raw.length / 2} labels, maxLabelsPerSeries is ${maxLabelsPerSeries}` };
    for (let i = 0; i < raw.length; i += 2) {
      const [name, value] = [raw[i]!, raw[i + 1]!];
      if (name.length > maxLabelNameLength) return { reason: 'label-name-too-long', sentence: `a label name of ${name.length} characters, maxLabelNameLength is ${maxLabelNameLength}` };
      if (value.length > maxLabelValueLength) return { reason: 'label-value-too-long', sentence: `label ${name} has ${value.length} characters, maxLabelValueLength is ${maxLabelValueLength}` };
    }
    return null;
  }

  /** The oldest and newest time that is taken, unix ms. */
  window(): { readonly from: number; readonly to: number } {
    const { maxAgeMs, maxAheadMs } = this.limits;
    const now = this.now();
    return { from: maxAgeMs === 0 ? -Infinity : now - maxAgeMs, to: maxAheadMs === 0 ? Infinity : now + maxAheadMs };
  }

  /** A request that is larger than it may be. Errors: AppError 'too-large', always */
  tooLarge(error: AppError): never {
    this.count('size', 1);
    throw error;
  }

  note(refused: readonly Refused[]): void { for (const { reason, samples } of refused) this.count(reason, samples); }

  private count(reason: RefusalReason | 'rate' | 'size', by: number): void { this.refused.set(reason, (this.refused.get(reason) ?? 0) + by); }
}
