import type { InstantValue } from '../../src-main/shared/contract/metrics.ts';
import { useCall } from '../host/hooks.ts';
import { forMachine } from './panels.ts';

/** One group of processes of the same command, at one time. */
export interface ProcessGroup {
  readonly name: string;
  /** cores' worth of CPU time: 1 is one core fully busy */
  readonly cpu: number | null;
  /** bytes, resident */
  readonly memory: number | null;
  readonly count: number | null;
  /** bytes more than CHANGE_MS earlier; null when the group was not there then */
  readonly change: number | null;
}

export const CHANGE_MS = 600_000;

const BY = 'sum by (groupname)';
const CPU = `${BY} (rate(namedprocess_namegroup_cpu_seconds_total{$machine}[1m]))`;
const MEMORY = `${BY} (namedprocess_namegroup_memory_bytes{$machine, memtype="resident"})`;
const COUNT = `${BY} (namedprocess_namegroup_num_procs{$machine})`;

/** The charts of one group. `$group` is its name as a PromQL string. */
export const GROUP_CPU = 'sum(rate(namedprocess_namegroup_cpu_seconds_total{$machine, groupname=$group}[$__rate_interval]))';
export const GROUP_MEMORY = 'sum(namedprocess_namegroup_memory_bytes{$machine, groupname=$group, memtype="resident"})';
export const PROCESS_METRIC = 'namedprocess_namegroup_num_procs';

/** Processes of a machine at `time` (unix ms), largest memory first. While a new time is asked for, the last answer stays. */
export function useProcesses(matchers: string, time: number) {
  return useCall(['processes', matchers, time], async (host, signal) => {
    const ask = async (promql: string, at: number) => groupsOf((await host.metrics.instant({ promql: forMachine(promql, matchers), time: at }, signal)).value);
    const [cpu, memory, count, before] = await Promise.all([ask(CPU, time), ask(MEMORY, time), ask(COUNT, time), ask(MEMORY, time - CHANGE_MS)]);
    return joined(cpu, memory, count, before);
  });
}

/** A group whose last process has ended is still counted, as none: it is left out. */
export function joined(cpu: ReadonlyMap<string, number>, memory: ReadonlyMap<string, number>, count: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): ProcessGroup[] {
  const names = new Set([...memory.keys(), ...cpu.keys(), ...count.keys()]);
  return [...names].filter(name => count.get(name) !== 0).map(name => {
    const [now, then] = [memory.get(name) ?? null, before.get(name) ?? null];
    return { name, cpu: cpu.get(name) ?? null, memory: now, count: count.get(name) ?? null, change: now === null || then === null ? null : now - then };
  }).sort((a, b) => (b.memory ?? -1) - (a.memory ?? -1));
}

const groupsOf = (value: InstantValue): Map<string, number> =>
  new Map(value.kind === 'vector' ? value.series.map(({ labels, value: figure }) => [labels['groupname'] ?? '', figure]) : []);
