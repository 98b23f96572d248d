import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pairsKey } from '../../../src-main/shared/model/labels.ts';
import { freePages } from '../../../src-main/store/metrics.ts';
import { checkStore } from '../../../src-main/tsdb/check.ts';
import { SampleStore } from '../../../src-main/tsdb/store.ts';
import { folder, hexOf, NOW, open, readAll, series, SETTINGS } from './workbench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STEP = 15_000;

/** A store on a clock that can be set; each sample has the time of that clock and a value of its own. */
function collecting(retentionMs = 0) {
  const dir = folder();
  const at = { wall: NOW, ticks: 0 };
  const store = new SampleStore({ path: join(dir, 'metrics.db'), settings: { ...SETTINGS, retentionMs }, now: () => at.wall, ticks: () => at.ticks, damaged: sentence => { throw new Error(sentence); } });
  const refs = store.resolve(series(40));
  const written = new Map<number, number>();
  let count = 0;
  return {
    dir, store, written, at,
    run: (ms: number) => {
      for (let left = ms; left > 0; left -= STEP) {
        at.wall += STEP;
        at.ticks += STEP;
        store.append(refs.slice(), Float64Array.of(at.wall), new Float64Array(40).fill(++count));
        written.set(at.wall, count);
        if (left % MINUTE === 0) while (store.maintain()) { /* step by step */ }
      }
    },
  };
}
const valuesIn = (dir: string, store: SampleStore) => readAll({ store, damage: [] }, dir).get(pairsKey(series(40)[39]!))!;
const hexOfAll = (written: ReadonlyMap<number, number>) => new Map([...written].sort(([a], [b]) => a - b).map(([time, value]) => [time, hexOf(value)]));

test.each([{ how: 'set back by three hours', leap: -3 * HOUR }, { how: 'leaping ahead by five hours', leap: 5 * HOUR }, { how: 'leaping ahead by a hundred days', leap: 2400 * HOUR }])('with a clock $how and back again every sample is kept at the time it was given, the last word at a time wins, and what follows is stored, too', async ({ leap }) => {
  const { dir, store, written, at, run } = collecting();
  run(2 * HOUR);
  at.wall += leap;
  run(90 * MINUTE);
  at.wall -= leap;
  run(2 * HOUR);
  run(2 * HOUR);
  expect(valuesIn(dir, store)).toEqual(hexOfAll(written));
  expect(await checkStore(store, async () => undefined)).toMatchObject({ damaged: 0 });
  store.close();
  const opened = open(dir);
  expect(valuesIn(dir, opened.store)).toEqual(hexOfAll(written));
  opened.store.close();
}, 60_000);

test('a clock that leaps ahead for half an hour takes nothing with it, however old things seem meanwhile', () => {
  const { dir, store, written, at, run } = collecting(24 * HOUR);
  run(5 * HOUR);
  store.sealAll();
  at.wall += 1000 * HOUR;
  run(30 * MINUTE);
  at.wall -= 1000 * HOUR;
  run(HOUR);
  expect(valuesIn(dir, store)).toEqual(hexOfAll(written));
  store.close();
});

test('what retention frees goes back to the disk, in bounded steps', () => {
  const dir = folder();
  const { store } = open(dir);
  const refs = store.resolve(series(400));
  for (let i = 0; i < 480; i++) store.append(refs.slice(), Float64Array.of(NOW - 10 * HOUR + i * STEP), Float64Array.from(refs, () => Math.random()));
  store.compact();
  const before = store.stats().fileBytes;
  expect(before).toBeGreaterThan(1_000_000);
  store.configure({ ...SETTINGS, retentionMs: HOUR });
  let most = 0;
  for (let more = true; more;) {
    const pages = Number(store.db.pragma('page_count', { simple: true }));
    more = store.maintain();
    most = Math.max(most, pages - Number(store.db.pragma('page_count', { simple: true })));
  }
  expect(most).toBeLessThanOrEqual(768);
  expect(freePages(store.db)).toBeLessThanOrEqual(1024);
  store.compact();
  expect(store.stats().fileBytes).toBeLessThan(before / 4);
  store.close();
});
