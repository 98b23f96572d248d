import { discoveredLabels, endpointOf } from '../collect/endpoint.ts';
import { durationText } from '../formats/duration.ts';
import { toLabels } from '../shared/model/labels.ts';
import type { TargetState } from '../shared/model/target.ts';

/** Go's zero time, which Prometheus shows for what never happened. */
const NEVER = '0001-01-01T00:00:00Z';

/** A target as `/api/v1/targets` shows it. source: web/api/v1 type Target */
export function prometheusTarget({ config, health, labels, url, lastScrape, lastDurationMs, lastError }: TargetState) {
  const { asked } = endpointOf(config);
  return {
    discoveredLabels: toLabels(discoveredLabels(config)), labels,
    scrapePool: config.job, scrapeUrl: url, globalUrl: url,
    lastError: lastError?.message ?? '',
    lastScrape: lastScrape === null ? NEVER : new Date(lastScrape).toISOString(),
    lastScrapeDuration: (lastDurationMs ?? 0) / 1000,
    health, scrapeInterval: durationText(asked.intervalMs), scrapeTimeout: durationText(asked.timeoutMs),
  };
}

/** One that relabelling drops. source: web/api/v1 type DroppedTarget, with the pool of 3.x */
export const droppedTarget = ({ config }: TargetState) => ({ discoveredLabels: toLabels(discoveredLabels(config)), scrapePool: config.job });
