import { AppError } from '../shared/model/errors.ts';
import { detached } from '../base/detached.ts';
import { textFormat } from '../formats/exposition.ts';
import { PageReader } from '../formats/page.ts';
import { parseSeriesKey } from '../formats/serieskey.ts';
import { checkedPairs } from '../formats/seriesrules.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import type { Metadata } from '../shared/model/sample.ts';
import type { Admission } from './admission.ts';

/** Series whose ref is kept; beyond, everything is learned anew. */
const MAX_KNOWN = 100_000;

interface Sink {
  resolve(series: readonly LabelPairs[], most: number): Uint32Array;
  append(refs: Uint32Array, times: Float64Array, values: Float64Array): void;
  annotate(metadata: readonly Metadata[]): void;
}

export interface PushedText {
  /** text format 0.0.4, UTF-8 */
  readonly body: Uint8Array;
  /** set on every series, in place of its own label of that name */
  readonly labels: LabelPairs;
  /** unix ms of samples that bring no time of their own */
  readonly time: number;
}

/**
 * Takes pages of exposition text that are pushed to us. When a call returns, its samples are committed; a page that is refused leaves nothing behind.
 * errors  AppError 'bad-data' naming line and column, or the limit; 'limit', 'too-large', 'throttled', 'unavailable'
 */
export function textReceiver(store: Sink, admission: Admission): (pushed: PushedText) => { samples: number } {
  const known = new Map<string, number>();
  return ({ body, labels, time }) => {
    refuseLarge(body, admission);
    const reader = new PageReader(body, textFormat);
    reader.read();
    const { keys, starts, values, times, metadata } = reader.page();
    admission.takeSamples(keys.length);
    const prefix = `${JSON.stringify(labels)}\n`;
    const missing: number[] = [];
    const series: LabelPairs[] = [];
    const refs = new Uint32Array(keys.length);
    keys.forEach((key, i) => {
      const ref = known.get(prefix + key);
      if (ref !== undefined) refs[i] = ref;
      else series[missing.push(i) - 1] = limitedPairs(withLabels(parseSeriesKey(key, reader.refuserOf(i)), labels), admission, () => reader.place(starts[i]!));
    });
    if (keys.length === 0) return { samples: 0 };
    const made = missing.length === 0 ? refs : store.resolve(series, admission.limits.maxSeries);
    const stamped = times === null ? Float64Array.of(time) : times.map(own => Number.isNaN(own) ? time : own);
    refuseOutside(stamped, admission);
    if (known.size + missing.length > MAX_KNOWN) known.clear();
    missing.forEach((i, n) => {
      refs[i] = made[n]!;
      known.set(detached(prefix + keys[i]!), made[n]!);
    });
    if (metadata.length > 0) store.annotate(metadata);
    store.append(refs, stamped, values.slice());
    return { samples: keys.length };
  };
}

/** A page is no packed thing: it is as large as it says. */
function refuseLarge(body: Uint8Array, admission: Admission): void {
  const { maxBodyBytes } = admission.limits;
  if (body.length > maxBodyBytes) admission.tooLarge(new AppError('too-large', `A page of ${body.length} bytes, maxBodyBytes is ${maxBodyBytes}.`));
}

function limitedPairs(raw: readonly string[], admission: Admission, where: () => string): LabelPairs {
  const broken = admission.ofLabels(raw);
  if (!broken) return checkedPairs(raw, where);
  admission.note([{ reason: broken.reason, samples: 1, first: '' }]);
  throw new AppError('bad-data', `${where()}: ${broken.reason}: ${broken.sentence}`);
}

function refuseOutside(times: Float64Array, admission: Admission): void {
  const { from, to } = admission.window();
  const outside = times.find(time => time < from || time > to);
  if (outside === undefined) return;
  const reason = outside < from ? 'too-old' : 'too-far-ahead';
  admission.note([{ reason, samples: 1, first: '' }]);
  throw new AppError('bad-data', `${reason}: a sample of ${outside} ms, outside of what ${outside < from ? 'maxAgeMs' : 'maxAheadMs'} allows; nothing of this page was stored.`);
}

function withLabels(raw: readonly string[], labels: LabelPairs): string[] {
  const names = new Set(labels.filter((_, i) => i % 2 === 0));
  return [...raw.flatMap((name, i) => i % 2 === 0 && !names.has(name) ? [name, raw[i + 1]!] : []), ...labels];
}
