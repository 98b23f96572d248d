import type { Token } from './lexer.ts';

const SHORT: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"' };
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/g;

/** A Go string, raw string or character constant; null when an escape in it is none of Go's. A character is its number. */
export function stringValue(text: string): string | bigint | null {
  if (text.startsWith('`')) return text.slice(1, -1).replaceAll('\r', '');
  let sound = true;
  const value = text.slice(1, -1).replace(ESCAPE, (_all, hex?: string, short?: string, long?: string, octal?: string, char?: string) => {
    const code = hex ?? short ?? long;
    if (code !== undefined) return String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(code, 16)));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    const known = char !== undefined && Object.hasOwn(SHORT, char) ? SHORT[char] : undefined;
    if (known === undefined) sound = false;
    return known ?? '';
  });
  if (!sound) return null;
  if (!text.startsWith("'")) return value;
  return [...value].length === 1 ? BigInt(value.codePointAt(0)!) : null;
}

/** A Go number: an integer where it can be one (`5`, `1e3`, `0x10`), else a float; null when it is none. */
export function numberValue({ text }: Token): number | bigint | null {
  const plain = text.replaceAll('_', '');
  if (/^[+-]?0[xXbBoO]/.test(plain)) {
    const negative = plain.startsWith('-');
    try {
      const value = BigInt(plain.replace(/^[+-]/, ''));
      return negative ? -value : value;
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }
  const value = Number(plain);
  if (Number.isNaN(value)) return null;
  if (/^[+-]?\d+$/.test(plain)) return BigInt(plain.replace(/^\+/, ''));
  return value;
}
