import { expect, test } from 'vitest';
import { pairsKey } from '../../../src-main/shared/model/labels.ts';
import { failCommits, folder, hexOf, killedCopy, NOW, open, readAll, series } from './workbench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (time: number) => Float64Array.of(time);
const only = (found: Map<string, Map<number, string>>) => [...found.values()][0] ?? new Map<number, string>();

test('a sample from the future that is written anew stays the newer one when time has come to it', () => {
  const dir = folder();
  let now = NOW;
  const opened = open(dir, undefined, () => now);
  const refs = opened.store.resolve(series(1));
  const future = NOW + 2 * HOUR;
  opened.store.append(refs, at(future), Float64Array.of(1));
  opened.store.compact();
  opened.store.append(refs, at(future), Float64Array.of(2));
  opened.store.append(refs, at(future + MINUTE), Float64Array.of(3));
  const expected = new Map([[future, hexOf(2)], [future + MINUTE, hexOf(3)]]);
  expect(only(readAll(opened, dir))).toEqual(expected);
  now = future + DAY;
  opened.store.compact();
  expect(only(readAll(opened, dir))).toEqual(expected);
});

test('samples from the future that are sent again and again are kept once', () => {
  const dir = folder();
  const { store } = open(dir);
  const refs = store.resolve(series(1));
  for (let i = 0; i < 3; i++) {
    store.append(refs, at(NOW + DAY), Float64Array.of(1));
    store.compact();
  }
  expect(store.stats()).toMatchObject({ samples: 1, lateRows: 1 });
});

test('one request may bring more samples of a series than a row holds', () => {
  const dir = folder();
  const opened = open(dir);
  const [ref] = opened.store.resolve(series(1));
  const count = 2 ** 20 + 5;
  const times = Float64Array.from({ length: count }, (_, i) => NOW - (count - i) * 1000);
  opened.store.append(new Uint32Array(count).fill(ref!), times, Float64Array.from(times, (_, i) => i % 7));
  opened.store.compact();
  expect(opened.store.stats()).toMatchObject({ samples: count, headSamples: 0, walRows: 0 });
  const killed = killedCopy(dir);
  expect(only(readAll(open(killed), killed, times[count - 3]!)).size).toBe(3);
});

test('a row holds what a query may want together: a long history is cut', () => {
  const dir = folder();
  const { store } = open(dir);
  const [ref] = store.resolve(series(1));
  const times = Float64Array.from({ length: 5000 }, (_, i) => NOW - (5000 - i) * 15_000);
  store.append(new Uint32Array(5000).fill(ref!), times, times.slice());
  store.sealAll();
  expect(store.stats().rows).toBeGreaterThanOrEqual(5);
  store.append(new Uint32Array(5000).fill(ref!), times.map(time => time - 1), times.slice());
  store.sealAll();
  expect(store.stats().lateRows).toBeGreaterThanOrEqual(5);
});

test('late samples that lie far apart do not make one row over all the time between', () => {
  const dir = folder();
  const opened = open(dir);
  const refs = opened.store.resolve(series(1));
  for (let i = 0; i < 300; i++) opened.store.append(refs.slice(), at(NOW - (300 - i) * 15_000), Float64Array.of(i));
  opened.store.sealAll();
  opened.store.append(Uint32Array.of(refs[0]!, refs[0]!), Float64Array.of(0, NOW - DAY), Float64Array.of(1, 2));
  opened.store.sealAll();
  const spans = opened.store.db.prepare<[], { span: number }>('SELECT t1 - t0 AS span FROM late').all();
  expect(spans.map(({ span }) => span)).toEqual([0, 0]);
  expect(only(readAll(opened, dir)).size).toBe(302);
});

test('rows that begin in the same 1,024 ms do not overwrite each other', () => {
  const dir = folder();
  const opened = open(dir);
  const refs = opened.store.resolve(series(1));
  const start = Math.floor(NOW / 1024) * 1024 - DAY;
  for (let i = 0; i < 8; i++) {
    opened.store.append(refs.slice(), at(start + i * 300), Float64Array.of(i));
    opened.store.compact();
  }
  opened.store.append(refs.slice(), at(start + 300), Float64Array.of(-1)); // over a row that had to go to the late ones
  opened.store.compact();
  expect(only(readAll(opened, dir))).toEqual(new Map(Array.from({ length: 8 }, (_, i) => [start + i * 300, hexOf(i === 1 ? -1 : i)])));
});

test('a seal whose commit fails leaves everything where it was, and succeeds later', () => {
  const dir = folder();
  const opened = open(dir);
  const refs = opened.store.resolve(series(40));
  const fill = (from: number, to: number) => { for (let i = from; i < to; i++) opened.store.append(refs.slice(), at(NOW - DAY + i * 15_000), Float64Array.from(refs, ref => ref * i)); };
  fill(0, 50);
  const mend = failCommits(opened.store.db, 'INSERT', 'rows');
  expect(() => opened.store.compact()).toThrow(/FOREIGN KEY/);
  expect(opened.store.stats()).toMatchObject({ rows: 0, samples: 2000, headSamples: 2000 });
  fill(50, 60);
  const sizes = (found: ReturnType<typeof readAll>) => [...found.values()].map(samples => samples.size);
  const killed = killedCopy(dir);
  expect(sizes(readAll(open(killed), killed))).toEqual(new Array(40).fill(60));
  mend();
  opened.store.compact();
  expect(opened.store.stats()).toMatchObject({ headSamples: 0, samples: 2400, walRows: 0 });
  expect(sizes(readAll(opened, dir))).toEqual(new Array(40).fill(60));
});

test('what is late is sealed by itself while the newer samples of its shard wait, and a kill loses neither', () => {
  const dir = folder();
  const opened = open(dir);
  const refs = opened.store.resolve(series(2));
  for (let i = 0; i < 10; i++) opened.store.append(refs.slice(), at(NOW - HOUR + i * MINUTE), Float64Array.of(i, i));
  opened.store.compact();
  opened.store.append(refs.slice(), at(NOW - MINUTE), Float64Array.of(100, 100)); // waits in the head
  for (let i = 0; i < 1000; i++) opened.store.append(refs.slice(0, 1), at(NOW - DAY + i * 15_000), Float64Array.of(i));
  const { headSamples, lateRows } = opened.store.stats();
  expect(lateRows).toBeGreaterThan(0);
  expect(headSamples).toBeLessThan(1002);
  const expected = [1011, 11];
  expect([...readAll(opened, dir).values()].map(samples => samples.size)).toEqual(expected);
  const killed = killedCopy(dir);
  const after = open(killed);
  const found = readAll(after, killed);
  expect(series(2).map(pairs => found.get(pairsKey(pairs))!.size)).toEqual(expected);
  expect(after.store.stats().headSamples).toBe(headSamples);
});
