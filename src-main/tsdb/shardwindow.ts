import type { Row } from './codec/row.ts';
import { type Columns, joined, lowerBound, mergeColumns } from './merge.ts';

/** Memory for the values of one series at a time, taken once and used again for the next. */
export class Ground {
  private memory = new Float64Array(1024);

  /** The first `length` places; what they held is lost, and with a larger length so are views that were handed out before. */
  take(length: number): Float64Array {
    if (this.memory.length < length) this.memory = new Float64Array(Math.max(length, 2 * this.memory.length));
    return this.memory;
  }
}

/** How the pieces of a series lie beside each other. `ordered`: each begins after the one before it has ended, so that nothing needs merging. */
interface Layout {
  readonly pieces: readonly Float64Array[];
  readonly ordered: boolean;
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** where the values of each piece go; null for one that lies outside of the window */
  readonly places: readonly (Float64Array | null)[];
}

/** A series in the window; `numeric`: no value is a NaN, as far as is known. */
export interface WindowColumns extends Columns { readonly numeric: boolean }

const NONE: Layout = { pieces: [], ordered: true, times: new Float64Array(0), values: new Float64Array(0), places: [] };

/**
 * Series after series of one shard, out of its rows and the head's tail, for one window. Series of a shard mostly share their times: those are
 * joined once and handed out to all, so that a reader may tell by identity that two series have the same times. Values lie in `ground` until the
 * next series is read.
 */
export class ShardWindow {
  private readonly rows: readonly Row[];
  private readonly window: { readonly from: number; readonly to: number };
  private readonly ground: Ground;
  private readonly damaged: (error: unknown) => void;
  private layout: Layout = NONE;
  /** the pieces of the series at hand: its rows and their times, the tail's last */
  private readonly found: Row[] = [];
  private readonly pieces: Float64Array[] = [];

  /** rows: those that may reach into the window, in the order in which they win; damaged: hears of blocks that can't be decoded, which are left out */
  constructor(rows: readonly Row[], window: { readonly from: number; readonly to: number }, ground: Ground, damaged: (error: unknown) => void) {
    this.rows = rows;
    this.window = window;
    this.ground = ground;
    this.damaged = damaged;
  }

  /**
   * The samples of one series with from <= time <= to; null when there are none. Where pieces have the same time, the later one wins.
   * tail       what the head holds of the series, newer than all rows
   * timesOnly  values that are known to be numbers need not be decoded
   */
  read(slot: number, tail: Columns | null, timesOnly: boolean): WindowColumns | null {
    this.gather(slot, tail);
    if (!this.isKnown()) this.layout = this.laidOut();
    const { ordered, times, values, places } = this.layout;
    if (!ordered) return this.merged(slot, tail);
    if (times.length === 0) return null;
    const numeric = tail === null && this.isNumeric(slot);
    if (timesOnly && numeric) return { times, values, numeric };
    try {
      for (let i = 0; i < this.found.length; i++) {
        const place = places[i]!;
        if (place !== null) this.found[i]!.read(slot, place);
      }
    } catch {
      return this.merged(slot, tail);
    }
    if (tail !== null) places.at(-1)?.set(tail.values);
    return { times, values, numeric };
  }

  private gather(slot: number, tail: Columns | null): void {
    this.found.length = this.pieces.length = 0;
    for (const row of this.rows) {
      try {
        const times = row.times(slot);
        if (times === null) continue;
        this.found.push(row);
        this.pieces.push(times);
      } catch (error) {
        this.damaged(error);
      }
    }
    if (tail !== null) this.pieces.push(tail.times);
  }

  private isKnown(): boolean {
    const { pieces } = this.layout;
    if (pieces.length !== this.pieces.length) return false;
    for (let i = 0; i < pieces.length; i++) if (pieces[i] !== this.pieces[i]) return false;
    return true;
  }

  private isNumeric(slot: number): boolean {
    for (const row of this.found) if (!row.isNumeric(slot)) return false;
    return true;
  }

  /** All pieces whole, one behind the other; the window is a stretch of that. */
  private laidOut(): Layout {
    const pieces = this.pieces.slice();
    const ordered = pieces.every((times, i) => i === 0 || times.length === 0 || (pieces[i - 1]!.at(-1) ?? -Infinity) < times[0]!);
    if (!ordered) return { ...NONE, pieces, ordered };
    const all = joined(pieces);
    const start = lowerBound(all, this.window.from);
    const end = lowerBound(all, this.window.to + 1); // times are integers
    const memory = this.ground.take(all.length);
    let at = 0;
    const places = pieces.map(({ length }) => {
      const begin = at;
      at += length;
      return begin < end && at > start ? memory.subarray(begin, at) : null;
    });
    return { pieces, ordered, times: start === 0 && end === all.length ? all : all.subarray(start, end), values: memory.subarray(start, end), places };
  }

  /** Piece for piece into memory of its own; one that can't be decoded is left out, the others answer. */
  private merged(slot: number, tail: Columns | null): WindowColumns | null {
    const columns: Columns[] = [];
    for (const [i, row] of this.found.entries()) {
      try {
        const values = new Float64Array(this.pieces[i]!.length);
        row.read(slot, values);
        columns.push({ times: this.pieces[i]!, values });
      } catch (error) {
        this.damaged(error);
      }
    }
    if (tail !== null) columns.push(tail);
    const merged = mergeColumns(columns, this.window.from, this.window.to);
    return merged && { ...merged, numeric: false };
  }
}
