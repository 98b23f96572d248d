import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { compress } from 'snappyjs';
import { encodeWriteRequest } from '../../src-main/formats/remotewrite.ts';

interface Running { readonly url: URL; readonly token: string; readonly process: ChildProcess }
type Figures = { name: string; figure: string }[];

const T0 = Date.UTC(2026, 0, 1);
const SERIES = 5000;
const STEPS = 150;
const MILLION = 1_000_000;
const TOKEN = 'sts_of-the-bench-and-nobody-else';

/** A whole host in a process of its own: what its main thread waits while samples and queries come, and how it lives with a million series. */
export async function benchHost(): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-bench-host-'));
  try {
    return [...await underLoad(join(dir, 'load')), ...await millionSeries(join(dir, 'million'))];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function underLoad(dir: string): Promise<Figures> {
  const host = await start(dir);
  const bodies = Array.from({ length: STEPS }, (_, step) => packed(SERIES, i => fleet(i), [T0 + step * 15_000]));
  await metric(host, 'process_start_time_seconds'); // the delays are counted from here on
  let queries = 0;
  const sending = new AbortController();
  const asking = (async () => {
    for (; !sending.signal.aborted; queries++) await ask(host, 'GET', `/api/v1/query_range?query=${encodeURIComponent('sum by (instance) ({job="node"})')}&start=${T0 / 1000}&end=${T0 / 1000 + 3600}&step=60`);
  })();
  const began = performance.now();
  await Promise.all([0, 1].map(async part => { for (let i = part; i < STEPS; i += 2) await ask(host, 'POST', '/api/v1/write', bodies[i]); }));
  const seconds = (performance.now() - began) / 1000;
  sending.abort();
  await asking;
  await delay(5_500); // the window of the delays' figures
  const [p999, most] = [await metric(host, 'stratoscope_eventloop_delay_p999_seconds'), await metric(host, 'stratoscope_eventloop_delay_max_seconds')];
  const rss = peakMiB(host);
  await stop(host);
  return [
    { name: 'remote_write over two connections, a query always under way', figure: `${(SERIES * STEPS / seconds / 1e6).toFixed(2)} M samples/s` },
    { name: 'queries meanwhile', figure: `${(queries / seconds).toFixed(1)}/s` },
    { name: "main thread's delay, p99.9 and longest", figure: `${ms(p999)}, ${ms(most)}` },
    { name: 'most memory of the process', figure: `${rss} MiB` },
  ];
}

async function millionSeries(dir: string): Promise<Figures> {
  const first = await start(dir);
  const times = Array.from({ length: 10 }, (_, k) => T0 + k * 15_000);
  let seconds = 0;
  for (let from = 0; from < MILLION; from += SERIES) {
    const body = packed(SERIES, i => short(from + i), times);
    const began = performance.now();
    await ask(first, 'POST', '/api/v1/write', body);
    seconds += (performance.now() - began) / 1000;
  }
  const taking = peakMiB(first);
  await stop(first);
  const began = performance.now();
  const again = await start(dir);
  const count = await ask(again, 'GET', `/api/v1/query?query=${encodeURIComponent('count({__name__=~".+"})')}&time=${T0 / 1000 + 140}`);
  const answered = (performance.now() - began) / 1000;
  if (!count.includes(`"${MILLION}"`)) throw new Error(`a million series were counted as ${count}`);
  const reading = peakMiB(again);
  await stop(again);
  return [
    { name: 'a million series, ten samples each: taken in', figure: `${Math.round(MILLION / seconds / 1000)} k series/s` },
    { name: 'a million series: from the start to the first count', figure: `${answered.toFixed(2)} s` },
    { name: 'a million series: most memory, taking in and after a start', figure: `${taking} MiB, ${reading} MiB` },
  ];
}

const ms = (seconds: number): string => `${(seconds * 1000).toFixed(0)} ms`;
const fleet = (i: number) => ['__name__', `node_metric_${i % 250}`, 'instance', `host-${Math.floor(i / 250)}:9100`, 'job', 'node', 'zone', `eu-${i % 3}`];
const short = (i: number) => ['__name__', `metric_${i % 100}`, 'id', `series-${i}`, 'instance', `host-${Math.floor(i / 1000)}:9100`, 'job', 'short'];

function packed(count: number, labels: (i: number) => string[], times: readonly number[]): Uint8Array {
  return new Uint8Array(compress(encodeWriteRequest(Array.from({ length: count }, (_, i) => ({
    labels: labels(i), times: Float64Array.from(times), values: Float64Array.from(times, time => i % 3 < 2 ? i : (time - T0) / 1000 * (i % 7)),
  })))));
}

async function start(dir: string): Promise<Running> {
  const child = spawn(process.execPath, ['out/main/cli.js', 'serve', '--no-self', '--data-dir', dir, '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, STRATOSCOPE_TOKEN: TOKEN },
  });
  process.once('exit', () => child.kill()); // also when the bench fails
  const [line] = await once(child.stdout!, 'data') as [Buffer];
  const { url } = JSON.parse(line.toString().split('\n')[0]!) as { url: string };
  return { url: new URL(url), token: TOKEN, process: child };
}

async function stop({ process: child }: Running): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

const agent = new Agent({ keepAlive: true });

function ask({ url, token }: Running, method: string, path: string, body?: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'snappy', 'Content-Length': body.length } : {}) };
    request({ host: url.hostname, port: url.port, method, path, headers, agent }, async response => {
      const text = Buffer.concat(await response.toArray()).toString();
      if (response.statusCode! < 300) resolve(text); else reject(new Error(`${method} ${path} is answered ${response.statusCode}: ${text}`));
    }).on('error', reject).end(body);
  });
}

async function metric(host: Running, name: string): Promise<number> {
  const page = await ask(host, 'GET', '/metrics');
  return Number(page.split('\n').find(line => line.startsWith(`${name} `))?.split(' ')[1]);
}

/** The most memory the process ever had, by the system's own count; where that is not kept, what it has now. */
function peakMiB({ process: { pid } }: Running): number {
  if (process.platform === 'linux') return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024);
}
