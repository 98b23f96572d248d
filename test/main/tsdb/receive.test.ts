import { compress } from 'snappyjs';
import { expect, test } from 'vitest';
import { encodeWriteRequest, type WriteSeries } from '../../../src-main/formats/remotewrite.ts';
import { pairsKey, type LabelPairs } from '../../../src-main/shared/model/labels.ts';
import { remoteWriteReceiver } from '../../../src-main/tsdb/receive.ts';
import { failCommits, folder, hexOf, NOW, open, readAll } from './workbench.ts';

const named = (name: string, ...more: string[]): LabelPairs => ['__name__', name, 'job', 'node', ...more];
const one = (labels: LabelPairs, time = NOW, value = 1): WriteSeries => ({ labels, times: Float64Array.of(time), values: Float64Array.of(value) });
const body = (...series: WriteSeries[]) => compress(encodeWriteRequest(series));

function receiving() {
  const dir = folder();
  const opened = open(dir);
  return { dir, opened, receive: remoteWriteReceiver(opened.store) };
}

test('samples of many series, one or more each, are stored under their labels in any order', () => {
  const { dir, opened, receive } = receiving();
  const two = { labels: named('two'), times: Float64Array.of(NOW, NOW + 1000), values: Float64Array.of(2, 3) };
  expect(receive(body(one(named('a')), two))).toEqual({ samples: 3, series: 2, histograms: 0 });
  receive(body(one(['job', 'node', '__name__', 'a'], NOW + 1000, 5), one(named('b'))));
  expect(readAll(opened, dir)).toEqual(new Map([
    [pairsKey(named('a')), new Map([[NOW, hexOf(1)], [NOW + 1000, hexOf(5)]])],
    [pairsKey(named('two')), new Map([[NOW, hexOf(2)], [NOW + 1000, hexOf(3)]])],
    [pairsKey(named('b')), new Map([[NOW, hexOf(1)]])],
  ]));
});

test('of two samples of one series and time in one request the later one counts', () => {
  const { dir, opened, receive } = receiving();
  receive(body(one(named('a'), NOW, 1), one(named('b'), NOW, 5), one(named('a'), NOW, 2)));
  expect(readAll(opened, dir).get(pairsKey(named('a')))).toEqual(new Map([[NOW, hexOf(2)]]));
});

test.each([
  { name: 'without a metric name', bad: one(['job', 'node']) },
  { name: 'with a label twice', bad: one(['__name__', 'm', 'job', 'a', 'job', 'b']) },
  { name: 'with a label without a name', bad: one(['', 'x', '__name__', 'm']) },
])('a request with a series $name among good ones is refused whole: neither samples nor series of it are stored', ({ bad }) => {
  const { dir, opened, receive } = receiving();
  expect(() => receive(body(one(named('good')), bad, one(named('good too'))))).toThrow(expect.objectContaining({ code: 'bad-data' }));
  expect(opened.store.stats()).toMatchObject({ series: 0, samples: 0, walRows: 0 });
  receive(body(one(named('good'))));
  expect(readAll(opened, dir).size).toBe(1);
});

test('a series that brings no samples makes no series', () => {
  const { opened, receive } = receiving();
  receive(body({ labels: named('empty'), times: new Float64Array(0), values: new Float64Array(0) }, one(named('a'))));
  expect(opened.store.stats()).toMatchObject({ series: 1, samples: 1 });
});

test('a request that can not be written is forgotten: sent again, it is stored once', () => {
  const { dir, opened, receive } = receiving();
  receive(body(one(named('a'), NOW - 1000)));
  for (const table of ['series', 'wal']) {
    const mend = failCommits(opened.store.db, 'INSERT', table);
    expect(() => receive(body(one(named('a')), one(named('b'))))).toThrow(/FOREIGN KEY/);
    mend();
  }
  expect(opened.store.stats()).toMatchObject({ samples: 1 });
  receive(body(one(named('a')), one(named('b'))));
  expect([...readAll(opened, dir)].map(([key, samples]) => [key, samples.size])).toEqual([[pairsKey(named('a')), 2], [pairsKey(named('b')), 1]]);
});

test('labels are known again by their bytes, however many come and go', () => {
  const { dir, opened, receive } = receiving();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 3; i++) receive(body(...Array.from({ length: 500 }, (_, k) => one(named(`m${i}`, 'pod', `pod-${(k * 7 + round) % 500}`), NOW + round * 1000, i))));
  }
  const found = readAll(opened, dir);
  expect(found.size).toBe(1500);
  expect(new Set(Array.from(found.values(), samples => samples.size))).toEqual(new Set([3]));
});
