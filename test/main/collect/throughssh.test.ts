import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import { testConnection } from '../../../src-main/collect/connectiontest.ts';
import { PageClient } from '../../../src-main/collect/pageclient.ts';
import { pageFeed } from '../../../src-main/collect/pagefeed.ts';
import { Scraper } from '../../../src-main/collect/scrape.ts';
import { targetLabels } from '../../../src-main/collect/targetlabels.ts';
import { REPORTS, TargetSeries } from '../../../src-main/collect/targetseries.ts';
import type { Tunnels } from '../../../src-main/collect/tunnels.ts';
import type { Way } from '../../../src-main/collect/way.ts';
import { TargetConfig, type TargetInput } from '../../../src-main/shared/model/target.ts';
import { AUTHORITY, LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from '../../servers/certificates.ts';
import { type NodeExporter, startNodeExporter } from '../../servers/nodeexporter.ts';
import { page, type PageServer, startPageServer } from '../../servers/pageserver.ts';
import { type RecordingProxy, startRecordingProxy } from '../../servers/recordingproxy.ts';
import { makeKey, noSshd, type Sshd, startSshd } from '../../servers/sshd.ts';
import { type Desk, openDesk } from '../providers/ssh/desk.ts';
import { MemoryAppender } from './memoryappender.ts';
import { plainly } from './plainly.ts';

const T = Date.UTC(2026, 10, 20, 12);
const TARGET = { instance: 'web-1:9100', job: 'node' };
let dir: string;
let desk: Desk;
/** lets through to two ports and nothing else; and one that lets through everything */
let sshd: Sshd;
let free: Sshd;
let way: Way;
let exporter: NodeExporter | null;
let proxy: RecordingProxy;
let secured: PageServer;
let other: PageServer;
let socket: PageServer;
const socketPath = () => join(dir, 'metrics.sock');

beforeAll(async () => {
  if (noSshd() !== undefined) return;
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-through-'));
  exporter = await startNodeExporter();
  proxy = await startRecordingProxy(exporter?.url ?? 'http://127.0.0.1:9');
  secured = await startPageServer(page('a 1\n'), { key: LOCALHOST_KEY, cert: LOCALHOST_CERTIFICATE });
  other = await startPageServer(page('a 1\n'));
  socket = await startPageServer(page('a 1\n'), undefined, socketPath());
  const key = makeKey(join(dir, 'id'));
  const port = new URL(proxy.url).port;
  sshd = await startSshd({ authorizedKeys: [key], config: [`PermitOpen 127.0.0.1:${port} localhost:${secured.port}`] });
  free = await startSshd({ authorizedKeys: [key] });
  desk = openDesk();
  for (const each of [sshd, free]) desk.believe(each);
  desk.host({ name: 'web-1', port: sshd.port, auth: { agent: false, keyFiles: [key.path] } });
  desk.host({ name: 'free', port: free.port, auth: { agent: false, keyFiles: [key.path] } });
  desk.host({ name: 'stranger', port: sshd.port, auth: { agent: false, keyFiles: [] } });
  const tunnels: Tunnels = { dial: (...how) => desk.ssh.dial(...how), dialUnix: (...how) => desk.ssh.dialUnix(...how), nameOf: host => host };
  way = { secrets: async () => ({}), tunnels };
});
afterAll(async () => {
  await desk?.end();
  for (const server of [sshd, free, proxy, secured, other, socket, exporter]) await server?.stop();
  if (dir) rmSync(dir, { recursive: true, force: true });
});
beforeEach(context => { const missing = noSshd(); if (missing !== undefined) context.skip(missing); });

const config = (url: string, more: Partial<TargetInput> = {}) => TargetConfig.parse({ ...TARGET, url, via: 'web-1', ...more });

async function fetched(of: TargetConfig): Promise<Buffer> {
  const client = new PageClient(of, {}, way.tunnels);
  try {
    return (await client.get(AbortSignal.timeout(10_000))).body;
  } finally {
    await client.close();
  }
}

async function told(of: TargetConfig): Promise<string[]> {
  const steps: string[] = [];
  for await (const { step, ok, detail } of testConnection(of, way, systemClock, new AbortController().signal)) steps.push(`${step}${ok ? '' : ' ✗'}: ${detail}`);
  return steps;
}

test('an exporter that listens on the host’s loopback alone is read bit for bit, also after the connection was cut', async ctx => {
  if (exporter === null) ctx.skip('prometheus-node-exporter is not installed');
  const asked = config(`${proxy.url}/metrics`);
  const appender = new MemoryAppender();
  const series = new TargetSeries<string>(appender, targetLabels(asked), { labels: false, times: true });
  const scraper = new Scraper({ clock: systemClock, appender, series, onBug: error => { throw error; } }, pageFeed(asked, way), asked.timeoutMs);
  for (let i = 0; i < 6; i++) {
    if (i === 3) {
      sshd.cut();
      await expect.poll(() => desk.ssh.state(desk.endpoint('web-1').id).connection).not.toBe('open');
    }
    expect(await scraper.scrape(T + i * 15_000, new AbortController().signal)).toMatchObject({ failure: null });
  }
  await scraper.close();

  const written = new Map([...appender.all()].filter(([name]) => !REPORTS.some(report => name.startsWith(`${report}{`) && !name.includes('collector='))));
  expect(proxy.pages).toHaveLength(6);
  const pages = proxy.pages.map(text => plainly(text, TARGET));
  expect([...written.keys()].sort()).toEqual([...new Set(pages.flatMap(read => [...read.keys()]))].sort());
  expect(written.size).toBeGreaterThan(300);
  for (const [name, samples] of written) { // toEqual compares numbers with Object.is
    const at = new Map(samples.filter(({ stale }) => !stale).map(({ time, value }) => [time, value]));
    for (const [i, read] of pages.entries()) expect(at.get(T + i * 15_000), `${name}, scrape ${i + 1}`).toEqual(read.get(name));
  }
});

test('the page arrives byte by byte as the exporter sent it', async ctx => {
  if (exporter === null) ctx.skip('prometheus-node-exporter is not installed');
  const through = await fetched(config(`${proxy.url}/metrics`));
  expect(through.equals(Buffer.from(proxy.pages.at(-1)!))).toBe(true);
  expect(through.length).toBeGreaterThan(10_000);
});

test('each step of the way is told: the host, TLS behind it, the page', async () => {
  const steps = await told(config(`https://localhost:${secured.port}/metrics`, { tls: { ca: AUTHORITY } }));
  expect(steps.map(line => line.replace(/valid until.*/, '…'))).toEqual([
    `address: https://localhost:${secured.port}/metrics`, `ssh: connected to localhost:${secured.port} through web-1`, 'tls: TLSv1.3, certificate of localhost, …',
    'request: HTTP status 200, text/plain; version=0.0.4, 4 bytes', 'page: 1 samples of 1 metrics',
  ]);
});

test('a unix socket on the host is read where the host allows it', async () => {
  const asked = config('http://localhost/metrics', { unixSocket: socketPath(), via: 'free' });
  expect((await fetched(asked)).toString()).toBe('a 1\n');
  expect((await told(asked)).at(-1)).toBe('page: 1 samples of 1 metrics');
  expect((await told(config('http://localhost/', { unixSocket: '/nonexistent/x.sock', via: 'free' }))).at(-1)).toMatch(/^ssh ✗: through free: .*\/nonexistent\/x\.sock/);
  expect((await told(config('http://localhost/', { unixSocket: socketPath() }))).at(-1)).toMatch(/^ssh ✗: through web-1: .*metrics\.sock/);
});

test('what the host does not let through, or can not reach, fails at its step and says why', async () => {
  expect((await told(config(`${other.url}/metrics`))).at(-1)).toMatch(/^ssh ✗: through web-1: 127\.0\.0\.1 port \d+: the host /);
  expect((await told(config(`${other.url}/metrics`, { via: 'free' }))).at(-1)).toBe('page: 1 samples of 1 metrics');
  expect((await told(config('http://localhost:80/', { via: 'stranger' }))).at(-1)).toMatch(/^ssh ✗: through stranger: /);
  await expect(fetched(config(`${other.url}/metrics`))).rejects.toMatchObject({ code: 'ssh' });
  await expect(fetched(config('http://h/', { via: 'nobody' }))).rejects.toMatchObject({ code: 'ssh', message: expect.stringContaining('no host nobody') });
});
