import { decodeWriteRequest, rawLabelsAt } from '../formats/remotewrite.ts';
import { WriteColumns } from '../formats/writecolumns.ts';
import type { Metadata } from '../shared/model/sample.ts';
import { KnownLabels } from './knownlabels.ts';

/** Samples and series for which memory is kept between requests. */
const KEPT = 1 << 17;

/** One version's way of saying which series samples belong to. A request is decoded, then asked about; the next one takes its place. */
export interface Labelling {
  readonly columns: WriteColumns;
  /** Errors: AppError 'bad-data', 'too-large' */
  decode(plain: Uint8Array): void;
  /** The ref of series i of the request; -1 when it is not known. */
  find(i: number): number;
  /** Labels of series i as they were sent: name, value, … Errors: AppError 'bad-data' */
  labels(i: number): readonly string[];
  learn(i: number, ref: number): void;
  /** What the request says of its metrics, as far as it is news. */
  news(): Metadata[];
  /** What was told did not arrive: all is news again. */
  untold(): void;
  /** Series that `gone` picks are known no longer. */
  forget(gone: (ref: number) => boolean): void;
  /** Lets go of memory that only a large request needs. */
  rest(): void;
}

/** 1.0: a series is known by the bytes of its labels. */
export class WrittenLabels implements Labelling {
  columns = new WriteColumns();
  private readonly known = new KnownLabels();
  private notes = new MetadataNotes();
  private bytes = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);

  decode(plain: Uint8Array<ArrayBuffer>): void {
    this.bytes = plain;
    this.view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
    decodeWriteRequest(plain, plain.length, this.columns);
  }

  find(i: number): number { return this.known.find(this.view, this.columns.labelStart[i]!, this.columns.labelEnd[i]!); }
  labels(i: number): readonly string[] { return rawLabelsAt(this.bytes, this.columns.labelStart[i]!, this.columns.labelEnd[i]!); }

  learn(i: number, ref: number): void {
    if (this.find(i) < 0) this.known.add(this.view, this.columns.labelStart[i]!, this.columns.labelEnd[i]!, ref); // it may have come twice
  }

  news(): Metadata[] { return this.columns.metadata.filter(one => this.notes.isNews(one)); }
  untold(): void { this.notes = new MetadataNotes(); }
  forget(gone: (ref: number) => boolean): void { this.known.forget(gone); }

  rest(): void {
    this.bytes = new Uint8Array(0);
    if (this.columns.times.length > KEPT || this.columns.labelStart.length > KEPT) this.columns = new WriteColumns();
  }
}

/** Metrics whose metadata is remembered as told already. */
const MAX_NOTED = 50_000;

class MetadataNotes {
  private readonly told = new Map<string, string>();

  /** Notes it, too. */
  isNews({ name, type, help, unit }: Metadata): boolean {
    const text = `${type}\n${unit}\n${help}`;
    if (this.told.get(name) === text) return false;
    if (this.told.size >= MAX_NOTED) this.told.clear();
    this.told.set(name, text);
    return true;
  }
}
