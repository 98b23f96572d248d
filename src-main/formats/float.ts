/** Powers of ten that a double holds exactly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const ZERO = 48;

/**
 * A number as Go's strconv.ParseFloat takes it, hexadecimal and underscores left out, as Prometheus leaves them out.
 *
 * text[start, end)  `[+-]` digits with a point and an exponent, or Inf, Infinity, NaN in any case (NaN without a sign)
 * returns           the double nearest to the text, as `Number(text)` gives it; NaN for NaN and for everything else (see `isNan`),
 *                   a number beyond the largest double included
 * after             Clinger, "How to read floating point numbers accurately" (1990): up to 2^53 digits-and-all and a power of ten up
 *                   to 22 are both exact, so one multiplication or division rounds correctly; what is longer goes to `Number`
 */
export function floatAt(text: string, start: number, end: number): number {
  let at = start;
  const sign = text.charCodeAt(at);
  if (sign === 0x2d || sign === 0x2b) at++;
  let mantissa = 0;
  let digits = 0;
  let fraction = 0;
  for (let digit: number; at < end && (digit = text.charCodeAt(at) - ZERO) >= 0 && digit <= 9; at++, digits++) mantissa = mantissa * 10 + digit;
  if (at < end && text.charCodeAt(at) === 0x2e) {
    at++;
    for (let digit: number; at < end && (digit = text.charCodeAt(at) - ZERO) >= 0 && digit <= 9; at++, fraction++) mantissa = mantissa * 10 + digit;
    digits += fraction;
  }
  if (digits === 0) return at <= start + 1 ? infinityAt(text, start, end) : Number.NaN;
  let power = -fraction;
  if (at < end) {
    const exponent = exponentAt(text, at, end);
    if (exponent === BAD) return Number.NaN;
    power += exponent;
  }
  if (digits <= 16 && mantissa < 2 ** 53 && power >= -22 && power <= 22) {
    const value = power < 0 ? mantissa / EXACT_POWERS[-power]! : mantissa * EXACT_POWERS[power]!;
    return sign === 0x2d ? -value : value;
  }
  const value = Number(text.slice(start, end));
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Whether the text is NaN itself, not merely no number. */
export const isNan = (text: string, start: number, end: number): boolean => end - start === 3 && text.slice(start, end).toLowerCase() === 'nan';

const BAD = 1_000_000;

/** `e`, a sign, digits, to the very end; BAD otherwise. Anything above 9,999 is as good as 9,999. */
function exponentAt(text: string, start: number, end: number): number {
  if ((text.charCodeAt(start) | 0x20) !== 0x65) return BAD;
  let at = start + 1;
  const sign = text.charCodeAt(at);
  if (sign === 0x2d || sign === 0x2b) at++;
  if (at >= end) return BAD;
  let exponent = 0;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return BAD;
    exponent = Math.min(exponent * 10 + digit, 9999);
  }
  return sign === 0x2d ? -exponent : exponent;
}

function infinityAt(text: string, start: number, end: number): number {
  if (end - start > 9) return Number.NaN;
  switch (text.slice(start, end).toLowerCase()) {
    case 'inf': case '+inf': case 'infinity': case '+infinity': return Infinity;
    case '-inf': case '-infinity': return -Infinity;
    default: return Number.NaN;
  }
}
