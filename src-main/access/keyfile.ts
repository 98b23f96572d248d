import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../shared/model/errors.ts';
import { aboutKey, type Keeper, KeyTrouble, paramsOf, parseJson } from './keeper.ts';
import { KEY_BYTES, newKey, seal, unseal } from './sealing.ts';

const ABOUT = 'Opens the secrets of a Stratoscope workspace. Whoever has this file and the workspace can read them; without it they are lost.';
const Base64Key = z.base64().refine(text => Buffer.from(text, 'base64').length === KEY_BYTES);
const KeyFile = z.object({ keys: z.record(z.string(), Base64Key) });
const Params = z.object({ id: z.string() });
type Keys = Readonly<Record<string, string>>;

/**
 * Keeps what opens the vault in a file of this user alone. It may hold more than one key: while the vault changes from one to the next both
 * are there, so that neither a crash before the change nor one after it leaves the vault without its key.
 */
export function fileKeeper(path: string): Keeper {
  return {
    kind: 'file',
    wrap: async key => {
      const id = randomUUID();
      const outer = newKey();
      await writeKeys(path, { ...await readKeys(path).catch(unreadable), [id]: outer.toString('base64') });
      const row = { kind: 'file', params: JSON.stringify({ id }) } as const;
      return { ...row, sealed: seal(outer, key, aboutKey(row)) };
    },
    unwrap: async row => {
      const outer = (await readKeys(path))[paramsOf(row, Params).id];
      if (outer === undefined) throw new KeyTrouble('file-foreign', `The key file ${path} holds another key than the vault's. Put back the one that belongs to it, or start anew.`);
      const key = unseal(Buffer.from(outer, 'base64'), row.sealed, aboutKey(row));
      if (key === undefined) throw new KeyTrouble('record-damaged', `The vault's own key is damaged: the key file ${path} does not open it. Bring back the workspace from a copy, or start anew.`);
      return key;
    },
    forget: async row => {
      if (!existsSync(path)) return;
      const { [paramsOf(row, Params).id]: _, ...others } = await readKeys(path);
      if (Object.keys(others).length > 0) await writeKeys(path, others);
      else await rm(path, { force: true });
    },
  };
}

/** A file that opens nothing is written anew; one that may not be read can't be written either, and says so then. */
const unreadable = (): Keys => ({});

async function readKeys(path: string): Promise<Keys> {
  const [text, { mode }] = await Promise.all([readFile(path, 'utf8'), stat(path)]).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new KeyTrouble('file-gone', `The key file ${path} is gone. Put it back, or start anew.`, { cause });
    throw new KeyTrouble('file-unreadable', `The key file ${path} can't be read: ${cause.message}`, { cause });
  });
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new KeyTrouble('file-open', `The key file ${path} can be read by others. Run: chmod 600 ${path}`);
  const parsed = KeyFile.safeParse(parseJson(text));
  if (!parsed.success) throw new KeyTrouble('file-damaged', `The key file ${path} is damaged: it is not whole. Put back a copy of it, or start anew.`);
  return parsed.data.keys;
}

/** The whole file or the one before, whatever happens; for this user alone from its first byte on. */
async function writeKeys(path: string, keys: Keys): Promise<void> {
  const folder = dirname(path);
  const beside = join(folder, `.${basename(path)}.${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ about: ABOUT, keys }, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
    await syncFolder(folder);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined); // the first error says why there may be none
    throw new AppError('unavailable', `The key file ${path} can't be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** So that the new name survives a power cut; Windows opens no folders and keeps names by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const opened = await open(folder, 'r');
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}
