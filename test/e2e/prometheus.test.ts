import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startHost, type RunningHost } from '../servers/host.ts';
import { startNodeExporter, type NodeExporter } from '../servers/nodeexporter.ts';
import { startPrometheus, type Prometheus } from '../servers/prometheus.ts';

interface Answer { readonly status: string; readonly error?: string; readonly data: { readonly resultType: string; readonly result: readonly { readonly metric: Record<string, string>; readonly value?: [number, string]; readonly values?: [number, string][] }[] | [number, string] } }

let host: RunningHost;
let exporter: NodeExporter | null;
let prometheus: Prometheus | null;
let dir: string;
/** unix s, off the grid of the scrapes: where 2.42 closes a window at both ends and 3.x does not, no sample lies on an end */
let time: number;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-peer-'));
  exporter = await startNodeExporter();
  if (!exporter) return;
  host = await startHost(dir);
  prometheus = await startPrometheus({
    config: `
global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - { job_name: node, static_configs: [{ targets: ['${new URL(exporter.url).host}'] }] }
remote_write:
  - { url: '${host.url}/api/v1/write', authorization: { credentials: '${host.token}' }, queue_config: { batch_send_deadline: 500ms }, metadata_config: { send_interval: 1s } }`,
  });
  if (!prometheus) return;
  await vi.waitFor(async () => expect(await count(prometheus!.url, {})).toBeGreaterThanOrEqual(32), { timeout: 60_000, interval: 500 });
  const newest = Number((await instant(prometheus.url, {}, 'max(timestamp(up))', Date.now() / 1000)).get('{}')?.[0]?.[1]);
  time = newest - 2.25;
  await vi.waitFor(async () => expect(Number((await instant(host.url, auth(), 'max(timestamp(up))', Date.now() / 1000)).get('{}')?.[0]?.[1] ?? 0)).toBeGreaterThanOrEqual(newest), { timeout: 30_000, interval: 200 });
}, 120_000);

afterAll(async () => {
  await prometheus?.stop();
  await exporter?.stop();
  await host?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const auth = () => ({ authorization: `Bearer ${host.token}` });

async function ask(url: string, headers: Record<string, string>, path: string, params: Record<string, string>): Promise<Map<string, [number, string][]>> {
  const answer = await (await fetch(`${url}${path}?${new URLSearchParams(params)}`, { headers })).json() as Answer;
  if (answer.status !== 'success') throw new Error(answer.error);
  const { result, resultType } = answer.data;
  if (resultType === 'scalar') return new Map([['scalar', [result as [number, string]]]]);
  return new Map((result as Exclude<typeof result, [number, string]>).map(({ metric, value, values }) => [JSON.stringify(Object.fromEntries(Object.entries(metric).sort())), values ?? [value!]]));
}
const instant = (url: string, headers: Record<string, string>, query: string, at: number) => ask(url, headers, '/api/v1/query', { query, time: String(at) });
const count = async (url: string, headers: Record<string, string>) => Number((await instant(url, headers, 'count_over_time(up[5m])', Date.now() / 1000)).values().next().value?.[0]?.[1] ?? 0);

function agree(ours: Map<string, [number, string][]>, theirs: Map<string, [number, string][]>): void {
  expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
  for (const [labels, expected] of theirs) {
    const found = ours.get(labels)!;
    expect(found.map(([at]) => at), labels).toEqual(expected.map(([at]) => at));
    found.forEach(([at, value], i) => {
      const want = Number(parse(expected[i]![1]));
      const got = Number(parse(value));
      if (Number.isNaN(want) && Number.isNaN(got)) return;
      expect(got === want || Math.abs(got - want) <= 1e-9 * Math.max(Math.abs(got), Math.abs(want)), `${labels} at ${at}: ${value}, Prometheus ${expected[i]![1]}`).toBe(true);
    });
  }
}
const parse = (text: string) => text.replace('Inf', 'Infinity');

const EXPRESSIONS = [
  'up', 'node_load1', '{__name__=~"node_memory_.+_bytes"}', 'node_cpu_seconds_total{mode!="idle"}', 'node_cpu_seconds_total offset 3s', 'node_load1 @ end()',
  'rate(node_cpu_seconds_total[10s])', 'irate(node_cpu_seconds_total[10s])', 'increase(node_context_switches_total[15s])', 'delta(node_memory_MemFree_bytes[10s])', 'idelta(node_memory_MemFree_bytes[10s])',
  'deriv(node_memory_MemFree_bytes[10s])', 'predict_linear(node_memory_MemFree_bytes[10s], 3600)', 'changes(node_memory_MemFree_bytes[10s])', 'resets(node_memory_MemFree_bytes[10s])',
  'avg_over_time(node_memory_MemFree_bytes[10s])', 'sum_over_time(node_load1[10s])', 'min_over_time(node_memory_MemFree_bytes[10s])', 'max_over_time(node_memory_MemFree_bytes[10s])', 'count_over_time(up[10s])',
  'last_over_time(node_load1[10s])', 'present_over_time(up[10s])', 'stddev_over_time(node_memory_MemFree_bytes[10s])', 'stdvar_over_time(node_load1[10s])', 'quantile_over_time(0.9, node_memory_MemFree_bytes[10s])',
  'absent_over_time(nothing[10s])', 'absent(up{job="none"})', 'sum by (mode) (rate(node_cpu_seconds_total[10s]))', 'avg without (cpu) (rate(node_cpu_seconds_total[10s]))', 'count by (__name__) ({__name__=~"node_n.+"})',
  'topk(3, node_cpu_seconds_total)', 'bottomk(2, node_filesystem_size_bytes)', 'quantile(0.5, node_cpu_seconds_total)', 'stddev by (cpu) (node_cpu_seconds_total)', 'stdvar(node_cpu_seconds_total)', 'group by (job) (up)', 'count_values("v", up)',
  'node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes', '100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[10s])))', 'node_filesystem_avail_bytes / on (device, mountpoint) group_left (fstype) node_filesystem_size_bytes',
  'node_cpu_seconds_total > 10', 'node_cpu_seconds_total > bool 10', 'up == 1 and on (instance) node_load1 >= 0', 'node_load1 or node_load5', 'node_load1 unless node_load5', 'node_load1 % 0.3 ^ 2', '-node_load1 + 2 * node_load5',
  'label_replace(up, "host", "$1", "instance", "(.*):.*")', 'label_join(node_cpu_seconds_total, "both", "/", "cpu", "mode")', 'clamp(node_load1, 0.1, 0.2)', 'round(node_load1 * 100, 5)', 'ln(node_memory_MemTotal_bytes)', 'sqrt(abs(node_load1 - 1))', 'sgn(node_load1 - 0.2)',
  'vector(1)', 'scalar(node_load1)', 'time()', 'hour(timestamp(up))', 'day_of_week()', 'timestamp(node_load1)', 'sort_desc(node_load1)', 'histogram_quantile(0.9, sum by (le) (rate(prometheus_http_request_duration_seconds_bucket[10s])))',
  'max_over_time(rate(node_context_switches_total[5s])[10s:1s])', 'avg_over_time((node_load1 * 2)[10s:2s])', 'sum(node_network_receive_bytes_total{device!~"lo|veth.*"}) by (device)', 'sum(node_load1) atan2 sum(node_load5)', // with a name on the left, 2.42 keeps it; 3.x drops it
 
];

describe('a real Prometheus that writes to us is answered as by itself', () => {
  test.for(EXPRESSIONS)('instant: %s', async (query, context) => {
    if (!prometheus) return context.skip('prometheus or prometheus-node-exporter is not installed');
    agree(await instant(host.url, auth(), query, time), await instant(prometheus.url, {}, query, time));
  });
  test.for(EXPRESSIONS)('range: %s', async (query, context) => {
    if (!prometheus) return context.skip('prometheus or prometheus-node-exporter is not installed');
    const params = { query, start: String(time - 20), end: String(time), step: '1' };
    agree(await ask(host.url, auth(), '/api/v1/query_range', params), await ask(prometheus.url, {}, '/api/v1/query_range', params));
  });
});
