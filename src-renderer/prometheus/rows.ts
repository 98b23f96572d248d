import type { ImportOutcome, PrometheusImport } from '../../src-main/shared/model/prometheusimport.ts';

/** A target or a list of files of an import, as one row. */
export interface ImportRow {
  readonly id: string;
  readonly line: number;
  readonly job: string;
  readonly what: string;
  /** found in the files now; null for a target */
  readonly found: number | null;
  readonly labels: string;
  readonly outcome: ImportOutcome;
  readonly detail: string;
}

/** By line, as they stand in the file. */
export function importRows({ targets, files }: PrometheusImport): readonly ImportRow[] {
  const rows = [
    ...targets.map(({ line, job, url, labels, outcome, detail }) => ({ line, job, what: url, found: null, labels: labelText(labels), outcome, detail })),
    ...files.map(({ line, job, files: paths, targets: found, outcome, detail }) => ({ line, job, what: paths.join(', '), found, labels: '', outcome, detail })),
  ];
  return rows.toSorted((a, b) => a.line - b.line).map((row, i) => ({ id: String(i), ...row }));
}

const labelText = (labels: Readonly<Record<string, string>>): string => Object.entries(labels).filter(([name]) => name !== 'job').map(([name, value]) => `${name}=${value}`).join(', ');

/** new counts those that are added and then left out by their own rules, too. */
export function tally(rows: readonly ImportRow[]): { readonly fresh: number; readonly known: number; readonly refused: number } {
  const count = (...outcomes: readonly ImportOutcome[]) => rows.filter(row => outcomes.includes(row.outcome)).length;
  return { fresh: count('new', 'dropped'), known: count('known'), refused: count('refused') };
}
