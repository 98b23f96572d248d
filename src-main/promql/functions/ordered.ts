import type { StepKernel } from '../ranges.ts';

/**
 * A quantile of sorted values, between two of them by their distance; NaNs count as smaller than everything.
 * sorted  the first `count` are sorted, NaNs not among them
 * nans    how many NaNs there are besides
 * source  Prometheus's quantile()
 */
export function quantileOf(quantile: number, sorted: Float64Array, count: number, nans: number): number {
  const all = count + nans;
  if (all === 0 || Number.isNaN(quantile)) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const rank = quantile * (all - 1);
  const lower = Math.max(0, Math.floor(rank)), upper = Math.min(all - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  const valueAt = (i: number): number => (i < nans ? NaN : sorted[i - nans]!);
  return valueAt(lower) * (1 - weight) + valueAt(upper) * weight;
}

/** Sorts values in place and gives quantiles of them; NaNs are set aside. */
export function sortedCount(values: Float64Array, count: number): { readonly count: number; readonly nans: number } {
  const part = values.subarray(0, count).sort(); // NaNs last
  let numbers = count;
  while (numbers > 0 && Number.isNaN(part[numbers - 1]!)) numbers--;
  return { count: numbers, nans: count - numbers };
}

/** So few changes to a window are made in place, one by one. */
const FEW = 4;

/** The values of a sliding window in order: few changes are made in place, more in one pass over it, many by sorting afresh. */
class SortedWindow {
  #source: Float64Array = new Float64Array(0);
  sorted = new Float64Array(0);
  #other = new Float64Array(0);
  readonly #leaving = new SmallSort();
  readonly #entering = new SmallSort();
  count = 0;
  nans = 0;
  #lo = 0;
  #hi = 0;

  load(values: Float64Array, length: number): void {
    this.#source = values;
    if (this.sorted.length < length) {
      this.sorted = new Float64Array(length);
      this.#other = new Float64Array(length);
    }
    this.count = this.nans = this.#lo = this.#hi = 0;
  }

  slide(lo: number, hi: number): void {
    const changes = lo - this.#lo + hi - this.#hi;
    if (changes >= (hi - lo) / 2) {
      this.sorted.set(this.#source.subarray(lo, hi));
      ({ count: this.count, nans: this.nans } = sortedCount(this.sorted, hi - lo));
    } else if (changes > FEW) {
      this.#pass(lo, hi);
    } else {
      let entering = this.#hi;
      for (let i = this.#lo; i < lo; i++) {
        if (entering < hi) this.#replace(this.#source[i]!, this.#source[entering++]!);
        else this.#remove(this.#source[i]!);
      }
      while (entering < hi) this.#insert(this.#source[entering++]!);
    }
    this.#lo = lo;
    this.#hi = hi;
  }

  /** What leaves is left out, what enters is put in, both in order. */
  #pass(lo: number, hi: number): void {
    const leaving = this.#leaving.take(this.#source, this.#lo, lo), entering = this.#entering.take(this.#source, this.#hi, hi);
    this.nans += this.#entering.nans - this.#leaving.nans;
    const { sorted, count } = this, into = this.#other;
    const goes = this.#leaving.count, comes = this.#entering.count;
    let to = 0;
    for (let i = 0, gone = 0, come = 0; i <= count; i++) {
      const value = i < count ? sorted[i]! : Infinity;
      if (i < count && gone < goes && value === leaving[gone]) { gone++; continue; }
      while (come < comes && (i === count || entering[come]! < value)) into[to++] = entering[come++]!;
      if (i < count) into[to++] = value;
    }
    this.#other = sorted;
    this.sorted = into;
    this.count = to;
  }

  #replace(old: number, value: number): void {
    if (Number.isNaN(old) || Number.isNaN(value)) {
      this.#remove(old);
      this.#insert(value);
      return;
    }
    const sorted = this.sorted;
    let at = this.#find(old);
    for (; at + 1 < this.count && sorted[at + 1]! < value; at++) sorted[at] = sorted[at + 1]!;
    for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!;
    sorted[at] = value;
  }

  #remove(value: number): void {
    if (Number.isNaN(value)) { this.nans--; return; }
    this.sorted.copyWithin(this.#find(value), this.#find(value) + 1, this.count--);
  }

  #insert(value: number): void {
    if (Number.isNaN(value)) { this.nans++; return; }
    const at = this.#find(value);
    this.sorted.copyWithin(at + 1, at, this.count++);
    this.sorted[at] = value;
  }

  /** The first place whose value is not smaller. */
  #find(value: number): number {
    let from = 0, to = this.count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.sorted[middle]! < value) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** More are left to the engine's own sort, whose call costs as much as sorting so many by hand. */
const MANY = 48;

/** Values in order, without NaNs. */
class SmallSort {
  count = 0;
  nans = 0;
  #values = new Float64Array(16);

  /** Of the places from..to; a view until the next call. */
  take(source: Float64Array, from: number, to: number): Float64Array {
    if (this.#values.length < to - from) this.#values = new Float64Array(2 * (to - from));
    const values = this.#values;
    if (to - from > MANY) {
      values.set(source.subarray(from, to));
      ({ count: this.count, nans: this.nans } = sortedCount(values, to - from));
      return values;
    }
    let count = 0;
    for (let i = from; i < to; i++) {
      const value = source[i]!;
      if (Number.isNaN(value)) continue;
      let at = count++;
      for (; at > 0 && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
      values[at] = value;
    }
    this.nans = to - from - count;
    this.count = count;
    return values;
  }
}

/** quantiles: one for each step */
export function quantileKernel(quantiles: Float64Array): StepKernel {
  const window = new SortedWindow();
  return {
    needs: 1,
    load({ values, length }) { window.load(values, length); },
    at(lo, hi, step) {
      window.slide(lo, hi);
      return quantileOf(quantiles[step]!, window.sorted, window.count, window.nans);
    },
  };
}

/** The median distance from the median. */
export function deviationKernel(): StepKernel {
  const window = new SortedWindow();
  let distances = new Float64Array(0);
  return {
    needs: 1,
    load({ values, length }) {
      window.load(values, length);
      if (distances.length < length) distances = new Float64Array(length);
    },
    at(lo, hi) {
      window.slide(lo, hi);
      const { sorted, count, nans } = window;
      const median = quantileOf(0.5, sorted, count, nans);
      for (let i = 0; i < count; i++) distances[i] = Math.abs(sorted[i]! - median);
      distances.fill(NaN, count, count + nans);
      const { count: numbers, nans: others } = sortedCount(distances, count + nans);
      return quantileOf(0.5, distances, numbers, others);
    },
  };
}
