import { AppError } from '../shared/model/errors.ts';

/** `line:column` of an offset in the query, both from 1, the column in bytes of UTF-8, as Prometheus counts. */
export function positionOf(query: string, offset: number): string {
  const before = query.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return `${line}:${new TextEncoder().encode(before.slice(lineStart)).length + 1}`;
}

/** A query that can't be understood, worded as Prometheus does. */
export const parseError = (query: string, offset: number, message: string): AppError =>
  new AppError('bad-data', `${positionOf(query, offset)}: parse error: ${message}`);

/** A string as Go's %q writes it, which is how Prometheus's messages name things. */
export function quoted(text: string): string {
  let out = '"';
  for (const char of text) out += quotedChar(char, '"');
  return out + '"';
}

/** A character as Go's %q writes it. */
export const quotedRune = (char: string): string => `'${quotedChar(char, "'")}'`;

const SHORT: Readonly<Record<string, string>> = { '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\' };

function quotedChar(char: string, quote: string): string {
  if (char === quote) return `\\${quote}`;
  const short = Object.hasOwn(SHORT, char) ? SHORT[char] : undefined;
  if (short !== undefined) return short;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  return /\p{C}|\p{Z}/u.test(char) && char !== ' ' ? `\\u${code.toString(16).padStart(4, '0')}` : char;
}
