import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src-main/base/clock.ts';
import { ExportBook } from '../../../../src-main/exports/files/book.ts';
import { fileChunks } from '../../../../src-main/exports/files/chunks.ts';
import { FILE_FORMATS, type FileFormat } from '../../../../src-main/shared/model/exportfile.ts';
import { bitsOf, setStale } from '../../../../src-main/shared/model/sample.ts';
import { startRemoteStore, VICTORIA_METRICS } from '../../../servers/remotestore.ts';
import { named, pooled } from '../../workers/bench.ts';
import type { Pool } from '../../../../src-main/workers/pool.ts';

const T0 = Date.UTC(2026, 0, 15);
const never = new AbortController().signal;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-files-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
});

const spec = (format: FileFormat, more: object = {}) => ({ selectors: ['{job="x"}'], from: T0, to: T0 + 86_400_000, format, gzip: false, ...more });

async function text(pool: Pool, format: FileFormat, more: object = {}): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const piece of fileChunks(pool.outgoing.client(), spec(format, more), never, { reusing: false })) parts.push(piece);
  return Buffer.concat(parts).toString();
}

/** Two series: one with what is special about numbers and texts, one plain. */
async function special(): Promise<Pool> {
  const { pool } = await pooled();
  const [a, b] = await pool.appender.resolve([named('a', 'cmd', '=1+1, "x"', 'job', 'x'), named('b', 'job', 'x')]);
  const values = Float64Array.of(1, -2.5, 0, Number.NEGATIVE_INFINITY, Number.NaN, 1e-7, 123_456_789_012, 0.1 + 0.2, -0);
  setStale(bitsOf(values), 2);
  await pool.appender.append(new Uint32Array(9).fill(a!), Float64Array.from(values, (_, i) => T0 + i * 1000), values);
  await pool.appender.append(Uint32Array.of(b!), Float64Array.of(T0 + 500), Float64Array.of(7));
  return pool;
}

describe('a file of samples', () => {
  test('as csv: a column a label, a row a sample, formula-safe; stale markers are no samples', async () => {
    expect(await text(await special(), 'csv')).toBe([
      '__name__,cmd,job,time,value',
      ...[['00.000', '1'], ['01.000', '-2.5'], ['03.000', "'-Inf"], ['04.000', 'NaN'], ['05.000', '1e-7'], ['06.000', '123456789012'], ['07.000', '0.30000000000000004'], ['08.000', '-0']].map(([s, value]) => `a,"'=1+1, ""x""",x,2026-01-15T00:00:${s}Z,${value}`),
      'b,,x,2026-01-15T00:00:00.500Z,7', '',
    ].join('\r\n').replace(',1e-7', ',1e-07'));
  });

  test('as txt: columns below each other', async () => {
    const lines = (await text(await special(), 'txt')).split('\n');
    expect(lines[0]).toBe('time                                         value  series');
    expect(lines[2]).toBe('2026-01-15T00:00:01.000Z                      -2.5  a{cmd="=1+1, \\"x\\"",job="x"}');
    expect(lines.at(-2)).toBe('2026-01-15T00:00:00.500Z                         7  b{job="x"}');
  });

  test("as jsonl: VictoriaMetrics's lines", async () => {
    const lines = (await text(await special(), 'jsonl')).trimEnd().split('\n').map(line => JSON.parse(line) as unknown);
    expect(lines).toEqual([
      { metric: { __name__: 'a', cmd: '=1+1, "x"', job: 'x' }, values: [1, -2.5, '-Infinity', null, 1e-7, 123_456_789_012, 0.30000000000000004, -0], timestamps: [0, 1, 3, 4, 5, 6, 7, 8].map(s => T0 + s * 1000) },
      { metric: { __name__: 'b', job: 'x' }, values: [7], timestamps: [T0 + 500] },
    ]);
  });

  test("as line protocol: escaped tags, ns; what it can't say is left out", async () => {
    const lines = (await text(await special(), 'lines')).trimEnd().split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe(`a,cmd=\\=1+1\\,\\ "x",job=x value=1 ${T0}000000`);
    expect(lines.at(-1)).toBe(`b,job=x value=7 ${T0 + 500}000000`);
  });

  test('as OpenMetrics: promtool makes blocks of it, and finds every sample', async ({ skip }) => {
    if (spawnSync('promtool', ['--version']).error) return skip('promtool is not installed');
    const pool = await special();
    const content = await text(pool, 'openmetrics');
    expect(content.split('\n')[0]).toBe('# TYPE a unknown');
    expect(content.endsWith('# EOF\n')).toBe(true);
    const file = join(dir, 'in.om');
    writeFileSync(file, content);
    mkdirSync(join(dir, 'data', 'wal'), { recursive: true }); // without one promtool dumps nothing
    execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, join(dir, 'data')], { stdio: 'pipe' });
    const dumped = execFileSync('promtool', ['tsdb', 'dump', join(dir, 'data')]).toString().trim().split('\n');
    expect(dumped).toHaveLength(9);
    expect(dumped).toContain(`{__name__="a", cmd="=1+1, \\"x\\"", job="x"} 0.30000000000000004 ${T0 + 7000}`);
    expect(dumped).toContain(`{__name__="b", job="x"} 7 ${T0 + 500}`);
  });

  test.for(['jsonl', 'lines'] as const)('as %s is taken by a real VictoriaMetrics, whole', async (format, { skip }) => {
    const store = await startRemoteStore(VICTORIA_METRICS);
    if (store === null) return skip('victoria-metrics is not installed');
    onTestFinished(() => store.stop());
    const { pool } = await pooled();
    const refs = await pool.appender.resolve([named('c', 'job', 'x', 'zone', 'a b'), named('d', 'job', 'x')]);
    for (let i = 0; i < 200; i++) await pool.appender.append(refs.slice(), Float64Array.of(T0 + i * 15_000), Float64Array.of(i, i / 4));
    const posted = await fetch(`${store.url}${format === 'jsonl' ? '/api/v1/import' : '/write'}`, { method: 'POST', body: await text(pool, format) });
    expect(posted.status).toBe(204);
    await fetch(`${store.url}/internal/force_flush`);
    const answer = await (await fetch(`${store.url}/api/v1/export?match[]={job="x"}`)).text();
    const found = answer.trimEnd().split('\n').map(line => JSON.parse(line) as { metric: Record<string, string>; values: number[]; timestamps: number[] }).sort((a, b) => a.metric['__name__']! < b.metric['__name__']! ? -1 : 1);
    const field = format === 'lines' ? '_value' : '';
    expect(found.map(({ metric }) => metric)).toEqual([{ __name__: `c${field}`, job: 'x', zone: 'a b' }, { __name__: `d${field}`, job: 'x' }]);
    expect(found.map(({ values }) => values)).toEqual([Array.from({ length: 200 }, (_, i) => i), Array.from({ length: 200 }, (_, i) => i / 4)]);
    expect(found[0]!.timestamps).toEqual(Array.from({ length: 200 }, (_, i) => T0 + i * 15_000));
  });
});

describe('a long window of many series', () => {
  test.each(FILE_FORMATS)('comes whole in pieces as %s, sealed or not, late samples in their places', async format => {
    const { pool } = await pooled();
    const refs = await pool.appender.resolve(Array.from({ length: 70 }, (_, i) => named(`m${i % 7}`, 'job', 'x', 'n', String(i))));
    const at = (i: number) => T0 + i * 60_000;
    for (let i = 0; i < 600; i++) if (i % 100 !== 50) await pool.appender.append(refs.slice(), Float64Array.of(at(i)), Float64Array.from(refs, (_, s) => i * 70 + s));
    await pool.storage.compact({});
    for (const i of [50, 150, 250, 350, 450, 550]) await pool.appender.append(refs.slice(), Float64Array.of(at(i)), Float64Array.from(refs, (_, s) => i * 70 + s));
    const content = await text(pool, format, { from: at(100), to: at(499) });
    const numbers = format === 'jsonl'
      ? content.trimEnd().split('\n').flatMap(line => (JSON.parse(line) as { values: number[] }).values)
      : [...content.matchAll(format === 'csv' ? /,(\d+)\r\n/g : format === 'txt' ? / (\d+) {2}m\d/g : format === 'lines' ? /value=(\d+) /g : /\} (\d+) \d/g)].map(match => Number(match[1]));
    expect(numbers.length).toBe(400 * 70);
    expect(new Set(numbers)).toEqual(new Set(Array.from({ length: 400 * 70 }, (_, k) => 100 * 70 + k)));
    if (format !== 'openmetrics') return;
    const series = [...content.matchAll(/^(m\d+\{[^}]*\})/gm)].map(match => match[1]!);
    expect(series.filter((name, i) => name !== series[i - 1])).toHaveLength(70); // each in one piece
  });

  test('is told beforehand, about', async () => {
    const { pool } = await pooled();
    const refs = await pool.appender.resolve(Array.from({ length: 40 }, (_, i) => named('m', 'job', 'x', 'n', String(i))));
    for (let i = 0; i < 300; i++) await pool.appender.append(refs.slice(), Float64Array.of(T0 + i * 15_000), Float64Array.from(refs, () => i));
    const asked = spec('csv', { to: T0 + 300 * 15_000 - 1 });
    const estimate = await pool.outgoing.client().estimate({ spec: asked });
    const { length } = await text(pool, 'csv', { to: asked.to });
    expect(estimate.series).toBe(40);
    expect(estimate.samples).toBe(12_000);
    expect(Math.abs(estimate.bytes - length) / length).toBeLessThan(0.1);
  });
});

describe('the book of exports', () => {
  async function filled() {
    const { pool } = await pooled();
    const refs = await pool.appender.resolve(Array.from({ length: 64 }, (_, i) => named('m', 'job', 'x', 'n', String(i))));
    for (let i = 0; i < 400; i++) await pool.appender.append(refs.slice(), Float64Array.of(T0 + i * 15_000), Float64Array.from(refs, () => i));
    const book = new ExportBook({ clock: systemClock, calls: pool.outgoing.client(), folder: join(dir, 'exports'), onError: error => { throw error; } });
    onTestFinished(() => book.stop());
    return { pool, book };
  }
  const ended = async (book: ExportBook, id: string) => {
    for await (const list of book.changes(never)) {
      const state = list.find(one => one.id === id)!;
      if (state.status !== 'running') return state;
    }
    throw new Error('BUG: changes ended');
  };

  test.each([false, true])('writes a file, gzip: %s, with progress; removed, the file goes too', async gzip => {
    const { pool, book } = await filled();
    const { id } = await book.start(spec('csv', { gzip }));
    const state = await ended(book, id);
    expect(state).toMatchObject({ status: 'done', samples: 25_600, done: 1, problem: '' });
    const bytes = readFileSync(state.path);
    expect(bytes.length).toBe(state.bytes);
    expect((gzip ? gunzipSync(bytes) : bytes).toString()).toBe(await text(pool, 'csv'));
    await book.remove(id);
    expect(readdirSync(join(dir, 'exports'))).toEqual([]);
  });

  test('writes nowhere where something is already', async () => {
    const { book } = await filled();
    const path = join(dir, 'mine.csv');
    const first = await book.start(spec('csv'), path);
    await ended(book, first.id);
    const { id } = await book.start(spec('csv'), path);
    expect(await ended(book, id)).toMatchObject({ status: 'failed', problem: expect.stringContaining('is there already') });
    expect(existsSync(path)).toBe(true);
    await expect(book.start(spec('csv'), 'relative.csv')).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('leaves nothing behind of one that is canceled', async () => {
    const { book } = await filled();
    const { id } = await book.start(spec('csv'));
    expect(['canceled', 'done']).toContain((await book.cancel(id)).status);
    const list = book.list();
    if (list[0]!.status === 'canceled') expect(readdirSync(join(dir, 'exports'))).toEqual([]);
  });

  test('says what is wrong with a selector', async () => {
    const { book } = await filled();
    const { id } = await book.start(spec('csv', { selectors: ['{job='] }));
    expect(await ended(book, id)).toMatchObject({ status: 'failed', problem: expect.stringContaining('parse error') });
  });
});
