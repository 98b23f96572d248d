import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openForReading } from '../../../src-main/store/metrics.ts';
import { walTable } from '../../../src-main/store/wal.ts';
import { Follower } from '../../../src-main/tsdb/follow.ts';
import { SampleBuffer } from '../../../src-main/tsdb/samplebuffer.ts';
import { SampleStore } from '../../../src-main/tsdb/store.ts';
import { WalLog } from '../../../src-main/tsdb/truncate.ts';
import { Head } from '../../../src-main/tsdb/head.ts';
import { folder, hex, hexOf, NOW, open, series, SETTINGS } from './workbench.ts';

/** A store that keeps its write-ahead rows from `heldFrom` on, and a second connection as a follower has it. */
function held(dir: string, heldFrom: number) {
  const store = new SampleStore({ path: join(dir, 'metrics.db'), settings: SETTINGS, now: () => NOW, damaged: sentence => { throw new Error(sentence); }, heldFrom });
  const db = openForReading(join(dir, 'metrics.db'));
  return { store, follower: () => new Follower(walTable(db)), close: () => { db.close(); store.close(); } };
}

const written = (buffer: SampleBuffer): string[] => Array.from({ length: buffer.length }, (_, i) => `${buffer.refs[i]} ${buffer.times[i]} ${hex(buffer.bits, i)}`);

function readOn(follower: Follower, after: number, most: number): { readonly samples: string[]; readonly to: number; readonly gap: boolean } {
  const buffer = new SampleBuffer();
  const { to, gap } = follower.read(after, Infinity, most, buffer);
  return { samples: written(buffer), to, gap };
}

/** Small appends of random series and times, late ones among them, told as a follower has to find them. */
function appendSome(store: SampleStore, refs: Uint32Array, count: number, random: () => number, clock: { time: number }): string[] {
  const told: string[] = [];
  for (let n = 0; n < count; n++) {
    const chosen = refs.filter(() => random() < 0.3);
    if (chosen.length === 0) continue;
    clock.time += 1000;
    const time = random() < 0.1 ? clock.time - 100_000_000 - Math.floor(random() * 1e6) : clock.time;
    const values = Float64Array.from(chosen, () => Math.floor(random() * 3));
    told.push(...Array.from(chosen, (ref, i) => `${ref} ${time} ${hexOf(values[i]!)}`));
    store.append(chosen, Float64Array.of(time), values);
  }
  return told;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** By row the order is that of slots: equal rows are compared as sets. */
const sorted = (samples: readonly string[]): string[] => [...samples].sort();

test('who follows what is written gets every sample once, late ones too, in whatever pieces it reads and whatever is sealed meanwhile', () => {
  const random = seeded(7);
  const { store, follower, close } = held(folder(), 0);
  const refs = store.resolve(series(100));
  const clock = { time: NOW - 40_000_000 };
  const told: string[] = [], found: string[] = [];
  let reader = follower(), at = 0;
  for (let round = 0; round < 40; round++) {
    told.push(...appendSome(store, refs, 60, random, clock));
    if (round % 5 === 0) store.sealAll();
    if (round % 7 === 0) reader = follower(); // one that was killed begins where the last one has got to
    for (let most = Math.ceil(random() * 300); ;) {
      const { samples, to } = readOn(reader, at, most);
      if (to === at) break;
      found.push(...samples);
      at = to;
      if (random() < 0.2) break;
    }
    store.hold(at);
  }
  for (let read = readOn(reader, at, 1e6); read.to !== at; read = readOn(reader, at, 1e6)) {
    found.push(...read.samples);
    at = read.to;
  }
  expect(sorted(found)).toEqual(sorted(told));
  close();
});

test('what is written anew so that old rows can go is not told a second time', () => {
  const { store, follower, close } = held(folder(), 0);
  const [slow, quick] = store.resolve(series(2, 'a').slice(0, 1).concat(series(1, 'b')));
  store.append(Uint32Array.of(slow!), Float64Array.of(NOW), Float64Array.of(1.5));
  for (let i = 1; i <= 8300; i++) store.append(Uint32Array.of(quick!), Float64Array.of(NOW + i), Float64Array.of(i));
  store.maintain();
  expect(store.position().wal).toBeGreaterThan(8301); // the slow series was written anew
  const { samples, to } = readOn(follower(), 0, 1e6);
  expect(samples).toHaveLength(8301);
  expect(to).toBe(store.position().wal);
  close();
});

test('a chain of changes never reaches further back than a new follower reads', () => {
  const { store, follower, close } = held(folder(), 0);
  const [a, b] = store.resolve([...series(1, 'a'), ...series(1, 'b')]);
  for (let i = 0; i < 9000; i++) store.append(Uint32Array.of(i % 300 === 0 ? a! : b!), Float64Array.of(NOW + i), Float64Array.of(2.5)); // `a` never changes: only its first row says its value
  const tail = readOn(follower(), store.position().wal - 301, 1e6);
  expect(tail.samples).toHaveLength(301);
  expect(tail.samples.every(sample => sample.endsWith(hexOf(2.5)))).toBe(true);
  close();
});

test('rows that followers need stay when all is sealed, over a restart too; without any they go', () => {
  const dir = folder();
  const first = held(dir, 0);
  const refs = first.store.resolve(series(3));
  for (let i = 0; i < 10; i++) first.store.append(refs.slice(), Float64Array.of(NOW + i * 1000), Float64Array.of(i, i, i));
  first.store.sealAll();
  first.close();
  const second = held(dir, 6);
  second.store.maintain();
  expect(readOn(second.follower(), 5, 1e6).samples).toHaveLength(15);
  expect(second.store.stats()).toMatchObject({ samples: 30, headSamples: 0 }); // what is kept for others is not taken in twice
  second.store.hold(Infinity);
  second.store.maintain();
  expect(second.store.stats().walRows).toBe(0);
  second.close();
});

test('a follower whose rows are gone is told so, and not given what came after them as if nothing was missing', () => {
  const { store, follower, close } = held(folder(), Infinity);
  const refs = store.resolve(series(1));
  const append = (i: number) => store.append(refs.slice(), Float64Array.of(NOW + i), Float64Array.of(i));
  append(1);
  store.sealAll();
  append(2);
  expect(readOn(follower(), 0, 10)).toEqual({ samples: [], to: 0, gap: true });
  expect(readOn(follower(), 1, 10)).toMatchObject({ to: 2, gap: false });
  close();
});

test('rows that nobody fetches do not grow beyond their bound: then all of them go', () => {
  const { store } = open(folder());
  const log = new WalLog(walTable(store.db), 0, 100);
  const head = new Head();
  const insert = (id: number) => { log.insert(id, new Uint8Array(60)); head.lastWal = id; };
  insert(1);
  log.truncate(head);
  expect(log.bytes).toBe(60);
  insert(2);
  log.truncate(head);
  expect(log.bytes).toBe(0);
  store.close();
});
