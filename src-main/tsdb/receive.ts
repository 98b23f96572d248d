import { decodeWriteRequest, labelsAt, WriteColumns } from '../formats/remotewrite.ts';
import { SnappyDecoder } from '../formats/snappy.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import type { Metadata } from '../shared/model/sample.ts';
import { KnownLabels } from './knownlabels.ts';

/** Largest request, unpacked. */
const MAX_BYTES = 256 * 1024 * 1024;
/** Samples for which memory is kept between requests. */
const KEPT_SAMPLES = 1 << 17;
/** Metrics whose metadata is remembered as written already. */
const MAX_ANNOTATED = 50_000;

interface Sink {
  resolve(series: readonly LabelPairs[]): Uint32Array;
  append(refs: Uint32Array, times: Float64Array, values: Float64Array): void;
  annotate(metadata: readonly Metadata[]): void;
}

/**
 * Takes remote_write 1.0 bodies: snappy block, WriteRequest, straight into columns. When a call returns, its samples are committed; when it throws, none
 * of them is, and a request that is refused for what stands in it leaves nothing behind at all.
 * errors  AppError 'bad-data', 'too-large', 'limit', 'unavailable'
 */
export function remoteWriteReceiver(store: Sink): (body: Uint8Array) => { samples: number; series: number; histograms: number } {
  const snappy = new SnappyDecoder(MAX_BYTES);
  const known = new KnownLabels();
  const annotate = annotator(store);
  let columns = new WriteColumns();
  let refs = new Uint32Array(1024);

  return body => {
    const plain = snappy.decode(body);
    try {
      decodeWriteRequest(plain, plain.length, columns);
      if (refs.length < columns.samples) refs = new Uint32Array(columns.times.length);
      lookUp(store, known, columns, plain, refs);
      annotate(columns.metadata);
      const { samples, series, histograms } = columns;
      store.append(refs.subarray(0, samples), columns.times.subarray(0, samples), columns.values.subarray(0, samples));
      return { samples, series, histograms };
    } finally {
      if (columns.times.length > KEPT_SAMPLES || columns.labelStart.length > KEPT_SAMPLES) {
        columns = new WriteColumns();
        refs = new Uint32Array(1024);
      }
    }
  };
}

/** Writes the ref of every sample to `refs`. A series without samples is nobody's: it gets none. */
function lookUp(store: Sink, known: KnownLabels, { series, labelStart, labelEnd, sampleEnd }: WriteColumns, bytes: Uint8Array, refs: Uint32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const missing: { readonly at: number; readonly pairs: LabelPairs }[] = [];
  for (let i = 0, sample = 0; i < series; i++) {
    const end = sampleEnd[i]!;
    if (sample === end) continue;
    const ref = known.find(view, labelStart[i]!, labelEnd[i]!);
    if (ref < 0) missing.push({ at: i, pairs: labelsAt(bytes, labelStart[i]!, labelEnd[i]!) });
    refs.fill(ref, sample, end);
    sample = end;
  }
  if (missing.length === 0) return;
  const made = store.resolve(missing.map(({ pairs }) => pairs));
  missing.forEach(({ at }, i) => {
    const start = labelStart[at]!;
    const end = labelEnd[at]!;
    refs.fill(made[i]!, at === 0 ? 0 : sampleEnd[at - 1], sampleEnd[at]);
    if (known.find(view, start, end) < 0) known.add(view, start, end, made[i]!); // it may have come twice
  });
}

/** Passes on what is not written yet. */
function annotator(store: Sink): (metadata: readonly Metadata[]) => void {
  const written = new Map<string, string>();
  return metadata => {
    const news = metadata.filter(one => written.get(one.name) !== JSON.stringify(one));
    if (news.length === 0) return;
    store.annotate(news);
    if (written.size + news.length > MAX_ANNOTATED) written.clear();
    for (const one of news) written.set(one.name, JSON.stringify(one));
  };
}
