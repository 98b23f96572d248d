import type { SyntaxNode } from '@lezer/common';
import type { Duration, DurationOf } from './ast.ts';
import { type Source, numberOf, textOf } from './nodes.ts';
import { parseError } from './position.ts';

/**
 * The duration a range, a subquery's step or an offset stands for, in ms; bare numbers are seconds.
 * signed  an offset may be zero or negative, the others may not
 * Arithmetic over durations, `step()` and `range()` is experimental and may depend on the query's own grid.
 */
export function durationOf(node: SyntaxNode | null | undefined, source: Source, signed = false): Duration {
  if (node === null || node === undefined) throw new Error('BUG: a duration without its node');
  const simple = literal(node, source);
  if (simple === null && !source.experimental) throw parseError(source.query, node.from, 'experimental duration expression is not enabled');
  const duration = simple ?? seconds(node, source);
  if (typeof duration === 'number') return checked(duration, node, source, signed);
  return grid => checked(duration(grid), node, source, signed);
}

/** The ms of a plain, perhaps signed literal; null for an expression. */
function literal(node: SyntaxNode, source: Source): number | null {
  const sign = node.getChild('UnaryOp');
  if (sign !== null) {
    const inner = node.getChild('OffsetDurationExpr') ?? node.getChild('DurationExpr');
    const value = inner === null ? null : literal(inner, source);
    return value === null ? null : textOf(sign, source) === '-' ? -value : value;
  }
  const number = node.getChild('NumberDurationLiteralInDurationContext');
  const alone = number !== null && node.from === number.from && node.to === number.to;
  return alone ? numberOf(number, source) * 1000 : null;
}

function checked(ms: number, node: SyntaxNode, { query }: Source, signed: boolean): number {
  if (!Number.isFinite(ms) || Math.abs(ms) * 1e6 > 2 ** 63) throw parseError(query, node.from, 'duration out of range');
  if (!signed && ms <= 0) throw parseError(query, node.from, 'duration must be greater than 0');
  return Math.round(ms);
}

/** An expression over durations, in ms. */
function seconds(node: SyntaxNode, source: Source): DurationOf {
  const inner = [...node.getChildren('DurationExpr'), ...node.getChildren('OffsetDurationExpr')].map(child => seconds(child, source));
  const [left, right] = inner;
  if (node.getChild('DurationStep') !== null) return grid => grid.stepMs;
  if (node.getChild('DurationRange') !== null) return grid => grid.rangeMs;
  if (left !== undefined && right !== undefined) return joined(node, left, right);
  if (left !== undefined) {
    const sign = node.getChild('UnaryOp');
    return sign !== null && textOf(sign, source) === '-' ? grid => -left(grid) : left;
  }
  const number = node.getChild('NumberDurationLiteralInDurationContext');
  if (number === null) throw new Error(`BUG: ${node.name} is no duration`);
  const value = numberOf(number, source) * 1000;
  return () => value;
}

/** Operators work on seconds: `5m * 2` is ten minutes, not 600,000. */
function joined(node: SyntaxNode, left: DurationOf, right: DurationOf): DurationOf {
  const has = (name: string): boolean => node.getChild(name) !== null;
  const of = (operate: (a: number, b: number) => number): DurationOf => grid => operate(left(grid) / 1000, right(grid) / 1000) * 1000;
  if (has('DurationMinOf')) return of(Math.min);
  if (has('DurationMaxOf')) return of(Math.max);
  if (has('Add')) return of((a, b) => a + b);
  if (has('Sub')) return of((a, b) => a - b);
  if (has('Mul')) return of((a, b) => a * b);
  if (has('Div')) return of((a, b) => a / b);
  if (has('Mod')) return of((a, b) => a % b);
  return of((a, b) => a ** b);
}
