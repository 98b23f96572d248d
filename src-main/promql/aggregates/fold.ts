import type { LabelPairs } from '../../shared/model/labels.ts';
import type { Aggregate, AggregateOp } from '../ast.ts';
import type { Column, Grid } from '../column.ts';
import { presences } from '../instants.ts';
import type { PartSeries } from '../halves.ts';
import { bytesFor, compacted, include, isPresent, type Presence } from '../presence.ts';
import type { Run } from '../run.ts';
import { groupingOf, groups } from './groups.ts';

/** What a group has become so far; series are folded in one after the other and not kept. */
export interface Fold {
  add(column: Column): void;
  finish(): Float64Array;
  /** all that another fold has to know to go on from here: columns over the steps */
  state(): readonly Float64Array[];
  /** Takes in the state of a fold over other series of the same group, which had any at the steps of `present`. */
  join(state: readonly Float64Array[], present: Presence): void;
}
type MakeFold = (count: number) => Fold;

/** Aggregations that need no more than a few numbers per group and step. */
export function* folded(aggregate: Aggregate, make: MakeFold, grid: Grid, run: Run): Generator<Column> {
  const { count } = grid;
  const all = gathered(aggregate, make, grid, run);
  for (const { labels, present, columns } of run.others?.folding(aggregate) ?? []) {
    const group = all.of(labels);
    include(group.present, present, count);
    group.fold.join(columns, present);
  }
  for (const { labels, fold, present } of all.all()) {
    run.budget.give(count);
    yield finished(labels, fold, present, count);
  }
}

/** The groups of some of the series, unfinished. */
export function foldedPart(aggregate: Aggregate, grid: Grid, run: Run): PartSeries[] {
  const all = gathered(aggregate, FOLDS.get(aggregate.op)!, grid, run);
  return Array.from(all.all(), ({ labels, fold, present }) => ({ labels, present: compacted(present, grid.count), columns: fold.state() }));
}

function gathered(aggregate: Aggregate, make: MakeFold, grid: Grid, run: Run) {
  const { count } = grid;
  const all = groups(groupingOf(aggregate), labels => {
    run.budget.take(count);
    return { labels, fold: make(count), present: new Uint8Array(bytesFor(count)) };
  });
  for (const column of isCounting(aggregate.op) ? presences(aggregate.expr, grid, run, aggregate.without ? undefined : aggregate.grouping) : run.columns(aggregate.expr, grid, false)) {
    const group = all.of(column.labels);
    include(group.present, column.present, count);
    group.fold.add(column);
  }
  return all;
}

const isCounting = (op: AggregateOp): boolean => op === 'count' || op === 'group';

const finished = (labels: LabelPairs, fold: Fold, present: Uint8Array, count: number): Column => ({ labels, values: fold.finish(), present: compacted(present, count) });

function sum(count: number): Fold {
  const totals = new Float64Array(count), losts = new Float64Array(count);
  const take = (values: Float64Array, present: Presence): void => {
    for (let i = 0; i < count; i++) {
      if (!isPresent(present, i)) continue;
      const total = totals[i]!, value = values[i]!, next = total + value;
      if (next - next !== 0) losts[i] = 0; // infinite or NaN
      else losts[i]! += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
      totals[i] = next;
    }
  };
  return {
    add: ({ values, present }) => take(values, present),
    state: () => [totals, losts],
    join(state, present) { for (const values of state) take(values, present); },
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
    state: () => [totals, losts, counts, Float64Array.from(isMean)],
    join([theirTotals, theirLosts, theirCounts, theirMeans], present) {
      for (let i = 0; i < count; i++) {
        if (!isPresent(present, i)) continue;
        const more = theirCounts![i]!, before = counts[i]!, all = before + more;
        counts[i] = all;
        const summed = isMean[i] === 0 && theirMeans![i] === 0, next = totals[i]! + theirTotals![i]!;
        if (summed && (before === 0 || (next !== Infinity && next !== -Infinity))) { compensated(i, totals[i]!, losts[i]! + theirLosts![i]!, theirTotals![i]!); continue; }
        const ours = isMean[i] === 1 || before === 0 ? 1 : before, theirs = theirMeans![i] === 1 ? 1 : more;
        isMean[i] = 1;
        compensated(i, (totals[i]! / ours) * (before / all), (losts[i]! / ours) * (before / all) + (theirLosts![i]! / theirs) * (more / all), (theirTotals![i]! / theirs) * (more / all));
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
    const take = (values: Float64Array, present: Presence): void => {
      for (let i = 0; i < count; i++) {
        if (!isPresent(present, i)) continue;
        const value = values[i]!, now = best[i]!;
        if (sign * value > sign * now || Number.isNaN(now)) best[i] = value;
      }
    };
    return {
      add: ({ values, present }) => take(values, present),
      finish: () => best,
      state: () => [best],
      join: ([theirs], present) => take(theirs!, present),
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
    state: () => [counts],
    join([theirs]) { for (let i = 0; i < count; i++) counts[i]! += theirs![i]!; },
  };
}

const group: MakeFold = count => ({ add: () => undefined, finish: () => new Float64Array(count).fill(1), state: () => [], join: () => undefined });

/** Welford's running variance, of the population; two of them put together as Chan, Golub and LeVeque do (1979). */
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
      state: () => [counts, means, squares],
      join([theirCounts, theirMeans, theirSquares]) {
        for (let i = 0; i < count; i++) {
          const more = theirCounts![i]!, before = counts[i]!;
          if (more === 0) continue;
          const all = counts[i] = before + more, delta = theirMeans![i]! - means[i]!;
          means[i]! += before === 0 ? delta : (delta * more) / all;
          squares[i]! += theirSquares![i]! + (before === 0 ? 0 : ((delta * delta * before) * more) / all);
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
