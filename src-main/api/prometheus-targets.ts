import type { TargetState } from '../shared/model/target.ts';

/** Go's zero time, which Prometheus shows for what never happened. */
const NEVER = '0001-01-01T00:00:00Z';

/** A target as `/api/v1/targets` shows it. source: web/api/v1 type Target */
export function prometheusTarget({ config, health, lastScrape, lastDurationMs, lastError }: TargetState) {
  const url = new URL(config.url);
  const instance = config.instance ?? url.host;
  return {
    discoveredLabels: {
      __address__: url.host, __metrics_path__: url.pathname, __scheme__: url.protocol.slice(0, -1),
      __scrape_interval__: seconds(config.intervalMs), __scrape_timeout__: seconds(config.timeoutMs), job: config.job,
    },
    labels: { ...config.labels, instance, job: config.job },
    scrapePool: config.job, scrapeUrl: config.url, globalUrl: config.url,
    lastError: lastError?.message ?? '',
    lastScrape: lastScrape === null ? NEVER : new Date(lastScrape).toISOString(),
    lastScrapeDuration: (lastDurationMs ?? 0) / 1000,
    health, scrapeInterval: seconds(config.intervalMs), scrapeTimeout: seconds(config.timeoutMs),
  };
}

/** `15s`, `1m30s`, `500ms`: Go's notation of a duration of ms. */
function seconds(ms: number): string {
  const parts = [['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]] as const;
  let rest = ms;
  return parts.map(([unit, unitMs]) => {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    return count > 0 ? `${count}${unit}` : '';
  }).join('') || '0s';
}
