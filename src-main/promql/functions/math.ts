import { elementwise, parametric, type VectorFunction } from './elementwise.ts';


/** Go's Max and Min: an infinity wins over NaN. */
const goMax = (a: number, b: number): number => (a === Infinity || b === Infinity ? Infinity : Math.max(a, b));
const goMin = (a: number, b: number): number => (a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b));
const clamp = (low: number, high: number): ((value: number) => number) | null => (high < low ? null : value => goMax(low, goMin(high, value)));

/** Rounds to the nearest multiple, halves upwards; divided by the inverse, which loses less. */
function round([nearest = 1]: readonly number[]): (value: number) => number {
  const inverse = 1 / nearest;
  return value => Math.floor(value * inverse + 0.5) / inverse;
}

export const MATH: Readonly<Record<string, VectorFunction>> = {
  abs: elementwise(Math.abs), ceil: elementwise(Math.ceil), floor: elementwise(Math.floor), sqrt: elementwise(Math.sqrt), exp: elementwise(Math.exp),
  ln: elementwise(Math.log), log2: elementwise(Math.log2), log10: elementwise(Math.log10),
  sgn: elementwise(value => (value < 0 ? -1 : value > 0 ? 1 : value)),
  sin: elementwise(Math.sin), cos: elementwise(Math.cos), tan: elementwise(Math.tan), asin: elementwise(Math.asin), acos: elementwise(Math.acos), atan: elementwise(Math.atan),
  sinh: elementwise(Math.sinh), cosh: elementwise(Math.cosh), tanh: elementwise(Math.tanh), asinh: elementwise(Math.asinh), acosh: elementwise(Math.acosh), atanh: elementwise(Math.atanh),
  deg: elementwise(value => (value * 180) / Math.PI), rad: elementwise(value => (value * Math.PI) / 180),
  round: parametric(round),
  clamp: parametric(([low = NaN, high = NaN]) => clamp(low, high)),
  clamp_min: parametric(([low = NaN]) => clamp(low, Infinity)),
  clamp_max: parametric(([high = NaN]) => clamp(-Infinity, high)),
};
