import { existsSync, mkdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../shared/model/errors.ts';
import { lockWorkspace } from '../store/lock.ts';
import { BACKED_UP, type BackedUp } from '../store/manifest.ts';
import { openForWriting } from '../store/metrics.ts';
import { damageOfLog } from '../store/pages/image.ts';
import { damageOfSchema, rebuild, type Rebuilding, type RowValues } from '../store/rebuild.ts';
import { hasChecksum, isSound, rowName } from '../store/soundness.ts';
import { damageOfClosed } from '../store/structure.ts';
import { openWorkspace } from '../store/workspace.ts';
import { repairRows } from '../tsdb/repair.ts';
import { SampleStore } from '../tsdb/store.ts';
import { DEFAULT_SETTINGS } from './config.ts';

export interface Repaired {
  /** was there anything to do? */
  readonly changed: boolean;
  /** folder with what was damaged, as it was; null when nothing was */
  readonly kept: string | null;
}

/**
 * Brings both databases of a workspace that nobody has open into a sound state. Only what is damaged goes; `say` hears what, and the damaged files or rows are kept
 * in a folder beside the data. A file whose pages or log are damaged is made anew, row by row, of what can be read.
 * errors  AppError 'conflict' when a host has the workspace, 'not-found' where there is none, 'unavailable' when the disk has no room for a second file
 */
export async function repairWorkspace(dataDir: string, say: (sentence: string) => void, now: () => number): Promise<Repaired> {
  const [metrics, workspace] = [join(dataDir, 'metrics.db'), join(dataDir, 'stratoscope.db')];
  for (const path of [metrics, workspace]) if (!existsSync(path)) throw new AppError('not-found', `${path} is not there. Name a workspace with --data-dir, or restore a backup.`);
  const lock = lockWorkspace(dataDir, join(dataDir, 'lock.db'));
  try {
    const folder = join(dataDir, `damaged-${new Date(now()).toISOString().replace(/[-:]|\.\d+/g, '')}`);
    const keep = (name: string): string => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return join(folder, name);
    };
    const [remade, alsoRemade] = [await remakeIfDamaged(jobOf(dataDir, 'metrics.db', say), keep), await remakeIfDamaged(jobOf(dataDir, 'stratoscope.db', say), keep)];
    openForWriting(metrics, true).close(); // to its newest schema
    const mended = repairRows({ path: metrics, keep: () => keep('rows.db'), say });
    const settled = remade || mended ? settle(metrics, say, now) : false;
    return { changed: remade || alsoRemade || mended || settled, kept: existsSync(folder) ? folder : null };
  } finally {
    lock.release();
  }
}

/**
 * Before a host opens its workspace: a power cut may leave a hole in the middle of a log, where SQLite would end it and lose what was committed behind.
 * Such a workspace is repaired at once; any other damage is left to who asks for a repair. errors: those of `repairWorkspace`
 */
export async function mendLogs(dataDir: string, say: (sentence: string) => void, now: () => number): Promise<void> {
  if (BACKED_UP.some(name => damageOfLog(join(dataDir, name)).length > 0)) await repairWorkspace(dataDir, say, now);
}

/** What is damaged of the pages, logs and schemas of a workspace that nobody has open, one sentence each. */
export const damageOf = (dataDir: string): string[] => BACKED_UP.flatMap(name => damageOfFile(jobOf(dataDir, name, () => undefined)));

function damageOfFile(job: Rebuilding): string[] {
  const damage = damageOfClosed(job.from);
  return damage.length > 0 ? damage : damageOfSchema(job);
}

function jobOf(dataDir: string, name: BackedUp, lost: (sentence: string) => void): Rebuilding {
  const [from, to] = [join(dataDir, name), join(dataDir, `${name}.repaired`)];
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(to + end, { force: true }); // of a repair that was cut off
  return name === 'metrics.db'
    ? { from, to, lost, fresh: path => openForWriting(path, false).close(), checked: hasChecksum, sound: isSound, nameOf: rowName }
    : { from, to, lost, fresh: path => openWorkspace(path).close(), checked: () => false, sound: () => true, nameOf: firstColumn };
}

const firstColumn = (table: string, row: RowValues): string => `${table} ${String(Object.values(row)[0])}`;

/** The new file takes the place of the damaged one when it is whole on the disk; that one goes, with its log, into the folder for what is kept. */
async function remakeIfDamaged(job: Rebuilding, keep: (name: string) => string): Promise<boolean> {
  const { from, to, lost } = job;
  const damage = damageOfFile(job);
  if (damage.length === 0) return false;
  for (const sentence of damage) lost(sentence);
  requireRoom(from);
  const rows = rebuild(job);
  const file = await open(to, 'r+');
  await file.sync().finally(() => file.close());
  const name = basename(from);
  for (const end of ['-wal', '']) if (existsSync(from + end)) renameSync(from + end, keep(name + end));
  rmSync(`${from}-shm`, { force: true });
  renameSync(to, from);
  lost(`${name}: made anew with ${rows} rows`);
  return true;
}

function requireRoom(path: string): void {
  const { bavail, bsize } = statfsSync(dirname(path));
  const { size } = statSync(path);
  if (bavail * bsize < size) throw new AppError('unavailable', `${path} is made anew beside the old one, which takes ${size} bytes; its disk has ${bavail * bsize} left. Free some space.`);
}

/** What the write-ahead rows say, where one that others rest on is gone, is brought into sealed rows, so that nobody comes upon it again. */
function settle(path: string, say: (sentence: string) => void, now: () => number): boolean {
  let lost = 0;
  const store = new SampleStore({ path, settings: DEFAULT_SETTINGS, now, damaged: sentence => { lost++; say(sentence); } });
  try {
    if (lost > 0) store.compact();
    return lost > 0;
  } finally {
    store.close();
  }
}
