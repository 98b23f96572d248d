import { z } from 'zod';
import { type ExportEstimate, ExportId, ExportSpec, type ExportState } from '../model/exportfile.ts';
import { action, query, returns, stream } from '../rpc/contract.ts';
import { RangeQuery } from './metrics.ts';

export const ExportFormat = z.enum(['csv', 'txt']);
export type ExportFormat = z.infer<typeof ExportFormat>;

const One = z.object({ id: ExportId });

export const exports = {
  /** a range query as a file's text: csv (RFC 4180, formula-safe), or txt, aligned for the eye. Times are ISO 8601 in UTC */
  range: query('metrics:read', z.object({ query: RangeQuery, format: ExportFormat }), returns<string>()),
  /** raw samples as they are stored, stale markers left out: what the file would be like */
  estimate: query('metrics:read', z.object({ spec: ExportSpec }), returns<ExportEstimate>()),
  list: query('metrics:read', z.object({}), returns<readonly ExportState[]>()),
  changes: stream('metrics:read', z.object({}), returns<readonly ExportState[]>()),
  /** writes a file into a folder of the workspace */
  start: action('host:write', z.object({ spec: ExportSpec }), returns<ExportState>()),
  /** writes a file that must not be there yet, anywhere on the host's computer; an absolute path */
  startAt: action('store:admin', z.object({ spec: ExportSpec, path: z.string().min(1).max(4000) }), returns<ExportState>()),
  cancel: action('host:write', One, returns<ExportState>()),
  remove: action('host:write', One, returns<null>()),
  /** the file of an export that is done */
  download: stream('metrics:read', One, returns<Uint8Array>()),
  /** the same samples without a file in between */
  samples: stream('metrics:read', z.object({ spec: ExportSpec }), returns<Uint8Array>()),
};
