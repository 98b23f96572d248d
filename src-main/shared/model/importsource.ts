import { z } from 'zod';

/** A file or folder on the host's computer. */
const Path = z.string().trim().min(1).max(4000);
const Name = z.string().min(1).max(1000);

/** How a column of times is written. */
export const TimeUnit = z.enum(['iso', 's', 'ms', 'us', 'ns']);
export type TimeUnit = z.infer<typeof TimeUnit>;

/** Which column of a CSV file is what; columns by their names in the first line. */
export const CsvMapping = z.object({
  delimiter: z.enum([',', ';', '\t']).default(','),
  time: Name,
  unit: TimeUnit.default('iso'),
  /** series: every other column is a series, its name as PromQL writes it. rows: a row is one sample, or one of each value's column */
  shape: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('series') }),
    z.object({
      kind: z.literal('rows'),
      /** the column that names the metric; '' when `values` do, by their columns' names */
      metric: z.string().max(1000).default(''),
      values: z.array(Name).min(1).max(1000),
      /** columns that become labels of their names */
      labels: z.array(Name).max(100).default([]),
    }),
  ]),
});
export type CsvMapping = z.infer<typeof CsvMapping>;

/** A selector as PromQL writes it. */
const Match = z.string().trim().min(1).max(10_000);
const Millis = z.int().min(0).max(8.64e15);

/** Where history is brought in from. */
export const ImportSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('openmetrics'), path: Path }),
  z.object({ kind: z.literal('victoriametrics'), path: Path }),
  z.object({ kind: z.literal('csv'), path: Path, mapping: CsvMapping }),
  /** a Prometheus's data folder, or one block of it */
  z.object({ kind: z.literal('tsdb'), path: Path }),
  /** a server that speaks Prometheus's query API; from `from` up to `to`, unix ms */
  z.object({ kind: z.literal('prometheus'), url: z.url({ protocol: /^https?$/ }).max(2000), match: Match.default('{__name__!=""}'), from: Millis, to: Millis }),
]);
export type ImportSource = z.infer<typeof ImportSource>;
export type ImportKind = ImportSource['kind'];

/** How far an import has come: a place in its source, and for a text file the lines before it. */
export const ImportPosition = z.object({ offset: z.number().min(0), line: z.int().min(0) });
export type ImportPosition = z.infer<typeof ImportPosition>;
export const BEGINNING: ImportPosition = { offset: 0, line: 0 };

export const ImportId = z.string().regex(/^[0-9a-f]{12}$/).brand<'ImportId'>();
export type ImportId = z.infer<typeof ImportId>;

/** interrupted: the program ended meanwhile. Those that did not finish can go on where they stopped. */
export const ImportStatus = z.enum(['running', 'done', 'canceled', 'failed', 'interrupted']);
export type ImportStatus = z.infer<typeof ImportStatus>;

export const ImportState = z.object({
  id: ImportId,
  source: ImportSource,
  status: ImportStatus,
  position: ImportPosition,
  /** of `total`, in bytes, series or ms, as the source has it */
  done: z.number(),
  total: z.number(),
  /** samples stored, those that were stored before included */
  samples: z.number(),
  /** samples left out, and a sentence about the last ones */
  refused: z.number(),
  problem: z.string(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
});
export type ImportState = z.infer<typeof ImportState>;
