import type { Metadata } from '../shared/model/sample.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import { decodeWriteRequest, labelsAt, WriteColumns } from '../formats/remotewrite.ts';
import { SnappyDecoder } from '../formats/snappy.ts';

/** Label bytes kept with their ref; beyond this many the cache begins anew. */
const MAX_KNOWN = 2_000_000;
/** Largest request, unpacked. */
const MAX_BYTES = 256 * 1024 * 1024;

interface Sink {
  resolve(series: readonly LabelPairs[]): Uint32Array;
  append(refs: Uint32Array, times: Float64Array, values: Float64Array, count: number): void;
  annotate(metadata: readonly Metadata[]): void;
}

/**
 * Takes remote_write 1.0 bodies: snappy block, WriteRequest, straight into columns. A series seen before is known by the bytes of its labels
 * and not decoded again. When a call returns, its samples are committed. Errors: AppError 'bad-data', 'too-large', 'unavailable'.
 */
export function remoteWriteReceiver(store: Sink): (body: Uint8Array) => { samples: number; series: number; histograms: number } {
  const snappy = new SnappyDecoder(MAX_BYTES);
  const columns = new WriteColumns();
  const known = new Map<string, number>();
  const annotated = new Map<string, string>();
  let perSeries = new Uint32Array(1024);
  let refs = new Uint32Array(1024);

  const lookUp = (bytes: Buffer) => {
    const missing: { at: number; key: string; pairs: LabelPairs }[] = [];
    for (let i = 0; i < columns.series; i++) {
      const key = bytes.toString('latin1', columns.labelStart[i], columns.labelEnd[i]);
      const ref = known.get(key);
      if (ref !== undefined) perSeries[i] = ref;
      else missing.push({ at: i, key, pairs: labelsAt(bytes, columns.labelStart[i]!, columns.labelEnd[i]!) });
    }
    if (missing.length === 0) return;
    const made = store.resolve(missing.map(({ pairs }) => pairs));
    if (known.size + missing.length > MAX_KNOWN) known.clear();
    missing.forEach(({ at, key }, i) => { perSeries[at] = made[i]!; known.set(key, made[i]!); });
  };

  return body => {
    const plain = snappy.decode(body);
    decodeWriteRequest(plain, plain.length, columns);
    if (perSeries.length < columns.series) perSeries = new Uint32Array(columns.labelStart.length);
    if (refs.length < columns.samples) refs = new Uint32Array(columns.times.length);
    lookUp(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength));
    for (let i = 0, at = 0; i < columns.series; i++) {
      const end = columns.sampleEnd[i]!;
      while (at < end) refs[at++] = perSeries[i]!;
    }
    store.append(refs, columns.times.subarray(0, columns.samples), columns.values.subarray(0, columns.samples), columns.samples);
    const news = columns.metadata.filter(one => annotated.get(one.name) !== JSON.stringify(one));
    if (news.length > 0) {
      store.annotate(news);
      for (const one of news) annotated.set(one.name, JSON.stringify(one));
    }
    return { samples: columns.samples, series: columns.series, histograms: columns.histograms };
  };
}
