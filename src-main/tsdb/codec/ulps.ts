import { MAX_RANGE } from './integers.ts';
import { decimal, MAX_DECIMALS } from './transform.ts';

/** A value lies at most this many units in the last place beside its decimal; a sum of many decimals gathers some hundreds. */
const MAX_ULPS = 2 ** 31;

/**
 * Integers by a decimal scale that come near, and how far each value lies beside its decimal in units of its last place.
 * A value that is farther away than MAX_ULPS, not finite or -0 is a misfit: its numbers repeat those before it.
 *
 * returns  how many misfits there are; their positions are in `misfits`, ascending
 */
export function toNearIntegers(values: Float64Array, bits: Uint32Array, k: number, x: Float64Array, ulps: Float64Array, misfits: Int32Array): number {
  const near = new NearDecimal(k);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (near.take(values[i]!, bits[2 * i]!, bits[2 * i + 1]!)) {
      x[i] = near.integer;
      ulps[i] = near.ulps;
    } else {
      misfits[count++] = i;
      x[i] = i > 0 ? x[i - 1]! : 0;
      ulps[i] = i > 0 ? ulps[i - 1]! : 0;
    }
  }
  return count;
}

/** The number of decimals at which integers and units together take the fewest bits, by some of the values. */
export function bestNearDecimals(values: Float64Array, bits: Uint32Array, step: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= MAX_DECIMALS; k++) {
    const near = new NearDecimal(k);
    let cost = 0;
    for (let i = 0; i < values.length; i += step) {
      const took = near.take(values[i]!, bits[2 * i]!, bits[2 * i + 1]!);
      cost += took ? k * Math.log2(10) + Math.log2(1 + 2 * Math.abs(near.ulps)) : 64;
    }
    if (cost < least) {
      least = cost;
      best = k;
    }
  }
  return best;
}

/** The decimal of k places nearest to a value, and the way from there to the value. */
class NearDecimal {
  integer = 0;
  ulps = 0;
  private readonly scale: { readonly divisor: number; readonly forward: number };
  private readonly value = new Float64Array(1);
  private readonly halves = new Uint32Array(this.value.buffer);

  constructor(k: number) {
    this.scale = decimal(k);
  }

  /** Takes a value given by itself and its halves; false when it has no decimal that is near. */
  take(v: number, low: number, high: number): boolean {
    const d = Math.round(v * this.scale.forward) + 0; // + 0: never -0
    if (!(Math.abs(d) < MAX_RANGE / 2)) return false;
    this.integer = d;
    this.value[0] = d / this.scale.divisor;
    this.ulps = (high - this.halves[1]!) * 0x1_0000_0000 + (low - this.halves[0]!);
    return Math.abs(this.ulps) <= MAX_ULPS;
  }
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
