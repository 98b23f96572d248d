/** Telegraf's stock inputs, as the examples in their READMEs have them (github.com/influxdata/telegraf, plugins/inputs/<name>/README.md), with numbers that add up. */

const GIB = 2 ** 30;
export const STEP_MS = 10_000;
export const BOOT_S = 1_762_000_000;

interface Measured { readonly measurement: string; readonly tags: Readonly<Record<string, string>>; readonly fields: Readonly<Record<string, string>> }

/** What two cores, one disk and one network interface tell at the n-th collection: a quarter busy, 60 % of memory used, 75 % of the disk, 1000 bytes a second in, 500 out. */
export function collected(n: number): Measured[] {
  const seconds = (n * STEP_MS) / 1000;
  const cpu = (name: string): Measured => ({
    measurement: 'cpu', tags: { cpu: name },
    fields: {
      usage_user: '15', usage_system: '7.5', usage_idle: '75', usage_nice: '0', usage_iowait: '2', usage_irq: '0', usage_softirq: '0.5', usage_steal: '0', usage_guest: '0', usage_guest_nice: '0',
    },
  });
  const whole = (value: number) => `${value}i`;
  return [
    ...['cpu0', 'cpu1', 'cpu-total'].map(cpu),
    {
      measurement: 'mem', tags: {},
      fields: {
        active: whole(2 * GIB), available: whole(4 * GIB), available_percent: '40', buffered: whole(GIB), cached: whole(2 * GIB), commit_limit: whole(5 * GIB), committed_as: whole(5 * GIB), dirty: whole(4096),
        free: whole(2 * GIB), inactive: whole(GIB), slab: whole(GIB / 2), sreclaimable: whole(GIB / 4), swap_total: whole(4 * GIB), swap_free: whole(3 * GIB), total: whole(10 * GIB), used: whole(5 * GIB), used_percent: '50',
      },
    },
    { measurement: 'swap', tags: {}, fields: { total: whole(4 * GIB), used: whole(GIB), free: whole(3 * GIB), used_percent: '25' } },
    { measurement: 'swap', tags: {}, fields: { in: whole(0), out: whole(0) } },
    {
      measurement: 'disk', tags: { path: '/', device: 'sda1', fstype: 'ext4', mode: 'rw' },
      fields: { total: whole(100 * GIB), free: whole(25 * GIB), used: whole(75 * GIB), used_percent: '75', inodes_total: whole(1000), inodes_free: whole(900), inodes_used: whole(100), inodes_used_percent: '10' },
    },
    {
      measurement: 'diskio', tags: { name: 'sda' },
      fields: {
        reads: whole(10 * seconds), writes: whole(20 * seconds), read_bytes: whole(40_960 * seconds), write_bytes: whole(81_920 * seconds), read_time: whole(30 * seconds), write_time: whole(60 * seconds), io_time: whole(100 * seconds),
        weighted_io_time: whole(90 * seconds), iops_in_progress: whole(0), merged_reads: whole(0), merged_writes: whole(0), io_util: '10', io_await: '3', io_svctm: '3',
      },
    },
    {
      measurement: 'net', tags: { interface: 'eth0' },
      fields: { bytes_recv: whole(1000 * seconds), bytes_sent: whole(500 * seconds), packets_recv: whole(10 * seconds), packets_sent: whole(5 * seconds), err_in: whole(0), err_out: whole(0), drop_in: whole(0), drop_out: whole(0), speed: whole(1000) },
    },
    { measurement: 'system', tags: {}, fields: { load1: '0.5', load5: '0.25', load15: '0.125', n_cpus: whole(2), n_users: whole(1) } },
    { measurement: 'system', tags: {}, fields: { uptime: whole(123_456) } },
    { measurement: 'system', tags: {}, fields: { uptime_format: '"1 day, 10:17"' } },
    { measurement: 'processes', tags: {}, fields: { blocked: whole(1), running: whole(2), sleeping: whole(50), stopped: whole(0), total: whole(53), zombies: whole(0) } },
    { measurement: 'kernel', tags: {}, fields: { boot_time: whole(BOOT_S), context_switches: whole(1000 * n), entropy_avail: whole(256), interrupts: whole(100 * n), processes_forked: whole(n) } },
  ];
}

/** Global tags come first in none, but sorted: `host` stands where its letter does. */
const tagged = (host: string, tags: Readonly<Record<string, string>>) => Object.entries({ ...tags, host }).toSorted(([a], [b]) => a < b ? -1 : 1);

/** As the influx serializer writes it, in ns. */
export const asLines = (host: string, n: number, time: number): string => collected(n).map(({ measurement, tags, fields }) =>
  `${[measurement, ...tagged(host, tags).map(([name, value]) => `${name}=${value}`)].join(',')} ${Object.entries(fields).map(([name, value]) => `${name}=${value}`).join(',')} ${time}000000\n`).join('');

/** As the prometheusremotewrite serializer has it: a series a field, texts left out, times in ms. */
export const asSeries = (host: string, n: number, time: number) => collected(n).flatMap(({ measurement, tags, fields }) => Object.entries(fields).filter(([, value]) => !value.startsWith('"')).map(([name, value]) => ({
  labels: ['__name__', `${measurement}_${name}`, ...tagged(host, tags).flat()], times: Float64Array.of(time), values: Float64Array.of(parseFloat(value)),
})));
