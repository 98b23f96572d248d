import { counter, gauge, measure, numeral, words, type Measurement } from './measurement.ts';

/** Ticks per second in /proc; fixed by the Linux ABI for user space, whatever the kernel's own HZ is. */
export const USER_HZ = 100;
const MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;
/** Guest time stands in the 9th and 10th number, and is counted in user and nice as well. */
const GUEST_MODES = ['user', 'nice'] as const;

const CPU_SECONDS = counter('node_cpu_seconds_total', 'Seconds the CPUs spent in each mode.', ['cpu', 'mode']);
const GUEST_SECONDS = counter('node_cpu_guest_seconds_total', 'Seconds the CPUs spent in guests (VMs) for each mode.', ['cpu', 'mode']);

const SINGLE = new Map([
  ['intr', counter('node_intr_total', 'Total number of interrupts serviced.')],
  ['ctxt', counter('node_context_switches_total', 'Total number of context switches.')],
  ['processes', counter('node_forks_total', 'Total number of forks.')],
  ['btime', gauge('node_boot_time_seconds', 'Node boot time, in unixtime.')],
  ['procs_running', gauge('node_procs_running', 'Number of processes in runnable state.')],
  ['procs_blocked', gauge('node_procs_blocked', 'Number of processes blocked waiting for I/O to complete.')],
]);

/**
 * CPU time of each core from the text of /proc/stat.
 *
 * text     lines as `cpu0 4705 356 584 …`, in ticks since boot; the summed `cpu ` line is skipped
 * returns  node_cpu_seconds_total{cpu, mode} and node_cpu_guest_seconds_total{cpu, mode}, seconds
 * source   proc_stat(5); an older kernel has fewer columns, then those modes are left out
 */
export function parseCpu(text: string): Measurement[] {
  const out: Measurement[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('cpu')) continue;
    const [name = '', ...ticks] = words(line);
    const cpu = name.slice(3);
    if (!/^\d+$/.test(cpu)) continue;
    MODES.forEach((mode, i) => { measure(out, CPU_SECONDS, numeral(ticks[i]) / USER_HZ, [cpu, mode]); });
    GUEST_MODES.forEach((mode, i) => { measure(out, GUEST_SECONDS, numeral(ticks[MODES.length + i]) / USER_HZ, [cpu, mode]); });
  }
  return out;
}

/** Interrupts, context switches, forks, boot time and the run queue from the text of /proc/stat (proc_stat(5)). */
export function parseStat(text: string): Measurement[] {
  const out: Measurement[] = [];
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    const metric = SINGLE.get(line.slice(0, space));
    if (metric === undefined) continue;
    const next = line.indexOf(' ', space + 1); // the intr line goes on with a number per interrupt, thousands on a large machine
    measure(out, metric, numeral(line.slice(space + 1, next < 0 ? undefined : next).trim()));
  }
  return out;
}

/** Boot time, unix seconds, from the text of /proc/stat; NaN when it isn't there. */
export const parseBootTime = (text: string): number => numeral(/^btime (\d+)$/m.exec(text)?.[1]);
