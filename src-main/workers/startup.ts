import type { Worker } from 'node:worker_threads';
import { AppError, toWire, type WireError } from '../shared/model/errors.ts';

/** What a worker says besides answers. */
export type WorkerWord = { readonly prepared: true } | { readonly ready: true } | { readonly failed: WireError } | { readonly damaged: string } | { readonly trouble: string } | { readonly wide: true };

export interface WorkerLog { warn(message: string): void; error(message: string): void }

/** In a worker: says that it is ready, or why it never will be, naming what it could not open. */
export async function begin(say: (word: WorkerWord) => void, what: string, start: () => void | Promise<void>): Promise<void> {
  try {
    await start();
    say({ ready: true });
  } catch (error) {
    const reason = error instanceof AppError ? error : new AppError('unavailable', `${what} can't be opened: ${textOf(error)}`, { cause: error });
    say({ failed: toWire(reason) });
    if (!(error instanceof AppError)) say({ trouble: textOf(error, true) });
  }
}

/** In a worker: an error nobody foresaw, for the log. */
export const textOf = (error: unknown, stack = false): string => error instanceof Error ? (stack && error.stack) || error.message : String(error);

/** Outside: resolves when the file is there in its newest form, or never will be: readers may open it while its writer still reads it. */
export const prepared = (worker: Worker): Promise<void> => new Promise(resolve => {
  worker.on('message', (message: { prepared?: true; failed?: unknown }) => { if (message.prepared || message.failed) resolve(); });
  worker.on('exit', () => resolve());
});

/** Outside: resolves when the worker is ready, rejects with AppError when it can't be or ends. Its other words go to the log for as long as it lives. */
export function ready(worker: Worker, name: string, log: WorkerLog): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Partial<Record<'ready', true> & Record<'failed', WireError> & Record<'damaged' | 'trouble', string>>) => {
      if (message.ready) resolve();
      if (message.failed) reject(new AppError(message.failed.code, message.failed.message));
      if (message.damaged) log.error(`damaged, left out: ${message.damaged}`);
      if (message.trouble) log.error(message.trouble);
    });
    worker.on('error', error => {
      log.error(`the ${name} worker failed: ${textOf(error, true)}`);
      reject(new AppError('unavailable', `The ${name} worker failed: ${textOf(error)}`, { cause: error }));
    });
    worker.on('exit', code => reject(new AppError('unavailable', `The ${name} worker ended with ${code} before it was ready.`)));
  });
}
