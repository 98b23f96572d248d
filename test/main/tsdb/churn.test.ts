import { expect, test } from 'vitest';
import { pairsKey, type LabelPairs } from '../../../src-main/shared/model/labels.ts';
import { openForReading } from '../../../src-main/store/metrics.ts';
import { shardOf } from '../../../src-main/tsdb/registry.ts';
import { SeriesIndex } from '../../../src-main/tsdb/seriesindex.ts';
import { SampleStore } from '../../../src-main/tsdb/store.ts';
import { folder, hexOf, NOW, readAll, SETTINGS } from './workbench.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const pod = (n: number): LabelPairs[] => Array.from({ length: 40 }, (_, i) => ['__name__', `m${i}`, 'instance', `pod-${n}`, 'job', 'short']);
const stays: LabelPairs = ['__name__', 'up', 'instance', 'host', 'job', 'long'];

/** A store that keeps a day, under a clock of the test's; an hour at a time, with the upkeep that falls into it. */
function living(dir = folder(), start = NOW) {
  const clock = { now: start };
  const damage: string[] = [];
  const opened = (fresh: boolean) => new SampleStore({ path: `${dir}/metrics.db`, settings: { ...SETTINGS, retentionMs: DAY }, now: () => clock.now, damaged: sentence => damage.push(sentence), fresh });
  const life = {
    dir, clock, damage, store: opened(true),
    again(fresh: boolean) { life.store.close(); life.store = opened(fresh); },
    write(series: readonly LabelPairs[], value = 1) { life.store.append(life.store.resolve(series), Float64Array.of(clock.now), new Float64Array(series.length).fill(value)); },
    pass(ms: number) {
      for (let to = clock.now + ms; clock.now < to;) {
        clock.now += HOUR;
        life.write([stays]);
        for (let i = 0; i < 100 && life.store.maintain();) i++;
      }
    },
    counts: () => ({
      series: life.store.stats().series, shards: life.store.head.shards.size,
      rows: ['series', 'shards', 'symbols'].map(table => (life.store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n),
    }),
  };
  return life;
}

test('series of pods that live for hours do not gather: after a year there are as many as after a week, in memory and in the tables', () => {
  const life = living();
  const samples: ReturnType<typeof life.counts>[] = [];
  for (let day = 0; day < 60; day++) {
    life.write(pod(day));
    life.pass(DAY);
    if (day === 7 || day === 59) samples.push(life.counts());
  }
  const [week, end] = samples;
  expect(end!.series).toBeLessThanOrEqual(week!.series);
  expect(end!.series).toBeLessThan(40 * 4);
  expect(end!.shards).toBeLessThanOrEqual(week!.shards);
  expect(end!.rows.slice(0, 2)).toEqual(week!.rows.slice(0, 2));
  expect(readAll({ store: life.store, damage: life.damage }, life.dir).has(pairsKey(stays))).toBe(true);
  expect(life.damage).toEqual([]);
});

test('a reader forgets what went and learns what is new, whatever it was in between', () => {
  const life = living();
  const db = openForReading(`${life.dir}/metrics.db`);
  const index = new SeriesIndex(db, sentence => life.damage.push(sentence));
  life.write(pod(1));
  index.refresh();
  expect(index.postings.select([{ name: 'job', op: '=', value: 'short' }]).length).toBe(40);
  life.pass(3 * DAY);
  life.write(pod(2));
  index.refresh();
  expect([index.postings.labelValues('instance'), index.postings.size]).toEqual([['host', 'pod-2'], 41]);
  expect(index.postings.select([{ name: 'job', op: '=~', value: 's.+' }]).length).toBe(40);
  db.close();
  expect(life.damage).toEqual([]);
});

test('samples for a ref that went, held by somebody who slept, are found under its labels; the ref is not given to others', () => {
  const life = living();
  const held = life.store.resolve(pod(1));
  life.store.append(held, Float64Array.of(life.clock.now), new Float64Array(40).fill(1));
  life.pass(3 * DAY);
  expect(life.counts().series).toBe(1);
  for (let n = 2; n < 10; n++) life.write(pod(n)); // others, who may take no ref of theirs
  life.store.append(held.slice(), Float64Array.of(life.clock.now + 1), new Float64Array(40).fill(7));
  const found = readAll({ store: life.store, damage: life.damage }, life.dir);
  expect(pod(1).map(pairs => [...found.get(pairsKey(pairs))!])).toEqual(pod(1).map(() => [[life.clock.now + 1, hexOf(7)]]));
  expect(life.store.stats().series).toBe(1 + 40 * 9);
  expect([...life.store.resolve(pod(1))].some(ref => held.includes(ref))).toBe(false);
});

test('a writer that is started again still knows which refs went; a program that starts anew gives their shards to others', () => {
  const life = living();
  const held = life.store.resolve(pod(1));
  life.store.append(held, Float64Array.of(life.clock.now), new Float64Array(40).fill(1));
  life.pass(3 * DAY);
  life.again(false);
  life.store.append(held.slice(), Float64Array.of(life.clock.now + 1), new Float64Array(40).fill(7));
  expect(readAll({ store: life.store, damage: life.damage }, life.dir).get(pairsKey(pod(1)[0]!))).toEqual(new Map([[life.clock.now + 1, hexOf(7)]]));
  life.pass(3 * DAY);
  life.again(true);
  const fresh = life.store.resolve(pod(5));
  expect([...held].map(shardOf)).toEqual(expect.arrayContaining([...new Set([...fresh].map(shardOf))]));
  life.store.append(fresh, Float64Array.of(life.clock.now), new Float64Array(40).fill(5));
  expect(readAll({ store: life.store, damage: life.damage }, life.dir).get(pairsKey(pod(5)[0]!))).toEqual(new Map([[life.clock.now, hexOf(5)]]));
  expect(life.damage).toEqual([]);
});

test('what can not be written is let go of later: nothing in memory has changed', () => {
  const life = living();
  life.write(pod(1));
  life.store.db.exec("CREATE TEMP TRIGGER full BEFORE INSERT ON gone BEGIN SELECT raise(ABORT, 'no'); END");
  expect(() => life.pass(3 * DAY)).toThrow('no');
  expect(life.counts().series).toBe(41);
  life.store.db.exec('DROP TRIGGER full');
  life.pass(HOUR);
  expect(life.counts().series).toBe(1);
});

test('a store of before this was kept track of is taken over: its series stay, and those of its empty shards go', () => {
  const life = living();
  life.write(pod(1));
  life.write([stays]);
  life.store.db.exec("DROP TABLE gone; DELETE FROM migrations WHERE name = '0004 series that are no more'");
  life.again(true);
  expect(life.counts().series).toBe(41);
  life.pass(3 * DAY);
  expect(life.counts().series).toBe(1);
  expect(life.store.db.prepare('SELECT count(*) AS n FROM gone').get()).toEqual({ n: 40 });
});
