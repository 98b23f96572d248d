import { bitsOf } from '../shared/model/sample.ts';
import { SHARD_SIZE } from './registry.ts';

/**
 * The samples of one append, to be walked shard by shard without sorting.
 * refs    one per sample
 * times   unix ms, integers: one for all, or one per sample
 * values  every bit counts
 */
export class Batch {
  readonly refs: Uint32Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly bits: Uint32Array;
  /** shards touched, in the order of first touch */
  readonly shards: number[] = [];
  private readonly first = new Map<number, number>();
  private readonly next: Int32Array;

  constructor(refs: Uint32Array, times: Float64Array, values: Float64Array, count = refs.length) {
    this.refs = refs;
    this.times = times;
    this.values = values;
    this.bits = bitsOf(values);
    this.next = new Int32Array(count);
    for (let i = count - 1; i >= 0; i--) {
      const shard = Math.floor(refs[i]! / SHARD_SIZE);
      const head = this.first.get(shard);
      if (head === undefined) this.shards.push(shard);
      this.next[i] = head ?? -1;
      this.first.set(shard, i);
    }
    this.shards.reverse();
  }

  timeOf(i: number): number { return this.times.length === 1 ? this.times[0]! : this.times[i]!; }

  /** Samples of one shard as indices, by time; equal times keep the order they came in, so that the last write wins. */
  samplesOf(shard: number, into: number[]): number[] {
    into.length = 0;
    let ordered = true;
    for (let i = this.first.get(shard)!; i >= 0; i = this.next[i]!) {
      if (into.length > 0 && this.timeOf(i) < this.timeOf(into[into.length - 1]!)) ordered = false;
      into.push(i);
    }
    if (!ordered) into.sort((a, b) => this.timeOf(a) - this.timeOf(b) || a - b);
    return into;
  }
}
