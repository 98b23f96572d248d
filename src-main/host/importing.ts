import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { ImportBook } from '../exports/imports/book.ts';
import { importTable } from '../store/imports.ts';
import type { WorkspaceDb } from '../store/workspace.ts';
import type { Pool } from '../workers/pool.ts';

/** Imports of history; those that ran when the program ended wait to be resumed. */
export const openImporting = ({ db, clock, pool, log }: { readonly db: WorkspaceDb; readonly clock: Clock; readonly pool: Pool; readonly log: Log }): ImportBook =>
  new ImportBook({ table: importTable(db), clock, intake: pool.intake, fetch: (url, init) => fetch(url, init), onError: (error, what) => log.error({ err: error }, what) });
