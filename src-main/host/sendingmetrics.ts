import type { Registry } from '../base/registry.ts';
import type { Destinations } from '../exports/sending/registry.ts';

const NAMES = ['remote_name', 'url'];

/** What remote_write tells of itself, under Prometheus's names where it has them. */
export function sendingMetrics(metrics: Registry, destinations: Destinations): void {
  const counter = (name: string, help: string) => metrics.counter(name, help, NAMES);
  const gauge = (name: string, help: string) => metrics.gauge(name, help, NAMES);
  const sent = counter('prometheus_remote_storage_samples_total', 'Samples that the other side has acknowledged.');
  const failed = counter('prometheus_remote_storage_samples_failed_total', 'Samples that the other side refused for good.');
  const retried = counter('prometheus_remote_storage_samples_retried_total', 'Samples that were sent again, because the other side could not be reached or wanted them later.');
  const bytes = counter('prometheus_remote_storage_bytes_total', 'Bytes of samples that were acknowledged, packed.');
  const pending = gauge('prometheus_remote_storage_samples_pending', 'Samples that are on their way.');
  const shards = gauge('prometheus_remote_storage_shards', 'Requests that may be under way at once.');
  const newest = gauge('prometheus_remote_storage_queue_highest_sent_timestamp_seconds', 'Time of the newest sample that was acknowledged.');
  const lag = gauge('stratoscope_sending_lag_seconds', 'How long ago everything that was written had been sent.');
  const rows = gauge('stratoscope_sending_pending_rows', 'Write-ahead rows that are still to be read.');
  const all = [sent, failed, retried, bytes, pending, shards, newest, lag, rows];
  let before = new Map<string, readonly [string, string]>();
  metrics.collect(() => {
    const now = new Map<string, readonly [string, string]>();
    for (const state of destinations.list()) {
      const names = [state.config.name, bare(state.config.url)] as const;
      now.set(names.join(' '), names);
      sent.labels(...names).raise(state.sent);
      failed.labels(...names).raise(state.dropped.refused + state.dropped['out-of-order'] + state.dropped.unreadable);
      retried.labels(...names).raise(state.retried);
      bytes.labels(...names).raise(state.sentBytes);
      pending.labels(...names).set(state.pending);
      shards.labels(...names).set(state.paused ? 0 : state.config.shards);
      newest.labels(...names).set((state.newestSent ?? 0) / 1000);
      lag.labels(...names).set((state.lagMs ?? 0) / 1000);
      rows.labels(...names).set(state.pendingRows);
    }
    for (const [key, names] of before) if (!now.has(key)) for (const family of all) family.remove(...names);
    before = now;
  });
}

/** An address may carry a token in its query. */
const bare = (url: string): string => `${new URL(url).origin}${new URL(url).pathname}`;
