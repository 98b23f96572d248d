import { expect, test } from 'vitest';
import { pairsKey, type LabelPairs } from '../../../src-main/shared/model/labels.ts';
import { shardOf, slotOf } from '../../../src-main/tsdb/registry.ts';
import { failCommits, flip, folder, hexOf, NOW, open, readAll, series } from './workbench.ts';

const at = (time: number) => Float64Array.of(time);
const named = (name: string, job = 'node'): LabelPairs => ['__name__', name, 'job', job];

test('a series keeps its ref, in whatever order and company it is asked for, and after a start', () => {
  const dir = folder();
  const first = open(dir);
  const refs = first.store.resolve(series(40));
  expect(new Set(refs).size).toBe(40);
  expect([...first.store.resolve(series(40).toReversed())]).toEqual([...refs].reverse());
  expect([...first.store.resolve([named('twice'), named('twice')])]).toEqual([64, 64]); // the job's own instance-less group
  first.store.close();
  expect([...open(dir).store.resolve(series(40))]).toEqual([...refs]);
});

test('series of one job and instance share shards of 32, sorted by labels', () => {
  const { store } = open(folder());
  const refs = store.resolve([...series(33, 'a'), ...series(2, 'b')]);
  const shards = (part: Uint32Array) => [...new Set(Array.from(part, shardOf))].sort();
  expect(shards(refs.subarray(0, 33))).toEqual([0, 1]);
  expect(shards(refs.subarray(33))).toEqual([2]);
  const inOrder = series(33, 'a').map((pairs, i) => ({ key: pairsKey(pairs), ref: refs[i]! })).sort((a, b) => a.ref - b.ref);
  expect(inOrder.map(({ key }) => key)).toEqual(inOrder.map(({ key }) => key).sort());
  expect([...store.resolve(series(3, 'b'))].map(slotOf)).toEqual([0, 1, 2]);
});

test('series whose commit failed are as if never asked for', () => {
  const dir = folder();
  const { store } = open(dir);
  store.resolve(series(20));
  const mend = failCommits(store.db, 'INSERT', 'series');
  expect(() => store.resolve([...series(40), named('new-string')])).toThrow(/FOREIGN KEY/);
  expect(store.stats()).toMatchObject({ series: 20, shards: 1 });
  mend();
  const refs = store.resolve(series(40));
  store.close();
  expect([...open(dir).store.resolve(series(40))]).toEqual([...refs]);
});

test('the place of a damaged series is not given to another, whose samples its old ones would become', () => {
  const dir = folder();
  const first = open(dir);
  const refs = first.store.resolve([named('gone')]);
  first.store.append(refs, at(NOW - 1000), Float64Array.of(7));
  first.store.close();
  flip(dir, 'series', 'labels');
  const opened = open(dir);
  const [ref] = opened.store.resolve([named('other')]);
  opened.store.append(Uint32Array.of(ref!), at(NOW), Float64Array.of(8));
  expect(readAll(opened, dir)).toEqual(new Map([[pairsKey(named('other')), new Map([[NOW, hexOf(8)]])]]));
});

test('a damaged string is named, its series are left out, and new series can be made', () => {
  const dir = folder();
  const first = open(dir);
  for (const name of ['one', 'two']) first.store.append(first.store.resolve([named(name)]), at(NOW), Float64Array.of(1));
  first.store.close();
  flip(dir, 'symbols', 'text', 'DESC'); // 'two'
  const opened = open(dir);
  expect(opened.damage.join('\n')).toMatch(/symbols \d+/);
  opened.store.append(opened.store.resolve([named('three')]), at(NOW), Float64Array.of(3));
  expect([...readAll(opened, dir).keys()]).toEqual([named('one'), named('three')].map(pairsKey));
});

test('labels that are not what a file can hold do not stand in the way of others after a start', () => {
  const dir = folder();
  const first = open(dir);
  const halves = first.store.resolve([named('half \ud800'), named('half \udfff'), named('half \ufffd'), named('nul \u0000 and bom \ufeff')]);
  expect(new Set(halves.subarray(0, 3)).size).toBe(1);
  first.store.close();
  const opened = open(dir);
  expect(opened.store.resolve([named('nul \u0000 and bom \ufeff')])).toHaveLength(1);
  expect(opened.store.resolve([named('half \udc00')])[0]).toBe(halves[0]);
  expect(opened.store.stats().series).toBe(2);
  expect(() => opened.store.resolve([named('a new one')])).not.toThrow();
});

test.each([
  { name: 'U+FFFF', pairs: [['__name__', 'm', 'a', 'b\uffffc\uffffd'], ['__name__', 'm', 'a', 'b', 'c', 'd']] },
  { name: 'NUL', pairs: [['__name__', 'm', 'a', 'b\u0000c\u0000d'], ['__name__', 'm', 'a', 'b', 'c', 'd']] },
])('labels that differ are different series, $name in their values or not', ({ pairs }) => {
  const { store } = open(folder());
  expect(new Set(store.resolve(pairs)).size).toBe(2);
});

test('the store says when it can take no more series', () => {
  const { store } = open(folder());
  const registry = Object.assign(Object.create(Object.getPrototypeOf(store.registry)), store.registry, { shards: 2 ** 19 });
  expect(() => registry.resolve([named('one too many')])).toThrow(/16777216 series/);
});
