import { detached } from '../../base/detached.ts';
import type { Labels } from '../../shared/model/labels.ts';
import type { Metadata, Reading } from '../../shared/model/sample.ts';
import type { Measurement, Metric } from './measurement.ts';

interface Known { readonly labels: Labels; round: number }
interface Family { readonly metadata: Metadata; readonly series: Map<string, Known> }

/** Series that are gone are kept until they outnumber the living by this many, since some come back. */
const SPARE = 256;

/**
 * Gives measurements their labels. A series has the same `labels` object in every round while it lasts, so that whoever stores
 * the readings may remember it by identity. They hold no piece of the text they were read from. A series that comes twice in one round is taken once, the first time.
 */
export class Labelling {
  private readonly families = new Map<string, Family>();
  private known = 0;
  private round = 0;
  private declared: readonly Metadata[] = [];

  /** Readings in the order of the measurements. */
  readings(measurements: readonly Measurement[]): Reading[] {
    this.round++;
    const readings: Reading[] = [];
    for (const { metric, labels, value } of measurements) {
      const known = this.find(metric, labels);
      if (known.round === this.round) continue;
      known.round = this.round;
      readings.push({ labels: known.labels, value });
    }
    if (this.known > 2 * readings.length + SPARE) this.forget();
    return readings;
  }

  /** Type and help of every metric seen so far; the same array until another is seen. */
  get metadata(): readonly Metadata[] {
    if (this.declared.length !== this.families.size) this.declared = [...this.families.values()].map(family => family.metadata);
    return this.declared;
  }

  private find(metric: Metric, values: readonly string[]): Known {
    let family = this.families.get(metric.name);
    if (family === undefined) {
      const { name, type, help, unit } = metric;
      this.families.set(name, family = { metadata: { name, type, help, unit }, series: new Map() });
    }
    const key = values.length === 1 ? values[0]! : values.join('\uffff');
    let known = family.series.get(key);
    if (known === undefined) {
      family.series.set(detached(key), known = { labels: labelsOf(metric, values), round: 0 });
      this.known++;
    }
    return known;
  }

  private forget(): void {
    for (const { series } of this.families.values()) {
      for (const [key, known] of series) if (known.round !== this.round && series.delete(key)) this.known--;
    }
  }
}

function labelsOf(metric: Metric, values: readonly string[]): Labels {
  const labels: Record<string, string> = { __name__: metric.name };
  metric.labelNames.forEach((name, i) => {
    const value = values[i];
    if (value !== undefined && value !== '') labels[name] = detached(value);
  });
  return labels;
}
