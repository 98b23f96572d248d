import { type Binary, isComparison } from '../ast.ts';
import { typeOf } from '../check.ts';
import type { Column, Grid } from '../column.ts';
import { nameless } from '../functions/elementwise.ts';
import { differWithoutName } from '../plan.ts';
import { anyPresent, bytesFor, compacted, isPresent, setPresent } from '../presence.ts';
import type { Run } from '../run.ts';
import { numeric, operationOf } from './operators.ts';

/** Both sides scalars. */
export function betweenScalars({ op, left, right }: Binary, grid: Grid, run: Run): Float64Array {
  const operate = numeric(op);
  const a = run.scalar(left, grid), b = run.scalar(right, grid);
  for (let i = 0; i < grid.count; i++) a[i] = operate(a[i]!, b[i]!);
  return a;
}

/** A vector and a scalar, either way round. A comparison without `bool` lets series through, with the vector's own values and names. */
export function withScalar(expr: Binary, grid: Grid, run: Run, keep: boolean): Iterable<Column> {
  const scalarLeft = typeOf(expr.left) === 'scalar';
  const vector = scalarLeft ? expr.right : expr.left;
  const scalars = run.scalar(scalarLeft ? expr.left : expr.right, grid);
  if (isComparison(expr.op) && !expr.bool) return filtered(run.columns(vector, grid, keep), comparing(expr, scalars, scalarLeft), grid.count);
  const operate = numeric(expr.op);
  const columns = (kept: boolean): Iterable<Column> => computed(run.columns(vector, grid, kept), scalarLeft ? (value, i) => operate(scalars[i]!, value) : (value, i) => operate(value, scalars[i]!), grid.count);
  return nameless(columns, differWithoutName(vector), grid, run, keep);
}

function comparing({ op }: Binary, scalars: Float64Array, scalarLeft: boolean): (value: number, i: number) => boolean {
  const { holds } = operationOf(op);
  if (holds === null) throw new Error(`BUG: ${op} compares nothing`);
  return scalarLeft ? (value, i) => holds(scalars[i]!, value) : (value, i) => holds(value, scalars[i]!);
}

function* computed(columns: Iterable<Column>, operate: (value: number, i: number) => number, count: number): Generator<Column> {
  for (const column of columns) {
    const { values } = column;
    for (let i = 0; i < count; i++) values[i] = operate(values[i]!, i);
    yield column;
  }
}

function* filtered(columns: Iterable<Column>, holds: (value: number, i: number) => boolean, count: number): Generator<Column> {
  for (const column of columns) {
    const present = new Uint8Array(bytesFor(count));
    for (let i = 0; i < count; i++) {
      const there = isPresent(column.present, i);
      if (there && holds(column.values[i]!, i)) setPresent(present, i);
    }
    if (anyPresent(present)) yield { ...column, present: compacted(present, count) };
  }
}
