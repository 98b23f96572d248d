import { bitsOf } from '../shared/model/sample.ts';
import type { RowSeries } from './codec/row.ts';
import { SHARD_SIZE } from './registry.ts';

const FIRST_ROWS = 8;

/**
 * Unsealed samples of one shard: rows are times (ascending), columns its series. A column whose values are all alike so far
 * (two of three on real exporters) is kept as that one value.
 */
export class SampleTable {
  rows = 0;
  samples = 0;
  times = new Float64Array(FIRST_ROWS);
  /** one bit a slot: which series have a sample at that time */
  present = new Uint32Array(FIRST_ROWS);
  private readonly columns: (Float64Array | null)[] = new Array<Float64Array | null>(SHARD_SIZE).fill(null);
  /** the one value of a column that has not changed yet */
  private readonly constant = new Float64Array(SHARD_SIZE);
  private readonly constantBits = bitsOf(this.constant);
  private begun = 0;

  get from(): number { return this.times[0]!; }
  get to(): number { return this.times[this.rows - 1]!; }

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
    const column = this.columns[slot]!;
    if ((this.present[row]! & bit) === 0) { this.present[row]! |= bit; this.samples++; }
    if (column !== null) {
      const value = from[i]!;
      // biome-ignore lint/suspicious/noSelfCompare: true for every NaN, whose payload a plain copy may lose
      if (value === value) column[row] = value;
      else copyBits(bitsOf(column), row, bits, i);
      return;
    }
    const { constantBits } = this;
    if ((this.begun & bit) === 0) {
      this.begun |= bit;
      copyBits(constantBits, slot, bits, i);
    } else if (constantBits[2 * slot] !== bits[2 * i] || constantBits[2 * slot + 1] !== bits[2 * i + 1]) {
      copyBits(bitsOf(this.spread(slot)), row, bits, i);
    }
  }

  /** Does the series have a sample in that row? */
  has(slot: number, row: number): boolean { return (this.present[row]! & (1 << slot)) !== 0; }

  /** Writes the value of a present sample to `into[at]`, every bit of it; `bits` is a view of `into`. */
  copy(slot: number, row: number, into: Float64Array, bits: Uint32Array, at: number): void {
    const column = this.columns[slot]!;
    const value = column === null ? this.constant[slot]! : column[row]!;
    // biome-ignore lint/suspicious/noSelfCompare: true for every NaN, whose payload a plain copy may lose
    if (value === value) into[at] = value;
    else if (column === null) copyBits(bits, at, this.constantBits, slot);
    else copyBits(bits, at, bitsOf(column), row);
  }

  /** The first `rows` rows as sealed rows want them; series that are present throughout share one time column. */
  series(rows: number): RowSeries[] {
    let everywhere = 0xffff_ffff;
    let somewhere = 0;
    for (let row = 0; row < rows; row++) { everywhere &= this.present[row]!; somewhere |= this.present[row]!; }
    const all = this.times.slice(0, rows);
    const sparse = new Map<string, { times: Float64Array; at: number[] }>();
    const out: RowSeries[] = [];
    for (let slot = 0; slot < SHARD_SIZE; slot++) {
      const bit = 1 << slot;
      if ((somewhere & bit) === 0) continue;
      if ((everywhere & bit) !== 0) { out.push({ slot, times: all, values: this.column(slot, rows) }); continue; }
      const at: number[] = [];
      for (let row = 0; row < rows; row++) if ((this.present[row]! & bit) !== 0) at.push(row);
      const key = at.join();
      const shared = sparse.get(key) ?? { times: Float64Array.from(at, row => all[row]!), at };
      sparse.set(key, shared);
      out.push({ slot, times: shared.times, values: this.picked(slot, at) });
    }
    return out;
  }

  /** Forgets the first `rows` rows. */
  drop(rows: number): void {
    if (rows >= this.rows) return this.clear();
    let dropped = 0;
    for (let row = 0; row < rows; row++) dropped += popcount(this.present[row]!);
    this.times.copyWithin(0, rows, this.rows);
    this.present.copyWithin(0, rows, this.rows);
    for (const column of this.columns) column?.copyWithin(0, rows, this.rows);
    this.rows -= rows;
    this.samples -= dropped;
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

  private clear(): void {
    this.rows = 0;
    this.samples = 0;
    this.begun = 0;
    this.times = new Float64Array(FIRST_ROWS);
    this.present = new Uint32Array(FIRST_ROWS);
    this.columns.fill(null);
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
    for (const column of this.columns) column?.copyWithin(at + 1, at, end);
    this.times[at] = time;
    this.present[at] = 0;
  }

  private grow(): void {
    const size = this.times.length * 2;
    const times = new Float64Array(size);
    times.set(this.times);
    this.times = times;
    const present = new Uint32Array(size);
    present.set(this.present);
    this.present = present;
    this.columns.forEach((column, slot) => {
      if (column === null) return;
      const larger = new Float64Array(size);
      larger.set(column); // a copy of memory: payloads survive
      this.columns[slot] = larger;
    });
  }

  /** Turns a constant column into a real one. */
  private spread(slot: number): Float64Array {
    const column = new Float64Array(this.times.length);
    const bits = bitsOf(column);
    for (let row = 0; row < this.rows; row++) copyBits(bits, row, this.constantBits, slot);
    this.columns[slot] = column;
    return column;
  }

  private column(slot: number, rows: number): Float64Array {
    const column = this.columns[slot]!;
    if (column !== null) return column.slice(0, rows);
    const values = new Float64Array(rows);
    const bits = bitsOf(values);
    for (let row = 0; row < rows; row++) copyBits(bits, row, this.constantBits, slot);
    return values;
  }

  private picked(slot: number, at: readonly number[]): Float64Array {
    const values = new Float64Array(at.length);
    const bits = bitsOf(values);
    at.forEach((row, i) => this.copy(slot, row, values, bits, i));
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
