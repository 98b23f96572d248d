import { expect, test } from 'vitest';
import { commonUnit, unitOf } from '../../../src-renderer/explore/unit.ts';

test.each([
  ['node_memory_MemAvailable_bytes', 'bytes'],
  ['node_memory_MemTotal_bytes{instance="a"} - node_memory_MemAvailable_bytes', 'bytes'],
  ['sum by (device) (rate(node_network_receive_bytes_total{device!="lo"}[5m]))', 'bytesRate'],
  ['increase(node_network_receive_bytes_total[1h])', 'bytes'],
  ['rate(node_network_receive_bytes_total[5m]) * 8', 'none'],
  ['node_memory_MemAvailable_bytes / 1024', 'none'],
  ['1 - node_filesystem_avail_bytes / node_filesystem_size_bytes', 'ratio'],
  ['100 * node_filesystem_avail_bytes / node_filesystem_size_bytes', 'none'],
  ['sum by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))', 'none'],
  ['scrape_duration_seconds', 'seconds'],
  ['histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))', 'none'],
  ['process_start_time_seconds', 'none'],
  ['rate(http_requests_total[5m])', 'rate'],
  ['http_requests_total', 'count'],
  ['count(up)', 'count'],
  ['node_load1', 'none'],
  ['prometheus_notifications_queue_ratio', 'ratio'],
  ['up{name="x_bytes"}', 'none'],
  ['', 'none'],
])('%s measures %s', (promql, expected) => {
  expect(unitOf(promql)).toBe(expected);
});

test('different units share no axis', () => {
  expect([commonUnit(['a_bytes', 'b_bytes']), commonUnit(['a_bytes', 'b_seconds']), commonUnit([])]).toEqual(['bytes', 'none', 'none']);
});
