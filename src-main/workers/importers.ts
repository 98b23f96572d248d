import { csvHeader, csvHistory } from '../formats/history/csv.ts';
import type { LineDecoder } from '../formats/history/decoder.ts';
import { decodeMatrix } from '../formats/history/matrix.ts';
import { openMetricsHistory } from '../formats/history/openmetrics.ts';
import { victoriaMetricsHistory } from '../formats/history/victoriametrics.ts';
import type { SeriesColumns } from '../formats/seriescolumns.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Received } from '../shared/model/ingestlimits.ts';
import type { ImportId, ImportPosition, ImportSource } from '../shared/model/importsource.ts';
import { KeyedLabels } from '../tsdb/keyedlabelling.ts';
import { type Takers, Taking } from '../tsdb/taking.ts';
import { blockParts } from './importblocks.ts';
import { fileParts, firstLine } from './importfile.ts';

/** What one step of an import has stored; `position` is where the next one begins. done, total: as the source counts */
export interface ImportStep { readonly received: Received; readonly position: ImportPosition; readonly done: number; readonly total: number; readonly ended: boolean }
export type FileSource = Exclude<ImportSource, { kind: 'prometheus' }>;

/** A part of a source, to be read into columns. */
export interface SourcePart { readonly read: (into: SeriesColumns) => void; /** of a text file, lines before it */ readonly line: number; readonly next: ImportPosition; readonly done: number; readonly total: number }
interface Open { readonly parts: AsyncIterator<SourcePart>; readonly labelling: KeyedLabels; position: ImportPosition }

const NOTHING: Received = { samples: 0, series: 0, exemplars: 0, refused: [] };

/**
 * Reads history a part at a time, so that others get their turn in between. What a step has stored is committed when it returns; one that is done again stores the
 * same samples again, which changes nothing.
 */
export class Importers {
  private readonly taking: Taking;
  private readonly open = new Map<ImportId, Open>();

  constructor(parts: Takers) { this.taking = new Taking(parts); }

  /** errors  AppError 'not-found', 'forbidden', 'invalid-input', 'bad-data' with its line; 'throttled', 'unavailable': then it may be done again */
  async step(id: ImportId, source: FileSource, position: ImportPosition): Promise<ImportStep> {
    const known = this.open.get(id);
    const open = known?.position.offset === position.offset ? known : await this.opened(id, source, position);
    try {
      const { value: part, done } = await open.parts.next();
      if (done) {
        await this.end(id);
        return { received: NOTHING, position, done: 1, total: 1, ended: true };
      }
      const received = this.take(open.labelling, into => { readAt(part, into); });
      open.position = part.next;
      return { received, position: part.next, done: part.done, total: part.total, ended: false };
    } catch (error) {
      await this.end(id); // it is opened anew where it stopped
      throw error;
    }
  }

  /** Stores an answer of a server that speaks Prometheus's query API. Errors: as `step` */
  matrix(id: ImportId, body: Uint8Array): Received {
    const open = this.open.get(id) ?? { parts: nothing(), labelling: new KeyedLabels(), position: { offset: 0, line: 0 } };
    this.open.set(id, open);
    let histograms = 0;
    const received = this.take(open.labelling, into => { histograms = decodeMatrix(body, into); });
    return histograms === 0 ? received : { ...received, refused: [...received.refused, { reason: 'native-histogram', samples: histograms, first: 'native histograms are not supported' }] };
  }

  async end(id: ImportId): Promise<void> {
    const open = this.open.get(id);
    this.open.delete(id);
    await open?.parts.return?.();
  }

  /** Series that `gone` picks are known no longer. */
  forget(gone: (ref: number) => boolean): void { for (const { labelling } of this.open.values()) labelling.forget(gone); }

  private take(labelling: KeyedLabels, read: (into: SeriesColumns) => void): Received {
    try {
      read(labelling.columns);
      this.taking.begin(labelling);
      return this.taking.take(labelling);
    } finally {
      labelling.rest();
      this.taking.rest();
    }
  }

  private async opened(id: ImportId, source: FileSource, position: ImportPosition): Promise<Open> {
    await this.end(id);
    const open = { parts: await partsOf(source, position), labelling: new KeyedLabels(), position };
    this.open.set(id, open);
    return open;
  }
}

async function* nothing(): AsyncGenerator<SourcePart> { /* its parts come from outside */ }

async function partsOf(source: FileSource, position: ImportPosition): Promise<AsyncGenerator<SourcePart>> {
  switch (source.kind) {
    case 'openmetrics': return lines(source.path, position, openMetricsHistory);
    case 'victoriametrics': return lines(source.path, position, victoriaMetricsHistory);
    case 'tsdb': return blockParts(source.path, position);
    case 'csv': {
      const { bytes, length } = await firstLine(source.path);
      const decoder = csvHistory(csvHeader(bytes, source.mapping.delimiter), source.mapping);
      return lines(source.path, position.offset === 0 ? { offset: length, line: 1 } : position, decoder);
    }
  }
}

async function* lines(path: string, from: ImportPosition, decoder: LineDecoder): AsyncGenerator<SourcePart> {
  for await (const { bytes, ...part } of fileParts(path, from)) yield { ...part, read: into => { decoder.decode(bytes, into); } };
}

/** A line of a part becomes one of the whole file. */
function readAt({ read, line: before }: SourcePart, into: SeriesColumns): void {
  try {
    read(into);
  } catch (error) {
    if (!(error instanceof AppError) || before === 0) throw error;
    throw new AppError(error.code, error.message.replace(/^line (\d+)/, (_, line: string) => `line ${Number(line) + before}`), { cause: error });
  }
}
