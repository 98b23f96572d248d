import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from './clock.ts';
import type { Registry } from './registry.ts';

/**
 * ms between two looks at the event loop's delay. Each is a timer that wakes the process (0.1 % of a core at this rate, and 0.3 % at
 * 20 ms); what is measured includes this interval, which is taken off again.
 */
const RESOLUTION_MS = 50;
/** The figures of the loop cover at least this time: two readers that come one after the other don't cut it short for each other. */
const WINDOW_MS = 5000;

/** Registers what client libraries tell of a process: CPU, memory, file handles, event loop. Disposing ends the watch on the event loop. */
export function processMetrics(registry: Registry, clock: Clock): Disposable {
  registerProcess(registry, clock);
  registerMemory(registry);
  return registerEventLoop(registry, clock);
}

function registerProcess(registry: Registry, clock: Clock): void {
  const user = registry.counter('process_cpu_user_seconds_total', 'Total user CPU time spent in seconds.');
  const system = registry.counter('process_cpu_system_seconds_total', 'Total system CPU time spent in seconds.');
  const both = registry.counter('process_cpu_seconds_total', 'Total user and system CPU time spent in seconds.');
  registry.gauge('process_start_time_seconds', 'Start time of the process since unix epoch in seconds.').set(Math.round(clock.now() / 1000 - process.uptime()));
  registry.gauge('nodejs_version_info', 'Node.js version info.', ['version']).labels(process.version).set(1);
  registry.collect(() => {
    const used = process.cpuUsage(); // microseconds
    user.raise(used.user / 1e6);
    system.raise(used.system / 1e6);
    both.raise((used.user + used.system) / 1e6);
  });
  if (process.platform !== 'linux') return;
  const handles = registry.gauge('process_open_fds', 'Number of open file descriptors.');
  registry.collect(() => { handles.set(readdirSync('/proc/self/fd').length - 1); }); // less the one that reads the directory
}

function registerMemory(registry: Registry): void {
  const resident = registry.gauge('process_resident_memory_bytes', 'Resident memory size in bytes.');
  const heapUsed = registry.gauge('nodejs_heap_size_used_bytes', 'Process heap size used from Node.js in bytes.');
  const heapTotal = registry.gauge('nodejs_heap_size_total_bytes', 'Process heap size from Node.js in bytes.');
  const external = registry.gauge('nodejs_external_memory_bytes', 'Node.js external memory size in bytes.');
  registry.collect(() => {
    const memory = process.memoryUsage();
    resident.set(memory.rss);
    heapUsed.set(memory.heapUsed);
    heapTotal.set(memory.heapTotal);
    external.set(memory.external);
  });
}

function registerEventLoop(registry: Registry, clock: Clock): Disposable {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  /** In whole microseconds; 0 before the first look. */
  const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? Math.max(0, Math.round(nanoseconds / 1000) - RESOLUTION_MS * 1000) / 1e6 : 0);
  const mean = registry.gauge('nodejs_eventloop_lag_mean_seconds', 'The mean of the recorded event loop delays.');
  const most = registry.gauge('nodejs_eventloop_lag_max_seconds', 'The maximum recorded event loop delay.');
  const percentiles = [50, 90, 99].map(percentile => ({
    percentile, gauge: registry.gauge(`nodejs_eventloop_lag_p${percentile}_seconds`, `The ${percentile}th percentile of the recorded event loop delays.`),
  }));
  const rarely = registry.gauge('stratoscope_eventloop_delay_p999_seconds', 'The 99.9th percentile of the delays of the main thread since the last look.');
  const longest = registry.gauge('stratoscope_eventloop_delay_max_seconds', 'The longest delay of the main thread since the start.');
  let longestSeconds = 0;
  let windowBegan = Number.NEGATIVE_INFINITY;
  delay.enable();
  registry.collect(() => {
    if (clock.monotonic() - windowBegan < WINDOW_MS) return;
    windowBegan = clock.monotonic();
    mean.set(seconds(delay.mean));
    most.set(seconds(delay.max));
    rarely.set(seconds(delay.percentile(99.9)));
    longest.set(longestSeconds = Math.max(longestSeconds, seconds(delay.max)));
    for (const { percentile, gauge } of percentiles) gauge.set(seconds(delay.percentile(percentile)));
    delay.reset();
  });
  return { [Symbol.dispose]: () => { delay.disable(); } };
}
