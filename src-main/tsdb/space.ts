import { freePages, type MetricsDb, usedBytes } from '../store/metrics.ts';

/** Pages given back in one step: a bound on how long an append waits. */
const STEP_PAGES = 256;
/** Free pages that are kept for what is written next: 4 MiB, or a sixteenth of what is used. */
const SPARE_PAGES = 1024;
const SPARE_SHARE = 16;
const PAGE_BYTES = 4096;

/** One step of giving free pages back to the disk, beyond a reserve; true when there are more. */
export function giveBack(db: MetricsDb): boolean {
  const spare = Math.max(SPARE_PAGES, usedBytes(db) / PAGE_BYTES / SPARE_SHARE);
  const before = freePages(db);
  if (before <= spare) return false;
  db.pragma(`incremental_vacuum(${STEP_PAGES})`);
  const after = freePages(db);
  return after > spare && after < before;
}
