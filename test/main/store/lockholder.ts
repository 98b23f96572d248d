import { join } from 'node:path';
import { lockWorkspace } from '../../../src-main/store/lock.ts';

/** A program of its own: `lockholder.ts DIR` holds the lock of a workspace until it is killed. */
const dir = process.argv[2] ?? '';
lockWorkspace(dir, join(dir, 'lock.db'));
process.send?.('held');
setInterval(() => undefined, 60_000);
