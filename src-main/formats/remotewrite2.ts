import { AppError } from '../shared/model/errors.ts';
import { readSample } from './remotewrite.ts';
import { BYTES, ProtoReader, tagOf, VARINT } from './protobuf.ts';
import { twice, WriteColumns } from './writecolumns.ts';

// Field numbers: prometheus.io/docs/specs/prw/remote_write_spec_2_0, io.prometheus.write.v2.Request.
const SYMBOLS = 4;
const TIMESERIES = 5;
/** Those of 1.0's message; 2.0 reserves them so that one is never taken for the other. */
const OF_VERSION_1 = [1, 2, 3];
const LABELS_REFS = 1;
const SAMPLES = 2;
const HISTOGRAMS = 3;
const EXEMPLARS = 4;
const METADATA = 5;
/** Beyond these a request would cost more memory than it has bytes. */
const MAX_SYMBOLS = 2 ** 21;
const MAX_REFS = 2 ** 24;
const SERIES_FIELDS = [LABELS_REFS, SAMPLES, HISTOGRAMS, EXEMPLARS, METADATA];

/**
 * A 2.0 request as columns: as `WriteColumns`, but labels are numbers of strings.
 *
 * symbolStart, symbolEnd     per string, its bytes in the request; only the first `symbols` are of this request
 * labelRefs                  name, value, name, value, … of all series; a number may name no string, and their count may be odd
 * type, helpRef, unitRef     per series; 0 where nothing is said: string 0 is the empty one
 */
export class SymbolColumns extends WriteColumns {
  symbols = 0;
  symbolStart = new Uint32Array(256);
  symbolEnd = new Uint32Array(256);
  refs = 0;
  labelRefs = new Uint32Array(2048);
  type = new Uint32Array(256);
  helpRef = new Uint32Array(256);
  unitRef = new Uint32Array(256);

  override clear(): void {
    super.clear();
    this.symbols = this.refs = 0;
  }

  override growSeries(): void {
    super.growSeries();
    this.type = twice(this.type);
    this.helpRef = twice(this.helpRef);
    this.unitRef = twice(this.unitRef);
  }

  /** Errors: AppError 'too-large' */
  addSymbol(start: number, end: number): void {
    if (this.symbols === this.symbolStart.length) {
      if (this.symbols >= MAX_SYMBOLS) throw new AppError('too-large', `remote_write 2.0 request: at most ${MAX_SYMBOLS} symbols are taken at once`);
      this.symbolStart = twice(this.symbolStart);
      this.symbolEnd = twice(this.symbolEnd);
    }
    this.symbolStart[this.symbols] = start;
    this.symbolEnd[this.symbols++] = end;
  }

  /** Errors: AppError 'too-large' */
  addRef(ref: number): void {
    if (this.refs === this.labelRefs.length) {
      if (this.refs >= MAX_REFS) throw new AppError('too-large', `remote_write 2.0 request: at most ${MAX_REFS} label references are taken at once`);
      this.labelRefs = twice(this.labelRefs);
    }
    this.labelRefs[this.refs++] = ref;
  }
}

/**
 * Reads a remote_write 2.0 request straight into columns. Symbols may stand behind the series that use them.
 *
 * length  how many of the bytes belong to it
 * errors  AppError 'bad-data' with the byte at which it is malformed; 'too-large' above the bounds
 */
export function decodeSymbolRequest(bytes: Uint8Array, length: number, into: SymbolColumns): void {
  into.clear();
  const reader = new ProtoReader(bytes, 'remote_write 2.0 request');
  while (reader.at < length) {
    const tag = reader.varint(length);
    if (tag === tagOf(TIMESERIES, BYTES)) readSeries(reader, reader.span(length), into);
    else if (tag === tagOf(SYMBOLS, BYTES)) readSymbol(reader, reader.span(length), into);
    else if (OF_VERSION_1.includes(tag >>> 3)) throw reader.malformed(`field ${tag >>> 3}, which only prometheus.WriteRequest of 1.0 has: the Content-Type names the wrong message`);
    else reader.skip(tag, length, [SYMBOLS, TIMESERIES]);
  }
  if (into.symbols > 0 && into.symbolStart[0] !== into.symbolEnd[0]) throw reader.malformed('the first of its symbols is not the empty string', into.symbolStart[0]);
}

/** The text of one symbol. Errors: AppError 'bad-data' when it is not UTF-8 */
export const symbolAt = (bytes: Uint8Array, { symbolStart, symbolEnd }: SymbolColumns, i: number): string =>
  new ProtoReader(bytes, 'remote_write 2.0 symbol', symbolStart[i]!).text(symbolEnd[i]!);

function readSymbol(reader: ProtoReader, end: number, into: SymbolColumns): void {
  into.addSymbol(reader.at, end);
  reader.at = end;
}

function readSeries(reader: ProtoReader, end: number, into: SymbolColumns): void {
  if (into.series === into.labelStart.length) into.growSeries();
  const i = into.series++;
  into.labelStart[i] = into.refs;
  into.type[i] = into.helpRef[i] = into.unitRef[i] = 0;
  while (reader.at < end) {
    const tag = reader.varint(end);
    if (tag === tagOf(LABELS_REFS, BYTES)) readRefs(reader, reader.span(end), into);
    else if (tag === tagOf(SAMPLES, BYTES)) readSample(reader, reader.span(end), into);
    else if (tag === tagOf(LABELS_REFS, VARINT)) into.addRef(reader.varint(end)); // a repeated number may come unpacked, too
    else if (tag === tagOf(METADATA, BYTES)) readMetadata(reader, reader.span(end), into, i);
    else countOther(reader, tag, end, into);
  }
  into.labelEnd[i] = into.refs;
  into.sampleEnd[i] = into.samples;
}

function countOther(reader: ProtoReader, tag: number, end: number, into: SymbolColumns): void {
  if (tag === tagOf(HISTOGRAMS, BYTES)) into.histograms++;
  if (tag === tagOf(EXEMPLARS, BYTES)) into.exemplars++;
  reader.skip(tag, end, (tag & 7) === BYTES ? [] : SERIES_FIELDS);
}

function readRefs(reader: ProtoReader, end: number, into: SymbolColumns): void {
  while (reader.at < end) into.addRef(reader.varint(end));
}

/** Metadata: type = 1, help_ref = 3, unit_ref = 4. */
function readMetadata(reader: ProtoReader, end: number, into: SymbolColumns, i: number): void {
  while (reader.at < end) {
    const tag = reader.varint(end);
    if (tag === tagOf(1, VARINT)) into.type[i] = reader.varint(end);
    else if (tag === tagOf(3, VARINT)) into.helpRef[i] = reader.varint(end);
    else if (tag === tagOf(4, VARINT)) into.unitRef[i] = reader.varint(end);
    else reader.skip(tag, end, [1, 3, 4]);
  }
}
