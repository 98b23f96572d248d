import { Worker } from 'node:worker_threads';
import { AppError } from '../shared/model/errors.ts';
import { textOf } from './startup.ts';

/** What is damaged of the pages and indexes of a workspace's databases, one sentence each; read by a thread of its own. Errors: AppError 'unavailable' */
export function structureCheck(url: URL, dataDir: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { workerData: { dataDir }, name: 'structure' });
    worker.on('message', (sentences: readonly string[]) => resolve(sentences));
    worker.on('error', cause => reject(new AppError('unavailable', `The pages of ${dataDir} can't be looked at: ${textOf(cause)}`, { cause })));
    worker.on('exit', code => reject(new AppError('unavailable', `The look at the pages of ${dataDir} ended with ${code}.`))); // no word of its own came before
  });
}
