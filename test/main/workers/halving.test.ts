import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SHARD_SIZE, shardOf } from '../../../src-main/tsdb/registry.ts';
import type { Prefetched } from '../../../src-main/tsdb/querier.ts';
import { inHalves, isWide, theirShare } from '../../../src-main/workers/halving.ts';

/** tailed: series of which the head holds `ref % 3 + 1` samples, each with the ref as its value */
function selected(refs: readonly number[], tailed: readonly number[] = [], hours = 6): Prefetched {
  const counts = tailed.map(ref => (ref % 3) + 1);
  const ends = Uint32Array.from(counts, (_, i) => counts.slice(0, i + 1).reduce((sum, count) => sum + count, 0));
  const values = Float64Array.from(tailed.flatMap((ref, i) => new Array<number>(counts[i]!).fill(ref)));
  return { selection: { matchers: [], from: 0, to: hours * 3_600_000 }, refs: Uint32Array.from(refs), tails: { refs: Uint32Array.from(tailed), ends, times: values.map((_, i) => i), values } };
}
const ascending = fc.uniqueArray(fc.integer({ min: 0, max: 40 * SHARD_SIZE }), { maxLength: 60 }).map(refs => refs.sort((a, b) => a - b));
const shared = (a: readonly number[], b: readonly number[]): number[] => a.filter(one => b.includes(one));
const tailsOf = ({ tails: { refs, ends, values } }: Prefetched) => Array.from(refs, (ref, i) => [ref, ...values.subarray(ends[i - 1] ?? 0, ends[i])]);

describe('two halves', () => {
  test('have every series once, with its tail, and no shard is in both', () => {
    fc.assert(fc.property(ascending, refs => {
      const all = selected(refs, refs.filter(ref => ref % 2 === 0));
      const halves = inHalves([all], null);
      if (halves === null) return;
      const [ours, theirs] = [halves.ours[0]!, halves.theirs[0]!];
      expect([...ours.refs, ...theirs.refs]).toEqual(refs);
      expect(shared([...ours.refs].map(shardOf), [...theirs.refs].map(shardOf))).toEqual([]);
      expect(tailsOf(theirs)).toEqual(tailsOf(all).filter(([ref]) => theirs.refs.includes(ref!)));
      expect(new Set(tailsOf(ours)).size).toBeGreaterThanOrEqual(ours.refs.filter(ref => ref % 2 === 0).length);
    }));
  });

  test('keep together what belongs together, in every selection', () => {
    fc.assert(fc.property(ascending, ascending, (left, right) => {
      const halves = inHalves([selected(left), selected(right, right)], ref => ref % 7);
      if (halves === null) { expect(new Set([...left, ...right].map(ref => ref % 7)).size).toBeLessThan(2); return; }
      const valuesOf = (half: readonly Prefetched[]) => half.flatMap(({ refs }) => [...refs].map(ref => ref % 7));
      expect(shared(valuesOf(halves.ours), valuesOf(halves.theirs))).toEqual([]);
      for (const [i, refs] of [left, right].entries()) expect([...halves.ours[i]!.refs, ...halves.theirs[i]!.refs].sort((a, b) => a - b)).toEqual(refs);
      expect([...tailsOf(halves.ours[1]!), ...tailsOf(halves.theirs[1]!)].sort(([a], [b]) => a! - b!)).toEqual(tailsOf(selected(right, right)));
    }));
  });

  test('are about the same size', () => {
    const refs = Array.from({ length: 64 }, (_, i) => i * SHARD_SIZE);
    expect(inHalves([selected(refs)], null)?.ours[0]?.refs.length).toBe(32);
    expect(inHalves([selected(refs)], ref => ref % 5)?.ours[0]?.refs.length).toBeGreaterThan(64 / 3);
  });

  test('are as large as is wanted', () => {
    const refs = Array.from({ length: 100 }, (_, i) => i * SHARD_SIZE);
    for (const share of [0.5, 0.6, 0.75]) for (const placeOf of [null, (ref: number) => ref / SHARD_SIZE]) expect(inHalves([selected(refs)], placeOf, share)?.theirs[0]?.refs.length).toSatisfy((length: number) => Math.abs(length / 100 - share) < 0.02);
  });

  test('are uneven when one has to write a large answer', () => {
    expect(theirShare([selected([1, 50, 99])], 0)).toBe(0.5);
    expect(theirShare([selected([1, 50, 99])], 1000)).toBeGreaterThan(0.6);
    expect(theirShare([selected([1, 50, 99])], 1e9)).toBeLessThan(0.8);
  });

  test('of one shard, and of series that all belong together, there are none', () => {
    expect(inHalves([selected([1, 2, 3])], null)).toBeNull();
    expect(inHalves([selected([1, 50, 99])], () => 1)).toBeNull();
  });
});

test('a query is wide when it reads many shards or many samples, but not when handing over the labels would take longer', () => {
  const shards = (count: number, each = 1) => Array.from({ length: count * each }, (_, i) => Math.floor(i / each) * SHARD_SIZE + (i % each));
  expect(isWide([selected(shards(1))], true)).toBe(false);
  expect(isWide([selected(shards(1, 8))], true)).toBe(false);
  expect(isWide([selected(shards(60))], true)).toBe(true);
  expect(isWide([selected(shards(500, 8), [], 0)], true)).toBe(false);
  expect(isWide([selected(shards(500, 8), [], 0)], false)).toBe(true);
});
