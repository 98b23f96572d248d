import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemClock, type Clock } from '../../../src-main/base/clock.ts';
import { processMetrics } from '../../../src-main/base/processmetrics.ts';
import { registry } from '../../../src-main/base/registry.ts';

const valuesOf = (own: ReturnType<typeof registry>) => new Map(own.readings().map(({ labels, value }) => [labels['__name__'], value]));

test('CPU time, memory and start time are those of this process', () => {
  const own = registry();
  using _ = processMetrics(own, systemClock);
  const before = process.cpuUsage();
  const values = valuesOf(own);
  const after = process.cpuUsage();
  const seconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1e6;
  expect(values.get('process_cpu_seconds_total')).toBeGreaterThanOrEqual(seconds(before));
  expect(values.get('process_cpu_seconds_total')).toBeLessThanOrEqual(seconds(after));
  expect(Math.abs(values.get('process_start_time_seconds')! - (Date.now() / 1000 - process.uptime()))).toBeLessThan(2);
  expect(values.get('nodejs_version_info')).toBe(1);
  if (process.platform !== 'linux') return;
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  expect(values.get('process_resident_memory_bytes')! / resident).toBeCloseTo(1, 0);
  expect(values.get('process_open_fds')).toBeGreaterThan(2);
});

test('the counters only grow', () => {
  const own = registry();
  using _ = processMetrics(own, systemClock);
  let before = 0;
  for (let i = 0; i < 20; i++) {
    const now = valuesOf(own).get('process_cpu_seconds_total')!;
    expect(now).toBeGreaterThanOrEqual(before);
    before = now;
  }
});

test('a blocked event loop shows, and two readers in quick succession see the same', async () => {
  const own = registry();
  let monotonic = 0;
  const clock: Clock = { ...systemClock, monotonic: () => monotonic };
  using _ = processMetrics(own, clock);
  await expect.poll(async () => {
    const until = performance.now() + 200;
    while (performance.now() < until) Math.sqrt(until);
    for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate); // the watch's own timer fires late, and sees how late
    monotonic += 5000;
    return valuesOf(own).get('nodejs_eventloop_lag_max_seconds');
  }).toBeGreaterThan(0.1);
  const seen = valuesOf(own).get('nodejs_eventloop_lag_max_seconds');
  expect(valuesOf(own).get('nodejs_eventloop_lag_max_seconds')).toBe(seen);
  for (const name of ['mean', 'p50', 'p90', 'p99']) expect(valuesOf(own).get(`nodejs_eventloop_lag_${name}_seconds`)).toBeLessThanOrEqual(seen!);
});
