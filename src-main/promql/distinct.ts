import { AppError } from '../shared/model/errors.ts';
import { type LabelPairs, pairsKey } from '../shared/model/labels.ts';
import type { Column } from './column.ts';
import { bytesFor, compacted, include, isPresent, overlap } from './presence.ts';
import type { Run } from './run.ts';

const sameLabels = (): AppError => new AppError('execution', 'vector cannot contain metrics with the same labelset');

/** Notices a second series with the labels of an earlier one. errors AppError 'execution' */
export function onlyOnce(): (labels: LabelPairs) => void {
  const seen = new Set<string>();
  return labels => {
    const key = pairsKey(labels);
    if (seen.has(key)) throw sameLabels();
    seen.add(key);
  };
}

/**
 * Series whose labels may have become equal, made one again: values at different steps are put together.
 * The columns must be kept ones.
 * errors  AppError 'execution' where two have a value at the same step
 */
export function merged(columns: Iterable<Column>, count: number, run: Run): Column[] {
  const byLabels = new Map<string, Column>();
  for (const column of columns) {
    const key = pairsKey(column.labels);
    const first = byLabels.get(key);
    if (first === undefined) run.budget.take(count);
    byLabels.set(key, first === undefined ? column : joined(first, column, count));
  }
  run.budget.give(byLabels.size * count);
  return [...byLabels.values()];
}

/** Two columns of the same series; `a` takes in the values of `b`. */
export function joined(a: Column, b: Column, count: number, fail: () => AppError = sameLabels): Column {
  if (overlap(a.present, b.present)) throw fail();
  const present = new Uint8Array(bytesFor(count));
  include(present, a.present, count);
  include(present, b.present, count);
  for (let i = 0; i < count; i++) if (isPresent(b.present, i)) a.values[i] = b.values[i]!;
  return { labels: a.labels, values: a.values, present: compacted(present, count) };
}
