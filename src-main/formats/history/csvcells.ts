import { AppError } from '../../shared/model/errors.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;

/** Walks the cells of CSV (RFC 4180) where they stand in the bytes: no text is made of one unless it is asked for. */
export class CsvCells {
  /** bounds of the cell that was read last, its quotes left out */
  start = 0;
  end = 0;
  /** it was the last one of its row */
  last = false;
  /** rows begun, the present one included */
  row = 0;
  private at = 0;
  private escaped = false;
  private readonly bytes: Uint8Array;
  private readonly delimiter: number;

  constructor(bytes: Uint8Array, delimiter: string) {
    this.bytes = bytes;
    this.delimiter = delimiter.charCodeAt(0);
  }

  /** Stands before the next row that is not empty; false at the end. */
  nextRow(): boolean {
    const { bytes } = this;
    while (this.at < bytes.length && (bytes[this.at] === NEWLINE || bytes[this.at] === RETURN)) if (bytes[this.at++] === NEWLINE) this.row++;
    if (this.at >= bytes.length) return false;
    this.row++;
    return true;
  }

  /** Reads the next cell of the row. Errors: AppError 'bad-data' */
  next(): void {
    const { bytes, delimiter } = this;
    let at = this.at;
    this.escaped = false;
    if (bytes[at] === QUOTE) this.quoted();
    else {
      this.start = at;
      for (let code: number; at < bytes.length && (code = bytes[at]!) !== delimiter && code !== NEWLINE;) at++;
      this.at = at;
      this.end = at > this.start && bytes[at - 1] === RETURN && (at >= bytes.length || bytes[at] === NEWLINE) ? at - 1 : at;
    }
    this.last = this.at >= bytes.length || bytes[this.at] !== delimiter;
    this.at++;
  }

  text(): string {
    const text = new TextDecoder().decode(this.bytes.subarray(this.start, this.end));
    return this.escaped ? text.replaceAll('""', '"') : text;
  }

  private quoted(): void {
    const { bytes } = this;
    this.start = this.at + 1;
    let at = this.start;
    for (; ; at++) {
      if (at >= bytes.length) throw new AppError('bad-data', `line ${this.row}: a quoted cell has no end`);
      if (bytes[at] !== QUOTE) continue;
      if (bytes[at + 1] !== QUOTE) break;
      this.escaped = true;
      at++;
    }
    this.end = at++;
    if (bytes[at] === RETURN && (at + 1 >= bytes.length || bytes[at + 1] === NEWLINE)) at++;
    if (at < bytes.length && bytes[at] !== this.delimiter && bytes[at] !== NEWLINE) throw new AppError('bad-data', `line ${this.row}: something follows a quoted cell`);
    this.at = at;
  }
}
