import os from 'node:os';
import { counter, gauge, measure, type Measurement } from '../../formats/proc/measurement.ts';
import { unameInfo } from '../../formats/proc/uname.ts';
import type { Part } from './part.ts';
import { timePart } from './time.ts';

const MODES = ['user', 'nice', 'sys', 'idle', 'irq'] as const;
const CPU_SECONDS = counter('node_cpu_seconds_total', 'Seconds the CPUs spent in each mode.', ['cpu', 'mode']);
const LOADS = [gauge('node_load1', '1m load average.'), gauge('node_load5', '5m load average.'), gauge('node_load15', '15m load average.')];
const memory = (field: string) => gauge(`node_memory_${field}`, `Memory information field ${field}.`);
const TOTAL = memory('MemTotal_bytes');
const FREE = memory('MemFree_bytes');
const AVAILABLE = memory('MemAvailable_bytes');
const BOOT_TIME = gauge('node_boot_time_seconds', 'Node boot time, in unixtime.');
const UP = gauge('node_network_up', "Value is 1 if operstate is 'up', 0 otherwise.", ['device']);
const NETWORK_INFO = gauge('node_network_info', 'Non-numeric data from /sys/class/net/<iface>, value is always 1.', ['device', 'address']);

/**
 * The parts of a machine that isn't Linux, as far as Node tells of it, under the names that a Linux machine's have.
 * There are no file systems, disks or traffic among them.
 */
export function portableParts(platform: NodeJS.Platform): Part[] {
  return [
    timePart(),
    { name: 'cpu', everyMs: 0, read: readCpu },
    ...(platform === 'win32' ? [] : [{ name: 'loadavg', everyMs: 0, read: readLoad }]), // Windows has none, Node says 0
    { name: 'meminfo', everyMs: 0, read: readMemory },
    bootTimePart(),
    { name: 'netclass', everyMs: 15_000, read: readNetwork },
    { name: 'uname', everyMs: 60_000, read: readUname },
  ];
}

function readCpu(): Measurement[] {
  const out: Measurement[] = [];
  os.cpus().forEach(({ times }, cpu) => {
    for (const mode of MODES) measure(out, CPU_SECONDS, times[mode] / 1000, [String(cpu), mode === 'sys' ? 'system' : mode]);
  });
  return out;
}

function readLoad(): Measurement[] {
  const out: Measurement[] = [];
  os.loadavg().forEach((load, i) => { if (LOADS[i] !== undefined) measure(out, LOADS[i], load); });
  return out;
}

function readMemory(): Measurement[] {
  const out: Measurement[] = [];
  measure(out, TOTAL, os.totalmem());
  measure(out, FREE, os.freemem());
  measure(out, AVAILABLE, process.availableMemory());
  return out;
}

/** Told once: computed anew it would waver by a second from round to round. */
function bootTimePart(): Part {
  const booted: Measurement[] = [];
  return {
    name: 'boottime',
    everyMs: 0,
    read({ time }) {
      if (booted.length === 0) measure(booted, BOOT_TIME, Math.round(time / 1000 - os.uptime()));
      return booted;
    },
  };
}

/** Node lists the devices that have an address, which are those that are up. */
function readNetwork(): Measurement[] {
  const out: Measurement[] = [];
  for (const [device, addresses] of Object.entries(os.networkInterfaces())) {
    measure(out, UP, 1, [device]);
    measure(out, NETWORK_INFO, 1, [device, addresses?.[0]?.mac ?? '']);
  }
  return out;
}

const readUname = (): Measurement[] => unameInfo({
  sysname: os.type(), release: os.release(), version: os.version(), nodename: os.hostname(), machine: os.machine(), domainname: '',
});
