import type { SyntaxNode } from '@lezer/common';
import type { Duration, Expr, MatrixSelector, Pin, Span, Subquery, VectorSelector } from './ast.ts';
import { numberOf, type Source } from './nodes.ts';
import { parseError } from './position.ts';

/**
 * `[5m]`, `[1h:1m]`, `offset` and `@` bind tighter than any operator, but the grammar hangs them on the whole expression before them:
 * `a + b offset 5m`. So they are handed down to the operand they stand behind.
 */
function onOperand(expr: Expr, span: Span, apply: (operand: Expr) => Expr): Expr {
  if (expr.kind === 'binary') return { ...expr, span: { from: expr.span.from, to: span.to }, right: onOperand(expr.right, { from: expr.right.span.from, to: span.to }, apply) };
  if (expr.kind !== 'unary') return apply(expr);
  return { ...expr, span: { from: expr.span.from, to: span.to }, expr: onOperand(expr.expr, { from: expr.expr.span.from, to: span.to }, apply) };
}

const stretched = (expr: Expr, to: number): Span => ({ from: expr.span.from, to });

export function withRange(expr: Expr, range: Duration, span: Span, node: SyntaxNode, { query }: Source): Expr {
  return onOperand(expr, span, operand => {
    const at = node.getChild('DurationExpr')?.from ?? span.from;
    const refuse = (message: string): never => { throw parseError(query, query.lastIndexOf('[', at), message); };
    if (operand.kind !== 'vector-selector') return refuse('ranges only allowed for vector selectors');
    if (operand.offset !== 0) return refuse('no offset modifiers allowed before range');
    if (operand.pin !== null) return refuse('no @ modifiers allowed before range');
    return { kind: 'matrix-selector', span: stretched(operand, span.to), selector: operand, range };
  });
}

export function withSubquery(expr: Expr, range: Duration, step: Duration, span: Span): Expr {
  return onOperand(expr, span, operand => ({ kind: 'subquery', span: stretched(operand, span.to), expr: operand, range, step, offset: 0, pin: null }));
}

type Placed = VectorSelector | MatrixSelector | Subquery;
const isPlaced = (expr: Expr): expr is Placed => expr.kind === 'vector-selector' || expr.kind === 'matrix-selector' || expr.kind === 'subquery';
const placing = (expr: Placed): { readonly offset: Duration; readonly pin: Pin | null } => (expr.kind === 'matrix-selector' ? expr.selector : expr);

function placed(expr: Placed, change: { readonly offset?: Duration; readonly pin?: Pin }, to: number): Placed {
  const span = stretched(expr, to);
  return expr.kind === 'matrix-selector' ? { ...expr, span, selector: { ...expr.selector, ...change } } : { ...expr, span, ...change };
}

export function withOffset(expr: Expr, offset: Duration, span: Span, { query }: Source): Expr {
  return onOperand(expr, span, operand => {
    if (!isPlaced(operand)) throw parseError(query, operand.span.from, 'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery');
    if (placing(operand).offset !== 0) throw parseError(query, operand.span.from, 'offset may not be set multiple times');
    return placed(operand, { offset }, span.to);
  });
}

export function withPin(expr: Expr, node: SyntaxNode, span: Span, source: Source): Expr {
  const { query } = source;
  return onOperand(expr, span, operand => {
    const pin = pinOf(node, operand, source);
    if (!isPlaced(operand)) throw parseError(query, operand.span.from, '@ modifier must be preceded by an instant vector selector or range vector selector or a subquery');
    if (placing(operand).pin !== null) throw parseError(query, operand.span.from, '@ <timestamp> may not be set multiple times');
    return placed(operand, { pin }, span.to);
  });
}

function pinOf(node: SyntaxNode, operand: Expr, source: Source): Pin {
  const end = node.getChild('AtModifierPreprocessors');
  if (end !== null) return end.getChild('AtStart') !== null ? 'start' : 'end';
  const number = node.lastChild;
  const seconds = number === null ? NaN : numberOf(number, source);
  if (!Number.isFinite(seconds) || Math.abs(seconds) >= 2 ** 63) throw parseError(source.query, operand.span.from, `timestamp out of bounds for @ modifier: ${spelled(seconds)}`);
  return Math.round(seconds * 1000);
}

/** As Go's %f. */
function spelled(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  return Math.abs(value) < 1e21 ? value.toFixed(6) : `${BigInt(value)}.000000`;
}
