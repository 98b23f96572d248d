import { isAscii, isUtf8 } from 'node:buffer';
import { AppError } from '../shared/model/errors.ts';
import type { Metadata, MetricType } from '../shared/model/sample.ts';
import { floatAt, isNan } from './float.ts';
import type { Refuse } from './serieskey.ts';

/**
 * The samples of a page as columns.
 * keys      the text of name and labels as it stands on the page; `parseSeriesKey` reads it. They hold on to the page's whole text
 * starts    where each key begins in the text
 * values    as many as keys
 * times     unix ms, NaN where a sample has none of its own; null when no sample has
 */
export interface Page {
  readonly keys: readonly string[];
  readonly starts: Uint32Array;
  readonly values: Float64Array;
  readonly times: Float64Array | null;
  readonly metadata: readonly Metadata[];
}

/** How one format writes a line. `readLine` takes the line at `page.at`; `end` is called after the last one. */
export interface PageFormat {
  readonly readLine: (page: PageReader) => void;
  readonly end: (page: PageReader) => void;
}

export const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSE = 0x7d;
/** 1 for what a metric name may begin with, 2 for what may only follow. */
const NAME_CHARS = Uint8Array.from({ length: 128 }, (_, code) => (/[a-zA-Z_:]/.test(String.fromCharCode(code)) ? 1 : /[0-9]/.test(String.fromCharCode(code)) ? 2 : 0));

/**
 * Reads a page of text line by line into columns, without an object per sample. One bad line refuses the whole page.
 *
 * body    UTF-8
 * errors  AppError 'bad-data' naming line and column (counted from 1, in characters)
 */
export class PageReader {
  at = 0;
  /** set by a format that has a last line of its own, once it was read */
  ended = false;
  /** always ends with a newline, so that every scan of a line finds an end */
  readonly text: string;
  /** the end of what the server sent: before the newline that was added, where one was */
  readonly end: number;
  private readonly format: PageFormat;
  private readonly keys: string[] = [];
  private starts = new Uint32Array(1024);
  private values = new Float64Array(1024);
  private times: Float64Array<ArrayBuffer> | null = null;
  private readonly families = new Map<string, { name: string; type: MetricType; help: string; unit: string }>();

  constructor(body: Uint8Array, format: PageFormat) {
    this.format = format;
    const text = decoded(body);
    this.end = text.length;
    this.text = text.endsWith('\n') ? text : `${text}\n`;
  }

  /** Reads up to `lines` lines; true when the page is through. A large page is read in parts, to let others run between. */
  read(lines = Infinity): boolean {
    for (let i = 0; i < lines; i++) {
      if (this.at >= this.end) {
        this.format.end(this);
        return true;
      }
      this.format.readLine(this);
    }
    return false;
  }

  page(): Page {
    const { keys } = this;
    return {
      keys,
      starts: this.starts.subarray(0, keys.length),
      values: this.values.subarray(0, keys.length),
      times: this.times?.subarray(0, keys.length) ?? null,
      metadata: [...this.families.values()],
    };
  }

  /** Ends the reading: what was wrong at this place of the text. */
  refuse(position: number, problem: string): never {
    throw new AppError('bad-data', `${this.place(position)}: ${problem}`);
  }

  /** Line and column, found by counting. */
  place(position: number): string {
    let line = 1;
    let start = 0;
    for (let next: number; (next = this.text.indexOf('\n', start)) >= 0 && next < position; line++) start = next + 1;
    return `line ${line}, column ${position - start + 1}`;
  }

  /** For `parseSeriesKey` of the i-th key. */
  refuserOf(i: number): Refuse {
    return (offset, problem) => this.refuse(this.starts[i]! + offset, problem);
  }

  /** What stands at a place, for an error: up to the line's end, not too long. */
  excerpt(position: number, stop = this.lineEnd(position)): string {
    if (position >= this.end) return 'the end of the page';
    if (position === stop) return this.text.charCodeAt(position) === NEWLINE ? 'the end of the line' : 'a blank';
    return JSON.stringify(this.text.slice(position, Math.min(stop, position + 40)));
  }

  lineEnd(from: number): number {
    return this.text.indexOf('\n', from);
  }

  /** The first place from here on that is neither space nor tab. */
  skipBlanks(from: number): number {
    let at = from;
    for (let code = this.text.charCodeAt(at); code === 0x20 || code === 0x09; code = this.text.charCodeAt(at)) at++;
    return at;
  }

  /** The end of the metric name that begins here; the same place when none does. */
  nameEnd(from: number): number {
    const { text } = this;
    if (NAME_CHARS[text.charCodeAt(from)] !== 1) return from;
    let at = from + 1;
    while (NAME_CHARS[text.charCodeAt(at)]! > 0) at++;
    return at;
  }

  /** The end of the label section whose { stands here: behind its }. Only quotes are minded; `parseSeriesKey` reads the rest. */
  labelsEnd(from: number): number {
    const { text } = this;
    for (let at = from + 1; ; at++) {
      const code = text.charCodeAt(at);
      if (code === CLOSE) return at + 1;
      if (code === QUOTE) at = this.quoteEnd(at) - 1;
      else if (code === NEWLINE) this.refuse(from, 'this { is not closed on its line');
    }
  }

  /** The end of the quoted text that begins here: behind its closing quote. */
  quoteEnd(from: number): number {
    const { text } = this;
    for (let at = from + 1; ; at++) {
      let code = text.charCodeAt(at);
      if (code === QUOTE) return at + 1;
      if (code === BACKSLASH) code = text.charCodeAt(++at);
      if (code === NEWLINE) this.refuse(from, 'this " is not closed on its line');
    }
  }

  /** The number in [start, end). */
  float(start: number, end: number, what: string): number {
    const value = floatAt(this.text, start, end);
    if (Number.isNaN(value) && !isNan(this.text, start, end)) this.refuse(start, `expected ${what}, got ${this.excerpt(start, end)}`);
    return value;
  }

  /** time: unix ms, NaN for none */
  addSample(start: number, keyEnd: number, value: number, time: number): void {
    const i = this.keys.length;
    if (i === this.values.length) this.grow();
    this.keys.push(this.text.slice(start, keyEnd));
    this.starts[i] = start;
    this.values[i] = value;
    if (!Number.isNaN(time)) this.times ??= new Float64Array(this.values.length).fill(Number.NaN);
    if (this.times !== null) this.times[i] = time;
  }

  /** Takes down the type, help or unit of a metric. */
  describe(name: string, what: Partial<Metadata>): void {
    const family = this.families.get(name);
    if (family === undefined) this.families.set(name, { name, type: 'unknown', help: '', unit: '', ...what });
    else Object.assign(family, what);
  }

  private grow(): void {
    const length = this.values.length * 2;
    const starts = new Uint32Array(length);
    starts.set(this.starts);
    this.starts = starts;
    const longer = (from: Float64Array) => {
      const to = new Float64Array(length).fill(Number.NaN, from.length);
      to.set(from);
      return to;
    };
    this.values = longer(this.values);
    if (this.times !== null) this.times = longer(this.times);
  }
}

/** One-byte text where possible: half the memory, and the fastest to scan. */
function decoded(body: Uint8Array): string {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  for (let start = 0, line = 1; ; line++) {
    const newline = bytes.indexOf(NEWLINE, start);
    const text = bytes.subarray(start, newline < 0 ? bytes.length : newline);
    if (!isUtf8(text)) throw new AppError('bad-data', `line ${line}, column ${text.toString('utf8').indexOf('\ufffd') + 1}: this is not UTF-8`);
    start = newline + 1;
  }
}
