import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Capacity } from '../../formats/proc/statfs.ts';

export type StatFs = (path: string) => Promise<Capacity>;

export const statLocal: StatFs = path => statfs(path);

/** ms after which a question to a file system that does not answer is given up. */
const GIVEN_UP_MS = 60_000;

/**
 * Asks through a process of its own. A thread of ours that waits for a dead server can't be ended: it would be missing where
 * all file access of the process shares four of them, and our own exit would wait for it.
 * errors  when the file system refuses, or stays silent for a minute
 */
export const statRemote: StatFs = async path => {
  const { stdout } = await promisify(execFile)('stat', ['-f', '-c', '%s %b %f %a %c %d', path], { timeout: GIVEN_UP_MS, killSignal: 'SIGKILL' });
  const [bsize = Number.NaN, blocks = Number.NaN, bfree = Number.NaN, bavail = Number.NaN, files = Number.NaN, ffree = Number.NaN] = stdout.trim().split(' ').map(Number);
  return { bsize, blocks, bfree, bavail, files, ffree };
};

/** One mounted place, asked now and then. While it owes an answer it isn't asked again; once it has failed to answer, nobody waits for it any more until it has. */
export class Mounted {
  private readonly ask: () => Promise<Capacity>;
  private readonly everyMs: number;
  private readonly patienceMs: number;
  private capacity: Capacity | null = null;
  private asked = Number.NEGATIVE_INFINITY;
  private owing = false;
  private reliable = true;

  constructor(ask: () => Promise<Capacity>, everyMs: number, patienceMs: number) {
    this.ask = ask;
    this.everyMs = everyMs;
    this.patienceMs = patienceMs;
  }

  /**
   * time     unix ms of the round
   * returns  null while it fails or owes an answer
   */
  async look(time: number): Promise<Capacity | null> {
    if (!this.owing && Math.abs(time - this.asked) >= this.everyMs) await this.question(time);
    return this.owing ? null : this.capacity;
  }

  private async question(time: number): Promise<void> {
    this.asked = time;
    this.owing = true;
    const answer = this.ask()
      .then(capacity => { this.capacity = capacity; this.reliable = true; }, () => { this.capacity = null; this.reliable = false; })
      .finally(() => { this.owing = false; });
    if (!this.reliable) return;
    const enough = new AbortController();
    await Promise.race([answer, delay(this.patienceMs, undefined, { signal: enough.signal, ref: false })]);
    enough.abort();
    if (this.owing) this.reliable = false;
  }
}
