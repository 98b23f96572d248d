import type { Prefetched } from '../tsdb/querier.ts';
import type { SampleSource, Selection } from '../tsdb/select.ts';
import type { Check, InstantResult, Prepared } from '../promql/engine.ts';
import { AppError } from '../shared/model/errors.ts';
import type { LabelPairs } from '../shared/model/labels.ts';

/** Rules that are evaluated at one time, in one trip to a reader. time in unix ms */
export interface RuleBatch { readonly time: number; readonly promqls: readonly string[] }

/** What one of them gave, or why it gave nothing, in Prometheus's words. `ms` is the time it took. */
export type RuleAnswer = { readonly ms: number } & (
  | { readonly labels: readonly LabelPairs[]; readonly values: Float64Array; readonly error: null }
  | { readonly labels: null; readonly values: null; readonly error: string }
);

/** How a reader reads: heads first, then all in one read transaction. */
export interface BatchReading {
  readonly check: Check;
  understood(promql: string): Prepared;
  prefetch(selections: readonly Selection[]): Promise<readonly Prefetched[]>;
  source(prefetched: readonly Prefetched[]): SampleSource;
  inTransaction<T>(run: () => T): T;
}

/**
 * The series of each rule's expression. A rule that fails leaves the others alone.
 * errors  AppError 'timeout', 'canceled'
 */
export async function answerBatch({ time, promqls }: RuleBatch, reading: BatchReading): Promise<readonly RuleAnswer[]> {
  const asked = promqls.map(promql => attempt(() => {
    const prepared = reading.understood(promql);
    return { prepared, selections: prepared.selections({ from: time, to: time, step: 1 }) };
  }));
  const fetched = await reading.prefetch(asked.flatMap(one => ('error' in one ? [] : one.value.selections)));
  let at = 0;
  return reading.inTransaction(() => asked.map((one): RuleAnswer => {
    const began = performance.now();
    const failed = (error: string): RuleAnswer => ({ labels: null, values: null, error, ms: performance.now() - began });
    if ('error' in one) return failed(one.error);
    const { prepared, selections } = one.value;
    const own = fetched.slice(at, at += selections.length);
    const result = attempt(() => vectorOf(prepared.instant(reading.source(own), time, reading.check)));
    return 'error' in result ? failed(result.error) : { ...result.value, error: null, ms: performance.now() - began };
  }));
}

/** A scalar is a vector of one series without labels, as Prometheus has it for rules. */
function vectorOf(result: InstantResult): { readonly labels: readonly LabelPairs[]; readonly values: Float64Array } {
  if (result.kind === 'scalar') return { labels: [[]], values: Float64Array.of(result.value) };
  if (result.kind !== 'vector') throw new AppError('bad-data', 'rule result is not a vector or scalar');
  return { labels: result.series.map(({ labels }) => labels), values: Float64Array.from(result.series, ({ value }) => value) };
}

/** What ends the whole call is thrown on; all else is the rule's own. */
function attempt<T>(run: () => T): { readonly value: T } | { readonly error: string } {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof AppError && error.code !== 'timeout' && error.code !== 'canceled') return { error: error.message };
    throw error;
  }
}
