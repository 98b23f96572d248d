import { MAX_INTEGER, MAX_RANGE } from './integers.ts';

/**
 * How values become integers: value = d / divisor · factor / second, of which only the divisor and `second` may differ from 1 together.
 * d = round(value · forward) is the only candidate; whether it gives the value back, bit for bit, is tried.
 */
export interface Scale { readonly divisor: number; readonly factor: number; readonly second: number; readonly forward: number }

/** With more places, most decimals near 1 would no longer be below MAX_INTEGER. */
export const MAX_DECIMALS = 14;
/** Exact powers of ten: 10^22 is the last that a float64 holds exactly. */
const TENS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14] as const;
const TENTHS = [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14] as const;
/** Powers of two within this range are normal numbers, and so are their inverses. */
export const MAX_BINARY = 1000;

/** v = d / 10^k: what text with k decimals is parsed to. k: 0 to 14. */
export const decimal = (k: number): Scale => ({ divisor: TENS[k]!, factor: 1, second: 1, forward: TENS[k]! });
/** v = d · 10^-k: what an exporter writes that multiplies, say, milliseconds by 0.001. */
export const product = (k: number): Scale => ({ divisor: 1, factor: TENTHS[k]!, second: 1, forward: TENS[k]! });
/** v = d / 10^(k - 3) / 10^3: microseconds divided by a thousand twice, and rounded twice. k: 3 to 14. */
export const twice = (k: number): Scale => ({ divisor: TENS[k - 3]!, factor: 1, second: 1000, forward: TENS[k]! });
/** v = d / 2^s. */
export const binary = (s: number): Scale => ({ divisor: 1, factor: 2 ** -s, second: 1, forward: 2 ** s });

/** Whether a scale gives a value back, -0 aside. */
export function fits(v: number, { divisor, factor, second, forward }: Scale): boolean {
  const d = Math.round(v * forward);
  return ((d / divisor) * factor) / second === v && Math.abs(d) < MAX_INTEGER;
}

/** Infinities, NaN and -0 fit no scale at all. */
export function isSpecial(low: number, high: number): boolean {
  return (high & 0x7ff0_0000) === 0x7ff0_0000 || (high === 0x8000_0000 && low === 0);
}

/** The fewest decimals, from `least` to 14, that spell v exactly; 15 when none do. */
export function decimalsOf(v: number, least = 0): number {
  for (let k = least; k <= MAX_DECIMALS; k++) {
    const d = Math.round(v * TENS[k]!);
    if (Math.abs(d) >= MAX_INTEGER) break;
    if (d / TENS[k]! === v) return k;
  }
  return MAX_DECIMALS + 1;
}

/** The power of two that makes v a whole number, from the zero bits at the end of its mantissa; null for 0 and what is not finite. */
export function binaryPlaces(low: number, high: number): number | null {
  const exponent = (high >>> 20) & 0x7ff;
  if (exponent === 0 || exponent === 0x7ff) return null;
  const upper = (high & 0xf_ffff) | 0x10_0000;
  const zeros = low !== 0 ? trailingZeros(low) : 32 + trailingZeros(upper);
  return 52 - zeros - (exponent - 1023);
}

const trailingZeros = (n: number): number => 31 - Math.clz32(n & -n);

/**
 * Integers of all values by one scale. A value that does not come back bit for bit is a misfit: its integer repeats the one before.
 *
 * x        receives the integers, magnitudes below MAX_INTEGER
 * misfits  receives the positions of the misfits, ascending
 * returns  how many there are: all values when their integers spread over MAX_RANGE or more, which no stream can hold
 */
export function toIntegers(values: Float64Array, bits: Uint32Array, { divisor, factor, second, forward }: Scale, x: Float64Array, misfits: Int32Array): number {
  let count = 0;
  let first = -1;
  let previous = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    const d = Math.round(v * forward);
    if (((d / divisor) * factor) / second === v && Math.abs(d) < MAX_INTEGER && (d !== 0 || bits[2 * i + 1] === 0)) {
      if (first < 0) first = i;
      previous = d;
      if (d < min) min = d;
      if (d > max) max = d;
    } else misfits[count++] = i;
    x[i] = previous;
  }
  if (first > 0) x.fill(x[first]!, 0, first);
  if (max - min < MAX_RANGE) return count;
  for (let i = 0; i < values.length; i++) misfits[i] = i;
  x.fill(0);
  return values.length;
}
