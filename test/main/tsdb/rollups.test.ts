import { expect, test } from 'vitest';
import { bitsOf, setStale } from '../../../src-main/shared/model/sample.ts';
import { checkStore } from '../../../src-main/tsdb/check.ts';
import { append, asked, background, DAY, HOUR, MINUTE, rollupsIn, SECOND } from './rollupbench.ts';
import { failCommits, flip, folder, killedCopy, open, type Opened, SETTINGS } from './workbench.ts';

/** A multiple of eight days since 1970, so that windows of rollups begin here. */
const T0 = 2560 * 8 * DAY;
const LABELS = ['__name__', 'm', 'instance', 'web-1', 'job', 'node'] as const;
const grid = (count: number, stepMs: number, from = T0) => Array.from({ length: count }, (_, i) => from + (i + 1) * stepMs);
const opening = (now: number): { opened: Opened; dir: string } => {
  const dir = folder();
  return { dir, opened: open(dir, SETTINGS, () => now) };
};
/** 20 days of a sample every half minute. */
function filled(value: (i: number) => number, days = 20, stepMs = 30 * SECOND) {
  const { opened, dir } = opening(T0 + days * DAY);
  const times = grid((days * DAY) / stepMs, stepMs);
  append(opened, LABELS, times, times.map((_, i) => value(i)));
  opened.store.sealAll();
  return { opened, dir, times };
}
const only = <T>(map: Map<string, T>): T => {
  expect(map.size).toBe(1);
  return [...map.values()][0]!;
};

test('twenty days are rolled up by day and by eight days, all but the newest day', () => {
  const { opened, dir } = filled(i => i);
  background(opened);
  expect(rollupsIn(dir, 0)).toBe(19);
  expect(rollupsIn(dir, 1)).toBe(2);
});

const OF_COUNTING: readonly { readonly promql: string; readonly at: (i: number) => number }[] = [
  { promql: 'count_over_time(m[1h])', at: (_: number) => 120 },
  { promql: 'sum_over_time(m[1h])', at: (i: number) => 120 * i - (119 * 120) / 2 },
  { promql: 'avg_over_time(m[1h])', at: (i: number) => i - 119 / 2 },
  { promql: 'min_over_time(m[1h])', at: (i: number) => i - 119 },
  { promql: 'max_over_time(m[1h])', at: (i: number) => i },
  { promql: 'last_over_time(m[1h])', at: (i: number) => i },
  { promql: 'first_over_time(m[1h])', at: (i: number) => i - 119 },
  { promql: 'present_over_time(m[1h])', at: () => 1 },
  { promql: 'delta(m[1h])', at: () => 120 },
  { promql: 'increase(m[1h])', at: () => 120 },
  { promql: 'm', at: (i: number) => i },
  { promql: 'timestamp(m)', at: (i: number) => (T0 + (i + 1) * 30 * SECOND) / 1000 },
];

test('what is asked of a series that counts up is what arithmetic says, from rollups', () => {
  const { opened, dir } = filled(i => i);
  background(opened);
  for (const { promql, at } of OF_COUNTING) {
    const { answer, grouped } = asked(opened, dir, promql, { from: T0 + 2 * HOUR, to: T0 + 18 * DAY, step: HOUR });
    expect(grouped, promql).toBe(1);
    const found = only(answer);
    expect(found.size).toBe(18 * 24 - 1);
    for (const [time, value] of found) expect(value / at((time - T0) / (30 * SECOND) - 1), promql).toBeCloseTo(1, 12);
  }
});

test('windows whose ends lie inside of buckets are read from samples there, and from rollups in between', () => {
  const { opened, dir } = filled(i => i);
  background(opened);
  const time = T0 + 18 * DAY + 11 * SECOND; // the newest sample is 11 s old
  const { answer, grouped } = asked(opened, dir, 'sum_over_time(m[15d])', { from: time, to: time, step: 1 });
  const last = (18 * DAY) / (30 * SECOND) - 1, count = (15 * DAY) / (30 * SECOND);
  expect(grouped).toBe(1);
  expect([...only(answer).values()]).toEqual([count * last - (count * (count - 1)) / 2]);
});

test('a query whose steps lie inside of buckets is read from samples alone', () => {
  const { opened, dir } = filled(i => i);
  background(opened);
  const { answer, grouped } = asked(opened, dir, 'max_over_time(m[1h])', { from: T0 + DAY + 11 * SECOND, to: T0 + 9 * DAY, step: HOUR });
  expect(grouped).toBe(0);
  expect([...only(answer).values()].slice(0, 2)).toEqual([2879, 2999]);
});

test('what resets hid inside of buckets and between them is part of an increase', () => {
  const { opened, dir } = filled(i => i % 50); // falls from 49 to 0 every 25 minutes
  background(opened);
  const { answer, grouped } = asked(opened, dir, 'increase(m[2h])', { from: T0 + DAY, to: T0 + 15 * DAY, step: 2 * HOUR });
  expect(grouped).toBe(1);
  for (const [time, value] of only(answer)) {
    const last = (time - T0) / (30 * SECOND) - 1, first = last - 239;
    const grown = (last % 50) - (first % 50) + 49 * (Math.floor(last / 50) - Math.floor(first / 50));
    const toStart = Math.min(30, (7170 * (first % 50)) / grown);
    expect(value).toBeCloseTo((grown * (7170 + toStart)) / 7170, 9);
  }
});

test('a stale marker ends a series at steps that are answered from rollups', () => {
  const { opened, dir } = opening(T0 + 20 * DAY);
  const times = grid((20 * DAY) / (30 * SECOND), 30 * SECOND);
  const values = Float64Array.from(times, () => 7);
  for (let i = 0; i < times.length; i += 240) setStale(bitsOf(values), i + 119); // the one on each second hour
  append(opened, LABELS, times, values);
  opened.store.sealAll();
  background(opened);
  const { answer, grouped } = asked(opened, dir, 'm', { from: T0 + HOUR, to: T0 + 17 * DAY, step: HOUR });
  expect(grouped).toBe(1);
  expect([...only(answer).keys()]).toEqual(grid(17 * 12, 2 * HOUR));
});

test('a late sample takes back what was rolled up in the commit that stores it, and is in every answer at once', () => {
  const { opened, dir } = filled(() => 1);
  background(opened);
  const hour = { from: T0 + 10 * DAY, to: T0 + 12 * DAY, step: HOUR };
  const answers = () => only(asked(opened, dir, 'max_over_time(m[1h])', hour).answer);
  expect(new Set(answers().values())).toEqual(new Set([1]));
  append(opened, LABELS, [T0 + 11 * DAY - 7], [5]);
  expect([...answers()].filter(([, value]) => value === 5)).toEqual([[T0 + 11 * DAY, 5]]);
  opened.store.sealAll();
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([18, 1]);
  expect([...answers()].filter(([, value]) => value === 5)).toEqual([[T0 + 11 * DAY, 5]]);
  background(opened);
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([19, 2]);
  expect([...answers()].filter(([, value]) => value === 5)).toEqual([[T0 + 11 * DAY, 5]]);
});

test('history that is imported behind what is rolled up is rolled up, too', () => {
  const { opened, dir } = filled(() => 1, 10);
  background(opened);
  const earlier = grid((9 * DAY) / (30 * SECOND), 30 * SECOND, T0 - 9 * DAY);
  append(opened, LABELS, earlier, earlier.map(() => 2));
  opened.store.sealAll();
  background(opened);
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([18, 3]);
  const { answer } = asked(opened, dir, 'sum_over_time(m[1d])', { from: T0 - 8 * DAY, to: T0 + 9 * DAY, step: DAY });
  expect([...only(answer).values()]).toEqual([...Array(9).fill(2 * 2880), ...Array(9).fill(2880)]);
});

test('a rollup goes with the oldest of its samples', () => {
  const { opened, dir } = filled(i => i);
  background(opened);
  opened.store.configure({ ...SETTINGS, retentionMs: 13 * DAY + HOUR });
  while (opened.store.maintain()) { /* step by step */ }
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([12, 1]);
  const { answer } = asked(opened, dir, 'count_over_time(m[20d])', { from: T0 + 20 * DAY, to: T0 + 20 * DAY, step: 1 });
  expect([...only(answer).values()]).toEqual([opened.store.stats().samples]);
});

test('fine rollups are kept for five weeks, coarse ones as long as their samples', () => {
  const { opened, dir } = filled(i => i, 50);
  background(opened);
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([35, 6]);
});

test('series with few samples are not rolled up: reading those is as quick', () => {
  const { opened, dir } = filled(i => i, 20, 5 * MINUTE);
  background(opened);
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([0, 2]);
});

test('a series with values that are no numbers is read from its samples, its neighbours from rollups', () => {
  const { opened, dir } = opening(T0 + 20 * DAY);
  const times = grid((20 * DAY) / (30 * SECOND), 30 * SECOND);
  append(opened, LABELS, times, times.map(() => 3));
  append(opened, ['__name__', 'm', 'instance', 'web-1', 'job', 'other'], times, times.map((_, i) => (i % 1000 === 0 ? Infinity : 3)));
  opened.store.sealAll();
  background(opened);
  const { answer } = asked(opened, dir, 'count_over_time(m[1h]) * 0 + max_over_time(m[1h])', { from: T0 + DAY, to: T0 + 17 * DAY, step: HOUR });
  const [still, wild] = [...answer.values()];
  expect(new Set(still!.values())).toEqual(new Set([3]));
  for (const [time, value] of wild!) {
    const last = (time - T0) / (30 * SECOND) - 1;
    expect(value).toBe(Math.floor(last / 1000) * 1000 > last - 120 ? Infinity : 3);
  }
});

test('a damaged rollup is named and its samples are read instead', async () => {
  const { opened, dir } = filled(i => i);
  background(opened);
  flip(dir, 'rollups', 'blob', 'DESC');
  const params = { from: T0 + 12 * DAY, to: T0 + 16 * DAY, step: HOUR };
  expect(only(asked(opened, dir, 'max_over_time(m[1h])', params).answer).get(T0 + 12 * DAY)).toBe(12 * 2880 - 1);
  expect(opened.damage).toEqual([expect.stringMatching(/^rollup \d+ \(shard 0\): the checksum does not fit/)]);
  expect((await checkStore(opened.store, async () => undefined)).damage).toEqual([expect.stringMatching(/^rollup /)]);
});

test('samples of which some can not be read are not rolled up', () => {
  const { opened, dir } = filled(i => i);
  flip(dir, 'rows', 'blob');
  background(opened);
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([18, 1]);
  expect(opened.damage.length).toBeGreaterThan(0);
});

test('a commit that fails leaves things as they were; the next step makes up for it', () => {
  const { opened, dir } = filled(i => i);
  const mended = failCommits(opened.store.db, 'INSERT', 'rollups');
  expect(() => background(opened)).toThrow();
  mended();
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([0, 0]);
  background(opened);
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([19, 2]);
});

test('after a kill the rest is rolled up, and what late samples have spoiled is rolled up anew', () => {
  const { opened, dir } = filled(() => 1);
  for (let i = 0; i < 30; i++) opened.store.compactSome();
  append(opened, LABELS, [T0 + DAY + 7], [5]);
  opened.store.sealAll();
  const copy = killedCopy(dir);
  const again = open(copy, SETTINGS, () => T0 + 20 * DAY);
  background(again);
  expect([rollupsIn(copy, 0), rollupsIn(copy, 1)]).toEqual([19, 2]);
  const { answer } = asked(again, copy, 'max_over_time(m[1d])', { from: T0 + DAY, to: T0 + 16 * DAY, step: DAY });
  expect([...only(answer).values()].slice(0, 3)).toEqual([1, 5, 1]);
});

test('a file from before there were rollups gets them', () => {
  const { opened, dir } = filled(i => i);
  opened.store.db.exec(`DROP TRIGGER late_samples_spoil_rollups; DROP TRIGGER loss_of_what_is_sealed_spoils_rollups; DROP TABLE rollups; DROP TABLE rollups_spoiled;
    DELETE FROM migrations WHERE name = '0003 rollups'`);
  opened.store.db.close();
  const again = open(dir, SETTINGS, () => T0 + 20 * DAY);
  background(again);
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([19, 2]);
  append(again, LABELS, [T0 + DAY + 7], [5]);
  again.store.sealAll();
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([18, 1]);
});

test('should sealed samples be lost, what was rolled up of that shard goes with them', () => {
  const { opened, dir } = filled(i => i);
  background(opened);
  opened.store.db.prepare('UPDATE shards SET sealed_to = ? WHERE id = 0').run(T0 + 5 * DAY);
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([0, 0]);
});

test('a gap of a year is passed over in one step', () => {
  const { opened, dir } = opening(T0 + 400 * DAY);
  for (const from of [T0, T0 + 380 * DAY]) {
    const times = grid((3 * DAY) / (30 * SECOND), 30 * SECOND, from);
    append(opened, LABELS, times, times.map(() => 1));
    opened.store.sealAll();
  }
  let steps = 0;
  while (opened.store.compactSome()) steps++;
  expect(steps).toBeLessThan(40);
  expect([rollupsIn(dir, 0), rollupsIn(dir, 1)]).toEqual([2, 1]);
  const { answer } = asked(opened, dir, 'count_over_time(m[1d])', { from: T0 + DAY, to: T0 + 383 * DAY, step: DAY });
  expect([...only(answer)]).toEqual([1, 2, 3, 381, 382, 383].map(day => [T0 + day * DAY, 2880]));
});

test('an hour without any series is told from rollups', () => {
  const { opened, dir } = opening(T0 + 20 * DAY);
  const times = grid((20 * DAY) / (30 * SECOND), 30 * SECOND).filter(time => time <= T0 + 5 * DAY || time > T0 + 5 * DAY + 2 * HOUR);
  append(opened, LABELS, times, times.map(() => 1));
  opened.store.sealAll();
  background(opened);
  const { answer, grouped } = asked(opened, dir, 'absent_over_time(m[1h])', { from: T0 + DAY, to: T0 + 17 * DAY, step: HOUR });
  expect(grouped).toBe(1);
  expect([...only(answer).keys()]).toEqual([T0 + 5 * DAY + HOUR, T0 + 5 * DAY + 2 * HOUR]);
});
