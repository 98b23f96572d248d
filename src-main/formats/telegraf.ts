import { pairValue, type LabelPairs } from '../shared/model/labels.ts';

/** The common name of a series that Telegraf names its own way. */
export interface CommonName { readonly labels: LabelPairs; /** its values are the given ones times this */ readonly scale: number }

/** A metric by its common name; `tags` of Telegraf become labels, all others stay as they are, but for `leave`. */
interface Mapping { readonly name: string; readonly scale?: number; readonly tags?: Readonly<Record<string, string>>; readonly labels?: readonly string[]; readonly leave?: readonly string[] }

const JOB = 'telegraf';
const MS = 0.001;
const PERCENT = 0.01;
const CPU_MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;

const each = (names: readonly string[], mapping: (name: string) => readonly [string, Mapping]): readonly (readonly [string, Mapping])[] => names.map(mapping);
const plain = (names: Readonly<Record<string, string>>, more: Omit<Mapping, 'name'> = {}): readonly (readonly [string, Mapping])[] =>
  Object.entries(names).map(([telegraf, name]) => [telegraf, { name, ...more }]);

const FILE_SYSTEM = { tags: { path: 'mountpoint' }, leave: ['mode', 'label'] };
const DISK = { tags: { name: 'device' }, leave: ['serial', 'wwid'] };
const WIRE = { tags: { interface: 'device' } };

/**
 * What Telegraf's stock inputs call things, and what node_exporter does. Counters and gauges mean the same on both sides, but for the CPU: Telegraf tells
 * shares, not seconds, which become `node_cpu_usage_ratio`. Its `mem_cached` counts reclaimable slabs already, so nothing stands for `SReclaimable`.
 *
 * source  github.com/influxdata/telegraf: plugins/inputs/{cpu,mem,swap,disk,diskio,net,system,processes,kernel}/README.md
 */
const COMMON: ReadonlyMap<string, Mapping> = new Map([
  ...each(CPU_MODES, mode => [`cpu_usage_${mode}`, { name: 'node_cpu_usage_ratio', scale: PERCENT, labels: ['mode', mode] }]),
  ...each(CPU_MODES, mode => [`cpu_time_${mode}`, { name: 'node_cpu_seconds_total', labels: ['mode', mode] }]),
  ...plain({
    mem_total: 'node_memory_MemTotal_bytes', mem_free: 'node_memory_MemFree_bytes', mem_available: 'node_memory_MemAvailable_bytes', mem_buffered: 'node_memory_Buffers_bytes',
    mem_cached: 'node_memory_Cached_bytes', mem_active: 'node_memory_Active_bytes', mem_inactive: 'node_memory_Inactive_bytes', mem_dirty: 'node_memory_Dirty_bytes',
    mem_slab: 'node_memory_Slab_bytes', mem_swap_total: 'node_memory_SwapTotal_bytes', mem_swap_free: 'node_memory_SwapFree_bytes',
    swap_total: 'node_memory_SwapTotal_bytes', swap_free: 'node_memory_SwapFree_bytes',
    system_load1: 'node_load1', system_load5: 'node_load5', system_load15: 'node_load15',
    kernel_boot_time: 'node_boot_time_seconds', kernel_context_switches: 'node_context_switches_total', kernel_interrupts: 'node_intr_total', kernel_processes_forked: 'node_forks_total',
    processes_running: 'node_procs_running', processes_blocked: 'node_procs_blocked',
  }),
  ...plain({
    disk_total: 'node_filesystem_size_bytes', disk_free: 'node_filesystem_avail_bytes', disk_inodes_total: 'node_filesystem_files', disk_inodes_free: 'node_filesystem_files_free',
  }, FILE_SYSTEM),
  ...plain({
    diskio_reads: 'node_disk_reads_completed_total', diskio_writes: 'node_disk_writes_completed_total', diskio_read_bytes: 'node_disk_read_bytes_total',
    diskio_write_bytes: 'node_disk_written_bytes_total', diskio_merged_reads: 'node_disk_reads_merged_total', diskio_merged_writes: 'node_disk_writes_merged_total', diskio_iops_in_progress: 'node_disk_io_now',
  }, DISK),
  ...plain({
    diskio_read_time: 'node_disk_read_time_seconds_total', diskio_write_time: 'node_disk_write_time_seconds_total', diskio_io_time: 'node_disk_io_time_seconds_total',
    diskio_weighted_io_time: 'node_disk_io_time_weighted_seconds_total',
  }, { ...DISK, scale: MS }),
  ...plain({
    net_bytes_recv: 'node_network_receive_bytes_total', net_bytes_sent: 'node_network_transmit_bytes_total', net_packets_recv: 'node_network_receive_packets_total',
    net_packets_sent: 'node_network_transmit_packets_total', net_err_in: 'node_network_receive_errs_total', net_err_out: 'node_network_transmit_errs_total',
    net_drop_in: 'node_network_receive_drop_total', net_drop_out: 'node_network_transmit_drop_total',
  }, WIRE),
]);

/**
 * The same series under the common name, of the machine that its `host` names; null for what has none.
 * `instance` is the host and `job` is telegraf, unless the series says otherwise; `cpu0` is `0`, as node_exporter counts, and all of them together are `total`.
 */
export function commonName(pairs: LabelPairs): CommonName | null {
  const telegraf = pairValue(pairs, '__name__');
  const mapping = COMMON.get(telegraf);
  if (mapping === undefined) return null;
  const instance = pairValue(pairs, 'instance') || pairValue(pairs, 'host');
  const cpu = pairValue(pairs, 'cpu');
  if (instance === '' || (mapping.name === 'node_cpu_seconds_total' && cpu === 'cpu-total')) return null; // seconds of all together would count twice
  const labels = new Map([['__name__', mapping.name], ['instance', instance], ['job', pairValue(pairs, 'job') || JOB]]);
  if (mapping.labels) labels.set(mapping.labels[0]!, mapping.labels[1]!);
  for (let i = 0; i < pairs.length; i += 2) {
    const name = mapping.tags?.[pairs[i]!] ?? pairs[i]!;
    if (name !== 'host' && !labels.has(name) && !mapping.leave?.includes(name)) labels.set(name, name === 'cpu' ? cpu.replace(/^cpu-?/, '') : pairs[i + 1]!);
  }
  return { labels: [...labels].toSorted(([a], [b]) => a < b ? -1 : 1).flat(), scale: mapping.scale ?? 1 };
}
