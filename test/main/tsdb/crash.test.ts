import { expect, test } from 'vitest';
import { pairsKey } from '../../../src-main/shared/model/labels.ts';
import { folder, hexOf, killedCopy, NOW, open, readAll, series, SETTINGS } from './workbench.ts';

const HOUR = 3_600_000;
const T0 = NOW - 24 * HOUR;
/** What happens to which table. After each of these, in the middle of its transaction, the process could be gone. */
const EVENTS = ['INSERT ON series', 'INSERT ON wal', 'DELETE ON wal', 'INSERT ON rows', 'DELETE ON rows', 'INSERT ON late', 'DELETE ON late', 'UPDATE ON shards'];

/**
 * A store, a plain table of what it acknowledged, and copies of its file made inside its transactions, as a kill just there would leave it.
 * every  n: at the first, the n+1st, … of each event a copy is made
 */
function crashing(every: number) {
  const dir = folder();
  const { store } = open(dir, { ...SETTINGS, retentionMs: 30 * 24 * HOUR });
  const model = new Map<string, string>(); // `series time` -> value
  const seen = new Map<string, number>();
  const copies: { readonly event: string; readonly dir: string }[] = [];
  store.db.function('happens', event => {
    const count = (seen.get(String(event)) ?? 0) + 1;
    seen.set(String(event), count);
    if (every === 1 || count % every === 1) copies.push({ event: String(event), dir: killedCopy(dir) });
    return null;
  });
  EVENTS.forEach((event, i) => { store.db.exec(`CREATE TEMP TRIGGER happens${i} AFTER ${event} BEGIN SELECT happens('${event}'); END`); });

  /** Does something; each copy made meanwhile holds just what was acknowledged before, with or without all of `written`, and maybe without what is older than `kept`. */
  const step = (run: () => void, written = new Map<string, string>(), kept = -Infinity) => {
    run();
    if (kept > -Infinity) for (const at of model.keys()) if (Number(at.split(' ').at(-1)) < kept) model.delete(at);
    if (copies.length === 0) return remember(written);
    const after = new Map([...model, ...written]);
    for (const copy of copies.splice(0)) {
      const opened = open(copy.dir);
      const found = new Map([...readAll(opened, copy.dir)].flatMap(([key, samples]) => Array.from(samples).filter(([time]) => time >= kept).map(([time, value]): [string, string] => [`${key} ${time}`, value])));
      const isAfter = [...written].some(([at, value]) => model.get(at) !== value && found.get(at) === value);
      expect(unlike(found, isAfter ? after : model), `killed at ${copy.event}`).toEqual([]);
      expect(opened.damage, `killed at ${copy.event}`).toEqual([]);
      opened.store.close();
    }
    remember(written);
  };
  const remember = (written: ReadonlyMap<string, string>) => { for (const [at, value] of written) model.set(at, value); };
  const known = new Map<string, Uint32Array>();
  const append = (job: string, count: number, times: readonly number[], value: number) => {
    const all = series(count, job);
    step(() => { if (!known.has(`${job} ${count}`)) known.set(`${job} ${count}`, store.resolve(all)); });
    const refs = known.get(`${job} ${count}`)!;
    const written = new Map(times.flatMap(time => all.map((pairs): [string, string] => [`${pairsKey(pairs)} ${time}`, hexOf(value)])));
    const column = times.flatMap(time => new Array<number>(count).fill(time));
    step(() => store.append(Uint32Array.from(column, (_, i) => refs[i % count]!), Float64Array.from(column), new Float64Array(column.length).fill(value)), written);
  };
  return { store, seen, step, append };
}

function unlike(found: ReadonlyMap<string, string>, expected: ReadonlyMap<string, string>): string[] {
  const differences: string[] = [];
  for (const [at, value] of expected) if (found.get(at) !== value) differences.push(`${at}: ${found.get(at)} instead of ${value}`);
  for (const at of found.keys()) if (!expected.has(at)) differences.push(`${at} is there`);
  return differences.slice(0, 5);
}

test('a kill inside any transaction loses nothing and shows nothing twice: new series, appends, seals of newer, late and future samples, compaction', () => {
  const { store, seen, step, append } = crashing(1);
  for (let i = 0; i < 6; i++) {
    append('node', 40, [T0 + i * 400], i); // two shards; rows within one 1,024 ms
    if (i % 3 === 1) append('node', 3, [T0 - HOUR + i, T0 + 400], -i); // late ones, and one over another
    if (i % 4 === 2) append('app', 2, [NOW + 2 * HOUR, NOW + 3 * HOUR], i); // the future, again and again
    if (i % 3 === 2) step(() => store.compact());
  }
  step(() => store.compact());
  expect([...seen.keys()].sort()).toEqual(['DELETE ON late', 'DELETE ON rows', 'DELETE ON wal', 'INSERT ON late', 'INSERT ON rows', 'INSERT ON series', 'INSERT ON wal', 'UPDATE ON shards']);
}, 60_000);

test('a kill while slow series are written anew, while write-ahead rows go and while shards are sealed on the way loses nothing', () => {
  const { store, seen, step, append } = crashing(700);
  append('slow', 2, [T0, T0 + 1], 42);
  for (let i = 0; i < 8300; i++) append('quick', 1, [T0 + i * 1000], i);
  const relogged = seen.get('INSERT ON wal')!;
  for (let i = 0; i < 2; i++) step(() => { store.maintain(); });
  expect(seen.get('INSERT ON wal')).toBe(relogged + 1);
  append('slow', 2, [T0 + 2], 42);
  expect(store.stats().walRows).toBeLessThan(8192);
}, 60_000);

test('a kill inside retention loses nothing but what is to go', () => {
  const day = 24 * HOUR;
  const { store, seen, step, append } = crashing(1);
  append('late', 1, [NOW], 1);
  step(() => store.sealAll());
  for (const age of [42, 39, 20]) append('late', 1, [NOW - age * day], age);
  append('old', 1, [NOW - 50 * day], 50);
  append('new', 1, [NOW - 5 * day], 5);
  step(() => store.sealAll());
  step(() => { while (store.maintain()) { /* step by step */ } }, new Map(), NOW - 30 * day);
  expect([seen.get('DELETE ON rows'), seen.get('DELETE ON late')]).toEqual([1, 2]);
  expect(store.stats()).toMatchObject({ samples: 3, rows: 2, lateRows: 1 });
});
