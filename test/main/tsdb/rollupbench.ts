import { join } from 'node:path';
import type { LabelPairs } from '../../../src-main/shared/model/labels.ts';
import { openForReading } from '../../../src-main/store/metrics.ts';
import { rollupReader } from '../../../src-main/store/rollups.ts';
import { DEFAULT_LIMITS, type EvalParams, prepare, type RangeResult } from '../../../src-main/promql/engine.ts';
import { isPresent } from '../../../src-main/promql/presence.ts';
import { Querier } from '../../../src-main/tsdb/querier.ts';
import type { Grouping, SampleSource, SelectedSeries, Selection } from '../../../src-main/tsdb/select.ts';
import type { Opened } from './workbench.ts';

const LIMITS = { ...DEFAULT_LIMITS, experimental: true };
export const SECOND = 1000, MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

/** Everything that is due is rolled up. */
export function background({ store }: Opened): void {
  for (let steps = 0; store.compactSome();) if (++steps > 5000) throw new Error('the work in the background does not end');
}

/** By labels and time, as text: what is absent is left out. */
export type Answer = Map<string, Map<number, number>>;
export function answerOf({ times, series }: RangeResult): Answer {
  return new Map(series.map(({ labels, values, present }) => [labels.join(' '), new Map([...times].flatMap((time, i) => (isPresent(present, i) ? [[time, values[i]!] as const] : [])))]));
}

export const evaluated = (promql: string, source: SampleSource, params: EvalParams): Answer => answerOf(prepare(promql, LIMITS).range(source, params, () => undefined));

/** What a query answers, and of how many series samples were handed out in groups. */
export function asked({ store, damage }: Opened, dir: string, promql: string, params: EvalParams): { readonly answer: Answer; readonly grouped: number } {
  const db = openForReading(join(dir, 'metrics.db'));
  try {
    const querier = new Querier(db, sentence => damage.push(sentence));
    querier.refresh();
    const prefetched = prepare(promql, LIMITS).selections(params).map(selection => {
      const refs = querier.select(selection.matchers);
      return { selection, refs, tails: store.tails([{ refs, from: selection.from, to: selection.to }])[0]! };
    });
    const source = new CountingSource(querier.source(prefetched));
    return { answer: evaluated(promql, source, params), grouped: source.grouped };
  } finally {
    db.close();
  }
}

class CountingSource implements SampleSource {
  grouped = 0;
  private readonly source: SampleSource;
  constructor(source: SampleSource) { this.source = source; }
  *select(selection: Selection, grouping?: Grouping): Generator<SelectedSeries> {
    for (const series of this.source.select(selection, grouping)) {
      if (series.groups !== undefined) this.grouped++;
      yield series;
    }
  }
}

/** How many rollups there are of a level: 0 fine, 1 coarse; empty ones are not counted. */
export function rollupsIn(dir: string, level: 0 | 1): number {
  const db = openForReading(join(dir, 'metrics.db'));
  let count = 0;
  for (const rows of rollupReader(db, sentence => { throw new Error(sentence); }).all()) for (const { key, blob } of rows) if ((key >= 2 ** 47 ? 1 : 0) === level && blob.length > 0) count++;
  db.close();
  return count;
}

/** Samples of one series, in one call. */
export function append({ store }: Opened, labels: LabelPairs, times: readonly number[], values: readonly number[] | Float64Array): void {
  const [ref] = store.resolve([labels]);
  for (let i = 0; i < times.length; i += 500) {
    const some = Float64Array.from(times.slice(i, i + 500));
    store.append(new Uint32Array(some.length).fill(ref!), some, values instanceof Float64Array ? values.slice(i, i + 500) : Float64Array.from(values.slice(i, i + 500)));
  }
}
