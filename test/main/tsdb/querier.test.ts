import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { type LabelPairs, pairsKey } from '../../../src-main/shared/model/labels.ts';
import { openForReading } from '../../../src-main/store/metrics.ts';
import { Querier } from '../../../src-main/tsdb/querier.ts';
import type { Tails } from '../../../src-main/tsdb/tails.ts';
import { folder, NOW, open, series, type Opened } from './workbench.ts';

const at = (time: number) => Float64Array.of(time);
const named = (name: string): LabelPairs => ['__name__', name, 'job', 'node'];
const NO_TAILS: Tails = { refs: new Uint32Array(0), ends: new Uint32Array(0), times: new Float64Array(0), values: new Float64Array(0) };
const ALL = { matchers: [], from: -(2 ** 52), to: 2 ** 52 };

function querierOf(dir: string) {
  const damage: string[] = [];
  return { querier: new Querier(openForReading(join(dir, 'metrics.db')), sentence => damage.push(sentence)), damage };
}
const read = (querier: Querier, tails: Tails, { from, to }: { from: number; to: number } = ALL) => {
  const selection = { matchers: [], from, to };
  return new Map(Array.from(querier.source([{ selection, refs: querier.select([]), tails }]).select(selection), ({ labels, times, values }) => [pairsKey(labels), Array.from(times, (time, i) => [time, values[i]])]));
};

describe('the index', () => {
  test('takes in what was made since the last look, once', () => {
    const dir = folder();
    const { store } = open(dir);
    store.resolve([named('a')]);
    const { querier } = querierOf(dir);
    querier.refresh();
    store.resolve([named('b')]);
    expect(querier.postings.labelValues('__name__')).toEqual(['a']);
    querier.refresh();
    querier.refresh();
    expect(querier.postings.labelValues('__name__')).toEqual(['a', 'b']);
    expect(querier.postings.size).toBe(2);
  });

  test('is whole although series with new strings are made while it looks', () => {
    const dir = folder();
    const { store } = open(dir);
    store.resolve([named('first')]);
    let made = 0;
    const db = new Database(join(dir, 'metrics.db'), { readonly: true, verbose: () => { if (made > 0 && made < 6) store.resolve([named(`new-${made++}`)]); } });
    const damage: string[] = [];
    const querier = new Querier(db, sentence => damage.push(sentence));
    made = 1;
    querier.refresh();
    made = 99;
    querier.refresh();
    expect(damage).toEqual([]);
    expect(querier.postings.labelValues('__name__')).toEqual(['first', 'new-1', 'new-2', 'new-3', 'new-4', 'new-5'].slice(0, store.stats().series));
    expect(querier.postings.size).toBe(store.stats().series);
  });
});

describe('samples', () => {
  function sealedInBetween(): { dir: string; opened: Opened; tails: (querier: Querier) => Tails } {
    const dir = folder();
    const opened = open(dir);
    const refs = opened.store.resolve(series(2));
    for (let i = 0; i < 10; i++) opened.store.append(refs.slice(), at(NOW + i * 1000), Float64Array.of(i, -i));
    return { dir, opened, tails: querier => opened.store.tails([{ ...ALL, refs: querier.select([]) }])[0]! };
  }

  test('that are sealed after the tails were taken are there once', () => {
    const { dir, opened, tails } = sealedInBetween();
    const { querier } = querierOf(dir);
    querier.refresh();
    const before = tails(querier);
    opened.store.append(opened.store.resolve(series(1)), at(NOW + 10_000), Float64Array.of(10));
    opened.store.compact();
    const found = read(querier, before);
    expect(found.get(pairsKey(series(2)[0]!))).toEqual(Array.from({ length: 11 }, (_, i) => [NOW + i * 1000, i]));
    expect(found.get(pairsKey(series(2)[1]!))).toEqual(Array.from({ length: 10 }, (_, i) => [NOW + i * 1000, -i]));
  });

  test('of a series that is not in the index yet are left out, and come with the next look', () => {
    const { dir, opened, tails } = sealedInBetween();
    const { querier } = querierOf(dir);
    querier.refresh();
    opened.store.append(opened.store.resolve([named('new')]), at(NOW), Float64Array.of(1));
    expect(read(querier, tails(querier)).size).toBe(2);
    querier.refresh();
    expect(read(querier, tails(querier)).get(pairsKey(named('new')))).toEqual([[NOW, 1]]);
  });

  test('come with one time column for all series that share it, unsealed ones, too', () => {
    const { dir, opened, tails } = sealedInBetween();
    opened.store.compact();
    const refs = opened.store.resolve(series(2));
    for (let i = 10; i < 20; i++) opened.store.append(refs.slice(), at(NOW + i * 1000), Float64Array.of(i, -i));
    const { querier } = querierOf(dir);
    querier.refresh();
    const selected = [...querier.source([{ selection: ALL, refs: querier.select([]), tails: tails(querier) }]).select(ALL)];
    expect(selected.map(({ times }) => times.length)).toEqual([20, 20]);
    expect(selected[0]!.times).toBe(selected[1]!.times);
  });

  test.each([
    { name: 'before all time', from: -(2 ** 54), to: -(2 ** 53) },
    { name: 'after all time', from: 2 ** 53, to: 2 ** 54 },
    { name: 'upside down', from: 5, to: 4 },
  ])('of a window $name are none', ({ from, to }) => {
    const { dir, opened } = sealedInBetween();
    opened.store.resolve(series(40, 'more'));
    opened.store.append(opened.store.resolve(series(40, 'more')), at(NOW), new Float64Array(40));
    opened.store.compact();
    const { querier } = querierOf(dir);
    querier.refresh();
    expect(read(querier, NO_TAILS, { from, to }).size).toBe(0);
  });
});

describe('series with samples in a window', () => {
  test('are told one by one, sealed or not', () => {
    const dir = folder();
    const { store } = open(dir);
    const refs = store.resolve(series(4));
    store.append(refs.slice(0, 1), at(NOW - 9000), Float64Array.of(1));
    store.append(refs.slice(1, 2), at(NOW - 5000), Float64Array.of(1));
    store.compact();
    store.append(refs.slice(2, 3), at(NOW - 1000), Float64Array.of(1));
    const { querier } = querierOf(dir);
    querier.refresh();
    const among = (from: number, to: number) => [...querier.withSamples(refs, store.tails([{ refs, from, to }])[0]!, from, to)];
    expect(among(NOW - 10_000, NOW)).toEqual([refs[0], refs[1], refs[2]]);
    expect(among(NOW - 1000, NOW)).toEqual([refs[2]]);
    expect(among(NOW - 6000, NOW - 4000)).toContain(refs[1]);
    expect(among(NOW + 1, NOW + 2)).toEqual([]);
  });
});
