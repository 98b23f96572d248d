import { checkedPairs } from '../formats/seriesrules.ts';
import type { WriteColumns } from '../formats/writecolumns.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Received } from '../shared/model/ingestlimits.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import type { Metadata } from '../shared/model/sample.ts';
import { type Admission, Refusals } from './admission.ts';
import type { Labelling } from './labelling.ts';
import { NO_REF } from './registry.ts';
import type { Twins } from './twins.ts';

/** Samples for which memory is kept between requests. */
const KEPT_SAMPLES = 1 << 17;

export interface Sink {
  /** refs in order, NO_REF for new series beyond `most` */
  admit(series: readonly LabelPairs[], most: number): Uint32Array;
  append(refs: Uint32Array, times: Float64Array, values: Float64Array): void;
  annotate(metadata: readonly Metadata[]): void;
}

/** Columns whose series are known, or have labels. */
export type Labelled = Pick<Labelling, 'columns' | 'find' | 'labels' | 'learn'>;
export interface Takers { readonly store: Sink; readonly admission: Admission; readonly twins: Twins }

/** Puts what was read of a request into the store, as far as the limits let it. One for each way in. */
export class Taking {
  private readonly parts: Takers;
  private refs = new Uint32Array(1024);

  constructor(parts: Takers) { this.parts = parts; }

  /** Counts it against the rate; before anything of it is looked up. Errors: AppError 'throttled' */
  begin({ columns }: Pick<Labelled, 'columns'>): void { this.parts.admission.takeSamples(columns.samples); }

  /**
   * Stores what `begin` has let pass; `metadata` with it. What was refused is named in `refusals`, and counted.
   * errors  AppError 'unavailable', 'limit'; then nothing was stored
   */
  take(labelling: Labelled, metadata: readonly Metadata[] = [], refusals = new Refusals()): Received {
    const { columns } = labelling;
    const { store, admission, twins } = this.parts;
    if (this.refs.length < columns.samples) this.refs = new Uint32Array(columns.times.length);
    const { refs } = this;
    lookUp({ ...this.parts, labelling, refusals }, refs);
    const written = keepInWindow(columns, refs, admission, refusals);
    if (metadata.length > 0) store.annotate(metadata);
    twins.append(store, { refs: refs.subarray(0, written), times: columns.times.subarray(0, written), values: columns.values.subarray(0, written) });
    const refused = refusals.list();
    admission.note(refused);
    return { samples: written, series: columns.series, exemplars: columns.exemplars, refused };
  }

  /** Lets go of memory that only a large request needs. */
  rest(): void { if (this.refs.length > KEPT_SAMPLES) this.refs = new Uint32Array(1024); }
}

interface LookUp extends Takers { readonly labelling: Labelled; readonly refusals: Refusals }

/** Writes the ref of every sample to `refs`, NO_REF where the series is refused. A series without samples is nobody's: it gets none. */
function lookUp(parts: LookUp, refs: Uint32Array): void {
  const { labelling } = parts;
  const { series, sampleEnd } = labelling.columns;
  const missing: number[] = [];
  for (let i = 0, sample = 0; i < series; i++) {
    const end = sampleEnd[i]!;
    if (sample === end) continue;
    const ref = labelling.find(i);
    if (ref < 0) missing.push(i);
    else if (end === sample + 1) refs[sample] = ref;
    else refs.fill(ref, sample, end);
    sample = end;
  }
  if (missing.length > 0) make(parts, missing, refs);
}

/** Refs of series that were not met before: those that may be are looked up in the store, or made. */
function make({ store, admission, twins, labelling, refusals }: LookUp, missing: readonly number[], refs: Uint32Array): void {
  const { sampleEnd } = labelling.columns;
  const startOf = (i: number) => i === 0 ? 0 : sampleEnd[i - 1]!;
  const sound: number[] = [];
  const pairs: LabelPairs[] = [];
  for (const i of missing) {
    const checked = admissible(labelling, i, admission, (reason, sentence) => refusals.add(reason, sampleEnd[i]! - startOf(i), () => sentence));
    if (!checked) refs.fill(NO_REF, startOf(i), sampleEnd[i]);
    else pairs[sound.push(i) - 1] = checked;
  }
  const { maxSeries } = admission.limits;
  const made = store.admit(pairs, maxSeries);
  twins.make(store, pairs, made, maxSeries);
  sound.forEach((i, n) => {
    refs.fill(made[n]!, startOf(i), sampleEnd[i]);
    if (made[n] !== NO_REF) labelling.learn(i, made[n]!);
    else refusals.add('too-many-series', sampleEnd[i]! - startOf(i), () => `a new series, and the workspace holds ${maxSeries}, its maxSeries: ${pairs[n]!.join(' ').slice(0, 200)}`);
  });
}

function admissible(labelling: Labelled, i: number, admission: Admission, refuse: (reason: Received['refused'][number]['reason'], sentence: string) => void): LabelPairs | null {
  try {
    const raw = labelling.labels(i);
    const broken = admission.ofLabels(raw);
    if (broken) refuse(broken.reason, broken.sentence);
    return broken ? null : checkedPairs(raw, () => 'labels');
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'bad-data')) throw error;
    refuse('invalid-labels', error.message);
    return null;
  }
}

/** Moves what is taken to the front of the columns; how many samples that are. */
function keepInWindow(columns: WriteColumns, refs: Uint32Array, admission: Admission, refusals: Refusals): number {
  const { samples, times, bits } = columns;
  const { from, to } = admission.window();
  let kept = 0;
  for (let i = 0; i < samples; i++) {
    const time = times[i]!;
    if (refs[i] === NO_REF) continue;
    if (time < from) refusals.add('too-old', 1, () => `a sample of ${spoken(time)}, more than maxAgeMs = ${admission.limits.maxAgeMs} ago`);
    else if (time > to) refusals.add('too-far-ahead', 1, () => `a sample of ${spoken(time)}, more than maxAheadMs = ${admission.limits.maxAheadMs} ahead; times are in ms since 1970`);
    else {
      if (kept < i) {
        refs[kept] = refs[i]!;
        times[kept] = time;
        bits[2 * kept] = bits[2 * i]!;
        bits[2 * kept + 1] = bits[2 * i + 1]!;
      }
      kept++;
    }
  }
  return kept;
}

/** Beyond the years that a calendar has, the number itself. */
const spoken = (time: number): string => Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : `${time} ms`;
