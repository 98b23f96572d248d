import { FOLDS, folded } from './aggregates/fold.ts';
import { countValues, limited, quantiles, sampled } from './aggregates/gathered.ts';
import { ranked } from './aggregates/ranked.ts';
import { type Aggregate, type Binary, type Expr, isSet } from './ast.ts';
import { betweenScalars, withScalar } from './binary/scalars.ts';
import { intersected, united } from './binary/sets.ts';
import { betweenVectors } from './binary/vectors.ts';
import { typeOf } from './check.ts';
import { type Column, constant, type Grid } from './column.ts';
import { nameless } from './functions/elementwise.ts';
import { SCALAR_FUNCTIONS, VECTOR_FUNCTIONS } from './functions/registry.ts';
import { joinedHalves } from './halves.ts';
import { instants } from './instants.ts';
import { differWithoutName } from './plan.ts';
import { firstStep, isEmpty, type Run } from './run.ts';

/** An evaluation over a source, within limits. */
export function runOf(parts: Omit<Run, 'columns' | 'scalar'>): Run {
  const run: Run = {
    ...parts,
    columns: (expr, grid, keep) => (isEmpty(grid) ? [] : columns(expr, grid, run, keep)),
    scalar: (expr, grid) => (isEmpty(grid) ? new Float64Array(0) : scalar(expr, grid, run)),
  };
  return run;
}

function columns(expr: Expr, grid: Grid, run: Run, keep: boolean): Iterable<Column> {
  const theirs = run.others?.joining(expr) ?? null, ours = read(expr, grid, run, keep);
  return theirs === null ? ours : joinedHalves(ours, theirs);
}

function read(expr: Expr, grid: Grid, run: Run, keep: boolean): Iterable<Column> {
  switch (expr.kind) {
    case 'paren': return columns(expr.expr, grid, run, keep);
    case 'invariant': return repeated(columns(expr.expr, firstStep(grid), run, false), grid.count);
    case 'vector-selector': return instants(expr, grid, run, keep);
    case 'unary': return expr.op === '+' ? columns(expr.expr, grid, run, keep) : nameless(kept => negated(columns(expr.expr, grid, run, kept)), differWithoutName(expr.expr), grid, run, keep);
    case 'binary': return binary(expr, grid, run, keep);
    case 'aggregate': return aggregate(expr, grid, run, keep);
    case 'call': {
      const evaluate = VECTOR_FUNCTIONS.get(expr.name);
      if (evaluate === undefined) throw new Error(`BUG: ${expr.name} gives no series`);
      return evaluate(expr, grid, run, keep);
    }
    default: throw new Error(`BUG: ${expr.kind} is no instant vector`);
  }
}

/** The answer of one step at every step. */
function* repeated(once: Iterable<Column>, count: number): Generator<Column> {
  for (const { labels, values } of once) yield { labels, values: constant(values[0]!, count), present: null };
}

function* negated(of: Iterable<Column>): Generator<Column> {
  for (const column of of) {
    for (let i = 0; i < column.values.length; i++) column.values[i] = -column.values[i]!;
    yield column;
  }
}

function binary(expr: Binary, grid: Grid, run: Run, keep: boolean): Iterable<Column> {
  if (expr.op === 'or') return united(expr, grid, run);
  if (isSet(expr.op)) return intersected(expr, grid, run, keep);
  if (typeOf(expr.left) === 'scalar' || typeOf(expr.right) === 'scalar') return withScalar(expr, grid, run, keep);
  return betweenVectors(expr, grid, run);
}

function aggregate(expr: Aggregate, grid: Grid, run: Run, keep: boolean): Iterable<Column> {
  const fold = FOLDS.get(expr.op);
  if (fold !== undefined) return folded(expr, fold, grid, run);
  switch (expr.op) {
    case 'topk': case 'bottomk': return ranked(expr, grid, run);
    case 'quantile': return quantiles(expr, grid, run);
    case 'count_values': return countValues(expr, grid, run);
    case 'limitk': return limited(expr, grid, run, keep);
    case 'limit_ratio': return sampled(expr, grid, run, keep);
    default: throw new Error(`BUG: no aggregation ${expr.op}`);
  }
}

function scalar(expr: Expr, grid: Grid, run: Run): Float64Array {
  switch (expr.kind) {
    case 'number': return constant(expr.value, grid.count);
    case 'paren': return scalar(expr.expr, grid, run);
    case 'invariant': return constant(scalar(expr.expr, firstStep(grid), run)[0]!, grid.count);
    case 'unary': {
      const values = scalar(expr.expr, grid, run);
      return expr.op === '-' ? values.map(value => -value) : values;
    }
    case 'binary': return betweenScalars(expr, grid, run);
    case 'call': {
      const evaluate = SCALAR_FUNCTIONS.get(expr.name);
      if (evaluate === undefined) throw new Error(`BUG: ${expr.name} gives no scalar`);
      return evaluate(expr, grid, run);
    }
    default: throw new Error(`BUG: ${expr.kind} is no scalar`);
  }
}
