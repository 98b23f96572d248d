import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { BACKED_UP } from '../store/manifest.ts';
import { damageOfStructure } from '../store/structure.ts';

/** The thread that reads every page of a workspace's databases and ends; whoever writes and reads them goes on meanwhile. */
if (!parentPort) throw new Error('BUG: a look at the structure is no program of its own');
const { dataDir } = workerData as { readonly dataDir: string };
parentPort.postMessage(BACKED_UP.flatMap(name => damageOfStructure(join(dataDir, name))));
