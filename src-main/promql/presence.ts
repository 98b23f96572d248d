/**
 * Which steps of a column have a value: one bit per step, least significant first, bits beyond the last step 0; null when all have one.
 * Absence is never NaN, for `0/0` is a value.
 */
export type Presence = Uint8Array | null;

export const bytesFor = (count: number): number => (count + 7) >>> 3;
export const isPresent = (present: Presence, i: number): boolean => present === null || (present[i >>> 3]! & (1 << (i & 7))) !== 0;
export const setPresent = (present: Uint8Array, i: number): void => { present[i >>> 3]! |= 1 << (i & 7); };

/** All bits of `count` steps set. */
export const fullPresence = (count: number): Uint8Array => fillPresence(new Uint8Array(bytesFor(count)), count);

function fillPresence(present: Uint8Array, count: number): Uint8Array {
  present.fill(0xff);
  if (count % 8 !== 0) present[present.length - 1] = 0xff >>> (8 - (count % 8));
  return present;
}

/** null where every step has a value, so that hot loops need not look. */
export const compacted = (present: Uint8Array, count: number): Presence => (countPresent(present, count) === count ? null : present);

export function countPresent(present: Presence, count: number): number {
  if (present === null) return count;
  let set = 0;
  for (let i = 0; i < present.length; i++) {
    let byte = present[i]!;
    for (; byte !== 0; byte &= byte - 1) set++;
  }
  return set;
}

export const anyPresent = (present: Presence): boolean => present === null || present.some(byte => byte !== 0);

/** Steps that both have. */
export function both(a: Presence, b: Presence): Presence {
  if (a === null) return b;
  if (b === null) return a;
  return a.map((byte, i) => byte & b[i]!);
}

/** Steps of `a` that `b` lacks. */
export function without(a: Presence, b: Presence, count: number): Uint8Array {
  const from = a ?? fullPresence(count);
  return b === null ? new Uint8Array(from.length) : from.map((byte, i) => byte & ~b[i]!);
}

/** Adds the steps of `b` to `into`. */
export function include(into: Uint8Array, b: Presence, count: number): void {
  if (b !== null) for (let i = 0; i < into.length; i++) into[i]! |= b[i]!;
  else fillPresence(into, count);
}

/** Whether both have a value at one step at least. */
export function overlap(a: Presence, b: Presence): boolean {
  if (a === null) return anyPresent(b);
  if (b === null) return anyPresent(a);
  return a.some((byte, i) => (byte & b[i]!) !== 0);
}
