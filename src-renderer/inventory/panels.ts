import { LIMITS } from '../../src-main/shared/model/limits.ts';
import { NO_DISK, NO_WIRE } from '../../src-main/shared/model/questions.ts';
import type { Unit } from '../ui/format.ts';

/** One query of a panel. `$machine` stands for the matchers of job and instance, `$__rate_interval` for a window that suits range and width. */
export interface PanelQuery {
  readonly promql: string;
  /** a key of the texts' `series`, which may hold places for labels as `{{device}}`; with `label`, that label alone names the series */
  readonly name?: string;
  readonly label?: string;
  readonly color?: number;
  readonly fill?: boolean;
  readonly negative?: boolean;
}

/** A panel of the machine page. Its texts stand under its id: `panel.<id>`, `panel.<id>Note`, `missing.<id>`. */
export interface PanelDefinition {
  readonly id: 'cpu' | 'load' | 'memory' | 'swap' | 'files' | 'io' | 'latency' | 'busy' | 'network' | 'pressure' | 'sockets' | 'handles' | 'up' | 'duration' | 'samples';
  readonly unit: Unit;
  readonly stack?: boolean;
  readonly max?: number | 'memory';
  /** without any of these metrics there is nothing to show */
  readonly needs: readonly string[];
  /** drawn as a dashed line: a share, or the number of cores */
  readonly threshold?: { readonly value: number | 'cores'; readonly level: 'warn' | 'critical' };
  readonly queries: readonly PanelQuery[];
}

const rate = (metric: string, where = '') => `rate(${metric}{$machine${where}}[$__rate_interval])`;
/** Of a sender that tells shares, not seconds, those. */
const mode = (modes: string) => `sum(avg by (mode) (${rate('node_cpu_seconds_total', `, mode=~"${modes}"`)})) or sum(avg by (mode) (node_cpu_usage_ratio{$machine, mode=~"${modes}"}))`;
/** What not every kernel or exporter reports counts as nothing. */
const memory = (name: string) => `(node_memory_${name}_bytes{$machine} or 0 * node_memory_MemTotal_bytes{$machine})`;
/** A cloud's points lie five minutes apart. */
const cloud = (metric: string) => `last_over_time(aws_ec2_${metric}{$machine}[10m])`;
const DISKS = ', device!~"(loop|ram|zram|sr|fd|dm-|md)[0-9].*"';
const WIRES = `, device!~"${NO_WIRE}"`;
const disk = (metric: string) => rate(`node_disk_${metric}`, DISKS);
const requests = `(${disk('reads_completed_total')} + ${disk('writes_completed_total')})`;

export const MACHINE_PANELS: readonly PanelDefinition[] = [
  {
    id: 'cpu', unit: 'ratio', stack: true, needs: ['node_cpu_seconds_total', 'node_cpu_usage_ratio', 'aws_ec2_cpuutilization_average'],
    queries: [
      { promql: mode('user'), name: 'user', color: 1 }, { promql: mode('nice'), name: 'nice', color: 3 }, { promql: mode('system'), name: 'system', color: 2 },
      { promql: mode('irq|softirq'), name: 'irq', color: 6 }, { promql: mode('iowait'), name: 'iowait', color: 5 }, { promql: mode('steal'), name: 'steal', color: 4 },
      { promql: `${cloud('cpuutilization_average')} / 100`, name: 'inUse', color: 1 },
    ],
  },
  {
    id: 'memory', unit: 'bytes', stack: true, max: 'memory', needs: ['node_memory_MemTotal_bytes'],
    queries: [
      { promql: `node_memory_MemTotal_bytes{$machine} - ${memory('MemFree')} - ${memory('Buffers')} - ${memory('Cached')} - ${memory('SReclaimable')}`, name: 'used', color: 1 },
      { promql: `${memory('Cached')} + ${memory('SReclaimable')}`, name: 'cached', color: 3 },
      { promql: memory('Buffers'), name: 'buffers', color: 5 },
      { promql: memory('MemFree'), name: 'free', color: 11 },
    ],
  },
  {
    id: 'load', unit: 'none', needs: ['node_load1'], threshold: { value: 'cores', level: 'warn' },
    queries: [{ promql: 'node_load1{$machine}', name: 'load1', color: 1 }, { promql: 'node_load5{$machine}', name: 'load5', color: 2 }, { promql: 'node_load15{$machine}', name: 'load15', color: 3 }],
  },
  {
    id: 'network', unit: 'bytesRate', needs: ['node_network_receive_bytes_total', 'aws_ec2_network_in_sum'],
    // both directions of a device in one colour
    queries: [
      { promql: rate('node_network_receive_bytes_total', WIRES), name: 'deviceIn', color: 1, fill: true },
      { promql: rate('node_network_transmit_bytes_total', WIRES), name: 'deviceOut', color: 1, fill: true, negative: true },
      { promql: `${cloud('network_in_sum')} / ${cloud('period_seconds')}`, name: 'allIn', color: 1, fill: true },
      { promql: `${cloud('network_out_sum')} / ${cloud('period_seconds')}`, name: 'allOut', color: 1, fill: true, negative: true },
    ],
  },
  {
    id: 'io', unit: 'bytesRate', needs: ['node_disk_read_bytes_total', 'aws_ec2_ebsread_bytes_sum'],
    queries: [
      { promql: disk('read_bytes_total'), name: 'deviceRead', color: 1, fill: true },
      { promql: disk('written_bytes_total'), name: 'deviceWritten', color: 1, fill: true, negative: true },
      { promql: `${cloud('ebsread_bytes_sum')} / ${cloud('period_seconds')}`, name: 'allRead', color: 1, fill: true },
      { promql: `${cloud('ebswrite_bytes_sum')} / ${cloud('period_seconds')}`, name: 'allWritten', color: 1, fill: true, negative: true },
    ],
  },
  {
    id: 'latency', unit: 'seconds', needs: ['node_disk_read_time_seconds_total'],
    queries: [{ promql: `(${disk('read_time_seconds_total')} + ${disk('write_time_seconds_total')}) / (${requests} > 0)`, label: 'device', color: 1 }],
  },
  { id: 'busy', unit: 'ratio', needs: ['node_disk_io_time_seconds_total'], queries: [{ promql: disk('io_time_seconds_total'), label: 'device', color: 1 }] },
  {
    id: 'swap', unit: 'bytes', needs: ['node_memory_SwapTotal_bytes'],
    queries: [{ promql: 'node_memory_SwapTotal_bytes{$machine} - node_memory_SwapFree_bytes{$machine}', name: 'used', color: 1, fill: true }],
  },
  {
    id: 'pressure', unit: 'percent', needs: ['node_pressure_cpu_waiting_seconds_total', 'node_pressure_memory_waiting_seconds_total'],
    queries: [
      { promql: `100 * ${rate('node_pressure_cpu_waiting_seconds_total')}`, name: 'cpuSome', color: 1 },
      { promql: `100 * ${rate('node_pressure_memory_waiting_seconds_total')}`, name: 'memorySome', color: 3 },
      { promql: `100 * ${rate('node_pressure_memory_stalled_seconds_total')}`, name: 'memoryFull', color: 4 },
      { promql: `100 * ${rate('node_pressure_io_waiting_seconds_total')}`, name: 'ioSome', color: 2 },
      { promql: `100 * ${rate('node_pressure_io_stalled_seconds_total')}`, name: 'ioFull', color: 5 },
    ],
  },
  {
    id: 'sockets', unit: 'count', needs: ['node_sockstat_TCP_inuse', 'node_sockstat_sockets_used'],
    queries: [
      { promql: 'node_sockstat_TCP_inuse{$machine}', name: 'tcp', color: 1 }, { promql: 'node_sockstat_TCP_tw{$machine}', name: 'tcpTw', color: 2 },
      { promql: 'node_sockstat_UDP_inuse{$machine}', name: 'udp', color: 3 }, { promql: 'node_sockstat_sockets_used{$machine}', name: 'sockets', color: 4 },
    ],
  },
  { id: 'handles', unit: 'count', needs: ['node_filefd_allocated'], queries: [{ promql: 'node_filefd_allocated{$machine}', name: 'handles', color: 1, fill: true }] },
  {
    id: 'files', unit: 'ratio', needs: ['node_filesystem_avail_bytes'], threshold: { value: LIMITS.disk.warn, level: 'warn' },
    queries: [{ promql: `max by (mountpoint) (1 - ${files('avail')} / (${files('size')} > 0))`, label: 'mountpoint', color: 1 }],
  },
];

/** Of a target without machine figures: what its scraping tells. */
export const PLAIN_PANELS: readonly PanelDefinition[] = [
  { id: 'up', unit: 'none', max: 1, needs: ['up'], queries: [{ promql: 'up{$machine}', name: 'up', color: 1, fill: true }] },
  { id: 'duration', unit: 'seconds', needs: ['scrape_duration_seconds'], queries: [{ promql: 'scrape_duration_seconds{$machine}', name: 'duration', color: 1, fill: true }] },
  { id: 'samples', unit: 'count', needs: ['scrape_samples_scraped'], queries: [{ promql: 'scrape_samples_scraped{$machine}', name: 'samples', color: 1 }, { promql: 'scrape_series_added{$machine}', name: 'added', color: 2 }] },
];

/** The file systems of a machine that can fill up; a container's root is an overlay, and the only disk it has. */
export function files(figure: 'avail' | 'size'): string {
  const metric = `node_filesystem_${figure}_bytes`;
  return `(${metric}{$machine, fstype!~"${NO_DISK}"} or ${metric}{$machine, fstype="overlay", mountpoint="/"})`;
}

/** A panel's PromQL for one machine. `matchers` as in `job="a", instance="b"`. */
export const forMachine = (promql: string, matchers: string): string => promql.replaceAll('$machine', () => matchers);

/** Which panels have something to show, and which have not. */
export function split(panels: readonly PanelDefinition[], metrics: ReadonlySet<string>): { readonly shown: readonly PanelDefinition[]; readonly missing: readonly PanelDefinition[] } {
  const has = (panel: PanelDefinition) => panel.needs.some(name => metrics.has(name));
  return { shown: panels.filter(has), missing: panels.filter(panel => !has(panel)) };
}
