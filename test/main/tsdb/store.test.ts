import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairsKey } from '../../../src-main/shared/model/labels.ts';
import { bitsOf, setStale } from '../../../src-main/shared/model/sample.ts';
import { checkStore } from '../../../src-main/tsdb/check.ts';
import { failCommits, flip, folder, hexOf, killedCopy, NOW, open, readAll, series, SETTINGS } from './workbench.ts';

const T0 = NOW - 3_600_000 * 24;
const at = (time: number) => Float64Array.of(time);
const pause = async () => undefined;

describe('what is appended', () => {
  test('comes back bit for bit from the head, from sealed rows and after a start, stale markers and NaN payloads included', () => {
    const dir = folder();
    const first = open(dir);
    const refs = first.store.resolve(series(4));
    const values = Float64Array.of(0.1 + 0.2, -0, Infinity, 0);
    setStale(bitsOf(values), 3);
    bitsOf(values).set([0xdeadbeef, 0x7ff8_0123], 4);
    first.store.append(refs, at(T0), values);
    const expected = [hexOf(0.30000000000000004), '8000000000000000', '7ff80123deadbeef', '7ff0000000000002'];
    const read = (found: Map<string, Map<number, string>>) => series(4).map(pairs => found.get(pairsKey(pairs))?.get(T0));

    expect(read(readAll(first, dir))).toEqual(expected);
    const killed = killedCopy(dir);
    expect(read(readAll(open(killed), killed))).toEqual(expected);
    first.store.compact();
    expect(first.store.stats()).toMatchObject({ headSamples: 0, walRows: 0, samples: 4 });
    expect(read(readAll(first, dir))).toEqual(expected);
    first.store.close();
    expect(read(readAll(open(dir), dir))).toEqual(expected);
  });

  test('is refused whole when a time is no integer within 2^53 ms', () => {
    const dir = folder();
    const opened = open(dir);
    const refs = opened.store.resolve(series(2));
    for (const time of [0.5, Number.NaN, 2 ** 53, -Infinity]) {
      expect(() => opened.store.append(refs, Float64Array.of(T0, time), Float64Array.of(1, 2))).toThrow(/no time in unix ms/);
    }
    expect(readAll(opened, dir).size).toBe(0);
  });

  test('may carry any time that is allowed, 1970 and the far future alike, and none blocks what comes after', () => {
    const dir = folder();
    const opened = open(dir);
    const refs = opened.store.resolve(series(1));
    const times = [2 ** 52, 0, -(2 ** 52) + 1, T0, T0 + 15_000];
    times.forEach((time, i) => { opened.store.append(refs, at(time), Float64Array.of(i)); if (i === 1) opened.store.compact(); });
    opened.store.compact();
    opened.store.append(refs, at(T0 + 30_000), Float64Array.of(9));
    const [found] = readAll(opened, dir, -(2 ** 53), 2 ** 53).values();
    expect(new Map([...found!].sort(([a], [b]) => a - b))).toEqual(new Map([...times.map((time, i): [number, string] => [time, hexOf(i)]), [T0 + 30_000, hexOf(9)] as [number, string]].sort(([a], [b]) => a - b)));
    expect(opened.store.head.shards.get(0)!.sealedTo).toBeLessThan(NOW); // the far future did not move the border
  });
});

describe('late samples', () => {
  test('of any age are read at once, the last write wins, and repeating an import adds nothing', () => {
    const dir = folder();
    const opened = open(dir);
    const refs = opened.store.resolve(series(3));
    for (let i = 0; i < 300; i++) opened.store.append(refs.slice(), at(T0 + i * 15_000), Float64Array.of(i, 5, i / 8));
    opened.store.compact();
    const late = Float64Array.of(T0 - 1000, T0 + 7_500, T0 + 15_000);
    opened.store.append(Uint32Array.of(refs[0]!, refs[0]!, refs[0]!), late, Float64Array.of(-1, -2, -3));

    const check = () => {
      const found = readAll(opened, dir).get(pairsKey(series(3)[0]!))!;
      expect(found.size).toBe(302);
      expect([found.get(T0 - 1000), found.get(T0 + 7_500), found.get(T0 + 15_000), found.get(T0 + 30_000)]).toEqual([-1, -2, -3, 2].map(hexOf));
    };
    check();
    opened.store.compact();
    check();
    const { lateRows, blobBytes } = opened.store.stats();
    for (let i = 0; i < 300; i++) if (i !== 1) opened.store.append(refs.slice(), at(T0 + i * 15_000), Float64Array.of(i, 5, i / 8));
    opened.store.append(Uint32Array.of(refs[0]!, refs[0]!, refs[0]!), late, Float64Array.of(-1, -2, -3));
    opened.store.compact();
    check();
    expect(opened.store.stats()).toMatchObject({ lateRows, blobBytes });
  });

  test('any sequence of appends, seals, compactions, kills and starts reads as a plain table of last writes would', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ kind: fc.constant('append' as const), slots: fc.uniqueArray(fc.nat(39), { minLength: 1, maxLength: 8 }), minute: fc.nat(60), values: fc.array(fc.double(), { minLength: 8, maxLength: 8 }) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('scatter' as const), slots: fc.array(fc.nat(39), { minLength: 2, maxLength: 8 }), minute: fc.nat(60), values: fc.array(fc.double(), { minLength: 8, maxLength: 8 }) }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'compact' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'kill' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'maintain' as const }) },
      { weight: 2, arbitrary: fc.constant({ kind: 'seal' as const }) },
      { weight: 2, arbitrary: fc.constant({ kind: 'background' as const }) },
    );
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), steps => {
      let dir = folder();
      let opened = open(dir);
      let refs = opened.store.resolve(series(40));
      const model = new Map<string, Map<number, string>>();
      const write = (slots: readonly number[], times: Float64Array, values: readonly number[]) => {
        const column = Float64Array.from(slots, (_, i) => values[i]!);
        const bits = bitsOf(column);
        slots.forEach((slot, i) => {
          const key = pairsKey(series(40)[slot]!);
          if (!model.has(key)) model.set(key, new Map());
          model.get(key)!.set(times[times.length === 1 ? 0 : i]!, bits[2 * i + 1]!.toString(16).padStart(8, '0') + bits[2 * i]!.toString(16).padStart(8, '0'));
        });
        opened.store.append(Uint32Array.from(slots, slot => refs[slot]!), times, column);
      };
      for (const one of steps) {
        if (one.kind === 'append') write(one.slots, at(T0 + one.minute * 60_000), one.values);
        else if (one.kind === 'scatter') write(one.slots, Float64Array.from(one.slots, (slot, i) => T0 + (one.minute - slot + i) * 60_000), one.values);
        else if (one.kind === 'compact') opened.store.compact();
        else if (one.kind === 'maintain') opened.store.maintain();
        else if (one.kind === 'seal') opened.store.sealAll();
        else if (one.kind === 'background') for (let i = 0; i < 100; i++) opened.store.compactSome();
        else {
          dir = killedCopy(dir);
          opened = open(dir);
          refs = opened.store.resolve(series(40)); // nobody holds refs of another program; those of series that never had a sample are given anew
        }
      }
      const sorted = (table: Map<string, Map<number, string>>) => [...table].map(([key, samples]) => [key, [...samples].sort(([a], [b]) => a - b)]).sort();
      expect(sorted(readAll(opened, dir))).toEqual(sorted(model));
      expect(opened.damage).toEqual([]);
      opened.store.close();
    }), { numRuns: 60 });
  });
});

describe('a damaged file', () => {
  async function filled() {
    const dir = folder();
    const opened = open(dir);
    const refs = opened.store.resolve(series(64));
    for (let i = 0; i < 250; i++) opened.store.append(refs.slice(), at(T0 + i * 15_000), Float64Array.from(refs, ref => ref * i));
    opened.store.sealAll();
    opened.store.append(refs.slice(0, 1), at(T0 + 1), Float64Array.of(1));
    opened.store.sealAll();
    opened.store.append(refs.slice(), at(T0 + 250 * 15_000), new Float64Array(64));
    expect(await checkStore(opened.store, pause)).toMatchObject({ damaged: 0, samples: 64 * 251 + 1 });
    opened.store.close();
    return dir;
  }
  test.each([
    { table: 'rows', column: 'blob', readable: 63, name: /rows \d+ \(shard 0/ },
    { table: 'late', column: 'blob', readable: 64, name: /late 1 / },
    { table: 'wal', column: 'blob', readable: 64, name: /wal \d+/ },
    { table: 'series', column: 'labels', readable: 63, name: /series 1 / },
  ])('a flipped bit in $table is named, counted and left out; all else answers', async ({ table, column, readable, name }) => {
    const dir = await filled();
    flip(dir, table, column);
    const opened = open(dir);
    const found = readAll(opened, dir);
    expect(opened.damage.join('\n')).toMatch(name);
    const report = await checkStore(opened.store, pause);
    expect(report.damaged).toBeGreaterThan(0);
    expect(report.damage.join('\n')).toMatch(name);
    expect(found.size).toBeGreaterThanOrEqual(readable === 63 && table === 'rows' ? 32 : readable);
    for (const [key, samples] of found) { // whatever is read is right
      const ref = Number(/m(\d+)/.exec(key)![1]);
      const index = series(64).map(pairs => pairsKey(pairs)).sort().indexOf(key);
      for (const [time, bits] of samples) {
        const i = (time - T0) / 15_000;
        if (Number.isInteger(i)) expect(bits, `m${ref} at ${i}`).toBe(hexOf(i === 250 ? 0 : index * i));
      }
    }
    opened.store.close();
  });
});

describe('bounds', () => {
  test('a full disk refuses what it can not keep, loses nothing it took, and goes on when there is room', () => {
    const dir = folder();
    const opened = open(dir);
    const refs = opened.store.resolve(series(32));
    const { db } = opened.store;
    db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + 12}`);
    let taken = 0;
    let refused: unknown;
    for (let i = 0; i < 4000 && !refused; i++) {
      try {
        opened.store.append(refs.slice(), at(T0 + i * 1000), Float64Array.from(refs, () => Math.sqrt(i)));
        taken++;
      } catch (error) { refused = error; }
    }
    expect(refused).toMatchObject({ code: 'unavailable' });
    expect(() => opened.store.resolve(series(5000, 'other'))).toThrow(/disk/);
    expect([...readAll(opened, dir).values()].map(samples => samples.size)).toEqual(new Array(32).fill(taken));
    const killed = killedCopy(dir);
    expect([...readAll(open(killed), killed).values()].map(samples => samples.size)).toEqual(new Array(32).fill(taken));
    db.pragma('max_page_count = 1000000');
    opened.store.append(refs.slice(), at(T0 + 9_999_000), new Float64Array(32));
    expect(opened.store.resolve(series(40, 'other'))).toHaveLength(40);
    expect([...readAll(opened, dir).values()].map(samples => samples.size)).toEqual(new Array(32).fill(taken + 1));
  });

  test('the oldest rows go when the byte budget is full, whatever shard they are of', () => {
    const dir = folder();
    const opened = open(dir);
    const refs = opened.store.resolve(series(64));
    let seed = 1;
    const noise = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let i = 0; i < 2000; i++) opened.store.append(refs.slice(), at(T0 + i * 15_000), Float64Array.from(refs, noise));
    opened.store.sealAll();
    const before = opened.store.stats();
    opened.store.configure({ ...SETTINGS, budgetBytes: Math.floor(before.blobBytes / 2) });
    while (opened.store.maintain()) { /* one bounded step at a time */ }
    const after = opened.store.stats();
    expect(after.blobBytes).toBeLessThanOrEqual(before.blobBytes / 2);
    expect(after.blobBytes).toBeGreaterThan(before.blobBytes / 4);
    const sizes = [...readAll(opened, dir).values()];
    expect(sizes).toHaveLength(64);
    for (const samples of sizes) {
      expect(samples.has(T0 + 1999 * 15_000)).toBe(true);
      expect(samples.has(T0)).toBe(false);
    }
    expect(sizes.reduce((sum, samples) => sum + samples.size, 0)).toBe(after.samples);
  });

  test('rows that end before the time limit go', () => {
    const dir = folder();
    const opened = open(dir, { ...SETTINGS, retentionMs: 12 * 3_600_000 });
    const refs = opened.store.resolve(series(1));
    for (let i = 0; i < 5760; i++) opened.store.append(refs.slice(), at(T0 + i * 15_000), Float64Array.of(i));
    opened.store.compact();
    while (opened.store.maintain()) { /* one bounded step at a time */ }
    const [samples] = readAll(opened, dir).values();
    expect(Math.min(...samples!.keys())).toBeGreaterThan(T0 + 10 * 3_600_000);
    expect(samples!.has(NOW - 12 * 3_600_000 + 15_000)).toBe(true);
  });

  test('a slow series does not hold the write-ahead rows of the others', () => {
    const dir = folder();
    const opened = open(dir);
    const [slow] = opened.store.resolve(series(1, 'slow'));
    const quick = opened.store.resolve(series(1, 'quick'));
    opened.store.append(Uint32Array.of(slow!), at(T0), Float64Array.of(42));
    for (let i = 0; i < 12_000; i++) opened.store.append(quick.slice(), at(T0 + i * 1000), Float64Array.of(i));
    opened.store.maintain();
    expect(opened.store.stats().walRows).toBeLessThan(9000);
    const killed = killedCopy(dir);
    const found = readAll(open(killed), killed);
    expect([...found.values()].map(samples => samples.size).sort((a, b) => a - b)).toEqual([1, 12_000]);
    expect(found.get(pairsKey(series(1, 'slow')[0]!))!.get(T0)).toBe(hexOf(42));
  });
});

describe('what was acknowledged', () => {
  test('is told as such even when sealing after it fails; refused is only what comes when the head can hold no more', () => {
    const dir = folder();
    const opened = open(dir);
    const refs = opened.store.resolve(series(1));
    const mend = failCommits(opened.store.db, 'INSERT', 'rows');
    let taken = 0;
    expect(() => { for (; taken < 20_000; taken++) opened.store.append(refs.slice(), at(T0 + taken * 1000), Float64Array.of(taken)); }).toThrow(/FOREIGN KEY|store/);
    expect(taken).toBeGreaterThan(2000);
    expect([...readAll(opened, dir).values()].map(samples => samples.size)).toEqual([taken]);
    const killed = killedCopy(dir);
    expect([...readAll(open(killed), killed).values()].map(samples => samples.size)).toEqual([taken]);
    mend();
    opened.store.append(refs.slice(), at(T0 + taken * 1000), Float64Array.of(taken));
    expect([...readAll(opened, dir).values()].map(samples => samples.size)).toEqual([taken + 1]);
  });

  test('goes on being possible when the newest write-ahead row is damaged', () => {
    const dir = folder();
    const first = open(dir);
    const refs = first.store.resolve(series(1));
    for (let i = 0; i < 3; i++) first.store.append(refs.slice(), at(T0 + i), Float64Array.of(i));
    first.store.close();
    flip(dir, 'wal', 'blob', 'DESC');
    const opened = open(dir);
    expect(opened.damage.join()).toMatch(/wal 3/);
    opened.store.append(refs.slice(), at(T0 + 3), Float64Array.of(3));
    expect([...readAll(opened, dir).values()].map(samples => [...samples.keys()])).toEqual([[T0, T0 + 1, T0 + 3]]);
    opened.store.compact();
    opened.store.close();
    expect([...readAll(open(dir), dir).values()].map(samples => samples.size)).toEqual([3]);
  });

  test.each([
    { name: 'a ref that was never given out', refs: [99], times: [T0], values: [1] },
    { name: 'more samples than times', refs: [0, 0, 0], times: [T0, T0 + 1], values: [1, 2, 3] },
    { name: 'fewer values than refs', refs: [0, 0], times: [T0], values: [1] },
  ])('is never $name', ({ refs, times, values }) => {
    const dir = folder();
    const opened = open(dir);
    opened.store.resolve(series(1));
    expect(() => opened.store.append(Uint32Array.from(refs), Float64Array.from(times), Float64Array.from(values))).toThrow(/BUG/);
    expect(readAll(opened, dir).size).toBe(0);
  });
});
