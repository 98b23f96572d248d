import { Worker } from 'node:worker_threads';
import { AppError, type WireError } from '../shared/model/errors.ts';
import type { Manifest } from '../store/manifest.ts';
import type { CarriedVault } from '../store/vault.ts';
import { textOf } from './startup.ts';

export interface SnapshotData {
  readonly dataDir: string;
  /** absolute; not there yet, or empty */
  readonly folder: string;
  readonly version: string;
  readonly workspace: string;
  /** what goes along of the vault; null: no secret leaves */
  readonly carried: CarriedVault | null;
}

export interface CopyProgress { readonly copiedBytes: number; readonly totalBytes: number }
export type SnapshotWord = CopyProgress | { readonly manifest: Manifest } | { readonly failed: WireError };

/**
 * Both databases of a workspace as they are at one moment, as files with a manifest, made by a thread of its own while everything goes on.
 * errors  AppError: 'conflict' for a folder that is not empty, 'unavailable' when it can't be read or written, 'canceled'; nothing of it is left behind
 */
export function takeSnapshot(url: URL, data: SnapshotData, onProgress: (progress: CopyProgress) => void, signal: AbortSignal): Promise<Manifest> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new AppError('canceled', 'The backup was given up.'));
    const worker = new Worker(url, { workerData: data, name: 'snapshot' });
    const giveUp = () => worker.postMessage('give up');
    signal.addEventListener('abort', giveUp, { once: true });
    worker.on('message', (word: SnapshotWord) => {
      if ('manifest' in word) resolve(word.manifest);
      else if ('failed' in word) reject(new AppError(word.failed.code, word.failed.message));
      else onProgress(word);
    });
    worker.on('error', cause => reject(new AppError('unavailable', `The backup in ${data.folder} failed: ${textOf(cause)}`, { cause })));
    worker.on('exit', code => {
      signal.removeEventListener('abort', giveUp);
      reject(new AppError('unavailable', `The thread that made the backup in ${data.folder} ended with ${code}.`)); // no word of its own came before
    });
  });
}
