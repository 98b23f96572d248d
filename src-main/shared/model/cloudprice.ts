import type { Polling } from './cloud.ts';

/** US dollars for 1,000 metrics asked for with GetMetricData, and calls a month of the rest of the API that cost nothing; $0.01 per 1,000 calls beyond. Source: CloudWatch pricing, us-east-1 */
export const METRICS_PER_CENT = 1000;
const FREE_CALLS = 1_000_000;
/** Days of a month, for a price told beforehand. */
export const PRICED_DAYS = 30;
const DAY_MS = 86_400_000;

/** What fetching costs in a month of 30 days. */
export interface PollingPrice {
  /** US dollars */
  readonly cost: number;
  /** metrics a month on the batch path, calls a month on the other */
  readonly units: number;
}

/** machines and metrics: how many. Five statistics of a metric count as one on the batch path, and come with one call on the other. */
export function pollingPrice({ path, intervalMs }: Pick<Polling, 'path' | 'intervalMs'>, machines: number, metrics: number): PollingPrice {
  const units = machines * metrics * (PRICED_DAYS * DAY_MS / intervalMs);
  return { units, cost: costOf(path, units) };
}

/** US dollars for so many metrics (batch) or calls (single) within a month. */
export const costOf = (path: Polling['path'], units: number): number =>
  (path === 'batch' ? units : Math.max(0, units - FREE_CALLS)) * 0.01 / METRICS_PER_CENT;

/**
 * How often may be fetched for the month to stay within its budget: as often as wanted while that lasts, then slower, so that what is left lasts to its end.
 * unitsPerRun  metrics billed for one round of everything
 * spent        US dollars of this month so far
 * leftMs       of this month
 * returns      ms; null when nothing is left
 */
export function affordableInterval({ intervalMs, budget }: Pick<Polling, 'intervalMs' | 'budget'>, unitsPerRun: number, spent: number, leftMs: number): number | null {
  if (budget === 0 || unitsPerRun === 0) return intervalMs;
  const runs = Math.floor((budget - spent) / costOf('batch', unitsPerRun));
  if (runs <= 0) return null;
  return Math.max(intervalMs, Math.ceil(leftMs / runs));
}

/** ms that are left of the calendar month (UTC) that `time` stands in. */
export function leftOfMonth(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - time;
}
