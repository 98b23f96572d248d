import { bare, type ComparisonOp, type Expr, isComparison } from '../promql/ast.ts';
import { DEFAULT_LIMITS } from '../promql/engine.ts';
import { parse } from '../promql/parse.ts';

/** `value op threshold`, as most alerts are written. The comparison filters: series that fulfil it keep their value. */
export interface Comparison { readonly value: string; readonly op: ComparisonOp; readonly threshold: number }

const MIRRORED: Readonly<Record<ComparisonOp, ComparisonOp>> = { '>': '<', '<': '>', '>=': '<=', '<=': '>=', '==': '==', '!=': '!=' };

/** The expression taken apart where it is a series compared with a plain number; null where it is anything else. errors: as parse() */
export function comparisonIn(promql: string): Comparison | null {
  const node = bare(parse(promql, DEFAULT_LIMITS));
  if (node.kind !== 'binary' || node.bool || !isComparison(node.op)) return null;
  const [left, right] = [numberOf(node.left), numberOf(node.right)];
  const text = ({ span }: Expr): string => promql.slice(span.from, span.to);
  if (right !== null && left === null) return { value: text(node.left), op: node.op, threshold: right };
  return left !== null && right === null ? { value: text(node.right), op: MIRRORED[node.op], threshold: left } : null;
}

function numberOf(expr: Expr): number | null {
  const node = bare(expr);
  if (node.kind === 'unary') {
    const inner = numberOf(node.expr);
    return inner === null ? null : node.op === '-' ? -inner : inner;
  }
  return node.kind === 'number' ? node.value : null;
}

export function fulfils(value: number, op: ComparisonOp, threshold: number): boolean {
  switch (op) {
    case '>': return value > threshold;
    case '<': return value < threshold;
    case '>=': return value >= threshold;
    case '<=': return value <= threshold;
    case '==': return value === threshold;
    case '!=': return value !== threshold;
  }
}
