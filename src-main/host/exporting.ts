import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportParts } from '../api/exports.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { ExportBook } from '../exports/files/book.ts';
import type { Pool } from '../workers/pool.ts';

export interface Exporting extends ExportParts { close(): Promise<void> }

/** Files of samples; those that are given no path lie in `exports` of the workspace. What a host that was killed has left half-written goes. */
export async function openExporting({ dataDir, clock, pool, log }: { readonly dataDir: string; readonly clock: Clock; readonly pool: Pool; readonly log: Log }): Promise<Exporting> {
  const folder = join(dataDir, 'exports');
  const names = await readdir(folder).catch((): string[] => []); // mostly there is no such folder
  for (const name of names) if (name.endsWith('.part')) await rm(join(folder, name), { force: true });
  const calls = pool.outgoing.client();
  const book = new ExportBook({ clock, calls, folder, onError: (error, what) => log.error({ err: error }, what) });
  return { query: pool.query, calls, book, close: () => book.stop() };
}
