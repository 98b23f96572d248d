import { z } from 'zod';

export const FILE_FORMATS = ['csv', 'txt', 'openmetrics', 'jsonl', 'lines'] as const;
/** csv: a row a sample, formula-safe. txt: aligned. openmetrics: text with times. jsonl: VictoriaMetrics's JSON lines. lines: InfluxDB's line protocol */
export const FileFormat = z.enum(FILE_FORMATS);
export type FileFormat = z.infer<typeof FileFormat>;

const Millis = z.int().min(-8.64e15).max(8.64e15);

/** What a file of samples holds. */
export const ExportSpec = z.object({
  /** series selectors, of which a series has to fulfil one */
  selectors: z.array(z.string().trim().min(1).max(8192)).min(1).max(50),
  /** unix ms, both ends in */
  from: Millis,
  to: Millis,
  format: FileFormat.default('csv'),
  gzip: z.boolean().default(false),
}).refine(({ from, to }) => from <= to, { message: 'the end lies before the start', path: ['to'] });
export type ExportSpec = z.infer<typeof ExportSpec>;
export type ExportSpecInput = z.input<typeof ExportSpec>;

export const ExportId = z.string().regex(/^[0-9a-f]{12}$/).brand<'ExportId'>();
export type ExportId = z.infer<typeof ExportId>;

/** What a file will be like, roughly. */
export interface ExportEstimate { readonly series: number; readonly samples: number; /** before it is packed */ readonly bytes: number }

export interface ExportState {
  readonly id: ExportId;
  readonly spec: ExportSpec;
  readonly status: 'running' | 'done' | 'canceled' | 'failed';
  /** where it lies on the host's computer */
  readonly path: string;
  readonly samples: number;
  readonly bytes: number;
  /** 0 to 1 */
  readonly done: number;
  readonly problem: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

export const CONTENT_TYPES: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv; charset=utf-8', txt: 'text/plain; charset=utf-8', openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8', jsonl: 'application/stream+json; charset=utf-8', lines: 'text/plain; charset=utf-8',
};
export const ENDINGS: Readonly<Record<FileFormat, string>> = { csv: 'csv', txt: 'txt', openmetrics: 'om', jsonl: 'jsonl', lines: 'lp' };
