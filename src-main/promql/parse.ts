import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { AppError } from '../shared/model/errors.ts';
import type { AggregateOp, BinaryOp, Expr, Matching, VectorSelector } from './ast.ts';
import { durationOf } from './durations.ts';
import { unquote } from './literals.ts';
import { withOffset, withPin, withRange, withSubquery } from './modifiers.ts';
import { numberOf, type Source, spanOf, stringOf, textOf } from './nodes.ts';
import { parseError, quoted } from './position.ts';
import { scan } from './scan.ts';
import { matchersOf } from './matchers.ts';
import { nesting, syntaxError } from './syntax.ts';

/** Ends at the first error instead of mending it, as an editor would. */
const STRICT = parser.configure({ strict: true });

/** @lezer/common flattens what nests deeper than 2,500: a tree that comes near can't be trusted. */
const MAX_TREE_DEPTH = 2000;

/**
 * A query as our own tree, not yet type-checked.
 * errors  AppError 'bad-data' in Prometheus's words with line and column; nesting beyond `maxDepth` is refused before anything recurses
 */
export function parse(query: string, { maxDepth, experimental }: { readonly maxDepth: number; readonly experimental: boolean }): Expr {
  const source = { query, experimental, maxDepth };
  const lexical = scan(query);
  if (nesting(lexical) > maxDepth) throw tooDeep(query, maxDepth);
  const tree = grammatical(query);
  if (lexical.error !== null) throw parseError(query, lexical.error.from, lexical.error.message);
  if (depthOf(tree) > MAX_TREE_DEPTH) throw tooDeep(query, maxDepth);
  const top = firstExpression(tree.topNode);
  if (top === null) throw syntaxError(query, query.length);
  return build(top, source, 1);
}

const tooDeep = (query: string, maxDepth: number): AppError => parseError(query, 0, `expression is nested more than ${maxDepth} levels deep`);

/** The tree of the grammar, without error nodes. */
function grammatical(query: string): Tree {
  const parsing = STRICT.startParse(query);
  try {
    for (;;) {
      const tree = parsing.advance();
      if (tree !== null) return tree;
      // Lezer gives up on a long chain of left-associative operators, for the sake of editors; its nesting was measured already.
      Reflect.set(parsing, 'bigReductionCount', 0);
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw syntaxError(query, Number(/\d+/.exec(error.message)?.[0] ?? 0));
  }
}

function depthOf(tree: Tree): number {
  let depth = 0, deepest = 0;
  tree.cursor().iterate(() => { deepest = Math.max(deepest, ++depth); }, () => { depth--; });
  return deepest;
}

/** The children of a node that are expressions, in order. */
function expressions(node: SyntaxNode): SyntaxNode[] {
  return node.getChildren('Expr');
}
const firstExpression = (node: SyntaxNode): SyntaxNode | null => node.getChild('Expr');

function build(node: SyntaxNode, source: Source, depth: number): Expr {
  if (depth > source.maxDepth) throw tooDeep(source.query, source.maxDepth);
  const inner = (child: SyntaxNode | null | undefined): Expr => {
    if (child === null || child === undefined) throw new Error(`BUG: ${node.name} without its expression`);
    return build(child, source, depth + 1);
  };
  const span = spanOf(node);
  switch (node.name) {
    case 'NumberDurationLiteral': return { kind: 'number', span, value: numberOf(node, source) };
    case 'StringLiteral': return { kind: 'string', span, text: stringOf(node, source) };
    case 'ParenExpr': return { kind: 'paren', span, expr: inner(firstExpression(node)) };
    case 'VectorSelector': return vectorSelector(node, source);
    case 'UnaryExpr': return unary(node, source, inner(firstExpression(node)));
    case 'BinaryExpr': return binary(node, source, inner);
    case 'AggregateExpr': return aggregate(node, source, inner);
    case 'FunctionCall': return { kind: 'call', span, name: functionName(node, source), args: argumentsOf(node).map(inner) };
    case 'MatrixSelector': return withRange(inner(firstExpression(node)), durationOf(node.getChild('DurationExpr'), source), span, node, source);
    case 'SubqueryExpr': {
      const [range, step] = node.getChildren('DurationExpr');
      return withSubquery(inner(firstExpression(node)), durationOf(range, source), step === undefined ? 0 : durationOf(step, source), span);
    }
    case 'OffsetExpr': return withOffset(inner(firstExpression(node)), durationOf(node.getChild('OffsetDurationExpr'), source, true), span, source);
    case 'StepInvariantExpr': return withPin(inner(firstExpression(node)), node, span, source);
    case 'AnchoredExpr': throw parseError(source.query, span.from, 'anchored modifier is experimental and not enabled');
    case 'SmoothedExpr': throw parseError(source.query, span.from, 'smoothed modifier is experimental and not enabled');
    default: throw new Error(`BUG: ${node.name} is no expression`);
  }
}

function vectorSelector(node: SyntaxNode, source: Source): VectorSelector {
  const identifier = node.getChild('Identifier');
  const name = identifier === null ? '' : textOf(identifier, source);
  return { kind: 'vector-selector', span: spanOf(node), name, matchers: matchersOf(node.getChild('LabelMatchers'), name, source), offset: 0, pin: null };
}

function functionName(node: SyntaxNode, source: Source): string {
  const identifier = node.getChild('FunctionIdentifier');
  return identifier === null ? '' : textOf(identifier, source);
}

function argumentsOf(node: SyntaxNode): SyntaxNode[] {
  const body = node.getChild('FunctionCallBody');
  return body === null ? [] : expressions(body);
}

/** Signs bind looser than `^` and as tight as `*`; the sign of a number belongs to the number. */
function unary(node: SyntaxNode, source: Source, expr: Expr): Expr {
  const sign = node.getChild('UnaryOp');
  const op = sign !== null && textOf(sign, source) === '-' ? '-' : '+';
  const span = spanOf(node);
  return expr.kind === 'number' ? { kind: 'number', span, value: op === '-' ? -expr.value : expr.value } : { kind: 'unary', span, op, expr };
}

function binary(node: SyntaxNode, source: Source, inner: (child: SyntaxNode | undefined) => Expr): Expr {
  const [leftNode, rightNode] = expressions(node);
  let operator = leftNode?.nextSibling ?? null;
  while (operator?.name === 'LineComment') operator = operator.nextSibling;
  if (leftNode === undefined || operator === null) throw new Error('BUG: an operator without its operands');
  const op = operatorOf(textOf(operator, source).toLowerCase(), operator, source);
  const fill = node.getChild('FillModifier');
  if (fill !== null) throw parseError(source.query, node.from, 'binop fill modifiers are experimental and not enabled');
  const rest = { opSpan: spanOf(operator), bool: node.getChild('BoolModifier') !== null, matching: matchingOf(node.getChild('MatchingModifierClause'), source) };
  const left = inner(leftNode), right = inner(rightNode);
  const signed = op === '^' && leftNode.name === 'NumberDurationLiteral' && /^[+-]/.test(textOf(leftNode, source));
  if (!signed || left.kind !== 'number') return { kind: 'binary', span: spanOf(node), op, left, right, ...rest };
  // The grammar takes the sign of `-2 ^ 2` into the number; as everywhere else it stands before the whole power.
  const negative = textOf(leftNode, source).startsWith('-');
  const base: Expr = { ...left, value: negative ? -left.value : left.value };
  const power: Expr = { kind: 'binary', span: spanOf(node), op, left: base, right, ...rest };
  return negative ? { kind: 'unary', span: spanOf(node), op: '-', expr: power } : power;
}

const OPERATORS: ReadonlySet<string> = new Set<BinaryOp>(['+', '-', '*', '/', '%', '^', 'atan2', '==', '!=', '>', '<', '>=', '<=', 'and', 'or', 'unless']);
const isOperator = (text: string): text is BinaryOp => OPERATORS.has(text);

function operatorOf(text: string, node: SyntaxNode, { query }: Source): BinaryOp {
  if (!isOperator(text)) throw parseError(query, node.from, `operator ${quoted(text)} is for native histograms, which are not kept`);
  return text;
}

function matchingOf(clause: SyntaxNode | null, source: Source): Matching | null {
  if (clause === null) return null;
  const [labels, include] = clause.getChildren('GroupingLabels').map(node => labelsOf(node, source));
  const group = clause.getChild('GroupLeft') !== null ? 'left' : clause.getChild('GroupRight') !== null ? 'right' : null;
  return { on: clause.getChild('On') !== null, labels: labels ?? [], group, include: include ?? [] };
}

function labelsOf(node: SyntaxNode, source: Source): string[] {
  const labels: string[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === 'LabelName') labels.push(textOf(child, source));
    else if (child.name === 'QuotedLabelName') labels.push(unquote(textOf(child, source)) ?? '');
  }
  return labels;
}

const WITH_PARAMETER: ReadonlySet<string> = new Set<AggregateOp>(['topk', 'bottomk', 'quantile', 'count_values', 'limitk', 'limit_ratio']);
const AGGREGATES: ReadonlySet<string> = new Set<AggregateOp>(['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar', 'topk', 'bottomk', 'quantile', 'count_values', 'limitk', 'limit_ratio']);
const isAggregate = (text: string): text is AggregateOp => AGGREGATES.has(text);

function aggregate(node: SyntaxNode, source: Source, inner: (child: SyntaxNode) => Expr): Expr {
  const operator = node.getChild('AggregateOp');
  const op = operator === null ? '' : textOf(operator, source).toLowerCase();
  if (!isAggregate(op)) throw new Error(`BUG: ${op} is no aggregation`);
  const args = argumentsOf(node);
  const wanted = WITH_PARAMETER.has(op) ? 2 : 1;
  if (args.length === 0) throw parseError(source.query, node.from, 'no arguments for aggregate expression provided');
  if ((op === 'limitk' || op === 'limit_ratio') && !source.experimental) throw parseError(source.query, node.from, `${op}() is experimental and must be enabled with --enable-feature=promql-experimental-functions`);
  if (args.length !== wanted) throw parseError(source.query, node.from, `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`);
  const built = args.map(inner);
  const modifier = node.getChild('AggregateModifier');
  const labels = modifier?.getChild('GroupingLabels');
  return {
    kind: 'aggregate', span: spanOf(node), op, expr: built[wanted - 1]!, param: wanted === 2 ? built[0]! : null,
    without: modifier?.getChild('Without') != null, grouping: labels == null ? [] : labelsOf(labels, source),
  };
}
