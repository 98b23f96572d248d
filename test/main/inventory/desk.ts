import { DEFAULT_LIMITS, prepare } from '../../../src-main/promql/engine.ts';
import { toInstantValue, toMatrix } from '../../../src-main/promql/answer.ts';
import type { QueryPort } from '../../../src-main/inventory/readings.ts';
import { toLabels, toPairs } from '../../../src-main/shared/model/labels.ts';
import { TargetConfig, TargetId, type TargetState } from '../../../src-main/shared/model/target.ts';
import type { SampleSource, SelectedSeries, Selection } from '../../../src-main/tsdb/select.ts';

export const NOW = Date.UTC(2026, 2, 18, 14, 0, 0);
const SCRAPE_MS = 15_000;

/** One series by a formula of the seconds before NOW (0 is now, 60 a minute ago); undefined: no sample then. */
export type Course = (secondsAgo: number) => number | undefined;

/** Samples in memory, one every 15 s up to NOW, and the real engine over them. `asked` counts the questions. */
export function desk() {
  const series: SelectedSeries[] = [];
  let asked = 0;
  const source: SampleSource = { select: selection => series.filter(one => matchesAll(one, selection)).map(one => within(one, selection)) };
  const check = () => undefined;
  const port: QueryPort = {
    range: async ({ promql, from, to, step }) => { asked++; return toMatrix(prepare(promql, DEFAULT_LIMITS).range(source, { from, to, step }, check)); },
    instant: async ({ promql, time }) => { asked++; return { value: toInstantValue(prepare(promql, DEFAULT_LIMITS).instant(source, time, check)) }; },
    series: async ({ matchers, from = 0, to = NOW }) => {
      const found = matchers.flatMap(name => [...source.select({ matchers: [{ name: '__name__', op: '=', value: name }], from, to })]);
      return found.filter(one => one.times.length > 0).map(one => toLabels(one.labels));
    },
  };
  return {
    port,
    asked: () => asked,
    /** hoursBack  how long ago the course begins */
    put(name: string, labels: Readonly<Record<string, string>>, course: Course | number, hoursBack = 2) {
      const points = Array.from({ length: hoursBack * 3600_000 / SCRAPE_MS + 1 }, (_, i) => (hoursBack * 3600_000 - i * SCRAPE_MS) / 1000)
        .flatMap(ago => { const value = typeof course === 'number' ? course : course(ago); return value === undefined ? [] : [{ time: NOW - ago * 1000, value }]; });
      series.push({ labels: toPairs({ __name__: name, ...labels }), times: Float64Array.from(points, point => point.time), values: Float64Array.from(points, point => point.value) });
    },
  };
}

function matchesAll({ labels }: SelectedSeries, { matchers }: Selection): boolean {
  const own = toLabels(labels);
  return matchers.every(({ name, op, value }) => {
    const is = own[name] ?? '';
    if (op === '=' || op === '!=') return (is === value) === (op === '=');
    return new RegExp(`^(?:${value})$`, 's').test(is) === (op === '=~');
  });
}

function within({ labels, times, values }: SelectedSeries, { from, to }: Selection): SelectedSeries {
  const first = times.findIndex(time => time >= from);
  const last = times.findLastIndex(time => time <= to);
  return first < 0 ? { labels, times: new Float64Array(), values: new Float64Array() } : { labels, times: times.subarray(first, last + 1), values: values.subarray(first, last + 1) };
}

export const target = (kind: TargetState['kind'], job: string, instance: string, health: TargetState['health'] = 'up'): TargetState => ({
  id: TargetId.parse(`${kind}-${job}`), kind, config: TargetConfig.parse({ job, instance, url: `http://${instance}/metrics` }), health,
  labels: { job, instance }, url: `http://${instance}/metrics`, droppedBy: null, lastScrape: null, lastDurationMs: null, lastError: null, samples: 0, added: 0,
});
