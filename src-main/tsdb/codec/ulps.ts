import { MAX_INTEGER } from './integers.ts';
import type { Scale } from './transform.ts';

/** A sum or product of decimals lies this many units in the last place beside its own decimal, at most. */
export const MAX_ULPS = 64;

/**
 * Integers by a decimal scale that come near, and how far each value lies beside its decimal in units of its last place.
 * returns  false when a value is farther away than MAX_ULPS, not finite or -0
 */
export function fitNear(values: Float64Array, bits: Uint32Array, { divisor, forward }: Scale, x: Float64Array, ulps: Float64Array): boolean {
  const near = new Float64Array(1);
  const half = new Uint32Array(near.buffer);
  for (let i = 0; i < values.length; i++) {
    const d = Math.round(values[i]! * forward);
    if (!(Math.abs(d) < MAX_INTEGER)) return false;
    x[i] = d + 0;
    near[0] = x[i]! / divisor;
    const off = (bits[2 * i + 1]! - half[1]!) * 0x1_0000_0000 + (bits[2 * i]! - half[0]!);
    if (Math.abs(off) > MAX_ULPS) return false;
    ulps[i] = off;
  }
  return true;
}

/** Moves each value by its units in the last place, in 64-bit integers. */
export function applyUlps(bits: Uint32Array, ulps: Float64Array): void {
  for (let i = 0; i < ulps.length; i++) {
    const off = ulps[i]!;
    if (off === 0) continue;
    const low = bits[2 * i]! + off;
    const carry = Math.floor(low / 0x1_0000_0000);
    bits[2 * i] = low - carry * 0x1_0000_0000;
    bits[2 * i + 1]! += carry;
  }
}
