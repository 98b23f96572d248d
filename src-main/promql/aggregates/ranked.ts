import type { LabelPairs } from '../../shared/model/labels.ts';
import type { Aggregate } from '../ast.ts';
import type { Column, Grid } from '../column.ts';
import { compareLabels } from '../labelset.ts';
import { bytesFor, compacted, isPresent, setPresent } from '../presence.ts';
import type { Run } from '../run.ts';
import { groupingOf, groups } from './groups.ts';
import { countsOf } from './parameter.ts';

/** topk and bottomk: series with their own labels, only at the steps where they are among the k. NaN ranks last. */
export function ranked(aggregate: Aggregate, grid: Grid, run: Run): Column[] {
  const counts = countsOf(aggregate, grid, run);
  const sign = aggregate.op === 'topk' ? 1 : -1;
  const labels: LabelPairs[] = [];
  const all = groups(groupingOf(aggregate), group => ({ labels: group, ranks: new Ranks(counts, sign, run) }));
  for (const column of run.columns(aggregate.expr, grid, false)) {
    all.of(column.labels).ranks.add(column, labels.length);
    labels.push(column.labels);
  }
  const sorted = [...all.all()].sort((a, b) => compareLabels(a.labels, b.labels));
  return sorted.flatMap(({ ranks }) => ranks.columns(labels));
}


/** For every step a heap of the best so far, the worst of them on top: places of (value, series), `capacity` to a step. */
class Ranks {
  readonly #counts: Float64Array;
  readonly #sign: number;
  readonly #sizes: Int32Array;
  #capacity: number;
  #values: Float64Array;
  #series: Int32Array;
  readonly #run: Run;

  constructor(counts: Float64Array, sign: number, run: Run) {
    this.#counts = counts;
    this.#sign = sign;
    this.#run = run;
    this.#sizes = new Int32Array(counts.length);
    this.#capacity = 1;
    this.#values = new Float64Array(counts.length);
    this.#series = new Int32Array(counts.length);
    run.budget.take(counts.length);
  }

  add({ values, present }: Column, series: number): void {
    for (let i = 0; i < this.#counts.length; i++) {
      if (!isPresent(present, i)) continue;
      const size = this.#sizes[i]!, value = values[i]!;
      if (size < this.#counts[i]!) {
        if (size === this.#capacity) this.#grow();
        this.#sizes[i]!++;
        this.#rise(i * this.#capacity, size, value, series);
      } else if (size > 0 && this.#worse(this.#values[i * this.#capacity]!, value)) {
        this.#sink(i * this.#capacity, size, value, series);
      }
    }
  }

  /** Whether a ranks below b. */
  #worse(a: number, b: number): boolean {
    return this.#sign * a < this.#sign * b || (Number.isNaN(a) && !Number.isNaN(b));
  }

  #grow(): void {
    const old = { capacity: this.#capacity, values: this.#values, series: this.#series };
    this.#run.budget.take(this.#counts.length * old.capacity);
    this.#capacity *= 2;
    this.#values = new Float64Array(this.#counts.length * this.#capacity);
    this.#series = new Int32Array(this.#counts.length * this.#capacity);
    for (let i = 0; i < this.#counts.length; i++) {
      this.#values.set(old.values.subarray(i * old.capacity, (i + 1) * old.capacity), i * this.#capacity);
      this.#series.set(old.series.subarray(i * old.capacity, (i + 1) * old.capacity), i * this.#capacity);
    }
  }

  #rise(base: number, at: number, value: number, series: number): void {
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!this.#worse(value, this.#values[base + parent]!)) break;
      this.#move(base + parent, base + at);
      at = parent;
    }
    this.#put(base + at, value, series);
  }

  #sink(base: number, size: number, value: number, series: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#worse(this.#values[base + child + 1]!, this.#values[base + child]!)) child++;
      if (!this.#worse(this.#values[base + child]!, value)) break;
      this.#move(base + child, base + at);
      at = child;
    }
    this.#put(base + at, value, series);
  }

  #move(from: number, to: number): void { this.#put(to, this.#values[from]!, this.#series[from]!); }
  #put(at: number, value: number, series: number): void {
    this.#values[at] = value;
    this.#series[at] = series;
  }

  /** The series that are among the best at some step; for a single step from the best down. */
  columns(labels: readonly LabelPairs[]): Column[] {
    const run = this.#run, count = this.#counts.length;
    const chosen = new Map<number, { values: Float64Array; present: Uint8Array }>();
    for (let i = 0; i < count; i++) {
      for (const place of this.#best(i)) {
        const series = this.#series[place]!;
        let column = chosen.get(series);
        if (column === undefined) {
          run.budget.take(count);
          chosen.set(series, column = { values: new Float64Array(count), present: new Uint8Array(bytesFor(count)) });
        }
        column.values[i] = this.#values[place]!;
        setPresent(column.present, i);
      }
    }
    run.budget.give((chosen.size + this.#capacity) * count);
    return Array.from(chosen, ([series, { values, present }]) => ({ labels: labels[series]!, values, present: compacted(present, count) }));
  }

  /** Places of one step, the best first; equal ones in the order their series came. */
  #best(step: number): number[] {
    const base = step * this.#capacity;
    const places = Array.from({ length: this.#sizes[step]! }, (_, i) => base + i);
    return places.sort((a, b) => {
      const left = this.#values[a]!, right = this.#values[b]!;
      if (this.#worse(right, left)) return -1;
      return this.#worse(left, right) ? 1 : this.#series[a]! - this.#series[b]!;
    });
  }
}
