import type { SyntaxNode } from '@lezer/common';
import { AppError } from '../shared/model/errors.ts';
import { compileMatcher, compilePattern } from '../tsdb/matcher.ts';
import type { Matcher, MatchOp } from '../tsdb/select.ts';
import { type Source, stringOf, textOf } from './nodes.ts';
import { parseError, quoted } from './position.ts';

const OPS: ReadonlySet<string> = new Set<MatchOp>(['=', '!=', '=~', '!~']);
const isOp = (text: string): text is MatchOp => OPS.has(text);

/**
 * The matchers of a selector: those in braces in their order, then the name that stands before them.
 * errors  AppError 'bad-data' for a regular expression that is none, for a name given twice
 */
export function matchersOf(braces: SyntaxNode | null, name: string, source: Source): Matcher[] {
  const matchers: Matcher[] = [];
  for (let child = braces?.firstChild ?? null; child !== null; child = child.nextSibling) {
    const matcher = matcherOf(child, source);
    if (matcher !== null) matchers.push(matcher);
  }
  if (name === '') return matchers;
  const twice = matchers.find(matcher => matcher.name === '__name__');
  if (twice !== undefined) throw parseError(source.query, braces?.parent?.from ?? 0, `metric name must not be set twice: ${quoted(name)} or ${quoted(twice.value)}`);
  return [...matchers, { name: '__name__', op: '=', value: name }];
}

function matcherOf(node: SyntaxNode, source: Source): Matcher | null {
  if (node.name === 'QuotedLabelName') return { name: '__name__', op: '=', value: stringOf(node, source) };
  if (node.name !== 'UnquotedLabelMatcher' && node.name !== 'QuotedLabelMatcher') return null;
  const [label, operator, value] = [node.firstChild, node.getChild('MatchOp'), node.lastChild];
  if (label === null || operator === null || value === null) throw new Error('BUG: a matcher without its parts');
  const op = textOf(operator, source);
  if (!isOp(op)) throw new Error(`BUG: ${op} matches no labels`);
  const matcher = { name: label.name === 'LabelName' ? textOf(label, source) : stringOf(label, source), op, value: stringOf(value, source) };
  if (op === '=~' || op === '!~') checkPattern(matcher.value, node.from, source);
  return matcher;
}

function checkPattern(pattern: string, from: number, { query }: Source): void {
  try {
    compilePattern(pattern);
  } catch (error) {
    throw error instanceof AppError ? parseError(query, from, error.message) : error;
  }
}

/** Whether a matcher takes the empty value, which is the value of a label that is not there. */
export const takesEmpty = (matcher: Matcher): boolean => compileMatcher(matcher).test('');
