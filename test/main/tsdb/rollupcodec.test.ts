import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsOf, setStale } from '../../../src-main/shared/model/sample.ts';
import { COARSE, FINE, levelOfKey, rollupKey, shardOfRollup, windowOf, windowOfKey } from '../../../src-main/store/rollups.ts';
import { bucketEnd, type Buckets, bucketsOf } from '../../../src-main/tsdb/buckets.ts';
import { decodeScratch } from '../../../src-main/tsdb/codec/integers.ts';
import { encodeRollup, Rollup } from '../../../src-main/tsdb/rollupcodec.ts';
import { divides } from '../../../src-main/tsdb/rollupplan.ts';
import type { RollupColumn } from '../../../src-main/tsdb/select.ts';

const BUCKET = 300_000;
const columns = (times: number[], values: number[]) => ({ times: Float64Array.from(times), values: Float64Array.from(values) });
const plain = (buckets: Buckets | null) => buckets && Object.fromEntries(Object.entries(buckets).map(([name, column]) => [name, [...column as Float64Array]]));

test('a bucket holds the samples behind its left end and up to its right end', () => {
  expect([0, 1, 299_999, 300_000, 300_001, -1, -300_000].map(time => bucketEnd(time, BUCKET) + 0)).toEqual([0, 300_000, 300_000, 300_000, 600_000, 0, -300_000]);
  expect(plain(bucketsOf(columns([1, 100_000, 300_000, 300_001, 1_000_000], [5, 2, 3, 7, 1]), BUCKET))).toEqual({
    firstTimes: [1, 300_001, 1_000_000], lastTimes: [300_000, 300_001, 1_000_000], firsts: [5, 7, 1], lasts: [3, 7, 1],
    counts: [3, 1, 1], sums: [10, 7, 1], mins: [2, 7, 1], maxs: [5, 7, 1], falls: [5, 0, 0], ended: [],
  });
});

test('a stale marker counts when nothing follows it in its bucket', () => {
  const series = columns([1000, 2000, 3000, 4000, 301_000, 902_000], [1, 0, 3, 0, 0, 2]);
  for (const i of [1, 3, 4]) setStale(bitsOf(series.values), i);
  expect(plain(bucketsOf(series, BUCKET))).toMatchObject({ counts: [2, 1], lasts: [3, 2], lastTimes: [3000, 902_000], ended: [4000, 301_000] });
});

test.each([[NaN], [Infinity], [-Infinity]])('a series with a %d has no buckets', value => {
  expect(bucketsOf(columns([1, 2, 3], [1, value, 3]), BUCKET)).toBeNull();
  expect(bucketsOf(columns([1, 2, 3], [1, 1, value]), BUCKET)).toBeNull();
});

test('sums too large for a number are none', () => {
  expect(bucketsOf(columns([1, 2], [1.7e308, 1.7e308]), BUCKET)).toBeNull();
});

test('what rounding takes from a sum is given back', () => {
  expect(bucketsOf(columns([1, 2, 3], [1e16, 1, -1e16]), BUCKET)!.sums[0]).toBe(1);
  expect(bucketsOf(columns(Array.from({ length: 10 }, (_, i) => i), Array(10).fill(0.1)), BUCKET)!.sums[1]).toBe(0.9);
});

const NAMES: readonly RollupColumn[] = ['lasts', 'firsts', 'counts', 'sums', 'mins', 'maxs', 'falls'];
const values = fc.oneof(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, -0, 7));
const history = fc.oneof(fc.array(values, { minLength: 1, maxLength: 80 }), fc.array(fc.nat(20), { minLength: 40, maxLength: 80 }).map(steps => steps.map((_, i) => steps.slice(0, i).reduce((a, b) => a + b, 0))))
  .chain(some => fc.record({ start: fc.integer({ min: -1e9, max: 1e9 }), step: fc.integer({ min: 7000, max: 200_000 }), values: fc.constant(some), stale: fc.array(fc.nat(79), { maxLength: 3 }) }))
  .map(({ start, step, values: some, stale }) => {
    const series = columns(some.map((_, i) => start + i * step), some);
    for (const i of stale) if (i < some.length) setStale(bitsOf(series.values), i);
    return series;
  });

test.each([{ frugal: true }, { frugal: false }])('buckets come back as they were, bit for bit, or are said not to be there (frugal: $frugal)', ({ frugal }) => {
  fc.assert(fc.property(fc.uniqueArray(fc.record({ slot: fc.nat(31), series: history }), { minLength: 1, maxLength: 6, selector: ({ slot }) => slot }), some => {
    const slots = some.map(({ slot, series }) => ({ slot, buckets: bucketsOf(series, BUCKET) }));
    const rollup = new Rollup(encodeRollup(slots, frugal), decodeScratch());
    rollup.check();
    for (const { slot, buckets } of slots) {
      if (buckets!.lasts.length === 0) { expect(rollup.lastTimes(slot)).toBeNull(); continue; }
      expect(rollup.lastTimes(slot)).toEqual(buckets!.lastTimes);
      expect(rollup.ended(slot) ?? new Float64Array(0)).toEqual(buckets!.ended);
      for (const name of NAMES) {
        if (!rollup.tells(slot, [name])) { expect(frugal).toBe(true); continue; }
        const read = new Float64Array(buckets!.lasts.length);
        rollup.read(slot, name, read);
        if (name === 'sums') for (const [i, sum] of read.entries()) expect(Math.abs(sum - buckets!.sums[i]!)).toBeLessThanOrEqual(1e-14 * Math.abs(sum));
        else expect(read).toEqual(buckets![name]);
        if (name === 'firsts') expect(rollup.firstTimes(slot)).toEqual(buckets!.firstTimes);
      }
    }
  }), { numRuns: 60 });
});

test('bytes that are no rollup are refused with an error, whatever they are', () => {
  const good = encodeRollup([{ slot: 3, buckets: bucketsOf(columns([1, 2, 400_000], [1, 5, 2]), BUCKET) }, { slot: 9, buckets: null }], false);
  fc.assert(fc.property(fc.array(fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) }), { minLength: 1, maxLength: 3 }), fc.nat(good.length), (changes, length) => {
    const bad = good.slice(0, changes.length === 3 ? length : good.length);
    for (const { at, to } of changes) bad[at] = to;
    try {
      const rollup = new Rollup(bad, decodeScratch());
      for (const slot of [3, 9]) for (const name of NAMES) if (rollup.tells(slot, [name]) && rollup.lastTimes(slot)) rollup.read(slot, name, new Float64Array(rollup.lastTimes(slot)!.length));
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }), { numRuns: 500 });
});

test('the key of a rollup tells its level, shard and window', () => {
  for (const level of [FINE, COARSE]) {
    for (const [shard, time] of [[0, 0], [524_287, 2 ** 53 - 1], [7, -(2 ** 53 - 1)], [8, 1_700_000_000_000]] as const) {
      const key = rollupKey(level, shard, windowOf(level, time));
      expect([levelOfKey(key), shardOfRollup(key), windowOfKey(key)]).toEqual([level, shard, windowOf(level, time)]);
      const end = (windowOf(level, time) + 1) * level.windowMs;
      expect(time <= end && time > end - level.windowMs).toBe(true);
    }
  }
});

test('a window of a rollup is of no use when an end of the query lies inside of one of its buckets', () => {
  const ends = fc.record({
    at: fc.integer({ min: 0, max: 200 }), step: fc.integer({ min: 0, max: 40 }), count: fc.integer({ min: 1, max: 30 }), rangeMs: fc.option(fc.integer({ min: 1, max: 60 })),
  });
  fc.assert(fc.property(ends, fc.integer({ min: 0, max: 9 }), (given, window) => {
    const level = { id: 0, bucketMs: 5, windowMs: 20 } as const, from = window * 20, to = from + 20;
    const all = Array.from({ length: given.count }, (_, i) => given.at + i * given.step).flatMap(end => (given.rangeMs === null ? [end] : [end, end - given.rangeMs]));
    expect(divides({ ...given, columns: [] }, level, window)).toBe(all.some(end => end > from && end < to && end % 5 !== 0));
  }), { numRuns: 2000 });
});
