import { compress } from 'snappyjs';
import { describe, expect, test } from 'vitest';
import { encodeWriteRequest } from '../../../src-main/formats/remotewrite.ts';
import { bitsOf, isStale, setStale } from '../../../src-main/shared/model/sample.ts';
import { body, named, numbers, one, pooled } from './bench.ts';

const T0 = Date.UTC(2026, 0, 15);
const text = ({ body: bytes }: { body: Uint8Array }): unknown => JSON.parse(new TextDecoder().decode(bytes));

describe('what is written', () => {
  test('by resolve and append is what queries answer with, as columns and as Prometheus\'s JSON', async () => {
    const { pool } = await pooled();
    const refs = await pool.appender.resolve([named('a', 'job', 'x'), named('b', 'job', 'x')]);
    for (let i = 0; i < 10; i++) await pool.appender.append(refs.slice(), Float64Array.of(T0 + i * 15_000), Float64Array.of(i, i / 4));
    expect(await numbers(pool, '{job="x"}', T0 + 135_000)).toEqual({ a: 9, b: 2.25 });

    const range = { promql: 'a', from: T0, to: T0 + 60_000, step: 30_000, nocache: false };
    const matrix = await pool.query.range(range);
    expect([...matrix.times]).toEqual([T0, T0 + 30_000, T0 + 60_000]);
    expect(matrix.series.map(({ labels, values, present }) => ({ labels: { ...labels }, values: [...values], present }))).toEqual([{ labels: { __name__: 'a', job: 'x' }, values: [0, 2, 4], present: null }]);
    expect(matrix.stats).toMatchObject({ series: 1, samples: expect.any(Number) });

    expect(text(await pool.query.rangeJson(range))).toEqual({ status: 'success', data: { resultType: 'matrix', result: [{ metric: { __name__: 'a', job: 'x' }, values: [[T0 / 1000, '0'], [T0 / 1000 + 30, '2'], [T0 / 1000 + 60, '4']] }] } });
    const pinned = await pool.query.range({ ...range, promql: `timestamp(a @ ${T0 / 1000})` });
    expect(pinned.series.map(({ values }) => [...values])).toEqual([Array.from(pinned.times, () => T0 / 1000)]); // one moment, at every step
    expect(text(await pool.query.instantJson({ promql: 'b', time: T0 + 15_000, nocache: false }))).toEqual({ status: 'success', data: { resultType: 'vector', result: [{ metric: { __name__: 'b', job: 'x' }, value: [T0 / 1000 + 15, '0.25'] }] } });
  });

  test('by remote_write is counted and answered with', async () => {
    const { pool } = await pooled();
    const series = Array.from({ length: 100 }, (_, i) => ({ labels: named(`m${i}`), times: Float64Array.of(T0, T0 + 1000), values: Float64Array.of(i, -i) }));
    expect(await pool.storage.receive({ body: body(...series) })).toEqual({ samples: 200, series: 100, exemplars: 0, refused: [] });
    expect(await numbers(pool, '{__name__=~"m7|m42"}', T0 + 1000)).toEqual({ m7: -7, m42: -42 });
    expect(await pool.storage.stats({})).toMatchObject({ series: 100, samples: 200, headSamples: 200 });
  });

  test('keeps every bit on its way through the threads: a stale marker ends its series', async () => {
    const { pool } = await pooled();
    const values = Float64Array.of(0);
    setStale(bitsOf(values), 0);
    await pool.storage.receive({ body: body({ labels: named('a'), times: Float64Array.of(T0), values: Float64Array.of(1) }, { labels: named('a'), times: Float64Array.of(T0 + 1000), values }) });
    expect(await numbers(pool, 'a', T0 + 500)).toEqual({ a: 1 });
    expect(await numbers(pool, 'a', T0 + 2000)).toEqual({});
    const { value } = await pool.query.instant({ promql: 'a[1m]', time: T0 + 2000, nocache: false });
    if (value.kind !== 'matrix') throw new Error('not a matrix');
    expect(value.series.flatMap(({ values: found }) => Array.from(found, (_, i) => isStale(bitsOf(found), i)))).not.toContain(true); // markers are no samples
  });

  test('gives series, label names and values, by window and by selector, and metadata', async () => {
    const { pool } = await pooled();
    await pool.storage.receive({ body: body(one(named('old', 'job', 'a'), T0 - 86_400_000, 1), one(named('new', 'zone', 'b'), T0, 1)) });
    await pool.appender.annotate([{ name: 'new', type: 'gauge', help: 'h', unit: '' }]);
    const window = { from: T0 - 1000, to: T0 + 1000, limit: 0 };
    const all = { matchers: [], limit: 0 };
    expect(await pool.query.labelValues({ ...all, name: '__name__' })).toEqual(['new', 'old']);
    expect(await pool.query.labelValues({ ...window, matchers: [], name: '__name__' })).toEqual(['new']);
    expect(await pool.query.labelNames({ ...window, matchers: [] })).toEqual(['__name__', 'zone']);
    expect(await pool.query.labelNames({ matchers: ['{job="a"}'], limit: 1 })).toEqual(['__name__']);
    expect((await pool.query.series({ ...window, matchers: ['{__name__=~".+"}'] })).map(labels => ({ ...labels }))).toEqual([{ __name__: 'new', zone: 'b' }]);
    expect(await pool.query.metadata({ name: '', limit: 0 })).toEqual([{ name: 'new', type: 'gauge', help: 'h', unit: '' }]);
    await pool.storage.compact({});
    expect(await pool.query.labelValues({ ...window, matchers: [], name: '__name__' })).toEqual(['new']);
  });

  test('of thousands of series is told from what has nothing in a window, sealed or not', async () => {
    const { pool } = await pooled();
    const many = (job: string, time: number) => body(...Array.from({ length: 1500 }, (_, i) => one(named(`m${i}`, 'job', job), time, i)));
    await pool.storage.receive({ body: many('before', T0 - 86_400_000) });
    await pool.storage.compact({});
    await pool.storage.receive({ body: many('now', T0) });
    const jobs = (from: number, to: number) => pool.query.labelValues({ matchers: [], from, to, limit: 0, name: 'job' });
    expect(await jobs(T0 - 1000, T0 + 1000)).toEqual(['now']);
    expect(await jobs(T0 - 86_401_000, T0 - 86_399_000)).toEqual(['before']);
    expect(await jobs(T0 + 1, T0 + 1000)).toEqual([]);
    expect(await jobs(T0 - 86_401_000, T0 + 1000)).toEqual(['before', 'now']);
  });
});

describe('a request that is refused', () => {
  test.each([
    { name: 'a body that is no snappy', bytes: () => Uint8Array.of(1, 2, 3, 255), code: 'bad-data' },
    { name: 'a body that is no protobuf', bytes: () => Uint8Array.from(new Uint8Array(compress(Uint8Array.of(10, 200)))), code: 'bad-data' },
    { name: 'a block that claims too much', bytes: () => Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0), code: 'too-large' },
    { name: 'a time beyond 2^53', bytes: () => Uint8Array.from(new Uint8Array(compress(Uint8Array.from([...encodeWriteRequest([one(named('good'), T0, 1)]), ...beyond()])))), code: 'bad-data' },
  ])('$name: says why, stores nothing, and the next good one works', async ({ bytes, code }) => {
    const { pool } = await pooled();
    await expect(pool.storage.receive({ body: bytes() })).rejects.toMatchObject({ code });
    expect(await pool.storage.stats({})).toMatchObject({ series: 0, samples: 0, walRows: 0 });
    await pool.storage.receive({ body: body(one(named('next'), T0, 5)) });
    expect(await numbers(pool, '{__name__=~".+"}', T0)).toEqual({ next: 5 });
  });

  /** TimeSeries{ labels: __name__="x", samples: { timestamp: 2^60 } } */
  function beyond(): number[] {
    const label = [0x0a, 13, 0x0a, 8, ...Buffer.from('__name__'), 0x12, 1, 0x78];
    const time = [0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10];
    return [0x0a, label.length + 2 + time.length, ...label, 0x12, time.length, ...time];
  }
});
