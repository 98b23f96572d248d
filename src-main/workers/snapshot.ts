import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError, toWire } from '../shared/model/errors.ts';
import { keepFile, openBackupFolder, partialPath } from '../store/backupfolder.ts';
import { openCopySource } from '../store/copy.ts';
import { BACKED_UP, type Manifest, measured, newManifest, writeManifest } from '../store/manifest.ts';
import { settleWorkspaceCopy } from '../store/workspacecopy.ts';
import type { SnapshotData, SnapshotWord } from './snapshotting.ts';
import { textOf } from './startup.ts';

/** The thread that makes one backup and ends. It reads over connections of its own, so that neither the writer nor a reader waits for it. */
const port = parentPort;
if (!port) throw new Error('BUG: a snapshot is no program of its own');
const asked = workerData as SnapshotData;
const say = (word: SnapshotWord) => port.postMessage(word);
let givenUp = false;
port.on('message', () => { givenUp = true; });

function goOn(): void {
  if (givenUp) throw new AppError('canceled', 'The backup was given up.');
}

/** Both files as they are at one moment. */
async function copyBoth(): Promise<number> {
  const [metrics, workspace] = BACKED_UP.map(name => openCopySource(join(asked.dataDir, name)));
  const madeAt = Date.now();
  try {
    const totalBytes = metrics!.bytes + workspace!.bytes;
    const step = (before: number) => (copied: number) => { goOn(); say({ copiedBytes: before + copied, totalBytes }); };
    await workspace!.copyTo(partialPath(asked.folder, 'stratoscope.db'), step(0));
    await metrics!.copyTo(partialPath(asked.folder, 'metrics.db'), step(workspace!.bytes));
    return madeAt;
  } finally {
    metrics!.close();
    workspace!.close();
  }
}

async function make(): Promise<Manifest> {
  const madeAt = await copyBoth();
  settleWorkspaceCopy(partialPath(asked.folder, 'stratoscope.db'), asked.carried);
  const files = [];
  for (const name of BACKED_UP) {
    goOn();
    files.push({ name, ...await measured(partialPath(asked.folder, name)) });
  }
  for (const name of BACKED_UP) await keepFile(asked.folder, name);
  const manifest = newManifest({ version: asked.version, workspace: asked.workspace, madeAt: new Date(madeAt).toISOString(), vault: asked.carried === null ? 'none' : 'passphrase', files });
  await writeManifest(asked.folder, manifest);
  return manifest;
}

try {
  const takeAway = await openBackupFolder(asked.folder);
  say({ manifest: await make().catch(async (error: unknown) => {
    await takeAway();
    throw error;
  }) });
} catch (error) {
  const reason = error instanceof AppError ? error : new AppError('unavailable', `The backup in ${asked.folder} can't be made: ${textOf(error)}`, { cause: error });
  say({ failed: toWire(reason) });
}
port.close();
