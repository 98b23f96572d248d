import type { LabelPairs } from '../shared/model/labels.ts';
import type { SeriesQuery } from '../shared/contract/metrics.ts';
import { parseSelector } from '../promql/selector.ts';
import type { Querier } from '../tsdb/querier.ts';
import type { Tails } from '../tsdb/tails.ts';

/** Above this many series their time is looked at by the shard, not one by one. */
const EXACT_SERIES = 2000;

interface Finder {
  readonly querier: Querier;
  tails(input: { readonly wanted: readonly { readonly refs: Uint32Array; readonly from: number; readonly to: number }[] }): Promise<readonly Tails[]>;
}

/** Labels of the series that fulfil one of the selectors and have samples in the window; without selectors, of all. */
export async function findSeries({ querier, tails }: Finder, { matchers, from, to, limit }: Pick<SeriesQuery, 'matchers' | 'from' | 'to' | 'limit'>): Promise<LabelPairs[]> {
  const refs = await findRefs({ querier, tails }, { matchers, from, to });
  const shown = limit > 0 ? refs.subarray(0, limit) : refs;
  return Array.from(shown, ref => querier.labels(ref));
}

export async function labelNamesOf(finder: Finder, input: SeriesQuery): Promise<string[]> {
  if (isAll(input)) { finder.querier.refresh(); return cut(finder.querier.postings.labelNames(), input.limit); }
  const names = new Set<string>();
  for (const pairs of await findSeries(finder, { ...input, limit: 0 })) for (let i = 0; i < pairs.length; i += 2) names.add(pairs[i]!);
  return cut([...names].sort(), input.limit);
}

export async function labelValuesOf(finder: Finder, input: SeriesQuery & { readonly name: string }): Promise<string[]> {
  if (isAll(input)) { finder.querier.refresh(); return cut(finder.querier.postings.labelValues(input.name), input.limit); }
  const values = new Set<string>();
  for (const pairs of await findSeries(finder, { ...input, limit: 0 })) {
    for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === input.name) values.add(pairs[i + 1]!);
  }
  return cut([...values].sort(), input.limit);
}

const isAll = ({ matchers, from, to }: SeriesQuery): boolean => matchers.length === 0 && from === undefined && to === undefined;
const cut = <T>(list: T[], limit: number): T[] => limit > 0 ? list.slice(0, limit) : list;

async function findRefs({ querier, tails }: Finder, { matchers, from = -(2 ** 53), to = 2 ** 53 }: Pick<SeriesQuery, 'matchers' | 'from' | 'to'>): Promise<Uint32Array> {
  querier.refresh();
  const selectors = matchers.length === 0 ? [[]] : matchers.map(text => parseSelector(text));
  const chosen = new Set<number>();
  for (const selector of selectors) for (const ref of querier.select(selector)) chosen.add(ref);
  const refs = Uint32Array.from(chosen).sort();
  if (refs.length > EXACT_SERIES) return querier.inShardsWithSamples(refs, from, to);
  const [head] = await tails({ wanted: [{ refs, from, to }] });
  return querier.withSamples(refs, head!, from, to);
}
