import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type RunningHost, startHost } from '../servers/host.ts';
import { type NodeExporter, startNodeExporter } from '../servers/nodeexporter.ts';
import { type RecordingProxy, startRecordingProxy } from '../servers/recordingproxy.ts';

const PAGES = 10;
const OWN = ['scrape_duration_seconds', 'scrape_samples_post_metric_relabeling', 'scrape_samples_scraped', 'scrape_series_added', 'up'];

let exporter: NodeExporter | null;
let proxy: RecordingProxy;
let host: RunningHost;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-record-'));
  exporter = await startNodeExporter();
  if (!exporter) return;
  proxy = await startRecordingProxy(exporter.url);
  host = await startHost(dir);
  const { id } = await call<{ id: string }>('targets.add', { config: { job: 'node', url: `${proxy.url}/metrics`, instance: 'recorded', intervalMs: 1000, timeoutMs: 1000 } });
  await vi.waitFor(() => expect(proxy.pages.length).toBeGreaterThanOrEqual(PAGES), { timeout: 60_000, interval: 50 });
  await call('targets.pause', { id, paused: true });
  await vi.waitFor(async () => expect(await scrapeTimes()).toHaveLength(proxy.pages.length), { timeout: 10_000, interval: 100 });
}, 90_000);

beforeEach(context => { if (!exporter) context.skip('prometheus-node-exporter is not installed'); });

afterAll(async () => {
  await host?.stop();
  await proxy?.stop();
  await exporter?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function call<T>(path: string, input: unknown): Promise<T> {
  const answer = await host.get(`/api/${path}`, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } });
  const { data, error } = await answer.json() as { data: T; error?: string };
  if (!answer.ok) throw new Error(error);
  return data;
}

type Values = readonly (readonly [number, string])[];
const readBack = async (selector: string): Promise<Map<string, Values>> => {
  const { result } = await host.ask<{ result: { metric: Record<string, string>; values: Values }[] }>('/api/v1/query', { query: `${selector}[1h]`, time: String(Date.now() / 1000) });
  return new Map(result.map(({ metric, values }) => [nameOf(metric), values]));
};
/** unix ms of every scrape that was answered */
const scrapeTimes = async (): Promise<number[]> => ([...(await readBack('up')).values()][0] ?? []).filter(([, value]) => value === '1').map(([time]) => Math.round(time * 1000));

/** `name{label="value",…}`, labels sorted: how the export names its columns. */
function nameOf({ __name__, ...labels }: Record<string, string>): string {
  return `${__name__}{${Object.keys(labels).sort().map(label => `${label}=${JSON.stringify(labels[label])}`).join(',')}}`;
}

/** What the text format says, read on its own terms: a name, labels with three escapes, a Go float. source: Prometheus exposition format 0.0.4 */
function valuesOf(page: string): Map<string, number> {
  const lines = page.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  return new Map(lines.map(line => {
    const [, metric = '', labels = '', value = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text.replace(/\\(.)/g, (_, escaped: string) => escaped === 'n' ? '\n' : escaped)]).filter(([, text]) => text !== ''); // an empty label is none
    return [nameOf({ __name__: metric, ...Object.fromEntries(pairs), job: 'node', instance: 'recorded' }), numberOf(value)];
  }));
}

const numberOf = (text: string): number => Number(text.replace(/^([+-]?)Inf$/, '$1Infinity'));
const bits = (value: number): bigint => new BigUint64Array(new Float64Array([value]).buffer)[0]!;

async function expectEveryPage(): Promise<void> {
  const times = await scrapeTimes();
  const stored = await readBack('{job="node"}');
  for (const own of OWN) expect(stored.delete(nameOf({ __name__: own, job: 'node', instance: 'recorded' })), own).toBe(true);
  const pages = proxy.pages.map(valuesOf);
  const expected = new Map<string, [number, bigint][]>();
  pages.forEach((page, i) => { for (const [name, value] of page) expected.set(name, [...expected.get(name) ?? [], [times[i]!, bits(value)]]); });
  expect([...stored.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, values] of expected) expect(stored.get(name)!.map(([time, value]) => [Math.round(time * 1000), bits(numberOf(value))]), name).toEqual(values);
}

test('the pages are real ones that change', () => {
  const pages = proxy.pages.map(valuesOf);
  expect(pages[0]!.size).toBeGreaterThan(300);
  expect(new Set(pages.map(page => page.get(nameOf({ __name__: 'node_time_seconds', job: 'node', instance: 'recorded' })))).size).toBe(pages.length);
});

test('each scrape is one moment, a second after the one before', async () => {
  const times = await scrapeTimes();
  expect(times).toHaveLength(proxy.pages.length);
  const gaps = times.slice(2).map((time, i) => time - times[i + 1]!); // the first scrape comes at once, the others on their grid
  for (const gap of gaps) expect(Math.abs(gap / 1000 - Math.round(gap / 1000)), `${gaps}`).toBeLessThan(0.3);
});

test('what is read back equals every page bit for bit, and there are no series but theirs and the scrape’s own', expectEveryPage);

test('the command line exports at every step what the page before it said', async () => {
  const times = await scrapeTimes();
  const [from, to] = [times[0]! + 500, times.at(-1)! + 100];
  const { stdout } = await promisify(execFile)(process.execPath, [
    'out/main/cli.js', 'export', '--data-dir', join(dir, 'data'), '--query', '{__name__=~"node_.+"}', '--from', new Date(from).toISOString(), '--to', new Date(to).toISOString(), '--step', '1s', '--format', 'csv',
  ], { maxBuffer: 64 * 1024 * 1024 });
  const [head = [], ...rows] = cells(stdout);
  const pages = proxy.pages.map(valuesOf);
  expect(rows).toHaveLength(Math.floor((to - from) / 1000) + 1);
  expect(head.slice(1).sort()).toEqual([...new Set(pages.flatMap((page, i) => times[i]! <= to ? [...page.keys()].filter(name => name.startsWith('node_')) : []))].sort());
  for (const [time = '', ...values] of rows) {
    const page = pages[times.findLastIndex(scraped => scraped <= Date.parse(time))]!;
    const said = values.map((value, i) => [head[i + 1]!, value === '' ? undefined : bits(numberOf(value.replace(/^'/, '')))]);
    expect(said, time).toEqual(head.slice(1).map(name => [name, page.has(name) ? bits(page.get(name)!) : undefined]));
  }
});

/** RFC 4180 */
const cells = (csv: string): string[][] => csv.trimEnd().split('\r\n').map(line => [...`${line},`.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].slice(0, -1).map(([, cell = '']) => cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));

test('sealed, compressed and opened by another run it is the same, bit for bit', async () => {
  await call('store.compact', {});
  await expectEveryPage();
  await host.stop();
  host = await startHost(dir);
  await expectEveryPage();
});
