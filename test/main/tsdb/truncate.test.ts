import { expect, test } from 'vitest';
import { failCommits, folder, killedCopy, NOW, open, readAll, series } from './workbench.ts';

const T0 = NOW - 24 * 3_600_000;
const at = (time: number) => Float64Array.of(time);

/** A slow shard with one sample, and a quick one with so many that old write-ahead rows are to go. */
function slowAndQuick(quickRows: number) {
  const dir = folder();
  const opened = open(dir);
  const [slow] = opened.store.resolve(series(1, 'slow'));
  const [quick] = opened.store.resolve(series(1, 'quick'));
  opened.store.append(Uint32Array.of(slow!), at(T0), Float64Array.of(42));
  for (let i = 0; i < quickRows; i++) opened.store.append(Uint32Array.of(quick!), at(T0 + i * 1000), Float64Array.of(i));
  return { dir, opened };
}

function afterKill(dir: string): number[] {
  const copy = killedCopy(dir);
  return [...readAll(open(copy), copy).values()].map(samples => samples.size).sort((a, b) => a - b);
}

test('write-ahead rows that nothing needs any more go, and those of a slow series are written anew first', () => {
  const { dir, opened } = slowAndQuick(8400);
  opened.store.maintain();
  expect(opened.store.stats().walRows).toBeLessThan(1000);
  expect(afterKill(dir)).toEqual([1, 8400]);
});

test('when writing the slow series anew fails, their old rows stay and nothing is lost', () => {
  const { dir, opened } = slowAndQuick(8400);
  const mend = failCommits(opened.store.db, 'INSERT', 'wal');
  expect(() => opened.store.maintain()).toThrow(/FOREIGN KEY/);
  mend();
  opened.store.maintain();
  expect(afterKill(dir)).toEqual([1, 8400]);
  opened.store.append(opened.store.resolve(series(1, 'slow')), at(T0 + 1000), Float64Array.of(42));
  expect(afterKill(dir)).toEqual([2, 8400]);
});

test('when dropping fails the rows are counted as they are, and go later', () => {
  const { dir, opened } = slowAndQuick(300);
  const before = opened.store.stats();
  const mend = failCommits(opened.store.db, 'DELETE', 'wal');
  expect(() => opened.store.compact()).toThrow(/FOREIGN KEY/);
  expect(opened.store.stats()).toMatchObject({ walRows: before.walRows, walBytes: before.walBytes, headSamples: 0 });
  expect(afterKill(dir)).toEqual([1, 300]);
  mend();
  opened.store.compact();
  expect(opened.store.stats()).toMatchObject({ walRows: 0, walBytes: 0 });
  expect(afterKill(dir)).toEqual([1, 300]);
});

test('numbers of write-ahead rows are not used again after all of them went and the store was opened anew', () => {
  const { dir, opened } = slowAndQuick(300);
  opened.store.compact();
  const { lastWal } = opened.store.head;
  opened.store.close();
  const next = open(dir);
  next.store.append(next.store.resolve(series(1, 'slow')), at(T0 + 1), Float64Array.of(1));
  expect(next.store.head.lastWal).toBeGreaterThan(lastWal);
  next.store.append(next.store.resolve(series(1, 'slow')), at(T0 - 1), Float64Array.of(1)); // a late one, too
  expect(afterKill(dir)).toEqual([3, 300]);
});

test('rows that begin with what another shard has sealed already are no damage', () => {
  const dir = folder();
  const opened = open(dir);
  const refs = opened.store.resolve([...series(1, 'a'), ...series(1, 'b')]);
  for (let i = 0; i < 300; i++) opened.store.append(refs.slice(), at(T0 + i * 1000), Float64Array.of(i, i)); // shards are sealed at different lengths
  opened.store.maintain();
  expect(opened.store.stats().walRows).toBeLessThan(299);
  const copy = killedCopy(dir);
  const next = open(copy);
  expect([...readAll(next, copy).values()].map(samples => samples.size)).toEqual([300, 300]);
  expect(next.damage).toEqual([]);
});
