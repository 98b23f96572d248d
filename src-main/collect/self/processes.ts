import { setImmediate as breathe } from 'node:timers/promises';
import { parseUptime } from '../../formats/proc/loadavg.ts';
import { swapInUse } from '../../formats/proc/meminfo.ts';
import { parsePidIo, parsePidStat, parseSwapped, programOf, type PidStat } from '../../formats/proc/pidstat.ts';
import { parseBootTime, USER_HZ } from '../../formats/proc/stat.ts';
import type { FileTexts } from './files.ts';
import { something, type Part, type Round } from './part.ts';
import { ProcessGroups, type ProcessSample } from './processgroups.ts';

/** ms of reading after which other work gets its turn. */
const SLICE_MS = 4;
/** Node names its main thread, and with it the process, after the thread's role; then the program's file name says more. */
export const THREAD_NAMES = new Set(['MainThread', 'node-MainThread']);

/** What is remembered of a process from one round to the next; `start` tells it from a later one with the same number. */
interface Remembered { readonly start: number; readonly comm: string; readonly name: string; readonly ioRefused: boolean }

/**
 * Processes by command name, with process-exporter's metrics. Kernel threads are left out, as its usual configuration does.
 * A file or two of each process are read, in slices of a few ms; its I/O only where we may read it, its swapped memory only while
 * the machine swaps. Where /proc is hidden (hidepid), our own processes are counted.
 */
export function processesPart(everyMs: number, pageBytes: number): Part {
  const groups = new ProcessGroups();
  let remembered: ReadonlyMap<string, Remembered> = new Map();
  return {
    name: 'namedprocess',
    everyMs,
    async read(round) {
      const now = new Map<string, Remembered>();
      const samples = something(await readProcesses(round, pageBytes, remembered, now), '/proc/[pid]');
      const { files, time } = round;
      remembered = now;
      groups.update(samples, time, parseUptime(files.text('proc/uptime')) * USER_HZ);
      return groups.measurements(parseBootTime(files.text('proc/stat')));
    },
  };
}

async function readProcesses({ files, signal }: Round, pageBytes: number, before: ReadonlyMap<string, Remembered>, now: Map<string, Remembered>): Promise<ProcessSample[]> {
  const swaps = swapInUse(files.text('proc/meminfo'));
  const samples: ProcessSample[] = [];
  let sliceEnds = performance.now() + SLICE_MS;
  for (const pid of files.list('proc')) {
    if (!/^\d+$/.test(pid)) continue;
    if (performance.now() > sliceEnds) {
      await breathe(undefined, { signal });
      sliceEnds = performance.now() + SLICE_MS;
    }
    const stat = parsePidStat(files.optional(`proc/${pid}/stat`) ?? '');
    if (stat === null || stat.kernelThread) continue;
    const known = recall(pid, stat, before) ?? { start: stat.start, comm: stat.comm, name: await nameOf(files, pid, stat.comm), ioRefused: false };
    const io = known.ioRefused ? null : parsePidIo(files.optional(`proc/${pid}/io`) ?? '');
    now.set(pid, known.ioRefused || io !== null ? known : { ...known, ioRefused: true });
    samples.push({
      pid, name: known.name, stat,
      read: io?.read ?? 0, written: io?.written ?? 0,
      residentBytes: stat.residentPages * pageBytes,
      swappedBytes: swaps ? parseSwapped(files.optional(`proc/${pid}/status`) ?? '') : 0,
    });
  }
  return samples;
}

function recall(pid: string, { start, comm }: PidStat, before: ReadonlyMap<string, Remembered>): Remembered | undefined {
  const known = before.get(pid);
  return known?.start === start && known.comm === comm ? known : undefined;
}

/** The arguments lie in the process's own memory, whose lock may be held: they are read without holding up the thread. */
async function nameOf(files: FileTexts, pid: string, comm: string): Promise<string> {
  const program = THREAD_NAMES.has(comm) ? programOf(await files.later(`proc/${pid}/cmdline`) ?? '') : '';
  return program === '' ? comm : program;
}
