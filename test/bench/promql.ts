import { rangeJson, instantJson } from '../../src-main/formats/promjson.ts';
import { DEFAULT_LIMITS, prepare } from '../../src-main/promql/engine.ts';
import { toPairs } from '../../src-main/shared/model/labels.ts';
import type { SampleSource, SelectedSeries } from '../../src-main/tsdb/select.ts';
import { MemorySource } from '../promql/memorysource.ts';

const HOSTS = 50, SAMPLES = 1440, STEP = 15_000, SERIES = 400;
const END = 1_760_000_400_000, BEGIN = END - SAMPLES * STEP;

/** Questions a dashboard asks of 50 hosts with 400 series each over six hours; milliseconds, best of five. */
export function benchPromql(): Record<string, Record<string, string | number>> {
  const source = fleet();
  const instant = (query: string) => (): Uint8Array => instantJson(prepare(query, DEFAULT_LIMITS).instant(source, END, () => undefined));
  const range = (step: number, query: string) => (): Uint8Array => rangeJson(prepare(query, DEFAULT_LIMITS).range(source, { from: BEGIN, to: END, step }, () => undefined));
  const host = 'host-07:9100';
  return Object.fromEntries(([
    ['instant: node_load1, all hosts', instant('node_load1')],
    ['instant: every series of a host', instant(`{instance="${host}"}`)],
    ['instant: sum by, regex, all hosts', instant('sum by (__name__) ({__name__=~"node_memory_.+_bytes"})')],
    ['instant: count by name, all series', instant('count({__name__=~".+"}) by (__name__)')],
    ['instant: topk(5, rate 5m)', instant('topk(5, sum by (instance) (rate(node_network_receive_bytes_total[5m])))')],
    ['instant: all samples of a host, 1 h', instant(`{instance="${host}"}[3600s]`)],
    ['15 s: one raw series', range(15_000, `node_memory_MemAvailable_bytes{instance="${host}"}`)],
    ['15 s: rate, a host\'s CPU', range(15_000, `rate(node_cpu_seconds_total{instance="${host}"}[5m])`)],
    ['60 s: CPU busy by host', range(60_000, 'sum by (instance) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))')],
    ['60 s: memory used ratio', range(60_000, '1 - node_memory_MemAvailable_bytes / on (instance) node_memory_MemTotal_bytes')],
    ['60 s: histogram p99', range(60_000, 'histogram_quantile(0.99, sum by (le) (rate(app_http_request_duration_seconds_bucket[5m])))')],
    ['60 s: max by', range(60_000, 'max by (job) (node_load5)')],
    ['300 s: avg_over_time 1h', range(300_000, 'avg_over_time(node_memory_MemAvailable_bytes[1h])')],
    ['300 s: quantile_over_time 1h', range(300_000, 'quantile_over_time(0.95, node_load1[1h])')],
    ['300 s: sum by, regex', range(300_000, 'sum by (__name__) ({__name__=~"node_memory_.+_bytes"})')],
    ['60 s: rate of all CPUs by mode', range(60_000, 'sum(rate(node_cpu_seconds_total[5m])) by (mode)')],
    ['15 s: every series of a host', range(15_000, `{instance="${host}"}`)],
  ] as const).map(([name, run]) => [name, measured(run)]));
}

function measured(run: () => Uint8Array): Record<string, string | number> {
  let best = Infinity, bytes = 0;
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    try { bytes = run().length; } catch (error) { return { ms: error instanceof Error ? error.message : String(error) }; }
    best = Math.min(best, performance.now() - began);
  }
  return { ms: Number(best.toFixed(2)), kB: Math.round(bytes / 1000) };
}

/** Series found by name first, as a store with an index would. */
class IndexedSource implements SampleSource {
  readonly #byName = new Map<string, MemorySource>();
  readonly #byInstance = new Map<string, MemorySource>();
  readonly #all = new MemorySource();

  add(series: SelectedSeries, name: string, instance: string): void {
    this.#all.series.push(series);
    for (const [index, key] of [[this.#byName, name], [this.#byInstance, instance]] as const) {
      const source = index.get(key) ?? new MemorySource();
      index.set(key, source);
      source.series.push(series);
    }
  }

  select(selection: Parameters<SampleSource['select']>[0]): Iterable<SelectedSeries> {
    for (const { name, op, value } of selection.matchers) {
      const found = op !== '=' ? undefined : name === '__name__' ? this.#byName.get(value) : name === 'instance' ? this.#byInstance.get(value) : undefined;
      if (found !== undefined) return found.select(selection);
    }
    return this.#all.select(selection);
  }
}

function fleet(): IndexedSource {
  const source = new IndexedSource();
  const shapes = [...names()].slice(0, SERIES);
  for (let h = 1; h <= HOSTS; h++) {
    const instance = `host-${String(h).padStart(2, '0')}:9100`;
    const times = Float64Array.from({ length: SAMPLES }, (_, i) => BEGIN + i * STEP + 500 + h * 200);
    for (const [k, { name, labels, counter }] of shapes.entries()) {
      let value = 1000 * k + h;
      const values = Float64Array.from({ length: SAMPLES }, (_, i) => (k % 2 === 1 ? value : counter ? (value += ((i * 7919 + k * 31 + h) % 100) / 100) : Math.round(1e6 * Math.sin(i / 50 + k + h)) / 100));
      source.add({ labels: toPairs({ __name__: name, instance, job: 'node', ...labels }), times, values }, name, instance);
    }
  }
  return source;
}

function* names(): Generator<{ name: string; labels: Record<string, string>; counter: boolean }> {
  yield { name: 'node_load1', labels: {}, counter: false };
  yield { name: 'node_load5', labels: {}, counter: false };
  for (const part of ['MemAvailable', 'MemTotal', 'MemFree', ...Array.from({ length: 37 }, (_, i) => `Part${i}`)]) yield { name: `node_memory_${part}_bytes`, labels: {}, counter: false };
  for (let cpu = 0; cpu < 8; cpu++) for (const mode of ['idle', 'user', 'system', 'iowait', 'irq', 'softirq', 'steal', 'nice']) yield { name: 'node_cpu_seconds_total', labels: { cpu: String(cpu), mode }, counter: true };
  for (let i = 0; i < 4; i++) yield { name: 'node_network_receive_bytes_total', labels: { device: `eth${i}` }, counter: true };
  for (const path of ['/a', '/b']) for (const le of ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf']) yield { name: 'app_http_request_duration_seconds_bucket', labels: { path, le }, counter: true };
  for (let i = 0; i < SERIES; i++) yield { name: `node_vmstat_${i % 150}_total`, labels: { unit: String(i) }, counter: true };
}
