/** Questions a dashboard asks, of the last moment (stepMs null) or of hours. */
export interface Shape { readonly name: string; readonly stepMs: number | null; readonly promql: string }

const HOST = 'host-07:9100';

export const SHAPES: readonly Shape[] = ([
  ['instant: node_load1, all hosts', null, 'node_load1'],
  ['instant: every series of a host', null, `{instance="${HOST}"}`],
  ['instant: sum by, regex, all hosts', null, 'sum by (__name__) ({__name__=~"node_memory_.+_bytes"})'],
  ['instant: count by name, all series', null, 'count({__name__=~".+"}) by (__name__)'],
  ['instant: topk(5, rate 5m)', null, 'topk(5, sum by (instance) (rate(node_network_receive_bytes_total[5m])))'],
  ['instant: all samples of a host, 1 h', null, `{instance="${HOST}"}[3600s]`],
  ['15 s: one raw series', 15_000, `node_memory_MemAvailable_bytes{instance="${HOST}"}`],
  ['15 s: rate, a host\'s CPU', 15_000, `rate(node_cpu_seconds_total{instance="${HOST}"}[5m])`],
  ['60 s: CPU busy by host', 60_000, 'sum by (instance) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))'],
  ['60 s: memory used ratio', 60_000, '1 - node_memory_MemAvailable_bytes / on (instance) node_memory_MemTotal_bytes'],
  ['60 s: histogram p99', 60_000, 'histogram_quantile(0.99, sum by (le) (rate(app_http_request_duration_seconds_bucket[5m])))'],
  ['60 s: max by', 60_000, 'max by (job) (node_load5)'],
  ['300 s: avg_over_time 1h', 300_000, 'avg_over_time(node_memory_MemAvailable_bytes[1h])'],
  ['300 s: quantile_over_time 1h', 300_000, 'quantile_over_time(0.95, node_load1[1h])'],
  ['300 s: sum by, regex', 300_000, 'sum by (__name__) ({__name__=~"node_memory_.+_bytes"})'],
  ['60 s: rate of all CPUs by mode', 60_000, 'sum(rate(node_cpu_seconds_total[5m])) by (mode)'],
  ['15 s: every series of a host', 15_000, `{instance="${HOST}"}`],
] as const).map(([name, stepMs, promql]) => ({ name, stepMs, promql }));

export interface BenchSeries { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly counter: boolean }

/** The series of one host. */
export const SERIES: readonly BenchSeries[] = [...names()].slice(0, 400);

function* names(): Generator<BenchSeries> {
  yield { name: 'node_load1', labels: {}, counter: false };
  yield { name: 'node_load5', labels: {}, counter: false };
  for (const part of ['MemAvailable', 'MemTotal', 'MemFree', ...Array.from({ length: 37 }, (_, i) => `Part${i}`)]) yield { name: `node_memory_${part}_bytes`, labels: {}, counter: false };
  for (let cpu = 0; cpu < 8; cpu++) for (const mode of ['idle', 'user', 'system', 'iowait', 'irq', 'softirq', 'steal', 'nice']) yield { name: 'node_cpu_seconds_total', labels: { cpu: String(cpu), mode }, counter: true };
  for (let i = 0; i < 4; i++) yield { name: 'node_network_receive_bytes_total', labels: { device: `eth${i}` }, counter: true };
  for (const path of ['/a', '/b']) for (const le of ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf']) yield { name: 'app_http_request_duration_seconds_bucket', labels: { path, le }, counter: true };
  for (let i = 0; i < 400; i++) yield { name: `node_vmstat_${i % 150}_total`, labels: { unit: String(i) }, counter: true };
}
