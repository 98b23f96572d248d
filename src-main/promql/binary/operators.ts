import type { ArithmeticOp, BinaryOp, ComparisonOp } from '../ast.ts';

/** Go's Pow, where ECMAScript says NaN: 1 to any power is 1, and -1 to an infinite one. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && (exponent === Infinity || exponent === -Infinity))) return 1;
  return base ** exponent;
}

const ARITHMETIC: Readonly<Record<ArithmeticOp, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b,
  '%': (a, b) => a % b, // the sign of the dividend, as C's fmod
  '^': power, atan2: Math.atan2,
};
const COMPARISON: Readonly<Record<ComparisonOp, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b, '!=': (a, b) => a !== b, '>': (a, b) => a > b, '<': (a, b) => a < b, '>=': (a, b) => a >= b, '<=': (a, b) => a <= b,
};

/** Exactly one of the two is there: what an operator computes, or what it tells of a pair. */
export interface Operation { readonly compute: ((a: number, b: number) => number) | null; readonly holds: ((a: number, b: number) => boolean) | null }

export function operationOf(op: BinaryOp): Operation {
  const compute = Object.hasOwn(ARITHMETIC, op) ? ARITHMETIC[op as ArithmeticOp] : null;
  const holds = Object.hasOwn(COMPARISON, op) ? COMPARISON[op as ComparisonOp] : null;
  return { compute, holds };
}

/** The operator as a function of numbers, a comparison giving 1 or 0. */
export function numeric(op: BinaryOp): (a: number, b: number) => number {
  const { compute, holds } = operationOf(op);
  if (compute !== null) return compute;
  if (holds !== null) return (a, b) => (holds(a, b) ? 1 : 0);
  throw new Error(`BUG: ${op} between numbers`);
}
