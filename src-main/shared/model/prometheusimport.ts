import type { Labels } from './labels.ts';

/**
 * Why a place of prometheus.yml is not taken as it stands.
 * unsupported  nothing here does that
 * elsewhere    it is not about scraping
 * file         a secret that lies in a file; it is to be entered at the target
 * wrong        Prometheus would refuse it too, or it can't be read; `detail` says what is wrong
 * adjusted     another value is taken; `detail` says which
 */
export type LeftOutReason = 'unsupported' | 'elsewhere' | 'file' | 'wrong' | 'adjusted';

export interface LeftOut {
  /** of prometheus.yml, from 1 */
  readonly line: number;
  /** empty outside of the jobs */
  readonly job: string;
  readonly field: string;
  readonly reason: LeftOutReason;
  readonly detail: string;
}

/** new: it is added; known: it is there already; dropped: added, though its own rules leave it out; refused: it can't be */
export type ImportOutcome = 'new' | 'known' | 'dropped' | 'refused';

export interface ImportedTarget {
  readonly line: number;
  readonly job: string;
  readonly url: string;
  /** as its series will carry them */
  readonly labels: Labels;
  readonly outcome: ImportOutcome;
  /** why it is refused, else '' */
  readonly detail: string;
}

/** Files with lists of targets, followed as they change. */
export interface ImportedFiles {
  readonly line: number;
  readonly job: string;
  /** absolute, a `*` in the last part */
  readonly files: readonly string[];
  /** found in them now */
  readonly targets: number;
  readonly outcome: ImportOutcome;
  readonly detail: string;
}

/** What an import has done, or would do. */
export interface PrometheusImport {
  readonly targets: readonly ImportedTarget[];
  readonly files: readonly ImportedFiles[];
  readonly leftOut: readonly LeftOut[];
}
