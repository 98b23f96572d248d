import { resolve } from 'node:path';
import type { FileFormat } from '../shared/model/exportfile.ts';
import { AppError } from '../shared/model/errors.ts';
import { closing, type ExportFlags, runExport, type Surroundings } from './ask.ts';
import { reach } from './reach.ts';
import type { TimeSpec } from './timespec.ts';

export interface ExportingFlags {
  readonly dataDir: string;
  readonly query?: string;
  readonly match: readonly string[];
  readonly from: TimeSpec;
  readonly to: TimeSpec;
  readonly step?: number;
  readonly format: FileFormat;
  readonly gzip: boolean;
  readonly out?: string;
}

/** The answer of a query, or stored samples as they are. Errors: AppError 'invalid-input' for flags that do not go together; those of the export */
export async function runExporting(flags: ExportingFlags, surroundings: Surroundings): Promise<void> {
  const { query, match, format, gzip, out } = flags;
  if ((query === undefined) === (match.length === 0)) throw new AppError('invalid-input', 'Give either --query, for what a query answers, or --match, for samples as they are stored.');
  if (query !== undefined) {
    if (format !== 'csv' && format !== 'txt' || gzip) throw new AppError('invalid-input', "A query's answer is written as csv or txt; the other formats, and --gzip, go with --match.");
    return runExport({ ...flags, query, format } satisfies ExportFlags, surroundings);
  }
  if (out === undefined) throw new AppError('invalid-input', 'Give --out, the file that the samples are written to.');
  await writeSamples({ ...flags, out: resolve(out) }, surroundings);
}

async function writeSamples({ dataDir, match, from, to, format, gzip, out }: ExportingFlags & { readonly out: string }, { places, log, now, print }: Surroundings): Promise<void> {
  const at = now();
  await using reached = closing(await reach(dataDir, places, log));
  const { id } = await reached.client.exports.startAt({ spec: { selectors: [...match], from: from(at), to: to(at), format, gzip }, path: out });
  const leaving = new AbortController();
  for await (const list of reached.client.exports.changes({}, leaving.signal)) {
    const state = list.find(one => one.id === id);
    if (state === undefined || state.status === 'running') continue;
    leaving.abort();
    if (state.status !== 'done') throw new AppError('unavailable', state.problem === '' ? 'The export was canceled.' : state.problem);
    print(`${state.samples} samples in ${state.bytes} bytes: ${state.path}\n`);
    return;
  }
}
