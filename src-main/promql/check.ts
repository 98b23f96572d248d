import { type Aggregate, type Binary, type Call, type Expr, isComparison, isSet, type Span, type ValueType } from './ast.ts';
import { parseError, quoted } from './position.ts';
import { takesEmpty } from './matchers.ts';
import { SIGNATURES } from './signatures.ts';

const SPELLED: Readonly<Record<ValueType, string>> = { vector: 'instant vector', matrix: 'range vector', scalar: 'scalar', string: 'string' };
export const spelledType = (type: ValueType): string => SPELLED[type];

/** The type of an expression's value, as its outermost node says. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number': return 'scalar';
    case 'string': return 'string';
    case 'paren': case 'unary': case 'invariant': return typeOf(expr.expr);
    case 'vector-selector': case 'aggregate': return 'vector';
    case 'matrix-selector': case 'subquery': return 'matrix';
    case 'call': return SIGNATURES.get(expr.name)?.returns ?? 'vector';
    case 'binary': return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector';
  }
}

export interface Checking { readonly query: string; readonly experimental: boolean }

/**
 * Refuses what the grammar takes but makes no sense: wrong types, wrong numbers of arguments, matching where there is nothing to match.
 * errors  AppError 'bad-data' in Prometheus's words, at the first place it would name
 */
export function checkTypes(expr: Expr, checking: Checking): ValueType {
  switch (expr.kind) {
    case 'number': case 'string': break;
    case 'paren': case 'invariant': checkTypes(expr.expr, checking); break;
    case 'unary': {
      const type = checkTypes(expr.expr, checking);
      if (type !== 'scalar' && type !== 'vector') throw fail(checking, expr.span, `unary expression only allowed on expressions of type scalar or instant vector, got ${quoted(spelledType(type))}`);
      break;
    }
    case 'vector-selector':
      if (expr.name === '' && expr.matchers.every(takesEmpty)) throw fail(checking, expr.span, 'vector selector must contain at least one non-empty matcher');
      break;
    case 'matrix-selector': checkTypes(expr.selector, checking); break;
    case 'subquery': {
      const type = checkTypes(expr.expr, checking);
      if (type !== 'vector') throw fail(checking, expr.span, `subquery is only allowed on instant vector, got ${type} instead`);
      break;
    }
    case 'binary': checkBinary(expr, checking); break;
    case 'aggregate': checkAggregate(expr, checking); break;
    case 'call': checkCall(expr, checking); break;
  }
  return typeOf(expr);
}

const fail = ({ query }: Checking, span: Span, message: string): Error => parseError(query, span.from, message);

function expect(expr: Expr, wanted: ValueType, context: string, checking: Checking): void {
  const type = checkTypes(expr, checking);
  if (type !== wanted) throw fail(checking, expr.span, `expected type ${spelledType(wanted)} in ${context}, got ${spelledType(type)}`);
}

function checkBinary(expr: Binary, checking: Checking): void {
  const left = checkTypes(expr.left, checking), right = checkTypes(expr.right, checking);
  const { op, matching } = expr;
  const refuse = (message: string, span: Span = expr.span): never => { throw fail(checking, span, message); };
  if (expr.bool && !isComparison(op)) refuse('bool modifier can only be used on comparison operators', expr.opSpan);
  if (isComparison(op) && !expr.bool && left === 'scalar' && right === 'scalar') refuse('comparisons between scalars must use BOOL modifier', expr.opSpan);
  const both = matching?.on === true ? matching.labels.find(label => matching.include.includes(label)) : undefined;
  if (both !== undefined) refuse(`label ${quoted(both)} must not occur in ON and GROUP clause at once`, expr.opSpan);
  for (const [side, type] of [[expr.left, left], [expr.right, right]] as const) {
    if (type !== 'scalar' && type !== 'vector') refuse('binary expression must contain only scalar and instant vector types', side.span);
  }
  if (left === 'vector' && right === 'vector') {
    if (isSet(op) && matching?.group != null) refuse(`no grouping allowed for ${quoted(op)} operation`);
    return;
  }
  if (matching !== null && matching.labels.length > 0) refuse('vector matching only allowed between instant vectors');
  if (isSet(op)) refuse(`set operator ${quoted(op)} not allowed in binary scalar expression`);
}

function checkAggregate({ op, expr, param }: Aggregate, checking: Checking): void {
  expect(expr, 'vector', 'aggregation expression', checking);
  if (param !== null) expect(param, op === 'count_values' ? 'string' : 'scalar', 'aggregation parameter', checking);
}

function checkCall(call: Call, checking: Checking): void {
  const { name, args, span } = call;
  const signature = SIGNATURES.get(name);
  if (signature === undefined) throw fail(checking, span, `unknown function with name ${quoted(name)}`);
  if (signature.experimental && !checking.experimental) throw fail(checking, span, `function ${quoted(name)} is not enabled`);
  const most = signature.args.length - (signature.optional > 0 ? 1 : 0) + signature.optional;
  const least = signature.args.length - (signature.optional > 0 ? 1 : 0);
  const refuse = (wanted: string, count: number): never => { throw fail(checking, span, `expected ${wanted}${count} argument(s) in call to ${quoted(name)}, got ${args.length}`); };
  if (signature.optional === 0 && args.length !== least) refuse('', least);
  if (args.length < least) refuse('at least ', least);
  if (args.length > most) refuse('at most ', most);
  for (const [i, arg] of args.entries()) expect(arg, signature.args[Math.min(i, signature.args.length - 1)]!, `call to function ${quoted(name)}`, checking);
}
