import { floatIn } from './floatbytes.ts';
import type { LineColumns, LineUnit } from './linecolumns.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;
const HASH = 0x23;
const COMMA = 0x2c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;
const MAX_TIME = 2 ** 53;

/** How a unit becomes ms: so many last digits are dropped, or the number is multiplied. */
const UNITS: Readonly<Record<LineUnit, { readonly drop: number; readonly times: number }>> = {
  ns: { drop: 6, times: 1 }, us: { drop: 3, times: 1 }, ms: { drop: 0, times: 1 }, s: { drop: 0, times: 1000 }, m: { drop: 0, times: 60_000 }, h: { drop: 0, times: 3_600_000 },
};
const TRUE: readonly string[] = ['t', 'T', 'true', 'True', 'TRUE'];
const FALSE: readonly string[] = ['f', 'F', 'false', 'False', 'FALSE'];

export interface LineReading {
  readonly unit: LineUnit;
  /** unix ms of lines that bring no time */
  readonly now: number;
}

/**
 * Reads InfluxDB line protocol straight into columns: `measurement,tag=value field=1,other=2i 1700000000000000000`.
 * Numbers, integers (`i`), unsigned ones (`u`) and booleans (1, 0) are taken, texts are counted. A line that is malformed is left out and named; the rest is taken.
 *
 * bytes   UTF-8, lines ended by \n or \r\n; comments and empty lines are stepped over
 * errors  AppError 'too-large' above the bounds of the columns, 'bad-data' for what is no line protocol at all
 * source  docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol; where it is silent, what InfluxDB 1.8's parser takes
 */
export function decodeLines(bytes: Uint8Array, reading: LineReading, into: LineColumns): void {
  into.clear();
  new LineReader(bytes, reading, into).read();
}

/** Thrown for what is wrong with a line; caught at its end. */
class Malformed extends Error {}

class LineReader {
  private readonly bytes: Uint8Array;
  private readonly into: LineColumns;
  private readonly now: number;
  private readonly unit: { readonly drop: number; readonly times: number };
  private at = 0;
  private line = 0;

  constructor(bytes: Uint8Array, { unit, now }: LineReading, into: LineColumns) {
    this.bytes = bytes;
    this.into = into;
    this.now = now;
    this.unit = UNITS[unit];
  }

  read(): void {
    const { bytes } = this;
    while (this.at < bytes.length) {
      this.line++;
      this.skipBlanks();
      const first = bytes[this.at];
      if (first === NEWLINE) this.at++;
      else if (first === HASH || first === RETURN) this.at = this.lineEnd(this.at) + 1;
      else if (this.at < bytes.length) this.point();
    }
  }

  private point(): void {
    const { into, at: start, line } = this;
    const { series, samples, strings } = into;
    try {
      const end = this.head();
      this.skipBlanks();
      this.fields(start, end);
      this.stamp(series, this.time());
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      into.series = series;
      into.samples = samples;
      into.strings = strings;
      const end = this.lineEnd(this.at);
      this.at = end + 1;
      into.fault(line, this.bytes.subarray(start, end), error.message);
    }
  }

  /** Steps over measurement and tags; where they end. */
  private head(): number {
    const { bytes } = this;
    let part = this.at;
    let equals = -1;
    let tags = false;
    for (let at = this.at; ; at++) {
      const code = at < bytes.length ? bytes[at]! : NEWLINE;
      if (code === BACKSLASH && at + 1 < bytes.length && bytes[at + 1] !== NEWLINE) at++;
      else if (code === EQUALS && tags) {
        if (equals >= 0) throw new Malformed('invalid tag format');
        if (at === part) throw new Malformed('missing tag key');
        equals = at;
      } else if (code === COMMA || code === SPACE || code === NEWLINE) {
        this.at = at;
        if (!tags && at === part) throw new Malformed('missing measurement');
        if (tags && equals < 0) throw new Malformed(at === part ? 'missing tag key' : 'missing tag value');
        if (tags && equals === at - 1) throw new Malformed('missing tag value');
        if (code === NEWLINE) throw new Malformed('missing fields');
        if (code === SPACE) return at;
        tags = true;
        equals = -1;
        part = at + 1;
      }
    }
  }

  /** Reads `key=value` up to the blank or the line's end behind the last one. */
  private fields(headStart: number, headEnd: number): void {
    const { bytes } = this;
    if (this.ended()) throw new Malformed('missing fields');
    for (;;) {
      const keyStart = this.at;
      const keyEnd = this.fieldKey();
      const valueStart = this.at = keyEnd + 1;
      if (bytes[valueStart] === QUOTE) this.text();
      else this.number(valueStart, { headStart, headEnd, keyStart, keyEnd });
      if (this.at >= bytes.length || bytes[this.at] !== COMMA) return;
      this.at++;
    }
  }

  /** The end of the key that begins here: its = */
  private fieldKey(): number {
    const { bytes } = this;
    for (let at = this.at; ; at++) {
      const code = at < bytes.length ? bytes[at]! : NEWLINE;
      if (code === EQUALS) {
        if (at === this.at) throw new Malformed('missing field key');
        return at;
      }
      if (code === BACKSLASH && at + 1 < bytes.length && bytes[at + 1] !== NEWLINE) at++;
      else if (code === COMMA || code === SPACE || code === NEWLINE) throw new Malformed('invalid field format');
    }
  }

  /** Steps over a quoted text, which may hold line ends. */
  private text(): void {
    const { bytes } = this;
    let lines = 0;
    for (let at = this.at + 1; at < bytes.length; at++) {
      const code = bytes[at]!;
      if (code === BACKSLASH) at++;
      else if (code === NEWLINE) lines++;
      else if (code === QUOTE) {
        this.line += lines;
        this.at = at + 1;
        this.into.strings++;
        if (!this.ended() && bytes[this.at] !== COMMA && !isBlank(bytes[this.at])) throw new Malformed('invalid field format');
        return;
      }
    }
    throw new Malformed('unbalanced quotes');
  }

  private number(start: number, { headStart, headEnd, keyStart, keyEnd }: { headStart: number; headEnd: number; keyStart: number; keyEnd: number }): void {
    const { bytes, into } = this;
    let end = start;
    for (let code: number; end < bytes.length && (code = bytes[end]!) !== COMMA && code !== SPACE && code !== NEWLINE && code !== RETURN && code !== TAB;) end++;
    this.at = end;
    const value = this.valueOf(start, end);
    if (into.series === into.labelStart.length) into.growSeries();
    if (into.samples === into.times.length) into.growSamples();
    const i = into.series++;
    into.labelStart[i] = headStart;
    into.labelEnd[i] = headEnd;
    into.fieldStart[i] = keyStart;
    into.fieldEnd[i] = keyEnd;
    into.values[into.samples++] = value;
    into.sampleEnd[i] = into.samples;
  }

  private valueOf(start: number, end: number): number {
    const { bytes } = this;
    if (start === end) throw new Malformed('missing field value');
    const first = bytes[start]!;
    if (!isDigit(first) && first !== MINUS && first !== POINT && first !== PLUS) return this.boolean(start, end);
    const last = bytes[end - 1]!;
    if (last === 0x69 || last === 0x75) { // i, u
      if (!this.isWhole(start, end - 1, last === 0x69)) throw new Malformed(last === 0x69 ? 'invalid integer' : 'invalid unsigned integer');
      return floatIn(bytes, start, end - 1);
    }
    const value = floatIn(bytes, start, end);
    if (!Number.isFinite(value)) throw new Malformed('invalid number');
    return value;
  }

  private boolean(start: number, end: number): number {
    const word = String.fromCharCode(...this.bytes.subarray(start, Math.min(end, start + 6)));
    if (TRUE.includes(word)) return 1;
    if (FALSE.includes(word)) return 0;
    throw new Malformed('invalid boolean');
  }

  private isWhole(start: number, end: number, signed: boolean): boolean {
    let at = signed && (this.bytes[start] === MINUS || this.bytes[start] === PLUS) ? start + 1 : start;
    if (at === end) return false;
    while (at < end && isDigit(this.bytes[at]!)) at++;
    return at === end;
  }

  /** unix ms, and the reader stands on the next line. Towards zero, as a division of whole numbers goes. */
  private time(): number {
    const { bytes } = this;
    this.skipBlanks();
    if (this.ended()) return this.done(this.now);
    const start = this.at;
    const negative = bytes[start] === MINUS;
    let at = negative ? start + 1 : start;
    const digits = at;
    while (at < bytes.length && isDigit(bytes[at]!)) at++;
    const kept = at - this.unit.drop;
    let whole = 0;
    for (let i = digits; i < kept; i++) whole = whole * 10 + bytes[i]! - ZERO;
    this.at = at;
    this.skipBlanks();
    if (at === digits || !this.ended()) throw new Malformed('bad timestamp');
    const time = whole * this.unit.times;
    if (time > MAX_TIME) throw new Malformed('time outside range');
    return this.done(negative ? -time || 0 : time);
  }

  private done(time: number): number {
    this.at = this.lineEnd(this.at) + 1;
    return time;
  }

  private stamp(from: number, time: number): void {
    const { times, samples, sampleEnd } = this.into;
    times.fill(time, from === 0 ? 0 : sampleEnd[from - 1]!, samples);
  }

  private ended(): boolean {
    const code = this.at < this.bytes.length ? this.bytes[this.at] : NEWLINE;
    return code === NEWLINE || (code === RETURN && (this.at + 1 >= this.bytes.length || this.bytes[this.at + 1] === NEWLINE));
  }

  private skipBlanks(): void { while (isBlank(this.bytes[this.at])) this.at++; }

  private lineEnd(from: number): number {
    const end = this.bytes.indexOf(NEWLINE, from);
    return end < 0 ? this.bytes.length : end;
  }
}

const isBlank = (code: number | undefined): boolean => code === SPACE || code === TAB || code === 0;
const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

/**
 * The labels of a series: `measurement_field` as the name, tags as they are.
 *
 * head    bytes of `measurement,tag=value,…` that `decodeLines` has let pass
 * field   bytes of the field's key
 * errors  TypeError for bytes that are not UTF-8
 */
export function labelsOfLine(head: Uint8Array, field: Uint8Array): string[] {
  const text = UTF8.decode(head);
  const [measurement = '', ...tags] = splitAt(text, ',');
  return ['__name__', `${unescaped(measurement)}_${unescaped(UTF8.decode(field))}`, ...tags.flatMap(tag => splitAt(tag, '=').map(unescaped))];
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Parts between unescaped separators. */
function splitAt(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** A backslash before anything else stands for itself. */
const unescaped = (text: string): string => text.includes('\\') ? text.replace(/\\([, =])/g, '$1') : text;
