import { counter, gauge, measure, type Measurement } from '../../formats/proc/measurement.ts';
import type { PidStat } from '../../formats/proc/pidstat.ts';
import { USER_HZ } from '../../formats/proc/stat.ts';

/** One process in one round. `read` and `written` in bytes since its start. */
export interface ProcessSample {
  readonly pid: string;
  readonly name: string;
  readonly stat: PidStat;
  readonly read: number;
  readonly written: number;
  readonly residentBytes: number;
  readonly swappedBytes: number;
}

/** Names with a group of their own; processes with further names are summed in one group. */
const MOST_GROUPS = 200;
const REST = 'other';
/** ms after which a group without processes is given up and its place is free. */
const KEPT_EMPTY_MS = 10 * 60_000;

const CPU = counter('namedprocess_namegroup_cpu_seconds_total', 'Cpu user usage in seconds', ['groupname', 'mode']);
const READ = counter('namedprocess_namegroup_read_bytes_total', 'number of bytes read by this group', ['groupname']);
const WRITTEN = counter('namedprocess_namegroup_write_bytes_total', 'number of bytes written by this group', ['groupname']);
const MEMORY = gauge('namedprocess_namegroup_memory_bytes', 'number of bytes of memory in use', ['groupname', 'memtype']);
const PROCESSES = gauge('namedprocess_namegroup_num_procs', 'number of processes in this group', ['groupname']);
const THREADS = gauge('namedprocess_namegroup_num_threads', 'Number of threads', ['groupname']);
const OLDEST = gauge('namedprocess_namegroup_oldest_start_time_seconds', 'start time in seconds since 1970/01/01 of oldest process in group', ['groupname']);
const STATES = gauge('namedprocess_namegroup_states', 'Number of processes in states Running, Sleeping, Waiting, Zombie, or Other', ['groupname', 'state']);
const STATE_NAMES = ['Running', 'Sleeping', 'Waiting', 'Zombie', 'Other'] as const;
const STATE_OF = new Map<string, (typeof STATE_NAMES)[number]>([['R', 'Running'], ['S', 'Sleeping'], ['D', 'Waiting'], ['Z', 'Zombie']]);

type Counts = Record<'user' | 'system' | 'read' | 'written', number>;
interface Group extends Counts { occupiedAt: number; members: ProcessSample[] }

/**
 * Sums of processes by name. A group's counters grow by what its processes used since the round before, so none goes back when
 * a process ends; what was used before the first round isn't counted, so that starting anew doesn't look like work done.
 * A process of which we see more and more but that began earlier (we were let see it later) counts from when it was first seen.
 */
export class ProcessGroups {
  private readonly groups = new Map<string, Group>();
  private before = new Map<string, Counts & { readonly start: number }>();
  private beforeTicks = Number.POSITIVE_INFINITY;

  /**
   * time         unix ms of the round
   * uptimeTicks  clock ticks since boot, of the same moment
   */
  update(samples: readonly ProcessSample[], time: number, uptimeTicks: number): void {
    for (const group of this.groups.values()) group.members = [];
    this.admit(samples);
    const now: typeof this.before = new Map();
    for (const sample of samples) {
      const group = this.groups.get(sample.name) ?? this.groups.get(REST) ?? this.found(REST);
      const used = { ...usedBy(sample), start: sample.stat.start };
      const last = this.before.get(sample.pid);
      add(group, used, last?.start === used.start ? last : used.start >= this.beforeTicks ? NOTHING : used);
      group.members.push(sample);
      group.occupiedAt = time;
      now.set(sample.pid, used);
    }
    this.before = now;
    this.beforeTicks = uptimeTicks;
    for (const [name, group] of this.groups) if (time - group.occupiedAt > KEPT_EMPTY_MS) this.groups.delete(name);
  }

  /** bootTime  unix seconds, to tell the start of the oldest process; NaN leaves it out */
  measurements(bootTime: number): Measurement[] {
    const out: Measurement[] = [];
    for (const [name, group] of this.groups) measureGroup(out, name, group, bootTime);
    return out;
  }

  /** Names seen first in this round get the free places, the busiest first. */
  private admit(samples: readonly ProcessSample[]): void {
    const busy = new Map<string, number>();
    for (const { name, stat } of samples) if (!this.groups.has(name)) busy.set(name, (busy.get(name) ?? 0) + stat.user + stat.system);
    const places = MOST_GROUPS - this.groups.size + (this.groups.has(REST) ? 1 : 0);
    for (const [name] of [...busy].sort(([, a], [, b]) => b - a).slice(0, Math.max(0, places))) this.found(name);
  }

  private found(name: string): Group {
    const group: Group = { user: 0, system: 0, read: 0, written: 0, occupiedAt: 0, members: [] };
    this.groups.set(name, group);
    return group;
  }
}

const NOTHING: Counts = { user: 0, system: 0, read: 0, written: 0 };
const usedBy = ({ stat, read, written }: ProcessSample): Counts => ({ user: stat.user, system: stat.system, read, written });

function add(group: Group, used: Counts, since: Counts): void {
  for (const what of ['user', 'system', 'read', 'written'] as const) group[what] += Math.max(0, used[what] - since[what]);
}

function measureGroup(out: Measurement[], name: string, group: Group, bootTime: number): void {
  const { members } = group;
  const sum = (of: (sample: ProcessSample) => number) => members.reduce((total, sample) => total + of(sample), 0);
  measure(out, CPU, group.user / USER_HZ, [name, 'user']);
  measure(out, CPU, group.system / USER_HZ, [name, 'system']);
  measure(out, READ, group.read, [name]);
  measure(out, WRITTEN, group.written, [name]);
  measure(out, MEMORY, sum(({ residentBytes }) => residentBytes), [name, 'resident']);
  measure(out, MEMORY, sum(({ stat }) => stat.virtualBytes), [name, 'virtual']);
  measure(out, MEMORY, sum(({ swappedBytes }) => swappedBytes), [name, 'swapped']);
  measure(out, PROCESSES, members.length, [name]);
  measure(out, THREADS, sum(({ stat }) => stat.threads), [name]);
  if (members.length > 0) measure(out, OLDEST, Math.floor(bootTime + Math.min(...members.map(({ stat }) => stat.start)) / USER_HZ), [name]);
  for (const state of STATE_NAMES) measure(out, STATES, sum(({ stat }) => (state === (STATE_OF.get(stat.state) ?? 'Other') ? 1 : 0)), [name, state]);
}
