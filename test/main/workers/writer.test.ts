import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openPool } from '../../../src-main/workers/pool.ts';
import { flip, folder, SETTINGS } from '../tsdb/workbench.ts';
import { body, named, numbers, one, outcome, pooled, took } from './bench.ts';

const T0 = Date.UTC(2026, 0, 15);
const MORTAL = new URL('./mortalstorage.ts', import.meta.url);
const MINUTE = 60_000;

describe('closing', () => {
  test('flushes: what was written is there afterwards, in one file, and nothing is taken any more', async () => {
    const { pool, dir } = await pooled();
    await pool.storage.receive({ body: body(one(named('a'), T0, 1)) });
    const late = pool.storage.receive({ body: body(one(named('b'), T0, 2)) }); // under way when close begins
    await pool.close();
    await late;
    expect(existsSync(join(dir, 'metrics.db-wal'))).toBe(false);
    await expect(pool.storage.stats({})).rejects.toMatchObject({ code: 'unavailable' });
    await expect(pool.query.instant({ promql: 'a', time: T0, nocache: false })).rejects.toMatchObject({ code: 'unavailable' });
    await pool.close();
    const { pool: next } = await pooled({ dataDir: dir });
    expect(await numbers(next, '{__name__=~".+"}', T0)).toEqual({ a: 1, b: 2 });
  });

  test('in the middle of everything is neither a hang nor an error of its own', async () => {
    const { pool, dir, log } = await pooled();
    const refs = await pool.appender.resolve(Array.from({ length: 300 }, (_, i) => named(`m${i}`)));
    for (let i = 0; i < 100; i++) await pool.appender.append(refs.slice(), Float64Array.of(T0 + i * 1000), new Float64Array(300).fill(i));
    const busy: Promise<unknown>[] = [pool.storage.compact({}), pool.storage.check({}), pool.storage.stats({}), pool.query.instant({ promql: 'sum(rate({__name__=~".+"}[1h]))', time: T0 + MINUTE, nocache: false })];
    const ended = Promise.allSettled(busy);
    await pool.close();
    for (const one of await ended) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'unavailable' });
    expect(log).toEqual([]);
    const { pool: next } = await pooled({ dataDir: dir });
    expect(await next.storage.stats({})).toMatchObject({ samples: 30_000 });
    expect(await next.storage.check({})).toMatchObject({ damaged: 0 });
  });
});

describe('a storage worker that ends', () => {
  test('is started again with the settings of then; nothing acknowledged is lost, readers find it, calls meanwhile are told to come again', async () => {
    const { pool, dir, log } = await pooled({ storageUrl: MORTAL });
    await pool.storage.configure({ settings: { ...SETTINGS, retentionMs: 1000 * 86_400_000 } });
    for (let i = 0; i < 20; i++) await pool.storage.receive({ body: body(one(named('a'), T0 + 1000 + i * 1000, i)) });
    expect(await numbers(pool, 'count_over_time(a[1m])', T0 + MINUTE)).toEqual({ '': 20 });

    writeFileSync(join(dir, 'metrics.db.die'), '');
    const refused = new Set<string>();
    let sent = 20;
    await expect.poll(async () => {
      try {
        await pool.storage.receive({ body: body(one(named('a'), T0 + 1000 + sent * 1000, sent)) });
        sent++;
      } catch (error) { refused.add((error as { code: string }).code); }
      return refused.size > 0 && (await outcome(pool.storage.stats({})));
    }, { timeout: 10_000 }).toMatchObject({ samples: expect.any(Number) });
    expect([...refused]).toEqual(['unavailable']);
    await pool.storage.receive({ body: body(one(named('a'), T0 + 1000 + sent * 1000, sent)) });
    await expect.poll(() => outcome(numbers(pool, 'count_over_time(a[1m])', T0 + MINUTE))).toEqual({ '': sent + 1 });
    expect(log.join('\n')).toContain('the storage worker ended and is started again');
    expect(await pool.storage.check({})).toMatchObject({ damaged: 0 });
  });
});

describe('opening', () => {
  const opening = (dataDir: string) => pooled({ dataDir });

  test('a file that is no database fails and names it', async () => {
    const dir = folder();
    writeFileSync(join(dir, 'metrics.db'), 'These are not the samples you are looking for. '.repeat(200));
    await expect(opening(dir)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/metrics\.db.*not a database/) });
  });

  test('a database that is cut off fails and names it', async () => {
    const dir = folder();
    const { pool } = await pooled({ dataDir: dir });
    await pool.storage.receive({ body: body(...Array.from({ length: 3000 }, (_, i) => one(named(`m${i}`), T0, i))) });
    await pool.storage.compact({});
    await pool.close();
    const db = new Database(join(dir, 'metrics.db'));
    const pages = db.pragma('page_count', { simple: true }) as number;
    db.close();
    expect(pages).toBeGreaterThan(20);
    truncateSync(join(dir, 'metrics.db'), 4096 * 5);
    await expect(opening(dir)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(join(dir, 'metrics.db')) });
  });

  test('a folder in the file\'s place, or no folder to put it in, fails and names it', async () => {
    const dir = folder();
    mkdirSync(join(dir, 'metrics.db'));
    await expect(opening(dir)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(join(dir, 'metrics.db')) });
    await expect(opening(join(dir, 'nowhere'))).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('nowhere') });
  });

  test('what a newer version has written is refused, and not touched', async () => {
    const dir = folder();
    const { pool } = await pooled({ dataDir: dir });
    await pool.close();
    const db = new Database(join(dir, 'metrics.db'));
    db.prepare('INSERT INTO migrations (name, at) VALUES (?, ?)').run('9999 from the future', 0);
    db.close();
    await expect(opening(dir)).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/metrics\.db was written by a newer version.*9999 from the future/) });
  });

  test('with a worker script that is not there fails, too, and soon', async () => {
    const nowhere = new URL('./not-there.ts', import.meta.url);
    expect(await took(() => outcome(openPool({ storageUrl: nowhere, queryUrl: nowhere, dataDir: folder(), settings: SETTINGS, log: { warn: () => undefined, error: () => undefined } })))).toBeLessThan(5000);
    await expect(pooled({ storageUrl: nowhere })).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a damaged row', () => {
  test('is named once in the log, counted once, and left out by every query; all else answers', async () => {
    const dir = folder();
    const { pool } = await pooled({ dataDir: dir });
    for (const job of ['a', 'b']) await pool.storage.receive({ body: body(one(named('m', 'job', job), T0, 1), one(named('n', 'job', job), T0, 2)) });
    await pool.storage.compact({});
    await pool.close();
    flip(dir, 'rows', 'blob');
    const { pool: next, log } = await pooled({ dataDir: dir });
    for (let i = 0; i < 3; i++) expect(await numbers(next, '{__name__=~".+"}', T0)).toEqual({ m: 1, n: 2 });
    await expect.poll(async () => (await next.storage.stats({})).damagedRows).toBe(1);
    expect(log).toEqual([expect.stringMatching(/^damaged, left out: rows \d+ \(shard 0, from 2026-01-1\dT.*\): the checksum does not fit$/)]);
    expect(await next.storage.check({})).toMatchObject({ damaged: 1, damage: [expect.stringMatching(/^rows \d+ \(shard 0/)] });
  });
});
