import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { body, delay, named, numbers, one, outcome, pooled, took } from './bench.ts';

const T0 = Date.UTC(2026, 0, 15);
const HANGING = new URL('./hangingquery.ts', import.meta.url);
const instant = (promql: string, more: object = {}) => ({ promql, time: T0, nocache: false, ...more });

/** A query that takes a reader many seconds: every sample of every series, again and again. */
async function slow() {
  const made = await pooled({ queryWorkers: 1 });
  const refs = await made.pool.appender.resolve(Array.from({ length: 200 }, (_, i) => named('m', 'i', String(i))));
  for (let i = 0; i < 100; i++) await made.pool.appender.append(refs.slice(), Float64Array.of(T0 - i * 15_000), new Float64Array(200).fill(i));
  await numbers(made.pool, 'count(m)', T0);
  return { ...made, promql: 'max_over_time(quantile_over_time(0.9, m[20m])[24h:100ms])' };
}

describe('a query', () => {
  test('ends soon when nobody waits for it any more, and its reader is free again', async () => {
    const { pool, promql } = await slow();
    const stop = new AbortController();
    const running = outcome(pool.query.instant(instant(promql), stop.signal));
    await delay(100); // it is being computed now
    stop.abort();
    expect(await took(() => running)).toBeLessThan(1000);
    expect(await running).toMatchObject({ failed: { code: 'canceled' } });
    expect(await took(() => numbers(pool, 'count(m)', T0))).toBeLessThan(3000);
  });

  test('that waits its turn is given up at once when nobody waits for it', async () => {
    const { pool, promql } = await slow();
    const first = new AbortController();
    const second = new AbortController();
    const running = outcome(pool.query.instant(instant(promql), first.signal));
    const waiting = outcome(pool.query.instant(instant('count(m)', { nocache: true }), second.signal));
    second.abort();
    expect(await took(() => waiting)).toBeLessThan(1000);
    expect(await waiting).toMatchObject({ failed: { code: 'canceled' } });
    first.abort();
    await running;
  });

  test('that is short is answered soon, however many long ones are under way, and those get their turns one after the other', async () => {
    const made = await pooled({ queryWorkers: 2 });
    const refs = await made.pool.appender.resolve(Array.from({ length: 200 }, (_, i) => named('m', 'i', String(i))));
    for (let i = 0; i < 100; i++) await made.pool.appender.append(refs.slice(), Float64Array.of(T0 - i * 15_000), new Float64Array(200).fill(i));
    const stops = [new AbortController(), new AbortController(), new AbortController(), new AbortController()];
    const long = stops.map(stop => outcome(made.pool.query.instant(instant('max_over_time(quantile_over_time(0.9, m[20m])[24h:100ms])'), stop.signal)));
    for (let i = 0; i < 5; i++) expect(await took(() => numbers(made.pool, `count(m) + ${i}`, T0))).toBeLessThan(5000); // the long ones take minutes
    const finite = outcome(made.pool.query.instant(instant('count(max_over_time(quantile_over_time(0.9, m[20m])[40m:1s]))')));
    for (const stop of stops) stop.abort();
    for (const one of long) expect(await one).toMatchObject({ failed: { code: 'canceled' } });
    expect(await finite).toMatchObject({ value: { kind: 'vector', series: [{ value: 200 }] } });
  });

  test('is not even begun with a signal that has fired', async () => {
    const { pool } = await pooled();
    await expect(pool.query.instant(instant('up'), AbortSignal.abort())).rejects.toMatchObject({ code: 'canceled' });
  });

  test('that takes longer than it may ends with timeout; so does one that waits too long behind it, and the first goes on', async () => {
    const { pool, promql } = await slow();
    const first = new AbortController();
    await expect(pool.query.instant(instant(promql, { timeoutMs: 200 }))).rejects.toMatchObject({ code: 'timeout', message: 'query timed out in expression evaluation' });
    const running = outcome(pool.query.instant(instant(promql), first.signal));
    const waiting = outcome(pool.query.instant(instant('count(m)', { timeoutMs: 100, nocache: true })));
    expect(await took(() => waiting)).toBeLessThan(1000);
    expect(await waiting).toMatchObject({ failed: { code: 'timeout', message: 'query timed out in query queue' } });
    first.abort();
    expect(await running).toMatchObject({ failed: { code: 'canceled' } });
  });

  test('may ask for more time than there is', async () => {
    const { pool } = await pooled();
    expect(await pool.query.instant(instant('1', { timeoutMs: Number.MAX_SAFE_INTEGER }))).toMatchObject({ value: { kind: 'scalar', value: 1 } });
  });

  test('wrong in itself says where', async () => {
    const { pool } = await pooled();
    await expect(pool.query.instant(instant('sum('))).rejects.toMatchObject({ code: 'bad-data', message: expect.stringContaining('1:5') });
  });

  test('that is one too many is told to come again', async () => {
    const { pool, promql } = await slow();
    const stop = new AbortController();
    const all = Array.from({ length: 600 }, () => outcome(pool.query.instant(instant(promql), stop.signal)));
    const first = await Promise.race(all);
    expect(first).toMatchObject({ failed: { code: 'throttled' } });
    stop.abort();
    const codes = (await Promise.all(all)).map(one => 'failed' in one ? (one.failed as { code: string }).code : 'answered');
    expect(codes.filter(code => code === 'throttled')).toHaveLength(600 - 512);
    expect(codes.filter(code => code === 'canceled')).toHaveLength(512);
    await expect.poll(() => outcome(numbers(pool, 'count(m)', T0))).toEqual({ '': 200 });
  });
});

describe('a reader', () => {
  test('that hears nothing long after a deadline is replaced; whoever only waited behind it is answered by its successor', async () => {
    const { pool, log } = await pooled({ queryUrl: HANGING, queryWorkers: 1, graceMs: 150 });
    const stuck = outcome(pool.query.metadata({ name: '3600000', limit: 0, ...{ timeoutMs: 300 } }));
    const waiting = pool.query.metadata({ name: '0', limit: 0 });
    expect(await stuck).toMatchObject({ failed: { code: 'timeout' } });
    expect(await waiting).toEqual([]);
    expect(log).toEqual(['a reader did not end its query in time and is replaced']);
  });

  test('that is busy with a long query within its time is not ended for the sake of a short one behind it', async () => {
    const { pool, log } = await pooled({ queryUrl: HANGING, queryWorkers: 1, graceMs: 50 });
    const long = pool.query.metadata({ name: '800', limit: 0 });
    await expect(pool.query.metadata({ name: '0', limit: 0, ...{ timeoutMs: 100 } })).rejects.toMatchObject({ code: 'timeout' });
    expect(await long).toEqual([]);
    expect(log).toEqual([]);
  });

  test('that runs out of memory is replaced: the query that did it fails by name, one that waited behind it and those that follow go on', async () => {
    const { pool, log } = await pooled({ readerHeapMb: 64, queryWorkers: 1 });
    await pool.storage.receive({ body: body(...Array.from({ length: 4000 }, (_, i) => one(named('m', 'long', `${i}-`.padEnd(500, 'x')), T0, i))) });
    const greedy = outcome(pool.query.instant(instant(`label_replace(m, "longer", "${'$1-'.repeat(100)}", "long", "(.*)")`)));
    const modest = numbers(pool, 'count(m)', T0);
    expect(Object.entries(await greedy).slice(0, 1)).toMatchObject([['failed', { code: 'limit', message: expect.stringContaining('memory') }]]);
    expect(await modest).toEqual({ '': 4000 });
    expect(log.join('\n')).toMatch(/query worker failed: .*memory/);
    expect(await numbers(pool, 'count(m)', T0)).toEqual({ '': 4000 });
  }, 60_000);

  test('that is inside its transaction keeps nobody waiting, and the log of SQLite is emptied once it is out, or ended', async () => {
    const { pool, dir, promql } = await slow();
    const log = join(dir, 'metrics.db-wal');
    const write = async () => { await pool.storage.receive({ body: body(one(named('other'), T0, 1)) }); };
    const stop = new AbortController();
    void outcome(pool.query.instant(instant(promql), stop.signal));
    await expect.poll(async () => { await write(); await pool.storage.compact({}); return statSync(log).size; }).toBeGreaterThan(0); // it is inside
    expect(await took(() => pool.storage.compact({}))).toBeLessThan(3000);
    stop.abort();
    await expect.poll(async () => { await pool.storage.compact({}); return statSync(log).size; }).toBe(0);

    void outcome(pool.query.instant(instant(promql)));
    await expect.poll(async () => { await write(); await pool.storage.compact({}); return statSync(log).size; }).toBeGreaterThan(0);
    await pool.close();
    expect(statSync(log, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });
});
