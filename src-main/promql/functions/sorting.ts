import { pairValue } from '../../shared/model/labels.ts';
import type { Call } from '../ast.ts';
import type { Column, Grid } from '../column.ts';
import { compareLabels } from '../labelset.ts';
import type { Run } from '../run.ts';
import { textOf } from './relabel.ts';

/** Instant vectors have an order to be shown in; over a range it would be another at every step, so there it is left alone. */
function sorted(call: Call, grid: Grid, run: Run, keep: boolean, compare: (a: Column, b: Column) => number): Iterable<Column> {
  if (grid.count !== 1) return run.columns(call.args[0]!, grid, keep);
  return [...run.columns(call.args[0]!, grid, true)].sort(compare);
}

/** By value, NaN last either way. */
export function sortByValue(direction: 1 | -1) {
  return (call: Call, grid: Grid, run: Run, keep: boolean): Iterable<Column> => sorted(call, grid, run, keep, (a, b) => {
    const left = a.values[0]!, right = b.values[0]!;
    if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    return left === right ? 0 : left < right ? -direction : direction;
  });
}

/** By the labels named, numbers in them by their size, then by all labels. */
export function sortByLabel(direction: 1 | -1) {
  return (call: Call, grid: Grid, run: Run, keep: boolean): Iterable<Column> => {
    const names = call.args.slice(1).map(textOf);
    return sorted(call, grid, run, keep, (a, b) => {
      for (const name of names) {
        const order = natural(pairValue(a.labels, name), pairValue(b.labels, name));
        if (order !== 0) return direction * order;
      }
      return direction * compareLabels(a.labels, b.labels);
    });
  };
}

/** Runs of digits compare as numbers, all else by code units. */
function natural(a: string, b: string): number {
  if (a === b) return 0;
  const left = a.match(/\d+|\D+/g) ?? [], right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const l = left[i]!, r = right[i]!;
    if (l === r) continue;
    const numbers = /^\d/.test(l) && /^\d/.test(r);
    if (!numbers) return l < r ? -1 : 1;
    const order = Number(l) - Number(r) || l.length - r.length;
    if (order !== 0) return Math.sign(order);
  }
  return left.length - right.length;
}
