import { existsSync, rmSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { StorageData } from '../../../src-main/workers/contract.ts';

/** The storage worker, which ends without a word as soon as there is a file `metrics.db.die`. */
const order = `${(workerData as StorageData).path}.die`;
setInterval(() => {
  if (!existsSync(order)) return;
  rmSync(order);
  process.exit(7); // in a worker this ends the worker
}, 5);
await import('../../../src-main/workers/storage.ts');
