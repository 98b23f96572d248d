import type { LabelPairs } from '../../shared/model/labels.ts';
import type { Aggregate, AggregateOp } from '../ast.ts';
import type { Column, Grid } from '../column.ts';
import { presences } from '../instants.ts';
import { bytesFor, compacted, include, isPresent } from '../presence.ts';
import type { Run } from '../run.ts';
import { groupingOf, groups } from './groups.ts';

/** What a group has become so far; series are folded in one after the other and not kept. */
export interface Fold { add(column: Column): void; finish(): Float64Array }
type MakeFold = (count: number) => Fold;

/** Aggregations that need no more than a few numbers per group and step. */
export function* folded(aggregate: Aggregate, make: MakeFold, grid: Grid, run: Run): Generator<Column> {
  const { count } = grid;
  const all = groups(groupingOf(aggregate), labels => {
    run.budget.take(count);
    return { labels, fold: make(count), present: new Uint8Array(bytesFor(count)) };
  });
  for (const column of isCounting(aggregate.op) ? presences(aggregate.expr, grid, run, aggregate.without || aggregate.grouping.length > 0) : run.columns(aggregate.expr, grid, false)) {
    const group = all.of(column.labels);
    include(group.present, column.present, count);
    group.fold.add(column);
  }
  for (const { labels, fold, present } of all.all()) {
    run.budget.give(count);
    yield finished(labels, fold, present, count);
  }
}

const isCounting = (op: AggregateOp): boolean => op === 'count' || op === 'group';

const finished = (labels: LabelPairs, fold: Fold, present: Uint8Array, count: number): Column => ({ labels, values: fold.finish(), present: compacted(present, count) });

function sum(count: number): Fold {
  const totals = new Float64Array(count), losts = new Float64Array(count);
  return {
    add({ values, present }) {
      for (let i = 0; i < count; i++) {
        if (!isPresent(present, i)) continue;
        const total = totals[i]!, value = values[i]!, next = total + value;
        if (next - next !== 0) losts[i] = 0; // infinite or NaN
        else losts[i]! += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
        totals[i] = next;
      }
    },
    finish() {
      for (let i = 0; i < count; i++) if (Number.isFinite(totals[i]!)) totals[i]! += losts[i]!;
      return totals;
    },
  };
}

/** The sum over the count, until the sum would overflow: from there on a mean kept as such. */
function avg(count: number): Fold {
  const totals = new Float64Array(count), losts = new Float64Array(count), counts = new Float64Array(count), isMean = new Uint8Array(count);
  const compensated = (i: number, total: number, lost: number, value: number): void => {
    const next = total + value;
    if (!Number.isFinite(next)) losts[i] = 0;
    else losts[i] = lost + (Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total);
    totals[i] = next;
  };
  return {
    add({ values, present }) {
      for (let i = 0; i < count; i++) {
        if (!isPresent(present, i)) continue;
        const value = values[i]!, before = counts[i]!++;
        if (isMean[i] === 0) {
          const next = totals[i]! + value;
          if (before === 0 || (next !== Infinity && next !== -Infinity)) { compensated(i, totals[i]!, losts[i]!, value); continue; }
          isMean[i] = 1;
          totals[i]! /= before;
          losts[i]! /= before;
        }
        const share = before / (before + 1);
        compensated(i, totals[i]! * share, losts[i]! * share, value / (before + 1));
      }
    },
    finish() {
      for (let i = 0; i < count; i++) totals[i] = isMean[i] === 1 ? totals[i]! + losts[i]! : totals[i]! / counts[i]! + losts[i]! / counts[i]!;
      return totals;
    },
  };
}

/** NaN only where there is nothing else. */
function extreme(which: 'max' | 'min'): MakeFold {
  const sign = which === 'max' ? 1 : -1;
  return count => {
    const best = new Float64Array(count).fill(NaN);
    return {
      add({ values, present }) {
        for (let i = 0; i < count; i++) {
          if (!isPresent(present, i)) continue;
          const value = values[i]!, now = best[i]!;
          if (sign * value > sign * now || Number.isNaN(now)) best[i] = value;
        }
      },
      finish: () => best,
    };
  };
}

function counted(count: number): Fold {
  const counts = new Float64Array(count);
  return {
    add({ present }) {
      for (let i = 0; i < count; i++) if (isPresent(present, i)) counts[i]!++;
    },
    finish: () => counts,
  };
}

const group: MakeFold = count => ({ add: () => undefined, finish: () => new Float64Array(count).fill(1) });

/** Welford's running variance, of the population. */
function spread(finish: (variance: number) => number): MakeFold {
  return count => {
    const counts = new Float64Array(count), means = new Float64Array(count), squares = new Float64Array(count);
    return {
      add({ values, present }) {
        for (let i = 0; i < count; i++) {
          if (!isPresent(present, i)) continue;
          const value = values[i]!, delta = value - means[i]!;
          means[i]! += delta / ++counts[i]!;
          squares[i]! += delta * (value - means[i]!);
        }
      },
      finish: () => squares.map((square, i) => finish(square / counts[i]!)),
    };
  };
}

export const FOLDS: ReadonlyMap<AggregateOp, MakeFold> = new Map<AggregateOp, MakeFold>([
  ['sum', sum], ['avg', avg], ['max', extreme('max')], ['min', extreme('min')], ['count', counted], ['group', group],
  ['stdvar', spread(variance => variance)], ['stddev', spread(Math.sqrt)],
]);
