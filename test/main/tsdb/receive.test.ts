import { compress } from 'snappyjs';
import { expect, test } from 'vitest';
import { encodeWriteRequest, type WriteSeries } from '../../../src-main/formats/remotewrite.ts';
import type { IngestLimits } from '../../../src-main/shared/model/ingestlimits.ts';
import { pairsKey, type LabelPairs } from '../../../src-main/shared/model/labels.ts';
import { type Metadata, STALE_HIGH, STALE_LOW } from '../../../src-main/shared/model/sample.ts';
import { remoteWriteReceiver } from '../../../src-main/tsdb/receive.ts';
import { Twins } from '../../../src-main/tsdb/twins.ts';
import { rawRequest2, request2, type Series2 } from '../formats/writev2.ts';
import { admitting, failCommits, folder, hexOf, NOW, open, readAll } from './workbench.ts';

const named = (name: string, ...more: string[]): LabelPairs => ['__name__', name, 'job', 'node', ...more];
const one = (labels: LabelPairs, time = NOW, value = 1): WriteSeries => ({ labels, times: Float64Array.of(time), values: Float64Array.of(value) });
const body = (...series: WriteSeries[]) => compress(encodeWriteRequest(series));

const body2 = (...series: Series2[]) => compress(request2(...series));

function receiving(limits: Partial<IngestLimits> = {}, now = () => NOW) {
  const dir = folder();
  const opened = open(dir);
  const admission = admitting(limits, now);
  const { receive, forget } = remoteWriteReceiver({ store: opened.store, admission, twins: new Twins() });
  return { dir, opened, admission, forget, receive: (bytes: Uint8Array) => receive(bytes, 1), receive2: (bytes: Uint8Array) => receive(bytes, 2) };
}

test('samples of many series, one or more each, are stored under their labels in any order', () => {
  const { dir, opened, receive } = receiving();
  const two = { labels: named('two'), times: Float64Array.of(NOW, NOW + 1000), values: Float64Array.of(2, 3) };
  expect(receive(body(one(named('a')), two))).toEqual({ samples: 3, series: 2, exemplars: 0, refused: [] });
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
])('a series $name is named and left out; what is good of the request is stored', ({ bad }) => {
  const { dir, opened, receive } = receiving();
  expect(receive(body(one(named('good')), bad, one(named('good too'))))).toMatchObject({ samples: 2, refused: [{ reason: 'invalid-labels', samples: 1 }] });
  expect(new Set(readAll(opened, dir).keys())).toEqual(new Set([pairsKey(named('good')), pairsKey(named('good too'))]));
});

test('a request that is malformed stores nothing', () => {
  const { opened, receive } = receiving();
  const bytes = encodeWriteRequest([one(named('good')), one(named('cut'))]);
  expect(() => receive(compress(bytes.subarray(0, bytes.length - 1)))).toThrow(expect.objectContaining({ code: 'bad-data' }));
  expect(opened.store.stats()).toMatchObject({ series: 0, samples: 0, walRows: 0 });
});

const sample2 = (value: number, timestamp = NOW) => ({ value, timestamp });

test('2.0: samples are stored under their labels, however a request numbers its strings', () => {
  const { dir, opened, receive2 } = receiving();
  expect(receive2(body2({ labels: named('a'), samples: [{ ...sample2(1), start_timestamp: NOW - 5 }] }, { labels: named('b', 'z', '1'), samples: [sample2(2), sample2(3, NOW + 1000)] })))
    .toEqual({ samples: 3, series: 2, exemplars: 0, refused: [] });
  receive2(body2({ labels: ['z', '1', ...named('b')], samples: [sample2(4, NOW + 2000)] }, { labels: named('a'), samples: [sample2(5, NOW + 1000)] }));
  expect(readAll(opened, dir)).toEqual(new Map([
    [pairsKey(named('a')), new Map([[NOW, hexOf(1)], [NOW + 1000, hexOf(5)]])],
    [pairsKey(named('b', 'z', '1')), new Map([[NOW, hexOf(2)], [NOW + 1000, hexOf(3)], [NOW + 2000, hexOf(4)]])],
  ]));
});

test('a series is the same one whether it comes by 1.0 or 2.0', () => {
  const { opened, receive, receive2 } = receiving();
  receive(body(one(named('a'))));
  receive2(body2({ labels: named('a'), samples: [sample2(2, NOW + 1000)] }));
  expect(opened.store.stats()).toMatchObject({ series: 1, samples: 2 });
});

test('2.0: metadata is kept under the name of its family, told once and again when it changes', () => {
  const { opened, receive2 } = receiving();
  const told: Metadata[][] = [];
  const { annotate } = opened.store;
  opened.store.annotate = metadata => { told.push([...metadata]); annotate.call(opened.store, metadata); };
  const requests = body2(
    { labels: named('t_seconds_bucket', 'le', '1'), samples: [sample2(1)], metadata: { type: 3, help: 'How long.', unit: 'seconds' } },
    { labels: named('c_total'), samples: [sample2(1)], metadata: { type: 1, help: 'How often.' } }, { labels: named('silent'), samples: [sample2(1)], metadata: {} });
  receive2(requests);
  receive2(requests);
  receive2(body2({ labels: named('c_total'), samples: [sample2(2, NOW + 1)], metadata: { type: 1, help: 'How often!' } }));
  expect(told).toEqual([
    [{ name: 't_seconds', type: 'histogram', help: 'How long.', unit: 'seconds' }, { name: 'c_total', type: 'counter', help: 'How often.', unit: '' }],
    [{ name: 'c_total', type: 'counter', help: 'How often!', unit: '' }],
  ]);
});

test('native histograms are named as not supported, exemplars are counted; the samples beside them are stored', () => {
  const { dir, opened, receive2 } = receiving();
  expect(receive2(body2({ labels: named('h'), histograms: [{ count_int: 1 }, { count_int: 2 }] }, { labels: named('a'), samples: [sample2(1)], exemplars: [{ value: 1, timestamp: NOW }] })))
    .toEqual({ samples: 1, series: 2, exemplars: 1, refused: [{ reason: 'native-histogram', samples: 2, first: 'native histograms are not supported' }] });
  expect(readAll(opened, dir).size).toBe(1);
});

test.each([
  { what: 'an odd number of references', fields: { symbols: ['', '__name__', 'm'], labels_refs: [1] }, first: 'names and values come in pairs' },
  { what: 'a reference beyond the symbols', fields: { symbols: ['', '__name__', 'm'], labels_refs: [1, 3] }, first: 'labels_refs names symbol 3 of 3' },
  { what: 'no labels', fields: { symbols: [''], labels_refs: [] }, first: 'a series without a metric name' },
])('2.0: a series with $what is named and left out', ({ fields: { symbols, labels_refs }, first }) => {
  const { opened, receive2 } = receiving();
  const bytes = compress(rawRequest2({ symbols, timeseries: [{ labels_refs, samples: [{ value: 1, timestamp: NOW }] }] }));
  for (let again = 0; again < 2; again++) expect(receive2(bytes)).toMatchObject({ samples: 0, refused: [{ reason: 'invalid-labels', samples: 1, first: expect.stringContaining(first) }] });
  expect(opened.store.stats()).toMatchObject({ series: 0 });
});

test.each([
  { reason: 'too-many-labels', limits: { maxLabelsPerSeries: 2 }, bad: one(named('m', 'x', '1')) },
  { reason: 'label-name-too-long', limits: { maxLabelNameLength: 8 }, bad: one(named('m', 'a-name-of-17-char', '1')) },
  { reason: 'label-value-too-long', limits: { maxLabelValueLength: 4 }, bad: one(named('longer')) },
  { reason: 'too-many-series', limits: { maxSeries: 1 }, bad: one(named('m')) },
  { reason: 'too-old', limits: { maxAgeMs: 3_600_000 }, bad: one(named('good'), NOW - 3_600_001) },
  { reason: 'too-far-ahead', limits: { maxAheadMs: 60_000 }, bad: one(named('good'), NOW + 60_001) },
] as const)('what breaks a limit is left out and named $reason, and counted; the rest is stored', ({ reason, limits, bad }) => {
  const { dir, opened, admission, receive } = receiving(limits);
  expect(receive(body(one(named('good')), bad, one(named('good'), NOW + 1000, 3)))).toMatchObject({ samples: 2, refused: [{ reason, samples: 1, first: expect.stringMatching(/max[A-Z]/) }] });
  expect(readAll(opened, dir)).toEqual(new Map([[pairsKey(named('good')), new Map([[NOW, hexOf(1)], [NOW + 1000, hexOf(3)]])]]));
  expect(admission.refused).toEqual(new Map([[reason, 1]]));
});

test('at the limit of series known ones go on, also when a restart has forgotten how they are written', () => {
  const { opened, receive } = receiving({ maxSeries: 2 });
  receive(body(one(named('a')), one(named('b'))));
  const fresh = remoteWriteReceiver({ store: opened.store, admission: admitting({ maxSeries: 2 }), twins: new Twins() });
  expect(fresh.receive(body(one(named('c'), NOW + 1), one(named('a'), NOW + 1)), 1)).toMatchObject({ samples: 1, refused: [{ reason: 'too-many-series', samples: 1 }] });
});

test('a time in ns is told from one in ms', () => {
  const { receive } = receiving();
  expect(receive(body(one(named('a'), 2 ** 53 - 1)))).toMatchObject({ samples: 0, refused: [{ reason: 'too-far-ahead', first: expect.stringContaining('times are in ms since 1970') }] });
});

test('a stale marker that moves forward in its columns keeps its bits', () => {
  const { dir, opened, receive } = receiving({ maxAgeMs: 1000 });
  const stale = new Float64Array(new Uint32Array([STALE_LOW, STALE_HIGH]).buffer);
  receive(body(one(named('a'), NOW - 2000), { labels: named('a'), times: Float64Array.of(NOW), values: stale }));
  expect(readAll(opened, dir).get(pairsKey(named('a')))).toEqual(new Map([[NOW, '7ff0000000000002']]));
});

test('above the rate a request is turned away whole until the time has made up for it', () => {
  let time = NOW;
  const { opened, receive, admission } = receiving({ maxSamplesPerSecond: 2 }, () => time);
  for (let i = 0; i < 2; i++) receive(body({ labels: named('a'), times: Float64Array.from({ length: 3 }, (_, k) => NOW + 3 * i + k), values: new Float64Array(3) })); // 6 of a burst of 4
  expect(() => receive(body(one(named('a'), NOW + 10)))).toThrow(expect.objectContaining({ code: 'throttled', message: expect.stringContaining('maxSamplesPerSecond') }));
  expect(opened.store.stats()).toMatchObject({ samples: 6 });
  time += 1001;
  expect(receive(body(one(named('a'), NOW + 10)))).toMatchObject({ samples: 1 });
  expect(admission.refused).toEqual(new Map([['rate', 1]]));
});

test('a body or a claim above the limit is refused by its name', () => {
  const { receive, admission } = receiving({ maxBodyBytes: 1024, maxUnpackedBytes: 2048 });
  expect(() => receive(new Uint8Array(1025))).toThrow(expect.objectContaining({ code: 'too-large', message: expect.stringContaining('maxBodyBytes') }));
  expect(() => receive(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0x00, 0x61))).toThrow(expect.objectContaining({ code: 'too-large', message: expect.stringContaining('maxUnpackedBytes') }));
  expect(admission.refused).toEqual(new Map([['size', 2]]));
});

test('series that are forgotten are looked up anew, the others are still known', () => {
  const { opened, receive, forget } = receiving();
  receive(body(...Array.from({ length: 100 }, (_, i) => one(named(`m${i}`)))));
  const asked: number[] = [];
  const { admit } = opened.store;
  opened.store.admit = (series, most) => { asked.push(series.length); return admit.call(opened.store, series, most); };
  forget(ref => ref % 2 === 0);
  receive(body(...Array.from({ length: 100 }, (_, i) => one(named(`m${i}`), NOW + 1000))));
  expect(asked).toEqual([50]);
  expect(opened.store.stats()).toMatchObject({ series: 100, samples: 200 });
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
