import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Batch, BatchRoom } from '../../../src-main/tsdb/batch.ts';

const listed = (batch: Batch) => batch.shards.map((shard, k) => [shard, [...batch.order.subarray(batch.startOf(k), batch.ends[k])]]);
const batchOf = (refs: number[], times: number[], room = new BatchRoom()) => new Batch(Uint32Array.from(refs), Float64Array.from(times), new Float64Array(refs.length), 1000, room);

test.each([
  { name: 'one time for all keeps the order of coming', refs: [40, 3, 41, 2], times: [7], expected: [[1, [0, 2]], [0, [1, 3]]] },
  { name: 'times that ascend, too', refs: [0, 1, 32, 0], times: [1, 1, 2, 3], expected: [[0, [0, 1, 3]], [1, [2]]] },
  { name: 'others are put in order', refs: [0, 0, 0], times: [3, 1, 2], expected: [[0, [1, 2, 0]]] },
  { name: 'of equal times the later comes later', refs: [5, 5, 5, 5], times: [2, 1, 2, 1], expected: [[0, [1, 3, 0, 2]]] },
])('samples come by shard and time: $name', ({ refs, times, expected }) => expect(listed(batchOf(refs, times))).toEqual(expected));

test('any batch holds each sample once, in its shard, by time; the room it used is as good as new for the next one', () => {
  const room = new BatchRoom();
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(31_999), fc.nat(5)), { minLength: 1, maxLength: 300 }), samples => {
    const batch = batchOf(samples.map(([ref]) => ref), samples.map(([, time]) => time), room);
    const seen = listed(batch).flatMap(([shard, order]) => (order as number[]).map(i => [shard, i] as [number, number]));
    expect(seen.map(([, i]) => i).sort((a, b) => a - b)).toEqual(samples.map((_, i) => i));
    for (const [shard, i] of seen) expect(Math.floor(samples[i]![0] / 32)).toBe(shard);
    for (const [k] of batch.shards.entries()) {
      const own = [...batch.order.subarray(batch.startOf(k), batch.ends[k])];
      expect(own).toEqual([...own].sort((a, b) => samples[a]![1] - samples[b]![1] || a - b));
    }
  }));
});

test('a ref nobody was given and columns that do not fit are bugs, and leave the room as it was', () => {
  const room = new BatchRoom();
  expect(() => batchOf([1, 2, 64_000], [1], room)).toThrow(/BUG: nobody was given ref 64000/);
  expect(() => batchOf([1, 2, 3], [1, 2], room)).toThrow(/BUG: 3 refs, 2 times/);
  expect(listed(batchOf([1, 2], [1], room))).toEqual([[0, [0, 1]]]);
});

test('a batch larger than what is kept takes its own room and gives it back', () => {
  const room = new BatchRoom();
  batchOf(new Array<number>(300_000).fill(1), [1], room);
  batchOf([1], [1], room);
  expect(room.order.length).toBeLessThan(200_000);
});
