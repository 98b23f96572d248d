import type { Expr } from '../promql/ast.ts';
import { DEFAULT_LIMITS } from '../promql/engine.ts';
import { parse } from '../promql/parse.ts';

const OF_ABSENCE: ReadonlySet<string> = new Set(['absent', 'absent_over_time', 'present_over_time', 'timestamp']);

/** Whether an expression may find something because data are missing: of a time in which nobody collected it says nothing. errors: as parse() */
export const asksForMissing = (promql: string): boolean => asks(parse(promql, DEFAULT_LIMITS));

function asks(expr: Expr): boolean {
  switch (expr.kind) {
    case 'paren': case 'unary': case 'subquery': case 'invariant': return asks(expr.expr);
    case 'binary': return expr.op === 'unless' || asks(expr.left) || asks(expr.right);
    case 'aggregate': return asks(expr.expr) || (expr.param !== null && asks(expr.param));
    case 'call': return OF_ABSENCE.has(expr.name) || expr.args.some(asks);
    default: return false;
  }
}
