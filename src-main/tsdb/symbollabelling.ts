import { METRIC_TYPES } from '../formats/remotewrite.ts';
import { decodeSymbolRequest, symbolAt, SymbolColumns } from '../formats/remotewrite2.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Metadata } from '../shared/model/sample.ts';
import { KnownLabels } from './knownlabels.ts';
import type { Labelling } from './labelling.ts';

/** Samples and label references for which memory is kept between requests. */
const KEPT = 1 << 17;
/** Metrics whose metadata is remembered as told already. */
const MAX_NOTED = 50_000;
/** A number that no string has: what a reference beyond the request's symbols becomes. */
const NO_SYMBOL = 0;
/** Series of these types carry a suffix that their family's name lacks. */
const SUFFIX = /_(?:bucket|count|sum)$/;

interface Note { readonly type: number; readonly help: number; readonly unit: number }

/**
 * 2.0: each request numbers its strings anew. A string has a number of ours from the first time it comes, which no other string ever gets;
 * a series is known by those of its labels.
 */
export class SymbolLabels implements Labelling {
  columns = new SymbolColumns();
  private readonly strings = new KnownLabels();
  private lastString = NO_SYMBOL;
  private readonly series = new KnownLabels();
  /** our numbers of this request's strings, 0 where nobody asked yet */
  private numbers = new Uint32Array(256);
  /** labelRefs in our numbers */
  private keys = new Uint32Array(2048);
  private keyView = new DataView(this.keys.buffer);
  private readonly noted = new Map<number, Note>();
  private bytes = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);

  decode(plain: Uint8Array<ArrayBuffer>): void {
    const { columns } = this;
    this.bytes = plain;
    this.view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
    decodeSymbolRequest(plain, plain.length, columns);
    if (this.numbers.length < columns.symbols) this.numbers = new Uint32Array(columns.symbolStart.length);
    this.numbers.fill(0, 0, columns.symbols);
    if (this.keys.length < columns.refs) {
      this.keys = new Uint32Array(columns.labelRefs.length);
      this.keyView = new DataView(this.keys.buffer);
    }
    const { labelRefs, refs } = columns;
    for (let i = 0; i < refs; i++) this.keys[i] = this.numberOf(labelRefs[i]!);
  }

  find(i: number): number { return this.series.find(this.keyView, 4 * this.columns.labelStart[i]!, 4 * this.columns.labelEnd[i]!); }

  labels(i: number): readonly string[] {
    const { labelStart, labelEnd, labelRefs, symbols } = this.columns;
    const refs = labelRefs.subarray(labelStart[i], labelEnd[i]);
    if (refs.length % 2 !== 0) throw new AppError('bad-data', `labels_refs has ${refs.length} entries, and names and values come in pairs`);
    const beyond = refs.find(ref => ref >= symbols);
    if (beyond !== undefined) throw new AppError('bad-data', `labels_refs names symbol ${beyond} of ${symbols}`);
    return Array.from(refs, ref => this.text(ref));
  }

  learn(i: number, ref: number): void {
    if (this.find(i) < 0) this.series.add(this.keyView, 4 * this.columns.labelStart[i]!, 4 * this.columns.labelEnd[i]!, ref);
  }

  untold(): void { this.noted.clear(); }

  /** Metadata stands with each series; told is what differs from the last time a series of that name came. */
  news(): Metadata[] {
    const { columns } = this;
    const news: Metadata[] = [];
    for (let i = 0; i < columns.series; i++) {
      const type = columns.type[i]!;
      const [help, unit] = [this.numberOf(columns.helpRef[i]!), this.numberOf(columns.unitRef[i]!)];
      if (type === 0 && columns.helpRef[i] === 0 && columns.unitRef[i] === 0) continue;
      const at = this.nameAt(i);
      if (at < 0 || help === NO_SYMBOL || unit === NO_SYMBOL) continue;
      const name = this.keys[at]!;
      const known = this.noted.get(name);
      if (known && known.type === type && known.help === help && known.unit === unit) continue;
      if (this.noted.size >= MAX_NOTED) this.noted.clear();
      this.noted.set(name, { type, help, unit });
      news.push(this.described(i, this.text(columns.labelRefs[at]!)));
    }
    return news;
  }

  forget(gone: (ref: number) => boolean): void { this.series.forget(gone); }

  rest(): void {
    this.bytes = new Uint8Array(0);
    if (this.columns.times.length <= KEPT && this.columns.labelRefs.length <= 16 * KEPT && this.columns.symbolStart.length <= KEPT) return;
    this.columns = new SymbolColumns();
    this.numbers = new Uint32Array(256);
    this.keys = new Uint32Array(2048);
    this.keyView = new DataView(this.keys.buffer);
  }

  private described(i: number, series: string): Metadata {
    const { columns } = this;
    const type = METRIC_TYPES[columns.type[i]!] ?? 'unknown';
    const name = type === 'histogram' || type === 'gaugehistogram' || type === 'summary' ? series.replace(SUFFIX, '') : series;
    return { name, type, help: this.text(columns.helpRef[i]!), unit: this.text(columns.unitRef[i]!) };
  }

  /** Where in the columns of labels the metric's name stands, -1 when there is none. */
  private nameAt(i: number): number {
    const { labelStart, labelEnd, labelRefs, symbols } = this.columns;
    for (let at = labelStart[i]!; at + 1 < labelEnd[i]!; at += 2) {
      if (labelRefs[at]! < symbols && labelRefs[at + 1]! < symbols && this.isName(labelRefs[at]!)) return at + 1;
    }
    return -1;
  }

  private isName(symbol: number): boolean {
    const start = this.columns.symbolStart[symbol]!;
    return this.columns.symbolEnd[symbol]! - start === NAME.length && NAME.every((byte, i) => this.bytes[start + i] === byte);
  }

  private text(symbol: number): string { return symbolAt(this.bytes, this.columns, symbol); }

  private numberOf(symbol: number): number {
    const { symbols, symbolStart, symbolEnd } = this.columns;
    if (symbol >= symbols) return NO_SYMBOL;
    const given = this.numbers[symbol]!;
    if (given !== 0) return given;
    const start = symbolStart[symbol]!;
    const end = symbolEnd[symbol]!;
    let number = this.strings.find(this.view, start, end);
    if (number < 0) this.strings.add(this.view, start, end, number = ++this.lastString);
    return this.numbers[symbol] = number;
  }
}

const NAME = new TextEncoder().encode('__name__');
