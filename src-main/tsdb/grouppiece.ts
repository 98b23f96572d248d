import { bitsOf, isStale, setStale } from '../shared/model/sample.ts';
import { type Columns, lowerBound } from './merge.ts';
import type { Rollup } from './rollupcodec.ts';
import type { Grouping } from './select.ts';

/** Groups of one series in a part of the window: the columns that are asked for, in that order. numeric: no value of them is a NaN, as far as is known. */
export interface GroupPiece { readonly times: Float64Array; readonly firstTimes: Float64Array; readonly columns: readonly Float64Array[]; readonly numeric: boolean }
interface Span { readonly from: number; readonly to: number }

/** Memory for the columns of one piece, used again for the next series: a piece is copied before that. */
export class Room {
  private readonly memory: Float64Array[] = [];

  /** Room for column `index`; what it held is lost. */
  take(index: number, length: number): Float64Array {
    const known = this.memory[index];
    const memory = known !== undefined && known.length >= length ? known : new Float64Array(length);
    this.memory[index] = memory;
    return memory.subarray(0, length);
  }
}

/**
 * Buckets that lie in from..to; null when there are none. Slots with the same times get the same arrays.
 * cuts  remembers what was cut from shared times
 */
export function rolledPiece(rollup: Rollup, slot: number, span: Span, { columns, ofInstants = false }: Grouping, cuts: Map<Float64Array, Float64Array>, room: Room): GroupPiece | null {
  const all = rollup.lastTimes(slot);
  const ended = ofInstants ? rollup.ended(slot) : null;
  if (all === null) return ended && ends(null, ended, span);
  const start = lowerBound(all, span.from), end = lowerBound(all, span.to + 1);
  const cut = (times: Float64Array): Float64Array => {
    if (start === 0 && end === times.length) return times;
    const known = cuts.get(times) ?? times.subarray(start, end);
    cuts.set(times, known);
    return known;
  };
  const read = columns.map((column, i) => {
    const values = room.take(i, all.length);
    rollup.read(slot, column, values);
    return values.subarray(start, end);
  });
  const times = cut(all);
  if (ended !== null) return ends({ times, values: read[0]! }, ended, span);
  return start === end ? null : { times, firstTimes: columns.includes('firsts') ? cut(rollup.firstTimes(slot)) : times, columns: read, numeric: true };
}

/** Last values and stale markers, in the order of their times. */
function ends(lasts: Columns | null, ended: Float64Array, { from, to }: Span): GroupPiece | null {
  const marks = ended.subarray(lowerBound(ended, from), lowerBound(ended, to + 1));
  const count = lasts?.times.length ?? 0;
  if (count + marks.length === 0) return null;
  const times = new Float64Array(count + marks.length), values = new Float64Array(times.length);
  const bits = bitsOf(values);
  for (let i = 0, at = 0, mark = 0; at < times.length; at++) {
    if (mark === marks.length || (i < count && lasts!.times[i]! < marks[mark]!)) {
      times[at] = lasts!.times[i]!;
      values[at] = lasts!.values[i++]!;
    } else {
      times[at] = marks[mark++]!;
      setStale(bits, at);
    }
  }
  return { times, firstTimes: times, columns: [values], numeric: marks.length === 0 };
}

/** Samples as groups of one. */
export function samplesPiece(samples: Columns & { readonly numeric: boolean }, { columns, ofInstants = false }: Grouping, room: Room): GroupPiece | null {
  const { times, values } = samples.numeric || ofInstants ? samples : withoutStale(samples);
  return times.length === 0 ? null : { times, firstTimes: times, columns: columns.map((column, i) => (column === 'counts' || column === 'falls' ? room.take(i, times.length).fill(column === 'counts' ? 1 : 0) : values)), numeric: samples.numeric };
}

function withoutStale({ times, values }: Columns): Columns {
  const bits = bitsOf(values);
  const kept: number[] = [];
  for (let i = 0; i < times.length; i++) if (!isStale(bits, i)) kept.push(i);
  return kept.length === times.length ? { times, values } : { times: Float64Array.from(kept, i => times[i]!), values: Float64Array.from(kept, i => values[i]!) };
}
