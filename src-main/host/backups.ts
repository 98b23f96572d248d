import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { Vault } from '../access/vault.ts';
import type { BackupBook } from '../api/store.ts';
import type { Backup, BackupInput, BackupRun } from '../shared/contract/store.ts';
import { AppError } from '../shared/model/errors.ts';
import { bytesOf, type Manifest, MANIFEST, readManifest } from '../store/manifest.ts';
import type { SettingsTable } from '../store/settings.ts';
import { takeSnapshot } from '../workers/snapshotting.ts';

export interface BackupParts {
  readonly dataDir: string;
  readonly workspace: string;
  readonly version: string;
  readonly snapshotUrl: URL;
  readonly vault: Vault;
  readonly settings: SettingsTable;
  readonly now: () => number;
}

export interface OpenBackups extends BackupBook {
  /** Gives up the one that is being made. */
  close(): Promise<void>;
}

/** Folders elsewhere that are remembered, newest first. */
const MAX_FOLDERS = 100;
const FOLDERS = 'backupFolders';
const Folders = z.array(z.string());
const Name = /^\d{8}T\d{6}Z-[0-9a-f]{16}$/;

/** `20171210T211224Z-2be650b6d019eb54`, as Prometheus names them. */
const newName = (time: number): string => `${new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(8).toString('hex')}`;

/** Backups of this workspace, made while it is at work: one at a time, each by a thread of its own. */
export function openBackups(parts: BackupParts): OpenBackups {
  const snapshots = join(parts.dataDir, 'snapshots');
  const closing = new AbortController();
  let running: { run: BackupRun; ended: Promise<unknown> } | null = null;

  const make = async (input: BackupInput, signal: AbortSignal): Promise<Backup> => {
    const folder = input.folder ?? join(snapshots, newName(parts.now()));
    if (!isAbsolute(folder)) throw new AppError('invalid-input', `${folder} is no whole path: begin it at the root.`);
    const carried = input.vault ? await parts.vault.carry(input.passphrase) : null;
    await removeCutOff(snapshots);
    const { dataDir, version, workspace } = parts;
    const manifest = await takeSnapshot(parts.snapshotUrl, { dataDir, folder, version, workspace, carried }, progress => { if (running) running.run = { ...running.run, ...progress }; }, signal);
    if (input.folder !== undefined) remember(parts.settings, folder);
    return rowOf(folder, manifest, input.folder === undefined);
  };

  return {
    list: async () => ({ running: running?.run ?? null, kept: await keptIn(snapshots, parts.settings), folder: snapshots }),
    make: async (input, signal) => {
      if (running) throw new AppError('conflict', `A backup is being made in ${running.run.folder}; wait for its end.`);
      const ended = Promise.withResolvers<void>();
      running = { run: { folder: input.folder ?? snapshots, copiedBytes: 0, totalBytes: 0, startedAt: parts.now() }, ended: ended.promise };
      try {
        return await make(input, AbortSignal.any([signal, closing.signal]));
      } finally {
        running = null;
        ended.resolve();
      }
    },
    remove: async name => {
      const known = Name.test(name) && await stat(join(snapshots, name)).then(() => true, () => false);
      if (!known) throw new AppError('not-found', `There is no snapshot ${name} in ${snapshots}.`);
      await rm(join(snapshots, name), { recursive: true });
    },
    close: async () => {
      closing.abort();
      await running?.ended;
    },
  };
}

const rowOf = (folder: string, manifest: Manifest, own: boolean): Backup =>
  ({ folder, name: basename(folder), madeAt: Date.parse(manifest.madeAt), bytes: bytesOf(manifest), vault: manifest.vault, version: manifest.version, own });

/** One that is gone or on a disk that is not there now is left out, and found again when that is back. */
async function keptIn(snapshots: string, settings: SettingsTable): Promise<Backup[]> {
  const own = (await namesIn(snapshots)).map(name => join(snapshots, name));
  const rows = await Promise.all([...own, ...settings.read(FOLDERS, Folders, [])].map(async (folder, i) => {
    const manifest = await readManifest(folder).catch(() => null);
    return manifest === null ? [] : [rowOf(folder, manifest, i < own.length)];
  }));
  return rows.flat().sort((a, b) => b.madeAt - a.madeAt);
}

const namesIn = async (snapshots: string): Promise<string[]> => (await readdir(snapshots).catch(() => [])).filter(name => Name.test(name)); // no folder: none was made yet

/** Snapshots that a killed process was making. */
async function removeCutOff(snapshots: string): Promise<void> {
  for (const name of await namesIn(snapshots)) {
    const whole = await stat(join(snapshots, name, MANIFEST)).then(() => true, () => false);
    if (!whole) await rm(join(snapshots, name), { recursive: true, force: true });
  }
}

function remember(settings: SettingsTable, folder: string): void {
  settings.write(FOLDERS, [folder, ...settings.read(FOLDERS, Folders, []).filter(other => other !== folder)].slice(0, MAX_FOLDERS));
}
