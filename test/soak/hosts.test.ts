import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type RunningHost, startHost } from '../servers/host.ts';
import { makeKey, noSshd, type Sshd, startSshd } from '../servers/sshd.ts';

const HOSTS = 200;
/** half of them hang in their shell, half never greet */
const HANGING = 50;
/** Every command is one that ends well after its deadline; a busier one, or one that stayed, would be a load of its own. */
const HANGING_SHELL = ['ForceCommand exec sleep 30'];
const EVERY = 15_000;
const STEADY_MS = 3 * 60_000;
const AFTER_CUT_MS = 60_000;

interface Usage { readonly cpuMs: number; readonly rssBytes: number; readonly at: number }
function usageOf(pid: number): Usage {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, rssBytes: kilobytes * 1024, at: performance.now() };
}

async function silentServer(): Promise<number> {
  const server = createServer(socket => { socket.on('error', () => undefined); }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => { server.close(); });
  return (server.address() as { port: number }).port;
}

async function call<T>(host: RunningHost, procedure: string, input: object): Promise<T> {
  const answer = await (await host.get(`/api/${procedure}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) })).json() as { status: string; data: T; error?: string };
  if (answer.status !== 'success') throw new Error(`${procedure}: ${answer.error}`);
  return answer.data;
}
const trust = (host: RunningHost, { port, hostKeys: [key] }: Sshd) => call(host, 'hosts.trust', { address: '127.0.0.1', port, type: key!.type, fingerprint: key!.fingerprint });

interface Series { readonly metric: { readonly instance: string }; readonly values: readonly (readonly [number, string])[] }
/** Raw samples by instance, times in ms. */
async function samples(host: RunningHost, promql: string): Promise<Map<string, { time: number; value: number }[]>> {
  const { result } = await host.ask<{ result: Series[] }>('/api/v1/query', { query: promql });
  return new Map(result.map(({ metric, values }) => [metric.instance, values.map(([time, value]) => ({ time: Math.round(time * 1000), value: Number(value) }))]));
}

test(`${HOSTS} hosts every ${EVERY / 1000} s: no drift, ${HANGING} that hang delay nobody, and a cut leaves no gap`, async ctx => {
  const missing = noSshd();
  if (missing !== undefined) ctx.skip(missing);
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-fleet-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const key = makeKey(join(dir, 'key'));
  const [sshd, hung, silentPort] = [await startSshd({ authorizedKeys: [key], config: ['MaxStartups 1000'] }), await startSshd({ authorizedKeys: [key], config: ['MaxStartups 1000', ...HANGING_SHELL] }), await silentServer()];
  onTestFinished(async () => { await Promise.all([sshd.stop(), hung.stop()]); });
  const host = await startHost(dir);
  onTestFinished(async () => { await host.stop(); });
  for (const each of [sshd, hung]) await trust(host, each);
  const add = (name: string, port: number) => call(host, 'hosts.add', { config: { name, port, address: '127.0.0.1', user: userInfo().username, auth: { agent: false, keyFiles: [key.path] }, intervalMs: EVERY } });
  for (let i = 0; i < HANGING; i++) await add(`hangs-${i}`, i % 2 === 0 ? hung.port : silentPort);
  const before = usageOf(host.pid);
  for (let i = HANGING; i < HOSTS; i++) await add(`good-${i}`, sshd.port);

  await expect.poll(async () => (await samples(host, 'node_boot_time_seconds{instance=~"good-.*"}[5m]')).size, { timeout: 120_000, interval: 2000 }).toBe(HOSTS - HANGING);
  await pass(2 * EVERY);
  const from = usageOf(host.pid);
  await pass(STEADY_MS);
  const to = usageOf(host.pid);
  sshd.cut();
  await pass(AFTER_CUT_MS);

  const good = 'instance=~"good-.*", job="ssh"';
  const [due, answered, took] = await Promise.all([samples(host, `up{${good}}[10m]`), samples(host, `node_boot_time_seconds{${good}}[10m]`), samples(host, `scrape_duration_seconds{${good}}[10m]`)]);
  const gaps = [...answered.values()].flatMap(own => own.slice(2).map(({ time }, i) => time - own[i + 1]!.time));
  const durations = [...took.values()].flatMap(own => own.slice(1).map(({ value }) => value)).sort((a, b) => a - b);
  const offGrid = [...due].filter(([, own]) => own.slice(1).some(({ time }, i) => time - own[1]!.time !== i * EVERY)).map(([name]) => name);
  const goods = HOSTS - HANGING;
  process.stderr.write(`${JSON.stringify({
    goods, samplesPerScrape: Math.round(Number((await host.ask<{ result: { value: [number, string] }[] }>('/api/v1/query', { query: `avg(scrape_samples_scraped{${good}})` })).result[0]!.value[1])),
    cpuMsPerScrape: (to.cpuMs - from.cpuMs) / ((to.at - from.at) / EVERY) / goods, cpuPercentOfOneCore: (to.cpuMs - from.cpuMs) / (to.at - from.at) * 100,
    rssMiB: to.rssBytes / 2 ** 20, rssKiBPerHost: (to.rssBytes - before.rssBytes) / 1024 / goods,
    scrapeSeconds: { median: durations[durations.length >> 1], p99: durations[Math.floor(durations.length * 0.99)], most: durations.at(-1) },
    longestGapSeconds: Math.max(...gaps) / 1000, failed: [...due.values()].flat().filter(({ value }) => value === 0).length, scrapes: [...due.values()].flat().length,
  })}\n`);
  expect(offGrid).toEqual([]);
  expect(answered.size).toBe(goods);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(EVERY);
  const states = await call<{ config: { name: string }; health: string }[]>(host, 'hosts.list', {});
  expect(new Set(states.map(({ config, health }) => `${config.name.split('-')[0]} ${health}`))).toEqual(new Set(['good up', 'hangs down']));
});
