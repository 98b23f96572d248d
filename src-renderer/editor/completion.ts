import type { PrometheusClient } from '@prometheus-io/codemirror-promql';
import { labelMatchersToString } from '@prometheus-io/codemirror-promql/dist/esm/parser/matcher.js';
import type { Host } from '../host/client.ts';

/** How long names are believed: typing asks often, names change seldom. */
const FRESH_MS = 60_000;
/** Values offered for one label; more than that is found by typing on. */
const MOST_VALUES = 2000;

/** Where an editor's completion gets its names from. A question that fails completes nothing: the query's own error says why. */
export function completionOver(host: Host, now: () => number = Date.now): PrometheusClient {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<readonly unknown[]> }>();
  const ask = async <T>(key: string, call: () => Promise<readonly T[]>): Promise<T[]> => {
    const known = kept.get(key);
    const answer = known && now() - known.at < FRESH_MS ? known.answer as Promise<readonly T[]> : call();
    kept.set(key, known?.answer === answer ? known : { at: now(), answer });
    try { return [...await answer]; } catch { kept.delete(key); return []; }
  };
  const selector = (metric: string | undefined) => metric ? [metric] : [];
  return {
    labelNames: metric => ask(`names ${metric ?? ''}`, () => host.metrics.labelNames({ matchers: selector(metric) })),
    labelValues: (label, metric, matchers) => {
      const asked = metric ? [labelMatchersToString(metric, matchers, label)] : [];
      return ask(`values ${label} ${asked}`, () => host.metrics.labelValues({ name: label, matchers: asked, limit: MOST_VALUES }));
    },
    metricNames: () => ask('metrics', () => host.metrics.labelValues({ name: '__name__', matchers: [] })),
    metricMetadata: async () => Object.fromEntries((await ask('metadata', () => host.metrics.metadata({})))
      .map(({ name, type, help }) => [name, [{ type, help }]])),
    series: async metric => (await ask(`series ${metric}`, () => host.metrics.series({ matchers: selector(metric), limit: MOST_VALUES })))
      .map(labels => new Map(Object.entries(labels))),
    flags: async () => ({}),
  };
}
