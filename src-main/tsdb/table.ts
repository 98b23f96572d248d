import { bitsOf } from '../shared/model/sample.ts';
import type { RowSeries } from './codec/row.ts';
import { SHARD_SIZE } from './registry.ts';

const FIRST_ROWS = 8;
/** Up to so many rows are copied one by one: a view for so few costs more than they do. */
const FEW_ROWS = 24;
/** What all empty tables have in common: without length there is nothing to write to. */
const NO_NUMBERS = new Float64Array(0);
const NO_BITS: Uint32Array = new Uint32Array(0);
const NO_PLACES = new Int8Array(0);
/** The place of a column whose values are all alike so far. */
const ALIKE = -1;

/**
 * Unsealed samples of one shard: rows are times (ascending), columns its series. A column whose values are all alike so far
 * (two of three on real exporters) is kept as that one value.
 */
export class SampleTable {
  rows = 0;
  samples = 0;
  times = NO_NUMBERS;
  /** one bit a slot: which series have a sample at that time */
  present = NO_BITS;
  /** by slot, which column of `cells` its values stand in */
  private places = NO_PLACES;
  /** columns behind each other, each as long as `times`: one piece of memory a table, for there are tens of thousands of tables */
  private cells = NO_NUMBERS;
  private cellBits = NO_BITS;
  private spreads = 0;
  /** the one value of a column that has not changed yet; only slots in `begun` have one */
  private constantBits = NO_BITS;
  private constant = NO_NUMBERS;
  private begun = 0;

  /** oldest and newest time; Infinity and -Infinity when there is none */
  get from(): number { return this.rows === 0 ? Infinity : this.times[0]!; }
  get to(): number { return this.rows === 0 ? -Infinity : this.times[this.rows - 1]!; }

  /** The row of `time`, made where it belongs when there is none. */
  rowAt(time: number): number {
    const { rows, times } = this;
    if (rows === 0 || time > times[rows - 1]!) return this.push(time);
    if (times[rows - 1] === time) return rows - 1;
    const at = this.lowerBound(time);
    if (times[at] !== time) this.insert(at, time);
    return at;
  }

  /** Sets one value, the last write wins. `from` and `bits` are two views of the same numbers. */
  set(row: number, slot: number, from: Float64Array, bits: Uint32Array, i: number): void {
    const bit = 1 << slot;
    const place = this.places[slot]!;
    if ((this.present[row]! & bit) === 0) { this.present[row]! |= bit; this.samples++; }
    if (place !== ALIKE) {
      const value = from[i]!;
      const at = place * this.times.length + row;
      // biome-ignore lint/suspicious/noSelfCompare: true for every NaN, whose payload a plain copy may lose
      if (value === value) this.cells[at] = value;
      else copyBits(this.cellBits, at, bits, i);
      return;
    }
    const { constantBits } = this;
    if ((this.begun & bit) === 0) {
      this.begun |= bit;
      copyBits(constantBits, slot, bits, i);
    } else if (constantBits[2 * slot] !== bits[2 * i] || constantBits[2 * slot + 1] !== bits[2 * i + 1]) {
      const start = this.spread(slot); // first: it may move the cells
      copyBits(this.cellBits, start + row, bits, i);
    }
  }

  /** Sets the values of the slots in `present`, one bit a slot; a slot's value stands at its number in `from`, of which `bits` is a view. */
  setRow(row: number, present: number, from: Float64Array, bits: Uint32Array): void {
    const { length } = this.times;
    this.samples += popcount(present & ~this.present[row]!);
    this.present[row]! |= present;
    for (let rest = present; rest !== 0; rest &= rest - 1) {
      const slot = 31 - Math.clz32(rest & -rest);
      const place = this.places[slot]!;
      const value = from[slot]!;
      // biome-ignore lint/suspicious/noSelfCompare: false for every NaN, whose payload a plain copy may lose
      if (place !== ALIKE && value === value) this.cells[place * length + row] = value;
      else this.set(row, slot, from, bits, slot);
    }
  }

  /** Does the series have a sample in that row? */
  has(slot: number, row: number): boolean { return (this.present[row]! & (1 << slot)) !== 0; }

  /** Writes the value of a present sample to `into[at]`, every bit of it; `bits` is a view of `into`. */
  copy(slot: number, row: number, into: Float64Array, bits: Uint32Array, at: number): void {
    const place = this.places[slot]!;
    const cell = place * this.times.length + row;
    const value = place === ALIKE ? this.constant[slot]! : this.cells[cell]!;
    // biome-ignore lint/suspicious/noSelfCompare: true for every NaN, whose payload a plain copy may lose
    if (value === value) into[at] = value;
    else if (place === ALIKE) copyBits(bits, at, this.constantBits, slot);
    else copyBits(bits, at, this.cellBits, cell);
  }

  /** One bit a slot: which series have a sample in each of the rows from..to (exclusive). */
  everywhere(from: number, to: number): number {
    let mask = 0xffff_ffff;
    for (let row = from; row < to; row++) mask &= this.present[row]!;
    return mask;
  }

  /** In how many of the rows from..to (exclusive) a series has a sample. */
  count(slot: number, from: number, to: number): number {
    let count = 0;
    for (let row = from; row < to; row++) count += (this.present[row]! >>> slot) & 1;
    return count;
  }

  /** Writes the `count` samples that a series has in rows from..to (exclusive) to both columns of `into`, from `at` on. */
  copyRows(slot: number, from: number, to: number, count: number, into: { readonly times: Float64Array; readonly values: Float64Array; readonly bits: Uint32Array; readonly at: number }): void {
    let { at } = into;
    const place = this.places[slot]!;
    if (count === to - from && count > FEW_ROWS) {
      into.times.set(this.times.subarray(from, to), at);
      if (place !== ALIKE) into.values.set(this.stretch(place, from, to), at); // a copy of memory: payloads survive
      else for (let end = at + count; at < end; at++) copyBits(into.bits, at, this.constantBits, slot);
      return;
    }
    for (let row = from; row < to; row++) {
      if (!this.has(slot, row)) continue;
      into.times[at] = this.times[row]!;
      this.copy(slot, row, into.values, into.bits, at++);
    }
  }

  /** Rows from..to (exclusive) as sealed rows want them; series that are present throughout share one time column. */
  series(from: number, to: number): RowSeries[] {
    const everywhere = this.everywhere(from, to);
    let somewhere = 0;
    for (let row = from; row < to; row++) somewhere |= this.present[row]!;
    const all = this.times.slice(from, to);
    const sparse = new Map<string, { times: Float64Array; at: number[] }>();
    const out: RowSeries[] = [];
    for (let slot = 0; slot < SHARD_SIZE; slot++) {
      const bit = 1 << slot;
      if ((somewhere & bit) === 0) continue;
      if ((everywhere & bit) !== 0) { out.push({ slot, times: all, values: this.column(slot, from, to) }); continue; }
      const at: number[] = [];
      for (let row = from; row < to; row++) if ((this.present[row]! & bit) !== 0) at.push(row);
      const key = at.join();
      const shared = sparse.get(key) ?? { times: Float64Array.from(at, row => this.times[row]!), at };
      sparse.set(key, shared);
      out.push({ slot, times: shared.times, values: this.picked(slot, at) });
    }
    return out;
  }

  /** Forgets everything. */
  clear(): void {
    this.rows = 0;
    this.samples = 0;
    this.begun = 0;
    this.times = NO_NUMBERS;
    this.present = NO_BITS;
    this.places = NO_PLACES;
    this.cells = NO_NUMBERS;
    this.cellBits = NO_BITS;
    this.spreads = 0;
    this.constant = NO_NUMBERS;
    this.constantBits = NO_BITS;
  }

  /** Index of the first row whose time is not before `time`. */
  lowerBound(time: number): number {
    let low = 0;
    let high = this.rows;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.times[middle]! < time) low = middle + 1; else high = middle;
    }
    return low;
  }

  private push(time: number): number {
    if (this.rows === this.times.length) this.grow();
    this.times[this.rows] = time;
    this.present[this.rows] = 0;
    return this.rows++;
  }

  private insert(at: number, time: number): void {
    this.push(this.to);
    const end = this.rows - 1;
    this.times.copyWithin(at + 1, at, end);
    this.present.copyWithin(at + 1, at, end);
    for (let place = 0; place < this.spreads; place++) this.stretch(place, 0, this.rows).copyWithin(at + 1, at, end);
    this.times[at] = time;
    this.present[at] = 0;
  }

  /** The first row takes the memory of a table, so that thousands of empty ones cost next to nothing. */
  private begin(): void {
    this.times = new Float64Array(FIRST_ROWS);
    this.present = new Uint32Array(FIRST_ROWS);
    this.places = new Int8Array(SHARD_SIZE).fill(ALIKE);
    this.constant = new Float64Array(SHARD_SIZE);
    this.constantBits = bitsOf(this.constant);
  }

  private grow(): void {
    if (this.times.length === 0) {
      this.begin();
      return;
    }
    const before = this.times.length;
    const size = before * 2;
    const times = new Float64Array(size);
    times.set(this.times);
    this.times = times;
    const present = new Uint32Array(size);
    present.set(this.present);
    this.present = present;
    this.relay(this.spreads, size, before);
  }

  /** Lays the columns out anew, with room for `columns` of `size` rows; `before`: rows they had room for. */
  private relay(columns: number, size: number, before: number): void {
    const { cells } = this;
    this.cells = new Float64Array(columns * size);
    this.cellBits = bitsOf(this.cells);
    for (let place = 0; place < this.spreads; place++) this.cells.set(cells.subarray(place * before, place * before + this.rows), place * size); // a copy of memory: payloads survive
  }

  private stretch(place: number, from: number, to: number): Float64Array {
    const start = place * this.times.length;
    return this.cells.subarray(start + from, start + to);
  }

  /** Turns a constant column into a real one; where in the cells it begins. */
  private spread(slot: number): number {
    const { length } = this.times;
    const start = this.spreads * length;
    if (start === this.cells.length) this.relay(Math.min(SHARD_SIZE, Math.max(4, this.spreads * 4)), length, length);
    this.places[slot] = this.spreads++;
    for (let at = start; at < start + this.rows; at++) copyBits(this.cellBits, at, this.constantBits, slot);
    return start;
  }

  private column(slot: number, from: number, to: number): Float64Array {
    const place = this.places[slot]!;
    if (place !== ALIKE) return this.stretch(place, from, to).slice();
    const values = new Float64Array(to - from);
    const bits = bitsOf(values);
    for (let i = 0; i < values.length; i++) copyBits(bits, i, this.constantBits, slot);
    return values;
  }

  private picked(slot: number, at: readonly number[]): Float64Array {
    const values = new Float64Array(at.length);
    const bits = bitsOf(values);
    for (const [i, row] of at.entries()) this.copy(slot, row, values, bits, i);
    return values;
  }
}

function copyBits(into: Uint32Array, at: number, from: Uint32Array, i: number): void {
  into[2 * at] = from[2 * i]!;
  into[2 * at + 1] = from[2 * i + 1]!;
}

export function popcount(bits: number): number {
  bits -= (bits >>> 1) & 0x5555_5555;
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
