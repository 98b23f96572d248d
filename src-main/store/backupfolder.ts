import { chmod, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../shared/model/errors.ts';
import { BACKED_UP, type BackedUp } from './manifest.ts';

/** What is under way has this ending, with which SQLite's own files beside it end or go on. */
const PARTIAL = '.partial';
const isPartial = (name: string): boolean => /\.partial(-journal|-wal|-shm)?$/.test(name);

export const partialPath = (folder: string, name: BackedUp): string => join(folder, name + PARTIAL);

/**
 * Makes the folder of a backup for this user alone. What a backup left there that was cut off is taken away.
 * returns takes away all that was made: for a backup that fails
 * errors  AppError 'conflict' when something else is in it, 'invalid-input' when it can't be made
 */
export async function openBackupFolder(folder: string): Promise<() => Promise<void>> {
  const { names, made } = await entriesOf(folder);
  const other = names.find(name => !isPartial(name));
  if (other !== undefined) throw new AppError('conflict', `${folder} is not empty (${other} is in it). Name a new folder: a backup never writes over anything.`);
  await removePartial(folder);
  return async () => {
    await removePartial(folder);
    for (const name of BACKED_UP) await rm(join(folder, name), { force: true });
    if (made) await rmdir(folder);
  };
}

/** Under its own name, for this user alone. */
export async function keepFile(folder: string, name: BackedUp): Promise<string> {
  const path = join(folder, name);
  await chmod(partialPath(folder, name), 0o600);
  await rename(partialPath(folder, name), path);
  return path;
}

async function removePartial(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (isPartial(name)) await rm(join(folder, name), { force: true });
}

async function entriesOf(folder: string): Promise<{ names: string[]; made: boolean }> {
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 }) !== undefined;
    return { names: await readdir(folder), made };
  } catch (cause) {
    throw new AppError('invalid-input', `The folder ${folder} can't be made: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
