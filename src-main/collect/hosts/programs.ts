import { parsePidStat } from '../../formats/proc/pidstat.ts';
import { THREAD_NAMES } from '../self/processes.ts';

const STAT = /^proc\/(\d+)\/stat$/;
/** Processes asked about at once: each costs the machine two of its own. */
const AT_ONCE = 50;

interface Program { readonly start: number; readonly cmdline: string }

/**
 * The programs of processes whose own name says nothing (Node names its after a thread). They are asked for once: a process that is met for the first time
 * is left out of that round, and its program is asked for with the next.
 */
export class Programs {
  /** numbers of processes to ask about */
  wanted: readonly string[] = [];
  private known = new Map<string, Program>();

  /** The texts of a round, without the processes that still have no name, and with the programs of the others. */
  complete(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const now = new Map<string, Program>();
    const unnamed: string[] = [];
    const complete = new Map(texts);
    for (const [path, text] of texts) {
      const pid = text.includes('MainThread') ? STAT.exec(path)?.[1] : undefined;
      const stat = pid === undefined ? null : parsePidStat(text);
      if (pid === undefined || stat === null || !THREAD_NAMES.has(stat.comm)) continue;
      const known = this.known.get(pid);
      const cmdline = known?.start === stat.start ? known.cmdline : texts.get(`proc/${pid}/cmdline`);
      if (cmdline === undefined) {
        complete.delete(path);
        unnamed.push(pid);
      } else {
        now.set(pid, { start: stat.start, cmdline });
        complete.set(`proc/${pid}/cmdline`, cmdline);
      }
    }
    this.known = now;
    this.wanted = unnamed.slice(0, AT_ONCE);
    return complete;
  }
}
