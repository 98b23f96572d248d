import type { LabelPairs } from '../../shared/model/labels.ts';
import type { Aggregate } from '../ast.ts';
import { dropping, keeping, keyOf, keyWithout, type Relabel } from '../labelset.ts';

/** How an aggregation sorts series into groups: a key, made once per series, and the labels the group keeps. */
export interface Grouping { readonly key: (labels: LabelPairs) => string; readonly labels: Relabel }

export function groupingOf({ without, grouping }: Pick<Aggregate, 'without' | 'grouping'>): Grouping {
  if (without) {
    const left = ['__name__', ...grouping];
    return { key: keyWithout(left), labels: dropping(left) };
  }
  const names = [...new Set(grouping)].sort();
  return { key: keyOf(names), labels: keeping(names) };
}

/** One thing per group, made when its first series comes. */
export function groups<T>(grouping: Grouping, make: (labels: LabelPairs) => T): { of(labels: LabelPairs): T; all(): IterableIterator<T> } {
  const byKey = new Map<string, T>();
  return {
    of(labels) {
      const key = grouping.key(labels);
      let group = byKey.get(key);
      if (group === undefined) byKey.set(key, group = make(grouping.labels(labels)));
      return group;
    },
    all: () => byKey.values(),
  };
}
