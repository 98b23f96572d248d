import type { SeriesQuery } from '../shared/contract/metrics.ts';
import type { LabelPairs } from '../shared/model/labels.ts';
import type { Client } from '../shared/rpc/contract.ts';
import { parseSelector } from '../promql/selector.ts';
import type { Querier } from '../tsdb/querier.ts';
import { shardOf } from '../tsdb/registry.ts';
import type { TailsContract } from './contract.ts';

/** Above this many series their time is looked at by the shard, not one by one. */
const EXACT_SERIES = 2000;
const ALL_TIME = 2 ** 53;

interface Finder { readonly querier: Querier; readonly tails: Pick<Client<TailsContract>['tails'], 'read' | 'spans'> }
type Asked = Pick<SeriesQuery, 'matchers' | 'from' | 'to' | 'limit'>;

/** Labels of the series that fulfil one of the selectors and have samples in the window; without selectors, of all. */
export async function findSeries(finder: Finder, asked: Asked): Promise<LabelPairs[]> {
  const refs = (await findRefs(finder, asked)).filter(ref => finder.querier.postings.has(ref)); // one may have gone while the writer was asked
  return Array.from(cut(refs, asked.limit), ref => finder.querier.labels(ref));
}

export async function labelNamesOf(finder: Finder, asked: Asked): Promise<string[]> {
  if (asked.matchers.length === 0) return cut(finder.querier.postings.labelNames(await amongAll(finder, asked)), asked.limit);
  const names = new Set<string>();
  for (const pairs of await findSeries(finder, { ...asked, limit: 0 })) for (let i = 0; i < pairs.length; i += 2) names.add(pairs[i]!);
  return cut([...names].sort(), asked.limit);
}

export async function labelValuesOf(finder: Finder, asked: Asked & { readonly name: string }): Promise<string[]> {
  if (asked.matchers.length === 0) return cut(finder.querier.postings.labelValues(asked.name, await amongAll(finder, asked)), asked.limit);
  const values = new Set<string>();
  for (const pairs of await findSeries(finder, { ...asked, limit: 0 })) {
    for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === asked.name) values.add(pairs[i + 1]!);
  }
  return cut([...values].sort(), asked.limit);
}

const isTimeless = ({ from, to }: Asked): boolean => from === undefined && to === undefined;
const cut = <T extends { slice(start: number, end: number): T }>(list: T, limit: number): T => limit > 0 ? list.slice(0, limit) : list;

async function findRefs(finder: Finder, asked: Asked): Promise<Uint32Array> {
  const { querier, tails } = finder;
  querier.refresh();
  const selectors = asked.matchers.length === 0 ? [[]] : asked.matchers.map(text => parseSelector(text));
  const chosen = new Set<number>();
  for (const selector of selectors) for (const ref of querier.select(selector)) chosen.add(ref);
  const refs = Uint32Array.from(chosen).sort();
  if (isTimeless(asked)) return refs;
  if (refs.length > EXACT_SERIES) return refs.filter(await inWindow(finder, asked));
  const { from = -ALL_TIME, to = ALL_TIME } = asked;
  const [head] = await tails.read({ wanted: [{ refs, from, to }] });
  return querier.withSamples(refs, head!, from, to);
}

/** Which of all series are meant: undefined means each. Few are looked at one by one. */
async function amongAll(finder: Finder, asked: Asked): Promise<((ref: number) => boolean) | undefined> {
  finder.querier.refresh();
  if (isTimeless(asked)) return undefined;
  if (finder.querier.postings.size > EXACT_SERIES) return inWindow(finder, asked);
  const refs = new Set(await findRefs(finder, asked));
  return ref => refs.has(ref);
}

/** Has the series' shard anything that spans a part of the window? The writer knows without looking at the disk. */
async function inWindow({ tails }: Finder, { from = -ALL_TIME, to = ALL_TIME }: Asked): Promise<(ref: number) => boolean> {
  const marks = await tails.spans({ from, to });
  return ref => marks[shardOf(ref)] === 1;
}
