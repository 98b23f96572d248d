import { expect, test } from 'vitest';
import { bitsOf, setStale } from '../../../src-main/shared/model/sample.ts';
import { openForReading } from '../../../src-main/store/metrics.ts';
import { rowReader, timeOfKey } from '../../../src-main/store/rows.ts';
import { checkStore } from '../../../src-main/tsdb/check.ts';
import { summaryOf } from '../../../src-main/tsdb/codec/header.ts';
import { failCommits, flip, folder, hexOf, NOW, open, type Opened, readAll, series } from './workbench.ts';

const STEP = 15_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const pause = async () => undefined;

/** One value of each series at count times from `from` on. */
function fill({ store }: Opened, refs: Uint32Array, from: number, count: number, value = (ref: number, i: number) => ref * i, step = STEP): void {
  for (let i = 0; i < count; i++) store.append(refs.slice(), Float64Array.of(from + i * step), Float64Array.from(refs, ref => value(ref, i)));
}

function background({ store }: Opened): number {
  let steps = 0;
  while (store.compactSome()) if (++steps > 1000) throw new Error('compaction does not end');
  return steps;
}

const rowsOf = ({ store }: Opened, shard = 0) => store.reader.heads(shard, -(2 ** 53), 1000).map(({ key, head }) => ({ start: timeOfKey(key), ...summaryOf(head)! }));
const sorted = (found: Map<string, Map<number, string>>) => [...found].map(([key, samples]) => [key, [...samples].sort(([a], [b]) => a - b)]);

test('four sealed rows become one in the background, of the same samples', async () => {
  const dir = folder();
  const opened = open(dir);
  fill(opened, opened.store.resolve(series(40)), NOW - 6 * HOUR, 1200);
  const before = sorted(readAll(opened, dir));
  const { rows, samples, blobBytes } = opened.store.stats();
  background(opened);
  expect(sorted(readAll(opened, dir))).toEqual(before);
  expect(rowsOf(opened)[0]).toMatchObject({ times: 960, from: NOW - 6 * HOUR, cold: false });
  const after = opened.store.stats();
  expect(after.rows).toBe(rows - 6);
  expect(after).toMatchObject({ samples });
  expect(after.blobBytes).toBeLessThan(blobBytes);
  expect((await checkStore(opened.store, pause)).damage).toEqual([]);
});

test('rows wait until there are enough of them, also over a start', () => {
  const dir = folder();
  const first = open(dir);
  const refs = first.store.resolve(series(1));
  fill(first, refs, NOW - 6 * HOUR, 720);
  background(first);
  expect(rowsOf(first).map(({ times }) => times)).toEqual([240, 240, 240]);
  first.store.close();
  const second = open(dir);
  expect(second.store.stats().rows).toBe(3);
  background(second);
  fill(second, refs, NOW - 3 * HOUR, 240);
  background(second);
  expect(rowsOf(second).map(({ times }) => times)).toEqual([960]);
  expect(background(second)).toBe(0);
});

test('compact leaves the newest row as it was sealed, cold, and merges what is before it; it grows with what comes', () => {
  const dir = folder();
  const opened = open(dir);
  const refs = opened.store.resolve(series(2));
  fill(opened, refs, NOW - 10 * HOUR, 1560);
  opened.store.compact();
  expect(rowsOf(opened)).toMatchObject([{ times: 960, cold: true }, { times: 480, cold: true }, { times: 120, cold: true }]);
  fill(opened, refs, NOW - 3 * HOUR, 360);
  opened.store.compact();
  expect(rowsOf(opened)).toMatchObject([{ times: 960, cold: true }, { times: 960, cold: true }]);
  expect(opened.store.stats()).toMatchObject({ samples: 2 * 1920, rows: 2, headSamples: 0, walRows: 0 });
});

test('compacting again changes nothing', () => {
  const dir = folder();
  const opened = open(dir);
  fill(opened, opened.store.resolve(series(40)), NOW - 10 * HOUR, 1500);
  opened.store.compact();
  const written = () => opened.store.db.prepare('SELECT total_changes() AS n').get();
  const before = written();
  opened.store.compact();
  expect(written()).toEqual(before);
});

test('what is older than a day becomes cold by age, once it is merged', () => {
  const dir = folder();
  let now = NOW;
  const opened = open(dir, undefined, () => now);
  fill(opened, opened.store.resolve(series(1)), NOW - 12 * HOUR, 2880);
  background(opened);
  expect(rowsOf(opened).map(({ cold }) => cold)).toEqual([false, false, false]);
  now = NOW + 17 * HOUR;
  background(opened);
  expect(rowsOf(opened).map(({ cold }) => cold)).toEqual([true, false, false]);
  now = NOW + 2 * DAY;
  background(opened);
  expect(rowsOf(opened).map(({ cold }) => cold)).toEqual([true, true, true]);
  expect(background(opened)).toBe(0);
});

test('of a series that has ended a day ago the last rows are merged and cold, too, and grow again when it comes back', () => {
  const dir = folder();
  let now = NOW;
  const opened = open(dir, undefined, () => now);
  const refs = opened.store.resolve(series(1));
  fill(opened, refs, NOW - 2 * HOUR, 480);
  background(opened);
  expect(rowsOf(opened)).toMatchObject([{ times: 240, cold: false }, { times: 240, cold: false }]);
  now = NOW + 25 * HOUR;
  background(opened);
  expect(rowsOf(opened)).toMatchObject([{ times: 480, cold: true }]);
  expect(background(opened)).toBe(0);
  fill(opened, refs, NOW, 480);
  now = NOW + 28 * HOUR;
  background(opened);
  expect(rowsOf(opened)).toMatchObject([{ times: 960, cold: true }]);
  expect([...readAll(opened, dir).values()][0]!.size).toBe(960);
});

test.each([
  { name: 'between the newest', from: NOW - 3 * HOUR - 7000, count: 300 },
  { name: 'over others, with other values', from: NOW - 3 * HOUR, count: 300 },
  { name: 'before the oldest', from: NOW - 40 * DAY, count: 1100 },
  { name: 'across the oldest', from: NOW - 6 * HOUR - 1000, count: 1100 },
])('late samples $name are folded into the rows', async ({ from, count }) => {
  const dir = folder();
  const opened = open(dir);
  const refs = opened.store.resolve(series(3));
  fill(opened, refs, NOW - 5 * HOUR, 1200);
  background(opened);
  fill(opened, refs.slice(0, 2), from, count, (ref, i) => -ref - i);
  opened.store.sealAll();
  expect(opened.store.stats().lateRows).toBeGreaterThan(0);
  const before = sorted(readAll(opened, dir));
  background(opened);
  expect(opened.store.stats().lateRows).toBe(0);
  expect(sorted(readAll(opened, dir))).toEqual(before);
  const { samples } = opened.store.stats();
  expect(samples).toBe(before.reduce((sum, [, all]) => sum + all!.length, 0));
  expect(await checkStore(opened.store, pause)).toMatchObject({ damaged: 0, samples });
  const starts = rowsOf(opened);
  expect(starts.every(({ start }, i) => i === 0 || start > starts[i - 1]!.start)).toBe(true);
  opened.store.compact();
  expect(sorted(readAll(opened, dir))).toEqual(before);
  opened.store.close();
  expect(open(dir).store.stats()).toMatchObject({ samples, lateRows: 0 });
});

test('a late row that reaches over many rows is folded into one after the other', () => {
  const dir = folder();
  const opened = open(dir);
  const refs = opened.store.resolve(series(1));
  fill(opened, refs, NOW - 20 * HOUR, 4800);
  opened.store.compact();
  fill(opened, refs, NOW - 20 * HOUR + 1, 600, (_, i) => -i, 120_000);
  const before = sorted(readAll(opened, dir));
  opened.store.compact();
  expect(opened.store.stats()).toMatchObject({ lateRows: 0, samples: 5400 });
  expect(sorted(readAll(opened, dir))).toEqual(before);
});

test('samples of the future stay late until time has come to them', () => {
  const dir = folder();
  let now = NOW;
  const opened = open(dir, undefined, () => now);
  const refs = opened.store.resolve(series(1));
  fill(opened, refs, NOW - HOUR, 10);
  fill(opened, refs, NOW + 4 * HOUR, 3);
  opened.store.compact();
  expect(opened.store.stats()).toMatchObject({ lateRows: 1, samples: 13 });
  now = NOW + 5 * HOUR;
  fill(opened, refs, now, 1);
  opened.store.compact();
  expect(opened.store.stats()).toMatchObject({ lateRows: 0, samples: 14 });
  expect([...readAll(opened, dir).values()][0]!.size).toBe(14);
});

test('stale markers and other NaN keep their bits through merging, folding and cooling', () => {
  const dir = folder();
  const opened = open(dir);
  const [ref] = opened.store.resolve(series(1));
  const specials = Float64Array.of(0, Number.NaN, -0, Infinity);
  setStale(bitsOf(specials), 0);
  const expected = Array.from(specials, (_, i) => hexOf(specials[i]!));
  expected[0] = '7ff0000000000002';
  fill(opened, Uint32Array.of(ref!), NOW - 5 * HOUR, 1000);
  opened.store.append(new Uint32Array(4).fill(ref!), Float64Array.of(0, 1, 2, 3).map(i => NOW - 4 * HOUR + 7 + i), specials);
  opened.store.compact();
  const [samples] = readAll(opened, dir).values();
  expect([0, 1, 2, 3].map(i => samples!.get(NOW - 4 * HOUR + 7 + i))).toEqual(expected);
});

test('samples a millisecond apart are folded without two rows beginning in the same 1,024 ms', () => {
  const dir = folder();
  const opened = open(dir);
  const refs = opened.store.resolve(series(1));
  fill(opened, refs, NOW - 10_000, 5000, (_, i) => i, 2);
  fill(opened, refs, NOW - 10_001, 5000, (_, i) => -i, 2);
  const before = sorted(readAll(opened, dir));
  opened.store.compact();
  expect(opened.store.stats()).toMatchObject({ lateRows: 0, samples: 10_000 });
  expect(sorted(readAll(opened, dir))).toEqual(before);
});

test('rows with a year between them are not merged', () => {
  const dir = folder();
  const opened = open(dir);
  const refs = opened.store.resolve(series(1));
  fill(opened, refs, NOW - 365 * DAY, 100);
  opened.store.sealAll();
  fill(opened, refs, NOW - HOUR, 100);
  opened.store.compact();
  expect(rowsOf(opened).map(({ times }) => times)).toEqual([100, 100]);
});

test.each(['rows', 'late'])('a damaged row in %s stays where it is, and all others are compacted', table => {
  const dir = folder();
  const first = open(dir);
  const refs = first.store.resolve(series(1));
  fill(first, refs, NOW - 10 * HOUR, 240);
  first.store.sealAll();
  fill(first, refs, NOW - 9 * HOUR, 960);
  for (const time of [NOW - 20 * HOUR, NOW - 9 * HOUR + 3]) {
    fill(first, refs, time, 1);
    first.store.sealAll();
  }
  first.store.close();
  flip(dir, table, 'blob');
  const second = open(dir);
  const before = sorted(readAll(second, dir));
  second.store.compact();
  expect(sorted(readAll(second, dir))).toEqual(before);
  expect(second.damage.length).toBeGreaterThan(0);
  expect(second.store.stats().rows).toBeLessThan(5);
  expect(second.store.stats().lateRows).toBe(table === 'late' ? 1 : 0);
});

test('a reader that began before a step sees the rows as they were', () => {
  const dir = folder();
  const opened = open(dir);
  const refs = opened.store.resolve(series(1));
  fill(opened, refs, NOW - 10 * HOUR, 1440);
  const db = openForReading(`${dir}/metrics.db`);
  const reader = rowReader(db, () => undefined);
  const count = () => reader.heads(0, -(2 ** 53), 100).length;
  const before = count();
  db.transaction(() => {
    expect(count()).toBe(before);
    opened.store.compact();
    expect(count()).toBe(before);
    expect(reader.window(0, 0, NOW).length).toBe(before);
  })();
  expect(count()).toBe(3);
  db.close();
});

test('a step that fails changes nothing, neither on disk nor in the figures', () => {
  const dir = folder();
  const opened = open(dir);
  fill(opened, opened.store.resolve(series(1)), NOW - 10 * HOUR, 1440);
  opened.store.sealAll();
  const { fileBytes: _, ...before } = opened.store.stats();
  const content = sorted(readAll(opened, dir));
  const mend = failCommits(opened.store.db, 'DELETE', 'rows');
  expect(() => opened.store.compactSome()).toThrow(/FOREIGN KEY/);
  expect(opened.store.stats()).toMatchObject(before);
  mend();
  opened.store.compact();
  expect(sorted(readAll(opened, dir))).toEqual(content);
  expect(opened.store.stats().rows).toBe(3);
});

test('compact gives back the pages it freed', () => {
  const dir = folder();
  const opened = open(dir);
  fill(opened, opened.store.resolve(series(64)), NOW - 10 * HOUR, 1440, (ref, i) => Math.round(1000 * Math.sin(ref * i)));
  opened.store.compact();
  expect(opened.store.db.pragma('freelist_count', { simple: true })).toBe(0);
  const pages = Number(opened.store.db.pragma('page_count', { simple: true })) * Number(opened.store.db.pragma('page_size', { simple: true }));
  expect(opened.store.stats().fileBytes).toBe(pages);
});
