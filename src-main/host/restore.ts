import { constants } from 'node:fs';
import { chmod, copyFile, open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../shared/model/errors.ts';
import { lockWorkspace } from '../store/lock.ts';
import { bytesOf, type Manifest, type ManifestFile, readManifest, verifyFile } from '../store/manifest.ts';
import { prepareDataDir } from './config.ts';

/**
 * Makes a workspace of a backup. Its checksums are compared before anything is written, and those of the copies before they get their names.
 * dataDir  a folder that is empty or not there
 * errors   AppError: 'not-found' where there is no whole backup, 'bad-data' for a damaged one, 'conflict' when `dataDir` is not empty, 'unavailable' when it can't be written
 */
export async function restoreWorkspace(folder: string, dataDir: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const file of manifest.files) await verifyFile(join(folder, file.name), file);
  await prepareDataDir(dataDir);
  const [there] = await readdir(dataDir);
  if (there !== undefined) throw new AppError('conflict', `${dataDir} is not empty (${there} is in it). A backup is restored into a new folder: name one with --data-dir.`);
  await requireRoom(dataDir, bytesOf(manifest));
  const lockFile = join(dataDir, 'lock.db');
  const lock = lockWorkspace(dataDir, lockFile);
  try {
    for (const file of manifest.files) await bringBack(folder, dataDir, file);
    for (const { name } of manifest.files) await rename(join(dataDir, `${name}.partial`), join(dataDir, name));
  } catch (error) {
    for (const { name } of manifest.files) for (const left of [`${name}.partial`, name]) await rm(join(dataDir, left), { force: true });
    await rm(lockFile, { force: true }); // it may be tried again, in a folder as empty as before
    throw error instanceof AppError ? error : new AppError('unavailable', `The backup can't be restored to ${dataDir}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    lock.release();
  }
  return manifest;
}

async function requireRoom(dataDir: string, bytes: number): Promise<void> {
  const disk = await statfs(dataDir);
  const free = disk.bavail * disk.bsize;
  if (free < bytes) throw new AppError('unavailable', `The disk of ${dataDir} has ${free} bytes free, the backup takes ${bytes}. Free some space, or choose another disk.`);
}

async function bringBack(folder: string, dataDir: string, file: ManifestFile): Promise<void> {
  const path = join(dataDir, `${file.name}.partial`);
  await copyFile(join(folder, file.name), path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await chmod(path, 0o600);
  const written = await open(path, 'r+');
  try {
    await written.sync();
  } finally {
    await written.close();
  }
  await verifyFile(path, file);
}
