import type { CheckReport } from '../shared/contract/store.ts';

const MAX_SENTENCES = 1000;

/** One report of both looks: at every row of the samples, and at the pages of both databases. */
export async function checkWorkspace(rows: Promise<CheckReport>, structure: Promise<readonly string[]>): Promise<CheckReport> {
  const [report, pages] = await Promise.all([rows, structure]);
  return { ...report, damaged: report.damaged + pages.length, damage: [...pages, ...report.damage].slice(0, MAX_SENTENCES) };
}
