import type { Expr, VectorSelector } from './ast.ts';

/** What an answer says of a step may depend on which other steps are asked for. */
const OF_THE_WHOLE: ReadonlySet<string> = new Set(['start', 'end', 'step', 'range']);

/**
 * Whether the answer at each step rests on samples not newer than that step, and on nothing but the step: then steps that were answered once stay
 * as they are for as long as no sample before them changes. Not so for `@`, for offsets into the future, and for durations made of the query's own times.
 */
export function isStepwise(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number': case 'string': return true;
    case 'paren': case 'unary': case 'invariant': return isStepwise(expr.expr);
    case 'vector-selector': return looksBack(expr);
    case 'matrix-selector': return typeof expr.range === 'number' && looksBack(expr.selector);
    case 'subquery': return typeof expr.range === 'number' && typeof expr.step === 'number' && looksBack(expr) && isStepwise(expr.expr);
    case 'binary': return isStepwise(expr.left) && isStepwise(expr.right);
    case 'aggregate': return expr.op !== 'limitk' && isStepwise(expr.expr) && (expr.param === null || isStepwise(expr.param));
    case 'call': return !OF_THE_WHOLE.has(expr.name) && expr.args.every(isStepwise);
  }
}

const looksBack = ({ offset, pin }: Pick<VectorSelector, 'offset' | 'pin'>): boolean => pin === null && typeof offset === 'number' && offset >= 0;
