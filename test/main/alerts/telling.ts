import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src-main/base/clock.ts';
import { openLog } from '../../../src-main/base/log.ts';
import { openTelling, type Telling } from '../../../src-main/host/telling.ts';
import { openWorkspaceVault } from '../../../src-main/host/vault.ts';
import { openWorkspace } from '../../../src-main/store/workspace.ts';

export interface OpenTelling extends AsyncDisposable {
  readonly telling: Telling;
  readonly log: readonly string[];
  readonly dir: string;
  /** Closes it and opens it again on the same workspace. */
  again(): Promise<Telling>;
}

/** All of what tells alerts, on a workspace of its own, in real time. */
export async function openTestTelling(): Promise<OpenTelling> {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-telling-'));
  const log: string[] = [];
  const open = async () => {
    const db = openWorkspace(join(dir, 'stratoscope.db'));
    const vault = await openWorkspaceVault(db, { dataDir: join(dir, 'data'), keyDir: join(dir, 'keys') });
    const telling = openTelling({ db, clock: systemClock, vault, native: undefined, collecting: true, externalUrl: () => '', log: openLog('warn', { write: line => { log.push(line); } }) });
    return { telling, close: async () => { await telling.close(); await vault.close(); db.close(); } };
  };
  let opened = await open();
  return {
    get telling() { return opened.telling; }, log, dir,
    again: async () => {
      await opened.close();
      opened = await open();
      return opened.telling;
    },
    [Symbol.asyncDispose]: async () => {
      await opened.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
