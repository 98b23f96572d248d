import type { Matcher } from '../tsdb/select.ts';

/** Where a node stands in the query: UTF-16 offsets, `to` excluded. */
export interface Span { readonly from: number; readonly to: number }

export type ValueType = 'vector' | 'matrix' | 'scalar' | 'string';

/** What `@` says: a fixed time in unix ms, or an end of the query's own range. */
export type Pin = number | 'start' | 'end';

export interface NumberLiteral { readonly kind: 'number'; readonly span: Span; readonly value: number }
export interface StringLiteral { readonly kind: 'string'; readonly span: Span; readonly text: string }
export interface Paren { readonly kind: 'paren'; readonly span: Span; readonly expr: Expr }

/** A duration in ms, or an expression over `step()` and `range()` that only the evaluation can resolve. */
export type Duration = number | DurationOf;
export type DurationOf = (grid: { readonly stepMs: number; readonly rangeMs: number }) => number;

export interface VectorSelector {
  readonly kind: 'vector-selector'; readonly span: Span;
  /** the name outside the braces, '' when there is none; it is among the matchers too */
  readonly name: string;
  readonly matchers: readonly Matcher[];
  readonly offset: Duration; readonly pin: Pin | null;
}
export interface MatrixSelector { readonly kind: 'matrix-selector'; readonly span: Span; readonly selector: VectorSelector; readonly range: Duration }
export interface Subquery {
  readonly kind: 'subquery'; readonly span: Span; readonly expr: Expr;
  readonly range: Duration;
  /** 0: the default interval */
  readonly step: Duration;
  readonly offset: Duration; readonly pin: Pin | null;
}

export interface Unary { readonly kind: 'unary'; readonly span: Span; readonly op: '+' | '-'; readonly expr: Expr }

export type ArithmeticOp = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
export type ComparisonOp = '==' | '!=' | '>' | '<' | '>=' | '<=';
export type SetOp = 'and' | 'or' | 'unless';
export type BinaryOp = ArithmeticOp | ComparisonOp | SetOp;

/** Which series of the two sides belong together. `group` names the side that may have many, `include` the labels it takes from the other. */
export interface Matching {
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly group: 'left' | 'right' | null;
  readonly include: readonly string[];
}
export interface Binary {
  readonly kind: 'binary'; readonly span: Span; readonly op: BinaryOp; readonly opSpan: Span;
  readonly left: Expr; readonly right: Expr;
  readonly bool: boolean;
  /** null when the query says nothing about it */
  readonly matching: Matching | null;
}

export type AggregateOp = 'sum' | 'avg' | 'min' | 'max' | 'count' | 'group' | 'stddev' | 'stdvar' | 'topk' | 'bottomk' | 'quantile' | 'count_values' | 'limitk' | 'limit_ratio';
export interface Aggregate {
  readonly kind: 'aggregate'; readonly span: Span; readonly op: AggregateOp;
  readonly expr: Expr;
  /** k of topk, bottomk and limitk; the quantile or ratio; the label of count_values */
  readonly param: Expr | null;
  readonly without: boolean; readonly grouping: readonly string[];
}

export interface Call { readonly kind: 'call'; readonly span: Span; readonly name: string; readonly args: readonly Expr[] }

/** Made by the plan: its answer is the same at every step, so one step is evaluated and repeated. */
export interface Invariant { readonly kind: 'invariant'; readonly span: Span; readonly expr: Expr }

export type Expr = NumberLiteral | StringLiteral | Paren | VectorSelector | MatrixSelector | Subquery | Unary | Binary | Aggregate | Call | Invariant;

const COMPARISONS: ReadonlySet<string> = new Set<ComparisonOp>(['==', '!=', '>', '<', '>=', '<=']);
const SETS: ReadonlySet<string> = new Set<SetOp>(['and', 'or', 'unless']);
export const isComparison = (op: BinaryOp): op is ComparisonOp => COMPARISONS.has(op);
export const isSet = (op: BinaryOp): op is SetOp => SETS.has(op);

/** The expression inside parentheses and the plan's own wrapping. */
export function bare(expr: Expr): Exclude<Expr, Paren | Invariant> {
  while (expr.kind === 'paren' || expr.kind === 'invariant') expr = expr.expr;
  return expr;
}
