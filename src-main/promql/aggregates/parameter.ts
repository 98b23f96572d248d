import { AppError } from '../../shared/model/errors.ts';
import type { Aggregate } from '../ast.ts';
import type { Grid } from '../column.ts';
import { shortFloat } from '../notes.ts';
import type { Run } from '../run.ts';

/** The scalar parameter of an aggregation at every step. */
export function parameterOf({ op, param }: Aggregate, grid: Grid, run: Run): Float64Array {
  if (param === null) throw new Error(`BUG: ${op} without its parameter`);
  return run.scalar(param, grid);
}

/** k at every step: whole, below 1 for none. errors AppError 'execution' for what is no number of series */
export function countsOf(aggregate: Aggregate, grid: Grid, run: Run): Float64Array {
  const counts = parameterOf(aggregate, grid, run);
  for (const k of counts) {
    if (Number.isNaN(k)) throw new AppError('execution', 'Parameter value is NaN');
    if (k >= 2 ** 63) throw new AppError('execution', `Scalar value ${shortFloat(k)} overflows int64`);
    if (k <= -(2 ** 63)) throw new AppError('execution', `Scalar value ${shortFloat(k)} underflows int64`);
  }
  return counts.map(Math.trunc);
}
