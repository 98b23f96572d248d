/**
 * How an integer is foretold from those before it; what it differs by is its residual.
 *
 *   LEVEL  x[i] = base + gcd · r[i]
 *   STEP   x[0] = base, x[i] = x[i-1] + drift + gcd · r[i]
 *   CURVE  x[0] = base, x[1] = x[0] + drift, x[i] = x[i-1] + (x[i-1] - x[i-2]) + gcd · r[i]
 *   LINE   x[i] = base + round(i · drift / (n - 1)) + r[i], drift being x[n-1] - x[0]: both ends lie on the line
 *
 * r[i] of a value that is given by itself (the first, or two) is not stored: residuals are counted from firstOf(order) on.
 */
export const LEVEL = 0;
export const STEP = 1;
export const CURVE = 2;
export const LINE = 3;
export type Order = typeof LEVEL | typeof STEP | typeof CURVE | typeof LINE;

/** How often residuals[0] stands for: the index of the first value that has one. LINE keeps its ends too, as zeros. */
export const firstOf = (order: Order): number => (order === STEP ? 1 : order === CURVE ? 2 : 0);

export interface Prediction { readonly order: Order; readonly base: number; readonly gcd: number; readonly drift: number }

const onLine = (i: number, drift: number, last: number): number => Math.floor((i * drift) / last + 0.5);

/**
 * Residuals of x[0, n) by a prediction, into `out` (an Int32Array cuts off what does not fit).
 * returns the largest magnitude, so that the caller can tell whether it fitted
 */
export function residualsOf(x: Float64Array, n: number, { order, base, gcd, drift }: Prediction, out: Float64Array | Int32Array): number {
  let largest = 0;
  const first = firstOf(order);
  for (let i = first; i < n; i++) {
    const off = order === LEVEL ? x[i]! - base
      : order === STEP ? x[i]! - x[i - 1]! - drift
      : order === CURVE ? x[i]! - x[i - 1]! - (x[i - 1]! - x[i - 2]!)
      : x[i]! - base - onLine(i, drift, n - 1);
    const r = off / gcd;
    out[i - first] = r;
    const magnitude = Math.abs(r);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/**
 * Turns residuals back into integers and those into values: x / divisor, or x · factor when the divisor is 1.
 * The two are told apart once, not per value, and nothing else happens in a loop: this is where decoding spends its time.
 */
export function restore(out: Float64Array, prediction: Prediction, residuals: Float64Array | Int32Array, divisor: number, factor: number): void {
  const { order } = prediction;
  if (order === LEVEL) restoreLevel(out, prediction, residuals, divisor, factor);
  else if (order === STEP) restoreSteps(out, prediction, residuals, divisor, factor);
  else if (order === CURVE) restoreCurve(out, prediction, residuals, divisor, factor);
  else restoreLine(out, prediction, residuals, divisor, factor);
}

function restoreLevel(out: Float64Array, { base, gcd }: Prediction, residuals: Float64Array | Int32Array, divisor: number, factor: number): void {
  if (divisor === 1) for (let i = 0; i < out.length; i++) out[i] = (base + gcd * residuals[i]!) * factor;
  else for (let i = 0; i < out.length; i++) out[i] = (base + gcd * residuals[i]!) / divisor;
}

function restoreSteps(out: Float64Array, { base, gcd, drift }: Prediction, residuals: Float64Array | Int32Array, divisor: number, factor: number): void {
  let x = base;
  if (divisor === 1) {
    out[0] = x * factor;
    for (let i = 1; i < out.length; i++) {
      x += drift + gcd * residuals[i - 1]!;
      out[i] = x * factor;
    }
    return;
  }
  out[0] = x / divisor;
  for (let i = 1; i < out.length; i++) {
    x += drift + gcd * residuals[i - 1]!;
    out[i] = x / divisor;
  }
}

function restoreCurve(out: Float64Array, { base, gcd, drift }: Prediction, residuals: Float64Array | Int32Array, divisor: number, factor: number): void {
  let step = drift;
  let x = base + step;
  out[0] = (base / divisor) * factor;
  if (out.length > 1) out[1] = (x / divisor) * factor;
  if (divisor === 1) {
    for (let i = 2; i < out.length; i++) {
      step += gcd * residuals[i - 2]!;
      x += step;
      out[i] = x * factor;
    }
    return;
  }
  for (let i = 2; i < out.length; i++) {
    step += gcd * residuals[i - 2]!;
    x += step;
    out[i] = x / divisor;
  }
}

function restoreLine(out: Float64Array, { base, drift }: Prediction, residuals: Float64Array | Int32Array, divisor: number, factor: number): void {
  const last = out.length - 1;
  for (let i = 0; i < out.length; i++) out[i] = ((base + onLine(i, drift, last) + residuals[i]!) / divisor) * factor;
}
