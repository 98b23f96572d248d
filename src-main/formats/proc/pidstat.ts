import { numeral } from './measurement.ts';

/** One process as /proc/[pid]/stat tells of it. Times in clock ticks (100 a second), `start` since boot. */
export interface PidStat {
  /** the command's name, cut to 15 bytes by the kernel */
  readonly comm: string;
  /** R running, S sleeping, D waiting for a disk, Z zombie, … */
  readonly state: string;
  readonly kernelThread: boolean;
  readonly user: number;
  readonly system: number;
  readonly threads: number;
  readonly start: number;
  readonly virtualBytes: number;
  readonly residentPages: number;
}

/** In the flags column: the process belongs to the kernel (PF_KTHREAD in the kernel's sched.h). */
const KERNEL_THREAD = 0x0020_0000;
/** Columns as proc_pid_stat(5) numbers them, counted from the state, which is its third. */
const STATE = 0, FLAGS = 6, USER = 11, SYSTEM = 12, THREADS = 17, START = 19, VIRTUAL = 20, RESIDENT = 21;

/**
 * text     one line `4711 (name) S 1 …`; the name may hold blanks and brackets, so it ends at the last bracket
 * returns  null for a text that is no such line
 */
export function parsePidStat(text: string): PidStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const columns = text.slice(close + 2).trimEnd().split(' ');
  const number = (column: number) => numeral(columns[column]);
  const stat = {
    comm: text.slice(open + 1, close),
    state: columns[STATE] ?? '',
    kernelThread: (number(FLAGS) & KERNEL_THREAD) !== 0,
    user: number(USER), system: number(SYSTEM), threads: number(THREADS), start: number(START),
    virtualBytes: number(VIRTUAL), residentPages: number(RESIDENT),
  };
  const whole = [stat.user, stat.system, stat.threads, stat.start, stat.virtualBytes, stat.residentPages].every(Number.isFinite);
  return whole && stat.comm !== '' ? stat : null;
}

/** Bytes that the process caused to be read from and written to storage, from the text of /proc/[pid]/io (proc_pid_io(5)); null when they aren't there. */
export function parsePidIo(text: string): { readonly read: number; readonly written: number } | null {
  const read = numeral(/^read_bytes: (\d+)$/m.exec(text)?.[1]);
  const written = numeral(/^write_bytes: (\d+)$/m.exec(text)?.[1]);
  return Number.isFinite(read) && Number.isFinite(written) ? { read, written } : null;
}

/** Bytes of the process that are swapped out, from the text of /proc/[pid]/status; 0 for a zombie, which has none. */
export function parseSwapped(text: string): number {
  const kilobytes = numeral(/^VmSwap:\s+(\d+) kB$/m.exec(text)?.[1]);
  return Number.isFinite(kilobytes) ? kilobytes * 1024 : 0;
}

/** The program's file name from the text of /proc/[pid]/cmdline, whose arguments end with a zero byte; '' when there is none. */
export const programOf = (cmdline: string): string => cmdline.split('\0')[0]!.split(' ')[0]!.split('/').at(-1)!;
