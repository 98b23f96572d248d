import { bitsOf } from '../shared/model/sample.ts';
import type { Head } from './head.ts';
import { shardOf, slotOf } from './registry.ts';
import type { SampleTable } from './table.ts';

/**
 * Unsealed samples of some series, packed so that they cross threads as four arrays.
 * refs    series that have any
 * ends    exclusive end of each one's stretch in times and values
 * times   unix ms, strictly increasing within a stretch
 * values  every bit as it was written
 */
export interface Tails { readonly refs: Uint32Array; readonly ends: Uint32Array; readonly times: Float64Array; readonly values: Float64Array }

/** The head's samples of `refs` with from <= time <= to. */
export function tailsOf(head: Head, refs: Uint32Array, from: number, to: number): Tails {
  const found: number[] = [];
  const ends: number[] = [];
  let room = 1024;
  let times = new Float64Array(room);
  let values = new Float64Array(room);
  let bits = bitsOf(values);
  let at = 0;
  const take = (table: SampleTable, slot: number) => {
    for (let row = table.lowerBound(from); row < table.rows && table.times[row]! <= to; row++) {
      if (!table.has(slot, row)) continue;
      if (at === room) {
        room *= 2;
        times = grown(times, room);
        values = grown(values, room);
        bits = bitsOf(values);
      }
      times[at] = table.times[row]!;
      table.copy(slot, row, values, bits, at++);
    }
  };
  for (const ref of refs) {
    const shard = head.shards.get(shardOf(ref));
    if (!shard || shard.empty) continue;
    const before = at;
    if (shard.late.rows > 0) take(shard.late, slotOf(ref));
    if (shard.main.rows > 0 && shard.main.to >= from && shard.main.from <= to) take(shard.main, slotOf(ref));
    if (at > before) { found.push(ref); ends.push(at); }
  }
  return { refs: Uint32Array.from(found), ends: Uint32Array.from(ends), times: times.slice(0, at), values: values.slice(0, at) };
}

function grown(array: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(array); // a copy of memory: payloads survive
  return larger;
}
