import { SnappyDecoder } from '../formats/snappy.ts';
import { checkedPairs } from '../formats/seriesrules.ts';
import type { WriteColumns } from '../formats/writecolumns.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Received } from '../shared/model/ingestlimits.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import type { Metadata } from '../shared/model/sample.ts';
import { type Admission, Refusals } from './admission.ts';
import { type Labelling, WrittenLabels } from './labelling.ts';
import { NO_REF } from './registry.ts';
import { SymbolLabels } from './symbollabelling.ts';

/** Samples for which memory is kept between requests. */
const KEPT_SAMPLES = 1 << 17;

export type WriteVersion = 1 | 2;

interface Sink {
  /** refs in order, NO_REF for new series beyond `most` */
  admit(series: readonly LabelPairs[], most: number): Uint32Array;
  append(refs: Uint32Array, times: Float64Array, values: Float64Array): void;
  annotate(metadata: readonly Metadata[]): void;
}

export interface RemoteWriteReceiver {
  /**
   * Takes a body: snappy block, request of that version, straight into columns. When it returns, what it says is written is committed, and what was
   * not taken is named; when it throws, nothing of it was stored.
   * errors  AppError 'bad-data', 'too-large', 'limit', 'throttled', 'unavailable'
   */
  receive(body: Uint8Array, version: WriteVersion): Received;
  /** Series that `gone` picks are known no longer. */
  forget(gone: (ref: number) => boolean): void;
}

/** One for the whole store: what senders send again is known again. */
export function remoteWriteReceiver(store: Sink, admission: Admission): RemoteWriteReceiver {
  const snappy = new SnappyDecoder();
  const labellings: Readonly<Record<WriteVersion, Labelling>> = { 1: new WrittenLabels(), 2: new SymbolLabels() };
  let refs = new Uint32Array(1024);

  function take(labelling: Labelling, plain: Uint8Array): Received {
    labelling.decode(plain);
    const { columns } = labelling;
    admission.takeSamples(columns.samples);
    const news = labelling.news(); // first: what can't be read of it refuses the request, and then no series may have been made
    if (refs.length < columns.samples) refs = new Uint32Array(columns.times.length);
    const refusals = new Refusals();
    lookUp({ store, admission, labelling, refusals }, refs);
    const written = keepInWindow(columns, refs, admission, refusals);
    if (columns.histograms > 0) refusals.add('native-histogram', columns.histograms, () => 'native histograms are not supported');
    if (news.length > 0) store.annotate(news);
    store.append(refs.subarray(0, written), columns.times.subarray(0, written), columns.values.subarray(0, written));
    const refused = refusals.list();
    admission.note(refused);
    return { samples: written, series: columns.series, exemplars: columns.exemplars, refused };
  }

  return {
    receive: (body, version) => {
      const plain = unpacked(snappy, body, admission);
      const labelling = labellings[version];
      try {
        return take(labelling, plain);
      } catch (error) {
        labelling.untold();
        throw error;
      } finally {
        labelling.rest();
        if (refs.length > KEPT_SAMPLES) refs = new Uint32Array(1024);
      }
    },
    forget: gone => { for (const labelling of Object.values(labellings)) labelling.forget(gone); },
  };
}

function unpacked(snappy: SnappyDecoder, body: Uint8Array, admission: Admission): Uint8Array {
  const { maxBodyBytes, maxUnpackedBytes } = admission.limits;
  if (body.length > maxBodyBytes) return admission.tooLarge(new AppError('too-large', `A body of ${body.length} bytes, maxBodyBytes is ${maxBodyBytes}.`));
  try {
    return snappy.decode(body, maxUnpackedBytes);
  } catch (error) {
    if (error instanceof AppError && error.code === 'too-large') return admission.tooLarge(new AppError('too-large', `${error.message} (maxUnpackedBytes).`));
    throw error;
  }
}

interface LookUp { readonly store: Sink; readonly admission: Admission; readonly labelling: Labelling; readonly refusals: Refusals }

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
function make({ store, admission, labelling, refusals }: LookUp, missing: readonly number[], refs: Uint32Array): void {
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
  sound.forEach((i, n) => {
    refs.fill(made[n]!, startOf(i), sampleEnd[i]);
    if (made[n] !== NO_REF) labelling.learn(i, made[n]!);
    else refusals.add('too-many-series', sampleEnd[i]! - startOf(i), () => `a new series, and the workspace holds ${maxSeries}, its maxSeries: ${pairs[n]!.join(' ').slice(0, 200)}`);
  });
}

function admissible(labelling: Labelling, i: number, admission: Admission, refuse: (reason: Received['refused'][number]['reason'], sentence: string) => void): LabelPairs | null {
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
