import type { LabelPairs } from '../shared/model/labels.ts';
import { bytesFor, compacted, countPresent, type Presence } from './presence.ts';

/** The times an expression is evaluated at: start + i x step, unix ms, i < count. */
export interface Grid { readonly start: number; readonly step: number; readonly count: number }

export const timeAt = (grid: Grid, i: number): number => grid.start + i * grid.step;
export const endOf = (grid: Grid): number => timeAt(grid, grid.count - 1);

/** One series over a grid: a value for each step that is present; what stands at the others means nothing. */
export interface Column { readonly labels: LabelPairs; readonly values: Float64Array; readonly present: Presence }

/** A column that is being filled, reused from series to series by a producer whose consumer keeps nothing. */
export interface Scratch { values: Float64Array; present: Uint8Array }

export const scratch = (count: number): Scratch => ({ values: new Float64Array(count), present: new Uint8Array(bytesFor(count)) });

/**
 * The filled scratch as a column, null when it has no value at all.
 * keep  the consumer holds columns: the scratch gets new arrays
 */
export function finished(buffer: Scratch, labels: LabelPairs, count: number, keep: boolean): Column | null {
  const set = countPresent(buffer.present, count);
  if (set === 0) return null;
  const column = { labels, values: buffer.values, present: set === count ? null : buffer.present };
  if (keep) {
    buffer.values = new Float64Array(count);
    buffer.present = new Uint8Array(bytesFor(count));
  }
  return column;
}

/** The same where it is known which steps have a value: `present`, which is copied; null: all. */
export function covered(buffer: Scratch, labels: LabelPairs, present: Presence, count: number, keep: boolean): Column {
  if (present !== null) buffer.present.set(present);
  const column = { labels, values: buffer.values, present: present === null ? null : buffer.present };
  if (keep) {
    buffer.values = new Float64Array(count);
    buffer.present = new Uint8Array(bytesFor(count));
  }
  return column;
}

/** A column of its own with the present steps of `present`; null when there is none. */
export function masked(column: Column, present: Uint8Array, count: number): Column | null {
  const mask = compacted(present, count);
  return mask?.every(byte => byte === 0) ? null : { ...column, present: mask };
}

/** The same value at every step. */
export const constant = (value: number, count: number): Float64Array => new Float64Array(count).fill(value);
