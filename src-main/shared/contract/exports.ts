import { z } from 'zod';
import { query, returns } from '../rpc/contract.ts';
import { RangeQuery } from './metrics.ts';

export const ExportFormat = z.enum(['csv', 'txt']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const exports = {
  /** a range query as a file's text: csv (RFC 4180, formula-safe), or txt, aligned for the eye. Times are ISO 8601 in UTC */
  range: query('metrics:read', z.object({ query: RangeQuery, format: ExportFormat }), returns<string>()),
};
