import type { Labels } from '../shared/model/labels.ts';
import type { Metadata, MetricType } from '../shared/model/sample.ts';

export interface Counter {
  /** by  at least 0; 1 when left out */
  inc(by?: number): void;
  /** Up to a total that is counted elsewhere; one that is lower, or none, changes nothing. */
  raise(total: number): void;
}
export interface Gauge { set(value: number): void; /** by  any number; 1 when left out */ add(by?: number): void }
export interface Histogram { observe(value: number): void }

/** An instrument per set of label values. */
export interface Labelled<Instrument> {
  /** values in the order of the label names; the same values give the same instrument */
  labels(...values: readonly string[]): Instrument;
  /** Ends the series with these values, for something that is no more. */
  remove(...values: readonly string[]): void;
}

/** One series; `labels` is the same object every time. */
export interface Sample { readonly labels: Labels; value(): number }
export interface Family { readonly metadata: Metadata; samples(): readonly Sample[] }
interface Made<Instrument> { readonly instrument: Instrument; readonly samples: readonly Sample[] }

/** All series of one metric. Without label names there is one, from the start; with them, those that were asked for. */
export class InstrumentFamily<Instrument> implements Family, Labelled<Instrument> {
  readonly metadata: Metadata;
  private readonly labelNames: readonly string[];
  private readonly make: (labels: Labels) => Made<Instrument>;
  private readonly children = new Map<string, Made<Instrument>>();

  constructor(type: MetricType, name: string, help: string, labelNames: readonly string[], make: (labels: Labels) => Made<Instrument>) {
    this.metadata = { name, type, help, unit: '' };
    this.labelNames = labelNames;
    this.make = make;
    if (labelNames.length === 0) this.labels();
  }

  labels(...values: readonly string[]): Instrument {
    if (values.length !== this.labelNames.length) throw new Error(`BUG: ${this.metadata.name} has the labels ${this.labelNames.join(', ')}, but is given ${values.length} values`);
    const key = values.join('\uffff');
    let child = this.children.get(key);
    if (child === undefined) {
      const pairs = this.labelNames.map((name, i) => [name, values[i] ?? ''] as const).filter(([, value]) => value !== '');
      this.children.set(key, child = this.make({ __name__: this.metadata.name, ...Object.fromEntries(pairs) }));
    }
    return child.instrument;
  }

  remove(...values: readonly string[]): void {
    this.children.delete(values.join('\uffff'));
  }

  samples(): readonly Sample[] {
    return [...this.children.values()].flatMap(child => child.samples);
  }
}

export const counterFamily = (name: string, help: string, labelNames: readonly string[]): InstrumentFamily<Counter> =>
  new InstrumentFamily('counter', name, help, labelNames, labels => {
    let count = 0;
    const inc = (by = 1) => {
      if (!(by >= 0)) throw new Error(`BUG: the counter ${name} is given ${by}`);
      count += by;
    };
    const raise = (total: number) => { if (total > count) count = total; };
    return { instrument: { inc, raise }, samples: [{ labels, value: () => count }] };
  });

export const gaugeFamily = (name: string, help: string, labelNames: readonly string[]): InstrumentFamily<Gauge> =>
  new InstrumentFamily('gauge', name, help, labelNames, labels => {
    let value = 0;
    const set = (to: number) => { value = to; };
    const add = (by = 1) => { value += by; };
    return { instrument: { set, add }, samples: [{ labels, value: () => value }] };
  });

/** buckets  upper bounds, rising; the infinite one is added */
export function histogramFamily(name: string, help: string, buckets: readonly number[], labelNames: readonly string[]): InstrumentFamily<Histogram> {
  const bounds = [...buckets.filter(bound => bound !== Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY];
  if (bounds.some((bound, i) => !(bound > (bounds[i - 1] ?? Number.NEGATIVE_INFINITY)))) throw new Error(`BUG: the buckets of ${name} don't rise`);
  return new InstrumentFamily('histogram', name, help, labelNames, labels => {
    const counts = new Float64Array(bounds.length);
    let sum = 0;
    const observe = (value: number) => {
      sum += value;
      const bucket = bounds.findIndex(bound => value <= bound);
      counts[bucket < 0 ? bounds.length - 1 : bucket]! += 1; // NaN is below no bound: it counts in the infinite bucket alone
    };
    const upTo = (last: number) => counts.subarray(0, last + 1).reduce((total, count) => total + count, 0);
    const samples = bounds.map((bound, i): Sample => ({ labels: { ...labels, __name__: `${name}_bucket`, le: numberText(bound) }, value: () => upTo(i) }));
    samples.push({ labels: { ...labels, __name__: `${name}_sum` }, value: () => sum });
    samples.push({ labels: { ...labels, __name__: `${name}_count` }, value: () => upTo(bounds.length - 1) });
    return { instrument: { observe }, samples };
  });
}

/** A number as the text formats write it. */
export function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
