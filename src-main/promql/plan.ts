import { bare, type Expr, isComparison } from './ast.ts';
import { typeOf } from './check.ts';

/** Their answer moves with the step even when what they are given stands still. */
const TIME_BOUND: ReadonlySet<string> = new Set(['days_in_month', 'day_of_month', 'day_of_week', 'day_of_year', 'hour', 'minute', 'month', 'year', 'predict_linear', 'time', 'timestamp']);

/** The expression with every part that is the same at all steps (because of `@`) wrapped, as high in the tree as it goes. */
export function plan(expr: Expr): Expr {
  return wrapped(expr, planned(expr));
}

/** Whether the answer is the same at every step. */
function stands(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number': case 'string': case 'invariant': return true;
    case 'paren': case 'unary': return stands(expr.expr);
    case 'vector-selector': case 'subquery': return expr.pin !== null;
    case 'matrix-selector': return expr.selector.pin !== null;
    case 'binary': return stands(expr.left) && stands(expr.right);
    case 'aggregate': return stands(expr.expr) && (expr.param === null || stands(expr.param));
    case 'call': return !TIME_BOUND.has(expr.name) && expr.args.every(stands);
  }
}

/** Wraps what stands and costs something. Ranges are read by their function, constants are quicker than a wrapping. */
function wrapped(expr: Expr, inside: Expr): Expr {
  const worth = stands(expr) && typeOf(expr) !== 'matrix' && typeOf(expr) !== 'string' && bare(expr).kind !== 'number';
  return worth ? { kind: 'invariant', span: expr.span, expr } : inside;
}

function planned(expr: Expr): Expr {
  switch (expr.kind) {
    case 'paren': case 'unary': case 'subquery': return { ...expr, expr: plan(expr.expr) };
    case 'binary': return { ...expr, left: plan(expr.left), right: plan(expr.right) };
    case 'aggregate': return { ...expr, expr: plan(expr.expr), param: expr.param === null ? null : plan(expr.param) };
    case 'call': return { ...expr, args: expr.args.map(plan) };
    default: return expr;
  }
}

/** Functions that leave the metric's name in place. */
const KEEP_NAME: ReadonlySet<string> = new Set(['last_over_time', 'first_over_time', 'sort', 'sort_desc', 'sort_by_label', 'sort_by_label_desc']);

/** Whether series would still differ without their metric name, so that nothing needs to be compared when it is dropped. */
export function differWithoutName(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number': case 'string': return true;
    case 'paren': case 'invariant': case 'subquery': return differWithoutName(expr.expr);
    case 'unary': return expr.op === '-' || differWithoutName(expr.expr);
    case 'vector-selector': return expr.matchers.some(({ name, op, value }) => name === '__name__' && op === '=' && value !== '');
    case 'matrix-selector': return differWithoutName(expr.selector);
    case 'aggregate': return ['topk', 'bottomk', 'limitk', 'limit_ratio'].includes(expr.op) ? differWithoutName(expr.expr) : expr.without || !expr.grouping.includes('__name__');
    case 'call': return KEEP_NAME.has(expr.name) ? expr.args.every(differWithoutName) : expr.name !== 'label_replace' && expr.name !== 'label_join';
    case 'binary': {
      if (expr.op === 'or') return false;
      if (expr.op === 'and' || expr.op === 'unless') return differWithoutName(expr.left);
      if (!isComparison(expr.op) || expr.bool) return expr.matching?.include.includes('__name__') !== true;
      const sides = [expr.left, expr.right].filter(side => typeOf(side) === 'vector');
      return sides.length === 1 && sides.every(differWithoutName);
    }
  }
}

/** Whether an instant answer has an order of its own that must be shown: sort, topk and what leaves series in their places. */
export function isOrdered(expr: Expr): boolean {
  const node = bare(expr);
  switch (node.kind) {
    case 'aggregate': return node.op === 'topk' || node.op === 'bottomk';
    case 'unary': return isOrdered(node.expr);
    case 'call': return node.name.startsWith('sort') || (['round', 'abs', 'ceil', 'floor', 'clamp', 'clamp_min', 'clamp_max'].includes(node.name) && node.args.some(isOrdered));
    case 'binary': return [node.left, node.right].some(side => typeOf(side) === 'scalar') && (isOrdered(node.left) || isOrdered(node.right));
    default: return false;
  }
}
