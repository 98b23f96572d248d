import { AppError } from '../shared/model/errors.ts';
import { floatAt, isNan } from './float.ts';

/** A value with the text that tells it from others; '' where there is only one. */
export interface KeyedValue { readonly key: string; readonly value: number }

/** Values of one output; more are no list of figures. */
const MOST_PAIRS = 10_000;
const EXCERPT = 60;

/**
 * The one number that a command has written.
 * errors  AppError 'bad-data' for anything else, blanks around it aside
 */
export function parseNumber(output: string): number {
  const text = output.trim();
  if (text === '') throw new AppError('bad-data', 'the command wrote nothing');
  return numberIn(text) ?? refuse(1, `expected one number, got ${excerpt(text)}`);
}

/**
 * Lines `key value`, `key: value` or `key=value`: the last word is the value, what stands before it is the key. Empty lines and lines
 * that begin with # are left out; of two lines with one key the last counts.
 * errors  AppError 'bad-data' naming the line
 */
export function parsePairs(output: string): KeyedValue[] {
  const pairs = new Map<string, number>();
  output.split('\n').forEach((raw, i) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const { key, word } = divided(line);
    if (key === '') refuse(i + 1, `expected a key and a value, got ${excerpt(line)}`);
    pairs.set(key, numberIn(word) ?? refuse(i + 1, `expected a number after ${excerpt(key)}, got ${excerpt(word)}`));
    if (pairs.size > MOST_PAIRS) refuse(i + 1, `more than ${MOST_PAIRS} keys`);
  });
  if (pairs.size === 0) throw new AppError('bad-data', 'the command wrote no line with a key and a value');
  return Array.from(pairs, ([key, value]) => ({ key, value }));
}

const BETWEEN = ' \t:=';

function divided(line: string): { readonly key: string; readonly word: string } {
  let start = line.length;
  while (start > 0 && !BETWEEN.includes(line[start - 1]!)) start--;
  let end = start;
  while (end > 0 && BETWEEN.includes(line[end - 1]!)) end--;
  return { key: line.slice(0, end), word: line.slice(start) };
}

function numberIn(text: string): number | null {
  const value = floatAt(text, 0, text.length);
  return Number.isNaN(value) && !isNan(text, 0, text.length) ? null : value;
}

function refuse(line: number, problem: string): never {
  throw new AppError('bad-data', `line ${line}: ${problem}`);
}

const excerpt = (text: string): string => JSON.stringify(text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text);
