import type { Selection } from '../tsdb/select.ts';
import type { Expr } from './ast.ts';
import type { Grid } from './column.ts';
import { firstStep, type Frame, instantWindow, isEmpty, rangeWindow, subqueryGrid } from './run.ts';

/** Every selector's matchers with the window it will read when the expression is evaluated on the grid, in the order of the query. */
export function selectionsOf(expr: Expr, grid: Grid, frame: Frame): Selection[] {
  if (isEmpty(grid)) return [];
  const inner = (child: Expr): Selection[] => selectionsOf(child, grid, frame);
  switch (expr.kind) {
    case 'number': case 'string': return [];
    case 'paren': case 'unary': return inner(expr.expr);
    case 'invariant': return selectionsOf(expr.expr, firstStep(grid), frame);
    case 'vector-selector': return [{ matchers: expr.matchers, ...instantWindow(expr, grid, frame) }];
    case 'matrix-selector': return [{ matchers: expr.selector.matchers, ...rangeWindow(expr.selector, expr.range, grid, frame) }];
    case 'subquery': return selectionsOf(expr.expr, subqueryGrid(expr, grid, frame), frame);
    case 'binary': return [...inner(expr.left), ...inner(expr.right)];
    case 'aggregate': return [...(expr.param === null ? [] : inner(expr.param)), ...inner(expr.expr)];
    case 'call': return expr.args.flatMap(inner);
  }
}
