import { bitsOf } from '../shared/model/sample.ts';
import { SHARD_SIZE } from './registry.ts';

/** Samples for which room is kept; a batch with more takes its own. */
const KEPT_SAMPLES = 1 << 17;

/** Memory that one batch after another is sorted in. A batch is valid until the next one takes the room. */
export class BatchRoom {
  order = new Int32Array(1024);
  /** one per shard; all 0 between batches */
  counts = new Int32Array(64);

  take(samples: number, shards: number): void {
    if (samples > this.order.length || this.order.length > KEPT_SAMPLES) this.order = new Int32Array(Math.max(1024, 2 ** Math.ceil(Math.log2(samples))));
    if (shards > this.counts.length) this.counts = new Int32Array(2 ** Math.ceil(Math.log2(shards)));
  }
}

/**
 * The samples of one append, shard by shard and there by time. Equal times keep the order they came in, so that the last write wins.
 * refs    one per sample
 * times   unix ms, integers: one for all, or one per sample
 * values  as many as refs, every bit counts
 */
export class Batch {
  readonly refs: Uint32Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly bits: Uint32Array;
  /** shards touched, in the order of first touch */
  readonly shards: number[] = [];
  /** exclusive end of each one's stretch in `order` */
  readonly ends: number[] = [];
  /** indices of samples */
  readonly order: Int32Array;

  /** shardCount: how many there are; a ref beyond is a bug of the caller's, as are arrays that don't fit each other */
  constructor(refs: Uint32Array, times: Float64Array, values: Float64Array, shardCount: number, room: BatchRoom) {
    if (values.length !== refs.length || (times.length !== refs.length && times.length !== 1)) throw new Error(`BUG: ${refs.length} refs, ${times.length} times and ${values.length} values`);
    room.take(refs.length, shardCount);
    this.refs = refs;
    this.times = times;
    this.values = values;
    this.bits = bitsOf(values);
    this.order = room.order;
    this.count(room.counts, shardCount);
    this.place(room.counts);
    if (times.length > 1) this.sort();
  }

  timeOf(sample: number): number { return this.times[this.times.length === 1 ? 0 : sample]!; }
  startOf(k: number): number { return k === 0 ? 0 : this.ends[k - 1]!; }

  private count(counts: Int32Array, shardCount: number): void {
    const { refs, shards } = this;
    for (let i = 0; i < refs.length; i++) {
      const shard = Math.floor(refs[i]! / SHARD_SIZE);
      if (shard >= shardCount) {
        counts.fill(0);
        throw new Error(`BUG: nobody was given ref ${refs[i]}`);
      }
      if (counts[shard]!++ === 0) shards.push(shard);
    }
  }

  private place(counts: Int32Array): void {
    const { refs, shards, ends, order } = this;
    let end = 0;
    for (const shard of shards) {
      const start = end;
      end += counts[shard]!;
      ends.push(end);
      counts[shard] = start;
    }
    for (let i = 0; i < refs.length; i++) order[counts[Math.floor(refs[i]! / SHARD_SIZE)]!++] = i;
    for (const shard of shards) counts[shard] = 0;
  }

  private sort(): void {
    const { times, order, ends } = this;
    for (let k = 0; k < ends.length; k++) {
      const start = this.startOf(k);
      const end = ends[k]!;
      let ordered = true;
      for (let at = start + 1; at < end && ordered; at++) ordered = times[order[at]!]! >= times[order[at - 1]!]!;
      if (!ordered) order.subarray(start, end).sort((a, b) => times[a]! - times[b]! || a - b);
    }
  }
}
