import { z } from 'zod';

/**
 * What senders may ask of the store: remote_write and pushed pages are held to all of it, what we collect ourselves to the number of series.
 * One workspace is one tenant, so these are a tenant's limits. 0 means no limit where it says so.
 */
export const IngestLimits = z.object({
  /** series the store holds; known ones go on beyond it, new ones are refused */
  maxSeries: z.int().min(1).max(2 ** 24),
  maxLabelsPerSeries: z.int().min(1).max(512),
  /** characters */
  maxLabelNameLength: z.int().min(1).max(1024),
  maxLabelValueLength: z.int().min(1).max(65_536),
  /** of all senders together, in the mean over a second; 0 = no limit */
  maxSamplesPerSecond: z.int().min(0),
  /** how far from now a sample may lie, ms; 0 = no limit */
  maxAgeMs: z.int().min(0),
  maxAheadMs: z.int().min(0),
  /** bytes of a request as it comes, and as it claims to be when it is unpacked */
  maxBodyBytes: z.int().min(1024).max(64 * 1024 * 1024),
  maxUnpackedBytes: z.int().min(1024).max(256 * 1024 * 1024),
});
export type IngestLimits = z.infer<typeof IngestLimits>;

const YEAR_MS = 365 * 86_400_000;

/** Wide enough for any sender in its senses, and for any history: ahead, a time in µs or ns that was meant to be in ms is caught. */
export const DEFAULT_INGEST_LIMITS: IngestLimits = {
  maxSeries: 3_000_000, maxLabelsPerSeries: 256, maxLabelNameLength: 1024, maxLabelValueLength: 16_384, maxSamplesPerSecond: 10_000_000,
  maxAgeMs: 0, maxAheadMs: 100 * YEAR_MS, maxBodyBytes: 64 * 1024 * 1024, maxUnpackedBytes: 64 * 1024 * 1024,
};

/** Why samples were refused: the name that answers, metrics and the log use. */
export const REFUSAL_REASONS = [
  'invalid-labels', 'too-many-series', 'too-many-labels', 'label-name-too-long', 'label-value-too-long', 'too-old', 'too-far-ahead', 'native-histogram',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** Samples of one request that were not taken for one reason, with a sentence about the first of them. */
export interface Refused { readonly reason: RefusalReason; readonly samples: number; readonly first: string }

/** What became of a request: `samples` are written and committed; exemplars are counted and not kept. */
export interface Received { readonly samples: number; readonly series: number; readonly exemplars: number; readonly refused: readonly Refused[] }
