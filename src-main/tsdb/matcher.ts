import { RE2JS } from 're2js';
import { AppError } from '../shared/model/errors.ts';
import type { Matcher } from './select.ts';

/** Longest pattern that is compiled, in UTF-16 units. */
const MAX_PATTERN = 8192;
const LITERAL = /^[^\\.+*?()|[\]{}^$]*$/;

/** A regular expression of a matcher, anchored at both ends. `values` lists all it can match when it is a mere choice of words. */
export interface Pattern { readonly values: readonly string[] | null; readonly prefix: string; test(value: string): boolean }

/** RE2's syntax, in time linear in the value, whatever the pattern. Errors: AppError 'bad-data' in RE2's words. */
export function compilePattern(pattern: string): Pattern {
  if (pattern.length > MAX_PATTERN) throw new AppError('limit', `A regular expression of ${pattern.length} characters is longer than the ${MAX_PATTERN} allowed.`);
  if (pattern === '.*') return { values: null, prefix: '', test: () => true };
  if (pattern === '.+') return { values: null, prefix: '', test: value => value !== '' };
  const words = alternatives(pattern);
  if (words) {
    const set = new Set(words);
    return { values: words, prefix: '', test: value => set.has(value) };
  }
  const prefix = literalPrefix(pattern);
  const compiled = full(pattern);
  return { values: null, prefix, test: value => value.startsWith(prefix) && compiled.testExact(value) };
}

/** Prometheus compiles matchers as `^(?s:…)$`: a dot matches a line feed, too. */
function full(pattern: string): RE2JS {
  try {
    RE2JS.compile(pattern); // the user's own text, so that the message speaks of it
    return RE2JS.compile(`(?s:${pattern})`);
  } catch (error) {
    throw new AppError('bad-data', error instanceof Error ? error.message : 'error parsing regexp', { cause: error });
  }
}

/** `a|b|c` or `(a|b|c)` of plain words; null for anything else. */
function alternatives(pattern: string): string[] | null {
  const inner = /^\((?:\?:)?([^()]*)\)$/.exec(pattern)?.[1] ?? pattern;
  const words = inner.split('|');
  return words.every(word => LITERAL.test(word)) ? words : null;
}

/** The plain text every match begins with. */
function literalPrefix(pattern: string): string {
  if (pattern.includes('|') || pattern.startsWith('(?')) return '';
  let end = 0;
  while (end < pattern.length && LITERAL.test(pattern[end]!)) end++;
  return '*?{'.includes(pattern[end] ?? '.') ? pattern.slice(0, Math.max(0, end - 1)) : pattern.slice(0, end);
}

export interface CompiledMatcher { readonly name: string; readonly pattern: Pattern | null; readonly value: string; readonly negative: boolean; test(value: string): boolean }

export function compileMatcher({ name, op, value }: Matcher): CompiledMatcher {
  const negative = op === '!=' || op === '!~';
  const pattern = op === '=~' || op === '!~' ? compilePattern(value) : null;
  const test = pattern ? (text: string) => pattern.test(text) !== negative : (text: string) => (text === value) !== negative;
  return { name, pattern, value, negative, test };
}
