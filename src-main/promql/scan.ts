import { escapeError } from './literals.ts';
import { quoted, quotedRune } from './position.ts';

/**
 * The query as Prometheus's lexer sees it. The grammar does the parsing; this names what stands where it fails, tells what no token can be,
 * and measures nesting before anything recurses.
 */
export interface Token { readonly type: TokenType; readonly from: number; readonly text: string }
export type TokenType = 'number' | 'duration' | 'string' | 'identifier' | 'metric identifier' | 'keyword' | 'aggregator' | 'operator' | 'mark' | 'end of input';
export interface Lexical { readonly from: number; readonly message: string }
export interface Scan { readonly tokens: readonly Token[]; readonly error: Lexical | null }

const KEYWORDS = new Set(['offset', 'smoothed', 'anchored', 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'bool']);
const AGGREGATORS = new Set(['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar', 'topk', 'bottomk', 'count_values', 'quantile', 'limitk', 'limit_ratio']);
const WORD_OPERATORS = new Set(['and', 'or', 'unless', 'atan2']);
const CLOSE: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const BLANK = /(?:[ \t\r\n]+|#[^\r\n]*)+/y;
const NUMBER = /(?:0[xX][0-9a-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)(?![\w.])/y;
const DURATION = /(?:\d+(?:ms|[smhdwy]))+(?!\w)/y;
const DIGITS = /(?:0[xX]|\.?\d[\d_.]*(?:[eE][+-]?)?)(?:[smhdwy]s?(?:\d+[smhdw]s?)*\w?)?/y;
const WORD = /[a-zA-Z_:][\w:]*/y;
const LABEL = /[a-zA-Z_]\w*/y;
const OPERATOR = /=~|!~|==|!=|<=|>=|<\/|>\/|[-+*/%^<>@=]/y;
const QUOTED = /"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'|`[^`]*`/y;

interface Cursor { readonly query: string; at: number; readonly open: string[]; last: Token | null }

export function scan(query: string): Scan {
  const tokens: Token[] = [];
  const cursor: Cursor = { query, at: 0, open: [], last: null };
  for (;;) {
    cursor.at += lengthOf(BLANK, cursor);
    const step = cursor.at >= query.length ? atEnd(cursor) : next(cursor);
    if (!('type' in step)) return { tokens, error: step };
    tokens.push(step);
    cursor.last = step;
    cursor.at += step.text.length;
    if (step.type === 'end of input') return { tokens, error: null };
  }
}

function lengthOf(pattern: RegExp, { query, at }: Cursor): number {
  pattern.lastIndex = at;
  return pattern.exec(query)?.[0].length ?? 0;
}

function next(cursor: Cursor): Token | Lexical {
  const { query, at } = cursor;
  const char = String.fromCodePoint(query.codePointAt(at) ?? 0);
  const take = (type: TokenType, length: number): Token => ({ type, from: at, text: query.slice(at, at + length) });
  if (char === '"' || char === "'" || char === '`') return string(cursor, char, take);
  if (char === ',') return take('mark', 1);
  if (cursor.open.at(-1) === '{') return insideBraces(cursor, char, take);
  if ('([{)]}'.includes(char)) return bracket(cursor, char, take);
  if (/\d/.test(char) || /^\.\d/.test(query.slice(at, at + 2))) return numeral(cursor, take);
  return cursor.open.at(-1) === '[' ? insideBrackets(cursor, char, take) : ordinary(cursor, char, take);
}

function string(cursor: Cursor, quote: string, take: Take): Token | Lexical {
  const length = lengthOf(QUOTED, cursor), from = cursor.at;
  if (length === 0) return { from, message: quote === '`' ? 'unterminated raw string' : 'unterminated quoted string' };
  const token = take('string', length);
  const message = quote === '`' ? null : escapeError(token.text);
  return message === null ? token : { from, message };
}

type Take = (type: TokenType, length: number) => Token;

function ordinary(cursor: Cursor, char: string, take: Take): Token | Lexical {
  const word = lengthOf(WORD, cursor);
  if (word > 0) return named(take('identifier', word));
  if (char === '!' && cursor.query[cursor.at + 1] !== '=') return { from: cursor.at, message: `unexpected character after '!': ${after(cursor)}` };
  if (char === '=' && cursor.query[cursor.at + 1] === '~') return { from: cursor.at, message: "unexpected character after '=': '~'" };
  const operator = lengthOf(OPERATOR, cursor);
  if (operator > 0) return take(char === '=' && operator === 1 ? 'mark' : 'operator', operator);
  return { from: cursor.at, message: `unexpected character: ${quotedRune(char)}` };
}

function named(token: Token): Token {
  const word = token.text.toLowerCase();
  if (word === 'inf' || word === 'nan') return { ...token, type: 'number' };
  if (KEYWORDS.has(word)) return { ...token, type: 'keyword' };
  if (AGGREGATORS.has(word)) return { ...token, type: 'aggregator' };
  if (WORD_OPERATORS.has(word)) return { ...token, type: 'operator' };
  return word.includes(':') ? { ...token, type: 'metric identifier' } : token;
}

function insideBraces(cursor: Cursor, char: string, take: Take): Token | Lexical {
  const label = lengthOf(LABEL, cursor);
  if (label > 0) return take('identifier', label);
  if (char === '}') return bracket(cursor, char, take);
  if (char === '{') return { from: cursor.at, message: "unexpected left brace '{'" };
  if (char === '=' || (char === '!' && /[=~]/.test(cursor.query[cursor.at + 1] ?? ''))) {
    const length = lengthOf(OPERATOR, cursor);
    const single = length === 1 || cursor.query.startsWith('==', cursor.at);
    return take(single ? 'mark' : 'operator', single ? 1 : length);
  }
  if (char === '!') return { from: cursor.at, message: `unexpected character after '!' inside braces: ${after(cursor)}` };
  return { from: cursor.at, message: `unexpected character inside braces: ${quotedRune(char)}` };
}

/** The lexer leaves its mood for durations behind the first number of a bracket. */
const afterNumber = ({ last }: Cursor): boolean => last?.type === 'number' || last?.type === 'duration' || last?.text === ':';

function insideBrackets(cursor: Cursor, char: string, take: Take): Token | Lexical {
  if (char === ':') return take('mark', 1);
  if ('+-*/%^'.includes(char)) return take('operator', 1);
  const word = lengthOf(LABEL, cursor);
  if (word > 0 && /^(?:step|range|min|max|min_of|max_of)$/i.test(cursor.query.slice(cursor.at, cursor.at + word))) return take('identifier', word);
  return { from: cursor.at, message: afterNumber(cursor) ? `unexpected character: ${quotedRune(char)}, expected ':'` : `unexpected character in duration expression: ${quotedRune(char)}` };
}

function bracket(cursor: Cursor, char: string, take: Take): Token | Lexical {
  if (char in CLOSE) {
    if (char === '[' && cursor.open.at(-1) === '[') return { from: cursor.at, message: "unexpected left bracket '['" };
    cursor.open.push(char);
  } else {
    const open = cursor.open.at(-1);
    if (char === ')' && !cursor.open.includes('(')) return { from: cursor.at + 1, message: "unexpected right parenthesis ')'" };
    if (char === ']' && open !== '[') return { from: cursor.at, message: "unexpected right bracket ']'" };
    if (char === '}' && open !== '{') return { from: cursor.at, message: "unexpected character: '}'" };
    if (open !== undefined && CLOSE[open] === char) cursor.open.pop();
  }
  return take('mark', 1);
}

function numeral(cursor: Cursor, take: Take): Token | Lexical {
  const number = lengthOf(NUMBER, cursor);
  if (number > 0) return take('number', number);
  const duration = lengthOf(DURATION, cursor);
  if (duration > 0) return take('duration', duration);
  return { from: cursor.at, message: `bad number or duration syntax: ${quoted(take('number', lengthOf(DIGITS, cursor)).text)}` };
}

function atEnd(cursor: Cursor): Token | Lexical {
  const from = cursor.query.length;
  if (cursor.open.includes('{')) return { from, message: 'unexpected end of input inside braces' };
  if (cursor.open.includes('(')) return { from, message: 'unclosed left parenthesis' };
  if (cursor.open.includes('[')) return { from, message: afterNumber(cursor) ? 'unclosed left bracket' : 'unexpected end of input in duration expression' };
  return { type: 'end of input', from, text: '' };
}

const after = ({ query, at }: Cursor): string => (at + 1 < query.length ? quotedRune(String.fromCodePoint(query.codePointAt(at + 1) ?? 0))   : quotedRune('\ufffd'));

/** A token as Prometheus's messages name it. */
export function described({ type, text }: Token): string {
  switch (type) {
    case 'end of input': return type;
    case 'keyword': return `<${text}>`;
    case 'aggregator': return `<aggr:${text}>`;
    case 'operator': return `<op:${text}>`;
    case 'mark': return quoted(text);
    default: return `${type} ${type !== 'identifier' && type !== 'metric identifier' && text.length > 10 ? `${quoted(text.slice(0, 10))}...` : quoted(text)}`;
  }
}
