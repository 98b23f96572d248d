import type { AppError } from '../shared/model/errors.ts';
import { parseError, quoted } from './position.ts';
import { described, type Scan, scan, type Token } from './scan.ts';

/**
 * Why the grammar refused a query, worded and placed as Prometheus would.
 * offset  where the grammar found nothing to go on with
 */
export function syntaxError(query: string, offset: number): AppError {
  const { tokens, error } = scan(query);
  const index = tokens.findIndex(token => token.from + token.text.length > offset || token.type === 'end of input');
  if (index < 0 && error !== null) return parseError(query, error.from, error.message);
  const token = tokens[index];
  if (token === undefined) return parseError(query, offset, 'unexpected end of input');
  if (tokens.length === 1 && token.type === 'end of input') return parseError(query, 0, 'no expression found in input');
  const before = tokens[index - 1];
  if (token.text === '(' && before?.type === 'identifier') return error !== null ? parseError(query, error.from, error.message) :  parseError(query, before.from, `unknown function with name ${quoted(before.text)}`);
  if (token.text === ')' && before?.text === ',') return parseError(query, before.from, 'trailing commas not allowed in function call args');
  return parseError(query, token.from, `unexpected ${described(token)}${expectation(tokens, index)}`);
}

/** What Prometheus says it expected there; '' where it says nothing. */
function expectation(tokens: readonly Token[], index: number): string {
  const before = tokens[index - 1];
  const inside = innermost(tokens, index);
  if (inside?.text === '{') return inBraces(before);
  if (inside !== null && /^(?:by|without|on|ignoring|group_left|group_right)$/i.test(inside.before?.text ?? '')) {
    return before?.text === '(' || before?.text === ',' ? ' in grouping opts, expected label' : ' in grouping opts, expected "," or ")"';
  }
  if (inside?.text === '[') return before?.text === '[' ? ' in subquery or range selector, expected number, duration, step(), or range()' : ' in subquery or range, expected ":" or "]"';
  if (before?.type === 'keyword') {
    if (/^offset$/i.test(before.text)) return ' in offset, expected number, duration, step(), or range()';
    if (/^(?:by|without|on|ignoring)$/i.test(before.text)) return ' in grouping opts, expected "("';
  }
  if (isPinned(tokens, index - 1)) return ' in @, expected timestamp';
  return before?.text === ')' && afterGrouping(tokens, index - 1) ? ' in aggregation' : '';
}

/** Whether a token stands in `@`, `@ start` or `@ start(`. */
function isPinned(tokens: readonly Token[], index: number): boolean {
  const text = tokens[index]?.text ?? '';
  if (text === '@') return true;
  return (text === '(' || /^(?:start|end)$/i.test(text)) && isPinned(tokens, index - 1);
}

/** Whether a closing parenthesis ends the `by (…)` between an aggregation and its arguments. */
function afterGrouping(tokens: readonly Token[], index: number): boolean {
  const open = tokens.findLastIndex((token, i) => i < index && token.text === '(');
  return /^(?:by|without)$/i.test(tokens[open - 1]?.text ?? '') && tokens[open - 2]?.type === 'aggregator';
}

function inBraces(before: Token | undefined): string {
  if (before?.text === '{' || before?.text === ',') return ' in label matching, expected identifier or "}"';
  if (before?.type === 'identifier') return ' in label matching, expected label matching operator';
  return before?.type === 'operator' || before?.text === '=' ? ' in label matching, expected string' : ' in label matching, expected "," or "}"';
}

/** The bracket that is open at a token, and what stands before it. */
function innermost(tokens: readonly Token[], index: number): { readonly text: string; readonly before: Token | undefined } | null {
  let depth = 0;
  for (let i = index - 1; i >= 0; i--) {
    const text = tokens[i]?.type === 'mark' ? tokens[i]!.text : '';
    if (text === ')' || text === ']' || text === '}') depth++;
    if ((text === '(' || text === '[' || text === '{') && depth-- === 0) return { text, before: tokens[i - 1] };
  }
  return null;
}

/**
 * How deep the query may nest, counted without recursion: open brackets, signs in a row, and operators or modifiers in a chain.
 * An upper bound for what one of them alone makes; the tree itself is measured after parsing.
 */
export function nesting({ tokens }: Scan): number {
  let deepest = 0, signs = 0;
  const operators = [0];
  for (const { type, text } of tokens) {
    signs = text === '-' || text === '+' ? signs + 1 : 0;
    if (text === '[' || /^offset$/i.test(text)) operators[operators.length - 1]!++;
    if (type === 'mark' && (text === '(' || text === '[' || text === '{')) operators.push(0);
    else if (type === 'mark' && (text === ')' || text === ']' || text === '}') && operators.length > 1) operators.pop();
    else if (text === ',') operators[operators.length - 1] = 0;
    else if (type === 'operator') operators[operators.length - 1]!++;
    deepest = Math.max(deepest, operators.length, signs, operators.at(-1)!);
  }
  return deepest;
}
