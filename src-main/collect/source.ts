import type { Metadata, Reading } from '../shared/model/sample.ts';

/** What a built-in target reads instead of a page: this computer, or our own metrics. */
export interface Source {
  /**
   * time     unix ms all readings will carry
   * signal   aborted at the deadline or when the target stops
   * returns  readings whose `labels` object is the same one as last time for every series that lives on: refs are kept by identity
   */
  collect(time: number, signal: AbortSignal): Promise<readonly Reading[]>;
  /** type, help and unit of what it reads; may grow */
  readonly metadata: readonly Metadata[];
}
