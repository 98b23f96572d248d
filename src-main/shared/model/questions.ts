import { LIMITS } from './limits.ts';

/** PromQL about all machines at once, for the host's list and the page's history alike. Every answer has one series per (job, instance), more only where said. */

const PER_MACHINE = 'by (job, instance)';
/** Two samples of a target scraped once a minute, Prometheus's default interval. */
const SHORTEST_RATE_MS = 120_000;
/** File systems that hold nothing of their own: memory, the kernel's windows, images that are always full. */
export const NO_DISK = 'tmpfs|ramfs|devtmpfs|overlay|aufs|squashfs|erofs|iso9660|udf|autofs|nsfs|rootfs|proc|sysfs|cgroup2?|debugfs|tracefs|securityfs|efivarfs|fuse[.].*|fuse|nfs4?|cifs';
/** Devices whose bytes are counted on another device too. */
export const NO_WIRE = 'lo|veth.*|docker.*|br-.*|virbr.*|cni.*|flannel.*|cali.*|tap.*|vnet.*|ifb.*|dummy.*';

/** A container's root is an overlay, and the only disk it has. */
const file = (metric: string) => `(${metric}{fstype!~"${NO_DISK}"} or ${metric}{fstype="overlay", mountpoint="/"})`;
const WRITABLE = 'unless on (job, instance, device, mountpoint, fstype) (node_filesystem_readonly == 1)';
const DISK_USED = `(1 - ${file('node_filesystem_avail_bytes')} / (${file('node_filesystem_size_bytes')} > 0) ${WRITABLE})`;
const AVAILABLE = '(node_memory_MemAvailable_bytes or (node_memory_MemFree_bytes + node_memory_Buffers_bytes + node_memory_Cached_bytes) or node_memory_MemFree_bytes)';
const wire = (metric: string, window: string) => `sum ${PER_MACHINE} (rate(${metric}{device!~"${NO_WIRE}"}[${window}]))`;

/** A cloud's points lie five minutes apart and come as late. */
const CLOUD_LOOKBACK = '20m';
const cloud = (metric: string) => `last_over_time(aws_ec2_${metric}[${CLOUD_LOOKBACK}])`;
/** Its sums are of a period each. */
const CLOUD_NETWORK = `(${cloud('network_in_sum')} + ${cloud('network_out_sum')}) / ${cloud('period_seconds')}`;

/** Over how long a rate is taken, for points that lie `stepMs` apart. */
export const rateWindow = (stepMs: number): string => `${Math.max(SHORTEST_RATE_MS, Math.ceil(stepMs))}ms`;

/** Figures with a course: shares 0..1, bytes per second, and the time in seconds of the newest good sample. */
export const figures = (window: string) => ({
  cpu: `clamp(1 - (avg ${PER_MACHINE} (rate(node_cpu_seconds_total{mode="idle"}[${window}])) or avg ${PER_MACHINE} (node_cpu_usage_ratio{mode="idle"})), 0, 1) or max ${PER_MACHINE} (last_over_time(aws_ec2_cpuutilization_average[${CLOUD_LOOKBACK}]) / 100)`, // a counter that jumps is no share
  memory: `max ${PER_MACHINE} (1 - ${AVAILABLE} / node_memory_MemTotal_bytes)`,
  swap: `max ${PER_MACHINE} (1 - node_memory_SwapFree_bytes / (node_memory_SwapTotal_bytes > 0))`,
  disk: `max ${PER_MACHINE} (${DISK_USED})`,
  network: `${wire('node_network_receive_bytes_total', window)} + ${wire('node_network_transmit_bytes_total', window)} or max ${PER_MACHINE} (${CLOUD_NETWORK})`,
  pressure: `clamp_max(max ${PER_MACHINE} (rate(node_pressure_memory_stalled_seconds_total[${window}])), 1)`,
});
export type Figure = keyof ReturnType<typeof figures>;

export const UP = `max ${PER_MACHINE} (up)`;
export const ANSWERED = `max ${PER_MACHINE} ((timestamp(up) and up == 1) or timestamp(node_boot_time_seconds) or max_over_time(timestamp(aws_ec2_period_seconds)[${CLOUD_LOOKBACK}:1m]))`;
/** Several a machine: every file system at or above `share`, fullest not first. */
export const crowded = (share: number): string => `max by (job, instance, mountpoint) (${DISK_USED} >= ${share})`;
export const FULLEST = `topk ${PER_MACHINE} (1, max by (job, instance, mountpoint) (${DISK_USED}))`;

/**
 * Several a machine: seconds until a file system is full at the pace of the last hour, for those past half that have been watched for half
 * an hour. The line is the regression's value now over its slope, which is where predict_linear reaches zero.
 */
export const fillingWithin = (seconds: number): string => {
  const left = `max by (job, instance, mountpoint) (predict_linear(node_filesystem_avail_bytes{fstype!~"${NO_DISK}"}[1h], 0))`;
  const pace = `max by (job, instance, mountpoint) (deriv(node_filesystem_avail_bytes{fstype!~"${NO_DISK}"}[1h]))`;
  const watched = `max by (job, instance, mountpoint) (node_filesystem_avail_bytes offset 30m)`;
  return `(${left} / -(${pace} < 0) < ${seconds}) and on (job, instance, mountpoint) (${crowded(0.5)}) and on (job, instance, mountpoint) ${watched}`;
};

/** What seldom changes. `uname`, `os` and `dmi` carry it in labels. */
export const FACTS = {
  uname: 'node_uname_info',
  os: 'node_os_info',
  dmi: 'node_dmi_info',
  cores: `count ${PER_MACHINE} (node_cpu_seconds_total{mode="idle"}) or count ${PER_MACHINE} (node_cpu_usage_ratio{mode="idle", cpu!="total"})`,
  memoryBytes: `max ${PER_MACHINE} (node_memory_MemTotal_bytes)`,
  bootTime: `max ${PER_MACHINE} (node_boot_time_seconds)`,
} as const;

/**
 * How many machines were how, at any one time: the limits of LIMITS without the time something has to last, which the averages stand for.
 * recorded  how many were heard of at all; absent where nothing was recorded, so that nothing is known of that time either
 */
export function notOk(window: string): { readonly critical: string; readonly warn: string; readonly unknown: string; readonly recorded: string } {
  const { memory, disk, cpu, pressure } = figures(window);
  const critical = `(group ${PER_MACHINE} (up == 0) or ${memory} >= ${LIMITS.memory.critical} or ${disk} >= ${LIMITS.disk.critical} or ${pressure} >= ${LIMITS.pressure.critical})`;
  const warn = `(${memory} >= ${LIMITS.memory.warn} or ${disk} >= ${LIMITS.disk.warn} or (${cpu}) >= ${LIMITS.cpu.warn} or ${pressure} >= ${LIMITS.pressure.warn})`;
  const heard = `(group ${PER_MACHINE} (up) or group ${PER_MACHINE} (node_boot_time_seconds))`;
  return {
    critical: `count(${critical})`, warn: `count(${warn} unless on (job, instance) ${critical})`,
    unknown: `count(group ${PER_MACHINE} (last_over_time(up[1h])) unless on (job, instance) ${heard})`, recorded: `count(${heard})`,
  };
}

/** Series by which a machine is known although it is silent now. */
export const ROSTER = ['up', 'node_boot_time_seconds', 'aws_ec2_period_seconds'] as const;

/** The time of each good sample, for the named instances only. */
export const answeredBy = (instances: readonly string[]): string => {
  const only = `{instance=~${JSON.stringify(instances.map(escapeRegex).join('|'))}}`;
  return `max ${PER_MACHINE} ((timestamp(up${only}) and up${only} == 1) or timestamp(node_boot_time_seconds${only}))`;
};

const escapeRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
