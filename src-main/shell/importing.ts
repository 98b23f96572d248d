import { resolve } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import type { ImportOutcome, LeftOut, PrometheusImport } from '../shared/model/prometheusimport.ts';
import { closing, type Surroundings } from './ask.ts';
import { reach } from './reach.ts';

export interface ImportFlags { readonly dataDir: string; readonly dryRun: boolean }

/** Makes targets of the scrape sections of a prometheus.yml; `-` reads it from stdin. */
export async function runImport(file: string, { dataDir, dryRun }: ImportFlags, { places, log, print }: Surroundings): Promise<void> {
  const input = file === '-' ? { text: await readText(process.stdin) } : { path: resolve(file) };
  await using reached = closing(await reach(dataDir, places, log));
  print(importText(await reached.client.targets.importPrometheus({ ...input, dryRun }), dryRun));
}

const OUTCOME: Readonly<Record<ImportOutcome, string>> = { new: 'new', known: 'known', dropped: 'dropped by its rules', refused: 'refused' };
const REASON: Readonly<Record<LeftOut['reason'], (detail: string) => string>> = {
  unsupported: () => 'not done here', elsewhere: () => 'not about scraping', file: () => 'a secret in a file: enter it at the target', wrong: detail => detail, adjusted: detail => `taken as ${detail}`,
};

/** What came of an import, or would: a line for each target, each list of files, and each place that is left out. */
export function importText({ targets, files, leftOut }: PrometheusImport, dryRun: boolean): string {
  const rows = [
    ...targets.map(({ line, job, url, outcome, detail }) => [line, job, url, outcome, detail] as const),
    ...files.map(({ line, job, files: paths, targets: count, outcome, detail }) => [line, job, `${paths.join(', ')} (${count} targets)`, outcome, detail] as const),
  ].toSorted(([a], [b]) => a - b).map(([line, job, what, outcome, detail]) => [`line ${line}`, job, what, `${OUTCOME[outcome]}${detail === '' ? '' : `: ${detail}`}`]);
  const notes = leftOut.map(({ line, job, field, reason, detail }) => [`line ${line}`, job, field, REASON[reason](detail)]);
  const count = (outcome: ImportOutcome) => [...targets, ...files].filter(one => one.outcome === outcome).length;
  const added = count('new') + count('dropped');
  return [
    ...aligned(rows), ...(notes.length === 0 ? [] : ['', 'Left out or changed:', ...aligned(notes)]), '',
    `${dryRun ? `${added} would be added` : `${added} added`}, ${count('known')} known, ${count('refused')} refused.`, '',
  ].join('\n');
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2].map(at => Math.max(0, ...rows.map(row => row[at]!.length)));
  return rows.map(row => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ').trimEnd());
}
