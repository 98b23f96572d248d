import { expect, test } from 'vitest';
import { pairsKey } from '../../../src-main/shared/model/labels.ts';
import { failCommits, folder, NOW, open, readAll, series, SETTINGS, type Opened } from './workbench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (time: number) => Float64Array.of(time);

function noise(seed: number): () => number {
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
}
/** One sample a step from `from` until before `to`, values that do not compress. */
function fill({ store }: Opened, ref: number, from: number, to: number, step: number) {
  const random = noise(ref + 1);
  const times = Float64Array.from({ length: Math.floor((to - from) / step) }, (_, i) => from + i * step);
  for (let i = 0; i < times.length; i += 240) {
    const part = times.slice(i, i + 240);
    store.append(new Uint32Array(part.length).fill(ref), part, part.map(random));
  }
  store.compact();
}
const maintained = ({ store }: Opened) => { while (store.maintain()) { /* one bounded step at a time */ } };
const spans = (found: ReturnType<typeof readAll>) => new Map([...found].map(([key, samples]) => [key, [Math.min(...samples.keys()), Math.max(...samples.keys())]]));
const keyOf = (job: string) => pairsKey(series(1, job)[0]!);

test('the byte budget counts late samples, too: an import into the past does not grow the store without end', () => {
  const dir = folder();
  const opened = open(dir);
  const [ref] = opened.store.resolve(series(1));
  opened.store.append(Uint32Array.of(ref!), at(NOW), Float64Array.of(1));
  opened.store.compact();
  fill(opened, ref!, NOW - 30 * DAY, NOW - 10 * DAY, MINUTE);
  const before = opened.store.stats();
  expect(before.blobBytes).toBeGreaterThan(150_000);
  opened.store.configure({ ...SETTINGS, budgetBytes: Math.floor(before.blobBytes / 2) });
  maintained(opened);
  const after = opened.store.stats();
  expect(after.blobBytes).toBeLessThanOrEqual(before.blobBytes / 2);
  const [samples] = readAll(opened, dir).values();
  expect(after.samples).toBe(samples?.size ?? 0);
});

test('what is oldest goes first, whatever shard it is of and whether it came late', () => {
  const dir = folder();
  const opened = open(dir);
  const [old, young, late] = ['old', 'young', 'late'].map(job => opened.store.resolve(series(1, job))[0]!);
  opened.store.append(Uint32Array.of(late!), at(NOW), Float64Array.of(1));
  opened.store.compact();
  fill(opened, old!, NOW - 30 * DAY, NOW - 20 * DAY, MINUTE);
  fill(opened, late!, NOW - 20 * DAY, NOW - 10 * DAY, MINUTE);
  fill(opened, young!, NOW - 10 * DAY, NOW - DAY, MINUTE);
  const { blobBytes } = opened.store.stats();
  const { budgetBytes, ...rest } = SETTINGS;
  const used = (opened.store.db.pragma('page_count', { simple: true }) as number) * 4096;
  opened.store.configure({ ...rest, budgetBytes: used - Math.floor(blobBytes / 2) });
  maintained(opened);
  const left = spans(readAll(opened, dir));
  expect(left.has(keyOf('old'))).toBe(false);
  expect(left.get(keyOf('late'))![0]).toBeGreaterThan(NOW - 20 * DAY);
  expect(left.get(keyOf('late'))![0]).toBeLessThan(NOW - 10 * DAY);
  expect(left.get(keyOf('young'))![0]).toBe(NOW - 10 * DAY);
  expect(budgetBytes).toBeGreaterThan(0);
});

test('late rows, rows before a long gap and rows of silent series go when they end before the time limit, and the figures follow', () => {
  const dir = folder();
  const opened = open(dir, { ...SETTINGS, retentionMs: 10 * DAY });
  const [gap, silent, late] = ['gap', 'silent', 'late'].map(job => opened.store.resolve(series(1, job))[0]!);
  fill(opened, gap!, NOW - 30 * DAY, NOW - 30 * DAY + HOUR, MINUTE);
  fill(opened, gap!, NOW - 2 * DAY, NOW - DAY, MINUTE);
  fill(opened, silent!, NOW - 30 * DAY, NOW - 29 * DAY, MINUTE);
  opened.store.append(Uint32Array.of(late!), at(NOW), Float64Array.of(1));
  opened.store.compact();
  fill(opened, late!, NOW - 30 * DAY, NOW - 30 * DAY + HOUR, MINUTE);
  maintained(opened);
  expect(spans(readAll(opened, dir))).toEqual(new Map([[keyOf('gap'), [NOW - 2 * DAY, NOW - DAY - MINUTE]], [keyOf('late'), [NOW, NOW]]]));
  const { rows, lateRows, samples, blobBytes, oldest, newest } = opened.store.stats();
  expect({ samples, lateRows, newest }).toEqual({ samples: 1441, lateRows: 0, newest: NOW });
  expect(oldest).toBeGreaterThan(NOW - 2 * DAY - 1024);
  expect(oldest).toBeLessThanOrEqual(NOW - 2 * DAY);
  opened.store.close();
  expect(open(dir).store.stats()).toMatchObject({ rows, lateRows, samples, blobBytes, oldest, newest });
});

test('figures are the same after a start, late rows among them', () => {
  const dir = folder();
  const opened = open(dir);
  const [ref] = opened.store.resolve(series(1));
  fill(opened, ref!, NOW - DAY, NOW, MINUTE);
  opened.store.append(Uint32Array.of(ref!), at(NOW - 2 * DAY), Float64Array.of(1));
  opened.store.sealAll();
  const { samplesAppended: _a, lateSamples: _l, fileBytes: _f, ...before } = opened.store.stats();
  expect(before).toMatchObject({ samples: 1441, lateRows: 1, oldest: NOW - 2 * DAY });
  opened.store.close();
  expect(open(dir).store.stats()).toMatchObject(before);
});

test('when removing fails nothing is counted as removed', () => {
  const dir = folder();
  const opened = open(dir);
  const [ref] = opened.store.resolve(series(1));
  fill(opened, ref!, NOW - 30 * DAY, NOW, 10 * MINUTE);
  const before = opened.store.stats();
  const mend = failCommits(opened.store.db, 'DELETE', 'rows');
  opened.store.configure({ ...SETTINGS, retentionMs: 5 * DAY });
  expect(() => maintained(opened)).toThrow(/FOREIGN KEY/);
  expect(opened.store.stats()).toMatchObject({ rows: before.rows, samples: before.samples, blobBytes: before.blobBytes, oldest: before.oldest });
  mend();
  maintained(opened);
  const [samples] = readAll(opened, dir).values();
  expect(opened.store.stats()).toMatchObject({ samples: samples!.size });
});
