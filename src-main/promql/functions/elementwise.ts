import type { Call } from '../ast.ts';
import type { Column, Grid } from '../column.ts';
import { differWithoutName } from '../plan.ts';
import { merged } from '../distinct.ts';
import { withoutName } from '../labelset.ts';
import type { Run } from '../run.ts';
import { bytesFor, isPresent, setPresent } from '../presence.ts';

/** A function's way from its arguments to its series. */
export type VectorFunction = (call: Call, grid: Grid, run: Run, keep: boolean) => Iterable<Column>;

/** Columns without their metric names; where series can become the same, they are put together or refused. */
export function* nameless(columns: (keep: boolean) => Iterable<Column>, distinct: boolean, grid: Grid, run: Run, keep: boolean): Generator<Column> {
  const stripped = function* (kept: boolean): Generator<Column> {
    for (const column of columns(kept)) yield { ...column, labels: withoutName(column.labels) };
  };
  yield* distinct ? stripped(keep) : merged(stripped(true), grid.count, run);
}

/** A function of each value alone. It may change the column it is given, for a column belongs to who asked for it. */
export function elementwise(operate: (value: number) => number): VectorFunction {
  return parametric(() => operate);
}

/** The same with scalar parameters after the vector: `operate` is made anew for each step from their values there. */
export function parametric(operation: (parameters: readonly number[]) => ((value: number) => number) | null): VectorFunction {
  return (call, grid, run, keep) => {
    const [vector, ...rest] = call.args;
    const steps = operations(rest.map(arg => run.scalar(arg, grid)), grid.count, operation);
    return nameless(kept => applied(run.columns(vector!, grid, kept), steps, grid.count), differWithoutName(vector!), grid, run, keep);
  };
}

type Operation = ((value: number) => number) | null;

/** One operation where the parameters never change, else one for each step. */
function operations(parameters: readonly Float64Array[], count: number, operation: (parameters: readonly number[]) => Operation): readonly Operation[] {
  const constant = parameters.every(values => values.every(value => Object.is(value, values[0])));
  return Array.from({ length: constant ? 1 : count }, (_, i) => operation(parameters.map(values => values[i]!)));
}

function* applied(columns: Iterable<Column>, operations: readonly Operation[], count: number): Generator<Column> {
  const [only] = operations;
  for (const column of columns) {
    const { values } = column;
    if (operations.length === 1 && only != null) {
      for (let i = 0; i < count; i++) values[i] = only(values[i]!);
      yield column;
    } else if (operations.length > 1 || only != null) {
      const answered = stepwise(column, operations, count);
      if (answered !== null) yield answered;
    }
  }
}

/** Steps whose parameters make no sense (a clamp with its bounds crossed) have no value. */
function stepwise(column: Column, operations: readonly Operation[], count: number): Column | null {
  const present = new Uint8Array(bytesFor(count));
  let any = false;
  for (let i = 0; i < count; i++) {
    const operate = operations[i];
    if (operate == null || !isPresent(column.present, i)) continue;
    column.values[i] = operate(column.values[i]!);
    setPresent(present, i);
    any = true;
  }
  return any ? { ...column, present } : null;
}
