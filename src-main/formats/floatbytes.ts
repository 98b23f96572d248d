import { floatAt } from './float.ts';

/** Powers of ten that a double holds exactly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** So many digits always fit into 2^53. */
const EXACT_DIGITS = 15;
const ZERO = 48;
const NINE = 57;
const MINUS = 0x2d;
const POINT = 0x2e;

/**
 * The number in bytes[start, end), as `floatAt` reads it from text: NaN for what is none. Short decimal numbers, which most are, are read without
 * making a text of them: their digits and the power of ten are both exact, so one division rounds correctly (Clinger, 1990).
 */
export function floatIn(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  let at = negative ? start + 1 : start;
  let mantissa = 0;
  let digits = 0;
  for (let code: number; at < end && (code = bytes[at]!) >= ZERO && code <= NINE; at++, digits++) mantissa = mantissa * 10 + code - ZERO;
  let fraction = 0;
  if (at < end && bytes[at] === POINT) {
    at++;
    for (let code: number; at < end && (code = bytes[at]!) >= ZERO && code <= NINE; at++, fraction++) mantissa = mantissa * 10 + code - ZERO;
    digits += fraction;
  }
  if (at < end || digits === 0 || digits > EXACT_DIGITS) return floatAt(asText(bytes, start, end), 0, end - start);
  const value = mantissa / EXACT_POWERS[fraction]!;
  return negative ? -value : value;
}

const asText = (bytes: Uint8Array, start: number, end: number): string => {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
};
