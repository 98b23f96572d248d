import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './freeport.ts';
import { type RunningHost, startHost } from './host.ts';
import { startNodeExporter } from './nodeexporter.ts';
import { startPrometheus } from './prometheus.ts';

/** What came of a Prometheus that wrote to us while we were killed. */
export interface WritingReport {
  /** samples compared bit for bit, of so many series */
  readonly samples: number;
  readonly series: number;
  /** where both answer differently, after all the time they were given to agree */
  readonly unlike: readonly string[];
}

const CATCH_UP_MS = 120_000;
/** What is compared ends some seconds before the newest, so that the last of it has had time to arrive. */
const LEAST_SCRAPES = 6;
const SELECTORS = ['{job="node"}', '{job="self",__name__=~"prometheus_.+"}', '{job="self",__name__=~"go_.+|process_.+"}', 'up'];
const EXPRESSIONS = [
  'sum by (mode) (rate(node_cpu_seconds_total[30s]))', 'count by (__name__) ({job="node"})', 'max_over_time(node_memory_MemFree_bytes[20s])', 'changes(node_context_switches_total[30s])',
  'histogram_quantile(0.9, sum by (le) (rate(prometheus_http_request_duration_seconds_bucket[30s])))', 'count_over_time(up[1m])', 'sum(go_memstats_alloc_bytes_total)', 'topk(3, node_cpu_seconds_total)',
];
type Answer = ReadonlyMap<string, string>;
type Ask = (path: string, params: Record<string, string>) => Promise<Answer>;

/**
 * A real Prometheus scrapes itself and a node_exporter every second and writes to us by remote_write, for `forMs`; meanwhile we are killed with SIGKILL and
 * started again `kills` times. null where Prometheus or the exporter is not installed.
 */
export async function writeThroughKills(forMs: number, kills: number, random: () => number): Promise<WritingReport | null> {
  await using open = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-writing-'));
  open.defer(() => rmSync(dir, { recursive: true, force: true }));
  const exporter = await startNodeExporter();
  if (!exporter) return null;
  open.defer(() => exporter.stop());
  const listen = ['--no-self', '--listen', `127.0.0.1:${await freePort()}`];
  let host = await startHost(dir, listen);
  open.defer(async () => { await host.stop(); });
  const prometheus = await startPrometheus({ config: own => configOf(host, new URL(exporter.url).host, own) });
  if (!prometheus) return null;
  open.defer(() => prometheus.stop());
  for (let kill = 0; kill < kills; kill++) {
    await delay(forMs / (kills + 1) * (0.5 + random())); // the moment is the experiment: not a wait for something
    await host.kill();
    await delay(random() * Math.min(3000, forMs / 10));
    host = await startHost(dir, listen);
  }
  await delay(forMs / (kills + 1));
  const theirs = (path: string, params: Record<string, string>) => answerOf(fetch(`${prometheus.url}${path}?${new URLSearchParams(params)}`));
  const ours = (path: string, params: Record<string, string>) => answerOf(host.get(`${path}?${new URLSearchParams(params)}`));
  await scraped(theirs, LEAST_SCRAPES);
  return await compared(ours, theirs, forMs); // awaited here: all is stopped on the way out
}

const configOf = ({ url, token }: RunningHost, exporter: string, own: string): string => `
global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - { job_name: node, static_configs: [{ targets: ['${exporter}'] }] }
  - { job_name: self, static_configs: [{ targets: ['${own}'] }] }
remote_write:
  - { url: '${url}/api/v1/write', authorization: { credentials: '${token}' }, queue_config: { batch_send_deadline: 500ms, min_backoff: 30ms, max_backoff: 1s } }`;

/** How often it scrapes in a time depends on the computer. */
async function scraped(theirs: Ask, times: number): Promise<void> {
  for (const deadline = Date.now() + CATCH_UP_MS; Date.now() < deadline; await delay(200)) {
    const [least] = (await theirs('/api/v1/query', { query: 'min(count_over_time(up[1h]))', time: String(Date.now() / 1000) })).values();
    if (Number(least?.split(' ')[1]) >= times) return;
  }
}

/** Up to a moment that Prometheus has behind it; what is still on its way is waited for, what is lost never comes. */
async function compared(ours: Ask, theirs: Ask, forMs: number): Promise<WritingReport> {
  const now = Date.now() / 1000;
  const newest = Number([...(await theirs('/api/v1/query', { query: 'min(timestamp(up))', time: String(now) })).values()][0]?.split(' ')[1]);
  const end = newest - 2.25; // off the grid: 2.42 closes windows at both ends, 3.x does not
  const questions = [
    ...SELECTORS.map(selector => ['/api/v1/query', { query: `${selector}[${Math.ceil(forMs / 1000) + 60}s]`, time: String(end) }] as const),
    ...EXPRESSIONS.map(query => ['/api/v1/query_range', { query, start: String(end - forMs / 1000 * 0.9), end: String(end), step: String(Math.max(1, Math.round(forMs / 500_000))) }] as const),
  ];
  const unlike: string[] = [];
  let samples = 0;
  let series = 0;
  const deadline = Date.now() + CATCH_UP_MS;
  for (const [path, params] of questions) {
    const expected = await theirs(path, params);
    let differences = await differencesOf(ours, path, params, expected);
    for (; differences.length > 0 && Date.now() < deadline; differences = await differencesOf(ours, path, params, expected)) await delay(500);
    unlike.push(...differences);
    if (path !== '/api/v1/query') continue;
    series += expected.size;
    for (const text of expected.values()) samples += text.split('\n').length;
  }
  return { samples, series, unlike };
}

async function differencesOf(ours: Ask, path: string, params: Record<string, string>, expected: Answer): Promise<string[]> {
  const found = await ours(path, params);
  const names = new Set([...expected.keys(), ...found.keys()]);
  const exact = path === '/api/v1/query'; // raw samples; sums of many are added up in another order
  return [...names].filter(name => found.get(name) !== expected.get(name) && (exact || !close(found.get(name) ?? '', expected.get(name) ?? ''))).map(name => `${params['query']} ${name}: ${difference(found.get(name) ?? '', expected.get(name) ?? '')}`).slice(0, 5);
}

const difference = (found: string, expected: string): string => {
  const [mine, theirs] = [found.split('\n'), expected.split('\n')];
  const at = theirs.findIndex((line, i) => line !== mine[i]);
  return `${mine.length} samples for ${theirs.length}; ${mine[at] ?? 'none'} for ${theirs[at] ?? 'none'}`;
};

/** The same times, and values within 1e-9. */
function close(found: string, expected: string): boolean {
  const [mine, theirs] = [found.split('\n'), expected.split('\n')];
  return mine.length === theirs.length && mine.every((line, i) => {
    const [[atMine, a], [atTheirs, b]] = [line.split(' ').map(Number), theirs[i]!.split(' ').map(Number)] as [[number, number], [number, number]];
    return line === theirs[i] || atMine === atTheirs && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  });
}

/** A line `time value` for each sample, by labels. */
async function answerOf(asked: Promise<Response>): Promise<Answer> {
  const { status, data, error } = await (await asked).json() as { status: string; error?: string; data: { result: { metric: Record<string, string>; value?: [number, string]; values?: [number, string][] }[] } };
  if (status !== 'success') throw new Error(error);
  return new Map(data.result.map(({ metric, value, values }) => [JSON.stringify(Object.entries(metric).sort()), (values ?? [value!]).map(([at, number]) => `${at} ${number}`).join('\n')]));
}
