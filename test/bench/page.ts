import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import react from '@vitejs/plugin-react';
import type { Browser, Page } from 'playwright-core';
import { compress } from 'snappyjs';
import { build } from 'vite';
import { encodeWriteRequest, type WriteSeries } from '../../src-main/formats/remotewrite.ts';
import { newVisitor, NO_CHROMIUM, startChromium } from '../servers/chromium.ts';
import { type RunningHost, startHost } from '../servers/host.ts';
import { startFleet } from './fleet.ts';
import { frameTimes, mainThreadMs } from './frames.ts';

/** What panels/panels.tsx offers. */
interface BenchWindow { prepare(round: number): void; draw(): Promise<number> }

type Row = { name: string; figure: string };

/** What the page costs, drawn by software: the first chart, a dashboard's worth of panels, the list of ten thousand machines. */
export async function benchPage(): Promise<Row[]> {
  const browser = await startChromium();
  if (!browser) return [{ name: 'page', figure: NO_CHROMIUM }];
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-bench-page-'));
  for (const part of ['first', 'machines', 'fleet']) mkdirSync(join(dir, part));
  try {
    return [...await firstChart(browser, join(dir, 'first')), ...await panels(browser, join(dir, 'panels')), ...await machines(browser, join(dir, 'machines')), ...await fleet(browser, join(dir, 'fleet'))];
  } finally {
    await browser.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function link(host: RunningHost): Promise<string> {
  const answer = await host.get('/api/access.link', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  return ((await answer.json()) as { data: { url: string } }).data.url;
}

/** A host that has history is started again; a browser that is signed in opens a chart of it. */
async function firstChart(browser: Browser, dir: string): Promise<Row[]> {
  const visitor = await newVisitor(browser);
  let host = await startHost(dir, []);
  const { port } = new URL(host.url);
  const page = await visitor.open(await link(host));
  await page.locator('.fleet-machine').first().waitFor();
  await page.goto(`${host.url}/explore?q=node_load1&from=now-5m&to=now&refresh=1s`);
  await drawn(page);
  await host.stop();
  host = await startHost(dir, ['--listen', `127.0.0.1:${port}`]);
  const began = performance.now();
  await page.goto(`${host.url}/explore?q=node_load1&from=now-5m&to=now`);
  await drawn(page);
  const figure = `${Math.round(performance.now() - began)} ms`;
  await host.stop();
  await visitor.context.close();
  return [{ name: 'ready to first chart', figure }];
}

const drawn = (page: Page) => page.locator('.chart-plot[aria-label*="1 series"]').waitFor({ timeout: 30_000 });

async function panels(browser: Browser, outDir: string): Promise<Row[]> {
  await build({ root: 'test/bench/panels', base: '/', configFile: false, logLevel: 'error', plugins: [react()], build: { outDir, emptyOutDir: true } });
  const visitor = await newVisitor(browser);
  const types: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };
  await visitor.context.route('http://bench.test/**', async route => {
    const path = new URL(route.request().url()).pathname;
    const file = path === '/' ? '/index.html' : path;
    await route.fulfill({ body: readFileSync(join(outDir, file)), contentType: types[file.split('.').at(-1)!] ?? 'application/octet-stream' });
  });
  const page = await visitor.open('http://bench.test/');
  await page.waitForFunction(() => 'draw' in window);
  const timed = async (round: number) => {
    let wall = 0;
    await page.evaluate(at => (window as unknown as BenchWindow).prepare(at), round);
    const own = await mainThreadMs(page, async () => { wall = await page.evaluate(() => (window as unknown as BenchWindow).draw()); });
    return { wall, own };
  };
  const first = await timed(0);
  const again: (typeof first)[] = [];
  for (let round = 1; round <= 10; round++) again.push(await timed(round));
  const median = again.sort((a, b) => a.own - b.own)[5]!;
  await visitor.context.close();
  const what = '12 panels x 50 series x 1,440 points';
  const figure = ({ wall, own }: typeof first) => `${Math.round(wall)} ms, ${Math.round(own)} of them the page's main thread`;
  return [{ name: `${what}, first drawing`, figure: figure(first) }, { name: `${what}, refresh (median of 10)`, figure: figure(median) }];
}

const MACHINES = 10_000;
const ACCOUNTS = 20;
/** Rows that the page asks for at a time. */
const PIECE = 2_000;
/** A quick turn of the wheel: 12,000 px a second. */
const SCROLL_FRAMES = 300;
const SCROLL_PX = 200;

async function machines(browser: Browser, dir: string): Promise<Row[]> {
  const host = await startHost(dir);
  for (let first = 0; first < MACHINES; first += 1000) await write(host, first, 1000);
  const rows = [await listCost(host), ...await lists(browser, host)];
  await host.stop();
  return rows;
}

/** The same number in a cloud: twenty accounts of five hundred. */
async function fleet(browser: Browser, dir: string): Promise<Row[]> {
  const cloud = await startFleet(MACHINES / ACCOUNTS);
  const host = await startHost(dir);
  for (let i = 0; i < ACCOUNTS; i++) await ask(host, 'accounts.add', cloud.account(i));
  while ((JSON.parse(await ask(host, 'machines.list', {})) as { data: unknown[] }).data.length < MACHINES) await delay(500);
  const rows = [await listCost(host), ...await lists(browser, host)].map(({ name, figure }) => ({ name: `${ACCOUNTS} accounts, ${name}`, figure }));
  await host.stop();
  await cloud.stop();
  return rows;
}

async function ask(host: RunningHost, procedure: string, input: unknown): Promise<string> {
  const answer = await host.get(`/api/${procedure}`, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } });
  if (!answer.ok) throw new Error(`${procedure}: ${await answer.text()}`);
  return answer.text();
}

/** How long ten thousand take to stand on the page, and what a frame costs while they fly past. */
async function lists(browser: Browser, host: RunningHost): Promise<Row[]> {
  const visitor = await newVisitor(browser);
  const page = await visitor.open(await link(host));
  const rows: Row[] = [];
  for (const [name, path] of [['overview', '/?group=none&machines.sort=name'], ['machines', '/machines']] as const) {
    const began = performance.now();
    await page.goto(`${host.url}${path}`);
    await page.getByText('10,000 of 10,000').waitFor({ timeout: 120_000 });
    rows.push({ name: `${name}: ${MACHINES} machines listed`, figure: `${Math.round(performance.now() - began)} ms` });
    await page.locator('.table-row').first().hover();
    const busy = await frameTimes(page, () => page.locator('.table-scroll').evaluate(async (list, [frames, px]) => {
      for (let turn = 0; turn < frames!; turn++) {
        list.scrollTop += px!;
        await new Promise(resolve => requestAnimationFrame(resolve));
      }
    }, [SCROLL_FRAMES, SCROLL_PX]));
    const at = (share: number) => busy[Math.min(busy.length - 1, Math.floor(busy.length * share))]!.toFixed(1);
    rows.push({ name: `${name}: fast scrolling, scripting and layout of ${busy.length} frames, ms`, figure: `median ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, longest ${at(1)}; ${(100 * busy.filter(ms => ms <= 16).length / busy.length).toFixed(1)} % within 16` });
  }
  await visitor.context.close();
  return rows;
}

/** The list as it travels, and how long it holds up everybody else in the host. */
async function listCost(host: RunningHost): Promise<Row> {
  const metrics = async () => (await host.get('/metrics')).text();
  for (let i = 0; i < 3; i++) await ask(host, 'machines.list', {}); // compiled, and its figures read
  await delay(6_000); // the window of the delays' figures
  await metrics();
  let bytes = 0;
  for (let i = 0; i < 5; i++) {
    bytes = 0;
    for (let offset = 0; offset < MACHINES; offset += PIECE) bytes += (await ask(host, 'machines.list', { offset, limit: PIECE })).length;
    await delay(2_100); // the figures of the moment are kept for two seconds
  }
  const longest = /^stratoscope_eventloop_delay_max_seconds ([\d.e-]+)$/m.exec(await metrics())?.[1];
  return { name: `machines.list: ${MACHINES} machines`, figure: `${(bytes / 1e6).toFixed(1)} MB, the main thread's longest delay ${(Number(longest) * 1000).toFixed(0)} ms` };
}

async function write(host: RunningHost, first: number, count: number): Promise<void> {
  const times = Float64Array.from({ length: 5 }, (_, i) => Date.now() - (4 - i) * 30_000);
  const series = Array.from({ length: count }, (_, i) => machineSeries(first + i, times)).flat();
  const body = Uint8Array.from(compress(encodeWriteRequest(series)));
  const answer = await host.get('/api/v1/write', { method: 'POST', body, headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', 'x-prometheus-remote-write-version': '0.1.0' } });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

function machineSeries(n: number, times: Float64Array): WriteSeries[] {
  const seconds = (times.at(-1)! - 86_400_000) / 1000;
  const figures: Record<string, (i: number) => number> = {
    up: () => 1, node_boot_time_seconds: () => seconds, node_memory_MemTotal_bytes: () => 2 ** 34, node_memory_MemAvailable_bytes: i => 2 ** 33 + n * 1000 + i * 4096, node_network_receive_bytes_total: i => 1e6 * i * (1 + n % 7),
  };
  const labels = ['instance', `host-${n}.example:9100`, 'job', `rack-${n % 20}`];
  return [
    ...Object.entries(figures).map(([name, value]) => ({ labels: ['__name__', name, ...labels], times, values: times.map((_, i) => value(i)) })),
    { labels: ['__name__', 'node_cpu_seconds_total', 'cpu', '0', ...labels.slice(0, 2), 'job', `rack-${n % 20}`, 'mode', 'idle'], times, values: times.map((_, i) => i * 30 * (0.5 + n % 50 / 100)) },
  ];
}
