import type { Metadata, Reading } from '../shared/model/sample.ts';
import { expositionText } from './expositiontext.ts';
import { counterFamily, gaugeFamily, histogramFamily, type Counter, type Family, type Gauge, type Histogram, type InstrumentFamily, type Labelled } from './instruments.ts';

/** The program's own metrics. Instruments are made once, at the start, and handed to whoever counts something; a name that is taken, or is none, is a BUG. */
export interface Registry {
  counter(name: string, help: string): Counter;
  counter(name: string, help: string, labelNames: readonly string[]): Labelled<Counter>;
  gauge(name: string, help: string): Gauge;
  gauge(name: string, help: string, labelNames: readonly string[]): Labelled<Gauge>;
  /** buckets  upper bounds, rising; the infinite one is added */
  histogram(name: string, help: string, buckets: readonly number[]): Histogram;
  histogram(name: string, help: string, buckets: readonly number[], labelNames: readonly string[]): Labelled<Histogram>;
  /** Called before every look, to set gauges from what is known elsewhere. */
  collect(update: () => void): void;
  /** All metrics as exposition text 0.0.4, with HELP and TYPE. */
  text(): string;
  /** All series, in the same order as long as none comes or goes; `labels` of a series is the same object every time. */
  readings(): Reading[];
  readonly metadata: readonly Metadata[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^(?!__)(?!le$)[a-zA-Z_][a-zA-Z0-9_]*$/;

export function registry(): Registry {
  const families = new Map<string, Family>();
  const updates: (() => void)[] = [];
  let declared: readonly Metadata[] = [];

  function add<Instrument>(family: InstrumentFamily<Instrument>, labelNames: readonly string[] | undefined): Instrument & Labelled<Instrument> {
    const { name } = family.metadata;
    if (families.has(name)) throw new Error(`BUG: two metrics are called ${name}`);
    if (!NAME.test(name) || labelNames?.every(label => LABEL_NAME.test(label)) === false) throw new Error(`BUG: ${name}{${labelNames}} can't be the name of a metric`);
    families.set(name, family);
    declared = [...declared, family.metadata];
    return (labelNames === undefined ? family.labels() : family) as Instrument & Labelled<Instrument>; // which of the two, the interface's overloads say
  }
  const look = (): readonly Family[] => {
    for (const update of updates) update();
    return [...families.values()];
  };
  return {
    counter: (name: string, help: string, labelNames?: readonly string[]) => add(counterFamily(name, help, labelNames ?? []), labelNames),
    gauge: (name: string, help: string, labelNames?: readonly string[]) => add(gaugeFamily(name, help, labelNames ?? []), labelNames),
    histogram: (name: string, help: string, buckets: readonly number[], labelNames?: readonly string[]) => add(histogramFamily(name, help, buckets, labelNames ?? []), labelNames),
    collect: update => { updates.push(update); },
    text: () => expositionText(look()),
    readings: () => look().flatMap(family => family.samples().map(sample => ({ labels: sample.labels, value: sample.value() }))),
    get metadata() { return declared; },
  };
}
