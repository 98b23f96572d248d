import { AppError } from '../shared/model/errors.ts';

/**
 * A number as PromQL writes it: decimal, hexadecimal, octal with a leading 0, `Inf`, `NaN`, or a duration in seconds (`5m` is 300).
 * text     what the grammar took for a number, its sign included
 * returns  NaN for nothing but `NaN`
 * source   Go's strconv.ParseInt(base 0) and ParseFloat, as Prometheus calls them; model.ParseDuration
 */
export function parseNumber(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[+-]\s*/, '').toLowerCase().replaceAll('_', '');
  if (digits === 'inf') return sign * Infinity;
  if (digits === 'nan') return NaN;
  if (digits.startsWith('0x')) return sign * Number(digits);
  if (/^0[0-7]+$/.test(digits)) return sign * Number.parseInt(digits, 8);
  if (/[a-df-z]/.test(digits)) return (sign * parseDuration(digits)) / 1000;
  return sign * Number(digits);
}

const UNIT_MS: Readonly<Record<string, number>> = { y: 365 * 86_400_000, w: 7 * 86_400_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const DURATION = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;

/**
 * A duration such as `1h30m`, its units falling.
 * returns  ms
 * errors   AppError 'bad-data' for anything else, and for one too long for 64 bits of nanoseconds
 */
export function parseDuration(text: string): number {
  if (text === '' || !DURATION.test(text)) throw new AppError('bad-data', `not a valid duration string: "${text}"`);
  let ms = 0;
  for (const [, count = '', unit = ''] of text.matchAll(/(\d+)(ms|[ywdhms])/g)) ms += Number(count) * (UNIT_MS[unit] ?? 0);
  if (ms * 1e6 > 2 ** 63 - 1) throw new AppError('bad-data', 'duration out of range');
  return ms;
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"', "'": "'" };

/**
 * The text between quotes of any of the three kinds; backquotes take everything as it stands.
 * Bytes given as `\xff` or `\377` are read as UTF-8 together with what surrounds them.
 * returns  null for an unfinished string, an escape that does not exist, the other quote escaped, or a line break between " or '
 */
export function unquote(text: string): string | null {
  const quote = text[0];
  if (text.length < 2 || quote === undefined || text.at(-1) !== quote) return null;
  const inner = text.slice(1, -1);
  if (quote === '`') return inner.includes('`') ? null : inner;
  if (inner.includes('\n')) return null;
  if (!inner.includes('\\')) return inner.includes(quote) ? null : inner;
  return unescaped(inner, quote);
}

const ESCAPE = /\\(?:([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\'"]))|([^\\]+)/gy;

function unescaped(inner: string, quote: string): string | null {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  let end = 0;
  for (const match of inner.matchAll(ESCAPE)) {
    end = match.index + match[0].length;
    const [, octal, hex, short, long, letter, plain] = match;
    const byte = octal !== undefined ? Number.parseInt(octal, 8) : hex !== undefined ? Number.parseInt(hex, 16) : undefined;
    const point = short ?? long;
    if (byte !== undefined && byte < 256) bytes.push(byte);
    else if (point !== undefined && isRune(Number.parseInt(point, 16))) bytes.push(...encoder.encode(String.fromCodePoint(Number.parseInt(point, 16))));
    else if (letter !== undefined && !((letter === '"' || letter === "'") && letter !== quote)) bytes.push(...encoder.encode(ESCAPES[letter]));
    else if (plain !== undefined && !plain.includes(quote)) for (const b of encoder.encode(plain)) bytes.push(b);
    else return null;
  }
  return end === inner.length ? new TextDecoder().decode(Uint8Array.from(bytes)) : null;
}

const HEX = { x: 2, u: 4, U: 8 } as const;

/** What is wrong with the escapes of a quoted string, in the words of Prometheus's lexer; null when nothing is. */
export function escapeError(text: string): string | null {
  const [quote = ''] = text;
  for (const [, body = ''] of text.slice(1, -1).matchAll(/\\([\s\S]?[0-9a-zA-Z]*)/g)) {
    const [letter = ''] = body;
    if ('abfnrtv\\'.includes(letter) || letter === quote) continue;
    const octal = /[0-7]/.test(letter);
    if (!octal && !Object.hasOwn(HEX, letter)) return `unknown escape sequence ${named(text, body)}`;
    const length = octal ? 3 : HEX[letter as keyof typeof HEX];
    const digits = octal ? body.slice(0, 3) : body.slice(1, 1 + length);
    const wrong = [...digits.padEnd(length, quote)].find(digit => !(octal ? /[0-7]/ : /[0-9a-fA-F]/).test(digit));
    if (wrong !== undefined) return `illegal character ${named(text, wrong)} in escape sequence`;
    const point = Number.parseInt(digits, octal ? 8 : 16);
    if ((octal && point > 255) || !isRune(point)) return 'escape sequence is an invalid Unicode code point';
  }
  return null;
}

/** A character as Go's %#U writes it. */
function named(text: string, from: string): string {
  const char = String.fromCodePoint(from.codePointAt(0) ?? text.codePointAt(0) ?? 0);
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`;
}

const isRune = (point: number): boolean => point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
