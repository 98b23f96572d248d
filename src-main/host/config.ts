import { chmod, mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import envPaths from 'env-paths';
import { newSecret } from '../access/credentials.ts';
import type { Settings } from '../shared/contract/host.ts';
import { DEFAULT_INGEST_LIMITS } from '../shared/model/ingestlimits.ts';
import { AppError } from '../shared/model/errors.ts';

/** The platform's folder for an application's data, the same for both doors. */
export const defaultDataDir = (): string => envPaths('stratoscope', { suffix: '' }).data;

export const DEFAULT_SETTINGS: Settings = { budgetBytes: 10 * 1024 ** 3, retentionMs: 0, durability: 'process', limits: DEFAULT_INGEST_LIMITS };

/** Makes the folder if need be. It is the user's alone: samples, tokens' hashes and the audit trail lie in it. */
export async function prepareDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new AppError('invalid-input', `The data folder ${dataDir} can't be made: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/**
 * The administrator's token from a file of the user's; made, readable by the user alone, when there is none.
 * errors  AppError 'invalid-input' for an empty file or one that others may read
 */
export async function tokenFromFile(path: string): Promise<string> {
  const token = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new AppError('invalid-input', `The token file ${path} can't be read: ${error.message}`, { cause: error });
  });
  if (token === undefined) return createTokenFile(path);
  if (token.trim() === '') throw new AppError('invalid-input', `The token file ${path} is empty. Delete it, and a new token is made.`);
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) throw new AppError('invalid-input', `The token file ${path} can be read by others. Run: chmod 600 ${path}`);
  return token.trim();
}

async function createTokenFile(path: string): Promise<string> {
  const token = newSecret('sts_');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writePrivate(path, `${token}\n`, 'wx');
  return token;
}

/** Writes a file that nobody else may read, from its first byte on. */
export async function writePrivate(path: string, text: string, flag: 'w' | 'wx' = 'w'): Promise<void> {
  const file = await open(path, flag, 0o600);
  try {
    await chmod(path, 0o600); // the mode above counts only for a new file
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}
