import type { Metadata } from '../shared/model/sample.ts';

/**
 * What one reading of a target gave, as columns.
 * keys    one per sample; the same key means the same series, now and in every later reading
 * values  as many
 * times   unix ms of samples that bring their own, NaN for the others; null when none does
 */
export interface Columns<K> {
  readonly keys: readonly K[];
  readonly values: Float64Array;
  readonly times: Float64Array | null;
  readonly metadata: readonly Metadata[];
  /** name, value, … of the i-th sample, in any order, empty values included. Errors: AppError 'bad-data' with its place */
  labels(i: number): readonly string[];
  /** where the i-th sample was found, for an error */
  place(i: number): string;
}

/** Where a target's samples come from: a page behind a URL, or a source within. `K` tells its series apart. */
export interface Feed<K> {
  /** time: unix ms the samples will carry. Errors: ScrapeFailure; AppError 'bad-data' for a page that is refused */
  read(time: number, signal: AbortSignal): Promise<Columns<K>>;
  close(): Promise<void>;
  /** A key with no ties to the reading it came from, to be kept. */
  kept(key: K): K;
}
