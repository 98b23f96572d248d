import { csvRows } from '../formats/files/csvrows.ts';
import { jsonLines } from '../formats/files/jsonlines.ts';
import { lineProtocol } from '../formats/files/lineprotocol.ts';
import { openMetricsRows } from '../formats/files/openmetricsrows.ts';
import { textRows } from '../formats/files/textrows.ts';
import { Rows } from '../formats/files/rows.ts';
import type { SampleWriter } from '../formats/files/writer.ts';
import { parseSelector } from '../promql/selector.ts';
import type { ExportEstimate, ExportSpec } from '../shared/model/exportfile.ts';
import { pairValue } from '../shared/model/labels.ts';
import { shardOf } from '../tsdb/registry.ts';
import type { SeriesReader } from './seriesreader.ts';

const ALL_REFS = 2 ** 32;
/** Samples read in one transaction, about, and between which slice lengths that is aimed for. */
const STEP_SAMPLES = 20_000;
const FIRST_SLICE_MS = 3_600_000;
const LEAST_SLICE_MS = 60_000;
/** A piece is handed out when it has so many bytes. */
const PIECE_BYTES = 1024 * 1024;
/** Of how many series an estimate is made, and of how long at the beginning, in the middle and at the end of the time. */
const TRIED_SERIES = 16;
const TRIED_MS = 2 * 3_600_000;

export interface ExportPiece {
  /** whole, so that it can change threads; the first `bytes` of it count */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly bytes: number;
  readonly samples: number;
  /** 0 to 1 */
  readonly done: number;
  readonly finished: boolean;
}

/** A run of series that is read together: those of a shard, which share their times, or a single one where a format wants a series in one piece. */
type Run = Uint32Array;

/** One file as it is written: piece by piece, so that no more than a piece is ever in memory, and nothing is held in the store between two. */
export class FileExport {
  readonly seriesCount: number;
  private readonly reader: SeriesReader;
  private readonly spec: ExportSpec;
  private readonly writer: SampleWriter;
  private readonly runs: readonly Run[];
  private readonly sheet = new Rows();
  private run = 0;
  private at: number;
  private sliceMs = FIRST_SLICE_MS;
  private begun = false;

  /** Errors: AppError 'bad-data' for a selector that is none */
  constructor(reader: SeriesReader, spec: ExportSpec) {
    this.reader = reader;
    this.spec = spec;
    this.at = spec.from;
    const refs = refsOf(reader, spec);
    this.seriesCount = refs.length;
    this.writer = writerOf(reader, spec, refs);
    this.runs = spec.format === 'openmetrics' ? byName(reader, refs) : byShard(refs);
  }

  /** spare: memory of a piece that is used up */
  async next(spare?: ArrayBuffer): Promise<ExportPiece> {
    const { sheet, writer } = this;
    if (!this.begun) writer.head(sheet);
    this.begun = true;
    let samples = 0;
    while (this.run < this.runs.length && sheet.length < PIECE_BYTES) samples += await this.step();
    const finished = this.run >= this.runs.length;
    if (finished) writer.tail(sheet);
    return { ...sheet.take(spare), samples, done: this.done(), finished };
  }

  /** One slice of one run. Slices become longer where little is stored, and shorter where much is. */
  private async step(): Promise<number> {
    const { reader, spec, writer, sheet } = this;
    const run = this.runs[this.run]!, from = this.at, to = Math.min(spec.to, from + this.sliceMs - 1);
    let read = 0, written = 0;
    await reader.chunk(run, { from, to }, { take: ({ ref, times, values }) => {
      const labels = reader.labels(ref);
      if (labels === null) return;
      read += times.length;
      written += writer.series(sheet, labels, times, values);
    } });
    if (read < STEP_SAMPLES / 2) this.sliceMs *= 2;
    else if (read > STEP_SAMPLES * 2) this.sliceMs = Math.max(LEAST_SLICE_MS, Math.floor(this.sliceMs / 2));
    this.at = to + 1;
    if (this.at > spec.to) {
      this.run++;
      this.at = spec.from;
    }
    return written;
  }

  private done(): number {
    const { from, to } = this.spec;
    return this.runs.length === 0 ? 1 : Math.min(1, (this.run + (this.at - from) / (to - from + 1)) / this.runs.length);
  }
}

/** What a file will be like, from a few of its series and a part of its time. */
export async function estimateOf(reader: SeriesReader, spec: ExportSpec): Promise<ExportEstimate> {
  const refs = refsOf(reader, spec);
  const stride = Math.max(1, Math.ceil(refs.length / TRIED_SERIES));
  const tried = refs.filter((_ref, i) => i % stride === 0);
  const span = spec.to - spec.from + 1, whole = span <= 3 * TRIED_MS;
  const windows = whole ? [{ from: spec.from, to: spec.to }] : [spec.from, spec.from + Math.floor((span - TRIED_MS) / 2), spec.to - TRIED_MS + 1].map(from => ({ from, to: from + TRIED_MS - 1 }));
  const writer = writerOf(reader, spec, refs), sheet = new Rows();
  let samples = 0;
  for (const ref of tried) for (const window of windows) {
    await reader.chunk(Uint32Array.of(ref), window, { take: ({ times, values }) => {
      const labels = reader.labels(ref);
      if (labels !== null) samples += writer.series(sheet, labels, times, values);
    } });
  }
  const scale = tried.length === 0 ? 0 : refs.length / tried.length * (whole ? 1 : span / (3 * TRIED_MS));
  return { series: refs.length, samples: Math.round(samples * scale), bytes: Math.round(sheet.length * scale) };
}

const refsOf = (reader: SeriesReader, { selectors }: ExportSpec): Uint32Array => reader.refs({ selectors: selectors.map(text => parseSelector(text)), from: 0, to: 0, afterRef: -1, untilRef: ALL_REFS });

function writerOf(reader: SeriesReader, { format }: ExportSpec, refs: Uint32Array): SampleWriter {
  switch (format) {
    case 'csv': return csvRows(labelNames(reader, refs));
    case 'txt': return textRows();
    case 'openmetrics': return openMetricsRows();
    case 'jsonl': return jsonLines();
    case 'lines': return lineProtocol();
  }
}

function labelNames(reader: SeriesReader, refs: Uint32Array): readonly string[] {
  const names = new Set<string>();
  for (const ref of refs) {
    const labels = reader.labels(ref) ?? [];
    for (let i = 0; i < labels.length; i += 2) names.add(labels[i]!);
  }
  return [...names].sort();
}

function byShard(refs: Uint32Array): Run[] {
  const runs: Run[] = [];
  for (let start = 0, end = 1; start < refs.length; start = end++) {
    while (end < refs.length && shardOf(refs[end]!) === shardOf(refs[start]!)) end++;
    runs.push(refs.subarray(start, end));
  }
  return runs;
}

/** Each series by itself, those of a name one after the other. */
function byName(reader: SeriesReader, refs: Uint32Array): Run[] {
  const named = Array.from(refs, ref => ({ ref, name: pairValue(reader.labels(ref) ?? [], '__name__') }));
  return named.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : a.ref - b.ref).map(({ ref }) => Uint32Array.of(ref));
}
