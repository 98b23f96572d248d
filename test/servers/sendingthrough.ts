import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './freeport.ts';
import { type RunningHost, startHost } from './host.ts';
import type { RemoteStore } from './remotestore.ts';

/** What came of sending to real servers while they, and we, were killed. */
export interface SendingReport {
  /** samples that we have ourselves, of so many series */
  readonly samples: number;
  readonly series: number;
  /** where a server answers differently than we, after all the time it was given */
  readonly unlike: readonly string[];
  /** what we say of each destination in the end */
  readonly states: readonly { readonly config: { readonly name: string }; readonly lagMs: number | null; readonly pendingRows: number; readonly dropped: Readonly<Record<string, number>> }[];
}

export interface SendingPlan {
  readonly stores: readonly RemoteStore[];
  readonly forMs: number;
  /** series on the page that is scraped every second */
  readonly series: number;
  /** hours of history that are written before and sent first */
  readonly historyHours: number;
  readonly kills: number;
  readonly random: () => number;
}

const SETTLE_MS = 120_000;
type Samples = ReadonlyMap<string, string>;

/** We scrape a page of our own every second and send all of it on; both sides are killed with SIGKILL in turn. */
export async function sendThroughKills({ stores, forMs, series, historyHours, kills, random }: SendingPlan): Promise<SendingReport> {
  await using open = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-sending-'));
  open.defer(() => rmSync(dir, { recursive: true, force: true }));
  const page = await countingPage(series);
  open.defer(() => page.stop());
  const listen = ['--no-self', '--listen', `127.0.0.1:${await freePort()}`];
  let host = await startHost(dir, listen);
  open.defer(async () => { await host.stop(); });
  const began = Date.now();
  const from = began - historyHours * 3_600_000;
  await writeHistory(host, Math.ceil(from / 15_000) * 15_000, began - 60_000);
  await act(host, 'targets.add', { config: { job: 'page', url: page.url, intervalMs: 1000, timeoutMs: 1000 } });
  for (const { name, writeUrl, forgetsMs } of stores) await act(host, 'sending.add', { config: { name, url: writeUrl, resendMs: forgetsMs, backfillFrom: from, batchDeadlineMs: 500 } });
  for (let kill = 0; kill < kills; kill++) {
    await delay(forMs / (kills + 1) * (0.5 + random())); // the moment is the experiment: not a wait for something
    const store = stores[kill % (stores.length + 1)];
    if (store === undefined) {
      await host.kill();
      host = await startHost(dir, listen);
    } else {
      await store.kill();
      await delay(random() * forMs / (4 * (kills + 1)));
      await store.start();
    }
  }
  await delay(forMs / (kills + 1));
  return await settled(host, stores, from);
}

async function settled(host: RunningHost, stores: readonly RemoteStore[], from: number): Promise<SendingReport> {
  const targets = await act<{ id: string }[]>(host, 'targets.list', {});
  for (const { id } of targets) await act(host, 'targets.pause', { id, paused: true });
  const end = Date.now() + 1;
  let samples = 0, series = 0;
  const unlike: string[] = [];
  const deadline = Date.now() + SETTLE_MS;
  for (const store of stores) {
    const ours = await samplesOf((path, init) => host.get(path, init), store.exact, from, end);
    samples = series = 0;
    for (const text of ours.values()) {
      series++;
      samples += text.split('\n').length;
    }
    const theirs = () => samplesOf((path, init) => fetch(store.url + path, init), store.exact, from, end);
    let differences = differencesOf(store.name, ours, await theirs());
    for (; differences.length > 0 && Date.now() < deadline; differences = differencesOf(store.name, ours, await theirs())) await delay(1000);
    unlike.push(...differences);
  }
  let states = await act<SendingReport['states']>(host, 'sending.list', {});
  for (; states.some(({ lagMs }) => lagMs !== 0) && Date.now() < deadline; states = await act(host, 'sending.list', {})) await delay(250);
  return { samples, series, unlike: unlike.slice(0, 10), states };
}

/** All raw samples, `time value` a line, by labels; asked for by the hour. */
async function samplesOf(get: (path: string, init?: RequestInit) => Promise<Response>, selector: string, from: number, to: number): Promise<Samples> {
  const found = new Map<string, string[]>();
  for (let start = from - 1; start < to; start += 3_600_000) {
    const end = Math.min(to, start + 3_600_000);
    const query = `${selector}[${end - start}ms]`; // left-open in 3.x, closed in 2.42: no sample lies on the edges
    const { status, error, data } = await (await get(`/api/v1/query?${new URLSearchParams({ query, time: String(end / 1000), nocache: '1' })}`)).json() as { status: string; error?: string; data: { result: { metric: Record<string, string>; values: [number, string][] }[] } };
    if (status !== 'success') throw new Error(error);
    for (const { metric, values } of data.result) {
      const name = JSON.stringify(Object.entries(metric).sort());
      const lines = found.get(name) ?? [];
      lines.push(...values.map(([time, value]) => `${Math.round(time * 1000)} ${Number(value)}`).filter(line => !line.endsWith('NaN'))); // stale markers, which VictoriaMetrics hands out
      found.set(name, lines);
    }
  }
  return new Map(Array.from(found, ([name, lines]) => [name, lines.join('\n')]));
}

function differencesOf(who: string, ours: Samples, theirs: Samples): string[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])].filter(name => ours.get(name) !== theirs.get(name)).map(name => {
    const [mine, other] = [ours, theirs].map(samples => samples.get(name)?.split('\n') ?? []) as [string[], string[]];
    const has = new Set(other), own = new Set(mine);
    return `${who} ${name}: ${other.length} samples for ${mine.length}; missing ${mine.filter(line => !has.has(line)).slice(0, 3).join(', ')}; strange ${other.filter(line => !own.has(line)).slice(0, 3).join(', ')}`;
  });
}

async function act<T>(host: RunningHost, path: string, input: object): Promise<T> {
  const answer = await host.get(`/api/${path}`, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json() as { data: T }).data;
}

/** A page whose counters go up with each look. */
async function countingPage(series: number): Promise<{ readonly url: string; stop(): Promise<void> }> {
  let looks = 0;
  const server = createServer((_request, response) => {
    looks++;
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end(Array.from({ length: series }, (_, i) => `counted_total{n="${i}"} ${looks * (i % 7) + i / 4}\n`).join(''));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    stop: async () => {
      const gone = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await gone;
    },
  };
}

/** Ten series every 15 s. */
async function writeHistory(host: RunningHost, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += 3_600_000) {
    const lines: string[] = [];
    for (let time = start; time < Math.min(to, start + 3_600_000); time += 15_000) for (let i = 0; i < 10; i++) lines.push(`history{job="before",n="${i}"} ${(time / 15_000) % 1000 * i} ${time}`);
    const answer = await host.get('/api/v1/import/prometheus', { method: 'POST', body: `${lines.join('\n')}\n` });
    if (!answer.ok) throw new Error(`writing history: ${answer.status} ${await answer.text()}`);
  }
}
