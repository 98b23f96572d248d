import { decodeLines, labelsOfLine, type LineReading } from '../formats/influx.ts';
import { LineColumns } from '../formats/linecolumns.ts';
import { AppError } from '../shared/model/errors.ts';
import { KnownLabels } from './knownlabels.ts';
import type { Labelled } from './taking.ts';

/** Series for which memory is kept between requests. */
const KEPT = 1 << 17;
/** Names of databases that are remembered. */
const MAX_DATABASES = 1000;

/**
 * Line protocol: a series is known by three numbers of ours, of the bytes of measurement and tags, of the field's key, and of the database. What comes in the
 * same order as last time is found without hashing.
 */
export class LineLabels implements Labelled {
  columns = new LineColumns();
  private readonly heads = new KnownLabels();
  private readonly fields = new KnownLabels();
  private readonly series = new KnownLabels();
  /** of heads, fields and databases alike; none is ever given again */
  private last = 0;
  private readonly databases = new Map<string, number>();
  private database = '';
  private bytes = new Uint8Array(0);
  private keys = new Uint32Array(768);
  private keyView = new DataView(this.keys.buffer);

  /** database: becomes the label `db`; '' for none. Errors: AppError 'bad-data', 'too-large' */
  decode(plain: Uint8Array<ArrayBuffer>, reading: LineReading, database: string): void {
    const { columns } = this;
    this.bytes = plain;
    this.database = database;
    decodeLines(plain, reading, columns);
    if (this.keys.length < 3 * columns.series) {
      this.keys = new Uint32Array(3 * columns.labelStart.length);
      this.keyView = new DataView(this.keys.buffer);
    }
    const { keys } = this;
    const { labelStart, labelEnd, fieldStart, fieldEnd } = columns;
    const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
    const own = this.numberOfDatabase();
    for (let i = 0; i < columns.series; i++) {
      keys[3 * i] = own;
      keys[3 * i + 1] = i > 0 && labelStart[i] === labelStart[i - 1] ? keys[3 * i - 2]! : this.numberOf(this.heads, view, labelStart[i]!, labelEnd[i]!);
      keys[3 * i + 2] = this.numberOf(this.fields, view, fieldStart[i]!, fieldEnd[i]!);
    }
  }

  find(i: number): number { return this.series.find(this.keyView, 12 * i, 12 * i + 12); }

  labels(i: number): readonly string[] {
    const { labelStart, labelEnd, fieldStart, fieldEnd } = this.columns;
    try {
      const raw = labelsOfLine(this.bytes.subarray(labelStart[i], labelEnd[i]), this.bytes.subarray(fieldStart[i], fieldEnd[i]));
      return this.database === '' || raw.some((name, at) => at % 2 === 0 && name === 'db') ? raw : [...raw, 'db', this.database];
    } catch (cause) {
      throw new AppError('bad-data', 'tags or a field that are not UTF-8', { cause });
    }
  }

  learn(i: number, ref: number): void { if (this.find(i) < 0) this.series.add(this.keyView, 12 * i, 12 * i + 12, ref); }
  forget(gone: (ref: number) => boolean): void { this.series.forget(gone); }

  rest(): void {
    this.bytes = new Uint8Array(0);
    if (this.columns.times.length <= KEPT && this.columns.labelStart.length <= KEPT) return;
    this.columns = new LineColumns();
    this.keys = new Uint32Array(768);
    this.keyView = new DataView(this.keys.buffer);
  }

  private numberOf(known: KnownLabels, view: DataView, start: number, end: number): number {
    const number = known.find(view, start, end);
    if (number >= 0) return number;
    known.add(view, start, end, ++this.last);
    return this.last;
  }

  private numberOfDatabase(): number {
    const known = this.databases.get(this.database);
    if (known !== undefined) return known;
    if (this.databases.size >= MAX_DATABASES) this.databases.clear();
    this.databases.set(this.database, ++this.last);
    return this.last;
  }
}
