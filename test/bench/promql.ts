import { rangeJson, instantJson } from '../../src-main/formats/promjson.ts';
import { DEFAULT_LIMITS, prepare } from '../../src-main/promql/engine.ts';
import { toPairs } from '../../src-main/shared/model/labels.ts';
import type { SampleSource, SelectedSeries } from '../../src-main/tsdb/select.ts';
import { MemorySource } from '../promql/memorysource.ts';
import { SERIES, SHAPES } from './shapes.ts';

const HOSTS = 50, SAMPLES = 1440, STEP = 15_000;
const END = 1_760_000_400_000, BEGIN = END - SAMPLES * STEP;

/** Questions a dashboard asks of 50 hosts with 400 series each over six hours, the samples at hand; milliseconds, best of five. */
export function benchPromql(): Record<string, Record<string, string | number>> {
  const source = fleet();
  return Object.fromEntries(SHAPES.map(({ name, stepMs, promql }) => [name, measured(stepMs === null
    ? () => instantJson(prepare(promql, DEFAULT_LIMITS).instant(source, END, () => undefined))
    : () => rangeJson(prepare(promql, DEFAULT_LIMITS).range(source, { from: BEGIN, to: END, step: stepMs }, () => undefined)))]));
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
  for (let h = 1; h <= HOSTS; h++) {
    const instance = `host-${String(h).padStart(2, '0')}:9100`;
    const times = Float64Array.from({ length: SAMPLES }, (_, i) => BEGIN + i * STEP + 500 + h * 200);
    for (const [k, { name, labels, counter }] of SERIES.entries()) {
      let value = 1000 * k + h;
      const values = Float64Array.from({ length: SAMPLES }, (_, i) => (k % 2 === 1 ? value : counter ? (value += ((i * 7919 + k * 31 + h) % 100) / 100) : Math.round(1e6 * Math.sin(i / 50 + k + h)) / 100));
      source.add({ labels: toPairs({ __name__: name, instance, job: 'node', ...labels }), times, values }, name, instance);
    }
  }
  return source;
}
