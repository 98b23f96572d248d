import { AppError } from '../../shared/model/errors.ts';
import type { CsvMapping, TimeUnit } from '../../shared/model/importsource.ts';
import { floatIn } from '../floatbytes.ts';
import type { SeriesColumns } from '../seriescolumns.ts';
import { parseSeriesKey } from '../serieskey.ts';
import { CsvCells } from './csvcells.ts';
import type { LineDecoder } from './decoder.ts';

const APOSTROPHE = 0x27;
const ZERO = 48;
const PER_MS: Readonly<Record<Exclude<TimeUnit, 'iso'>, number>> = { s: 1000, ms: 1, us: 0.001, ns: 0.000_001 };
const MAX_TIME = 2 ** 53;

/** Names of the columns, from a file's first line. */
export function csvHeader(bytes: Uint8Array, delimiter: string): string[] {
  const cells = new CsvCells(bytes, delimiter);
  const names: string[] = [];
  if (!cells.nextRow()) return names;
  do {
    cells.next();
    names.push(cells.text());
  } while (!cells.last);
  return names.map((name, i) => (i === 0 ? name.replace(/^\ufeff/, '') : name).replace(/^'(?=[=+\-@\t\r])/, '')); // a quote against formulas is no part of a name
}

/**
 * Rows of a CSV file whose columns are `header`; the header itself is not among them. An empty cell is no sample.
 * errors  AppError 'invalid-input' for a mapping to columns that are not there
 */
export function csvHistory(header: readonly string[], mapping: CsvMapping): LineDecoder {
  const time = indexOf(header, mapping.time);
  const { shape } = mapping;
  if (shape.kind === 'series') return { decode: (bytes, into) => { decodeSeries(bytes, { header, time, mapping }, into); } };
  const columns = { metric: shape.metric === '' ? -1 : indexOf(header, shape.metric), values: shape.values.map(name => indexOf(header, name)), labels: shape.labels.map(name => indexOf(header, name)) };
  return { decode: (bytes, into) => { decodeRows(bytes, { header, time, mapping }, columns, into); } };
}

interface Table { readonly header: readonly string[]; readonly time: number; readonly mapping: CsvMapping }

function indexOf(header: readonly string[], name: string): number {
  const at = header.indexOf(name);
  if (at < 0) throw new AppError('invalid-input', `There is no column ${JSON.stringify(name)}; there are ${header.slice(0, 20).map(one => JSON.stringify(one)).join(', ')}.`);
  return at;
}

/** Each column is a series: its samples are gathered first, and told one series after the other. */
function decodeSeries(bytes: Uint8Array, { header, time, mapping }: Table, into: SeriesColumns): void {
  into.clear();
  const cells = new CsvCells(bytes, mapping.delimiter);
  const width = header.length;
  const times: number[] = [];
  const columns = header.map(() => ({ rows: [] as number[], values: [] as number[] }));
  while (cells.nextRow()) {
    const row = times.length;
    for (let at = 0; ; at++) {
      if (at >= width) throw new AppError('bad-data', `line ${cells.row}: more cells than the ${width} of the first line`);
      cells.next();
      if (at === time) times[row] = timeIn(bytes, cells, mapping.unit);
      else if (cells.end > cells.start) {
        const { rows, values } = columns[at]!;
        rows.push(row);
        values.push(valueIn(bytes, cells));
      }
      if (cells.last) break;
    }
    if (times.length === row) throw new AppError('bad-data', `line ${cells.row}: no cell for the time`);
  }
  columns.forEach(({ rows, values }, at) => {
    if (rows.length === 0) return;
    into.open(header[at]!, () => parseSeriesKey(header[at]!));
    for (let i = 0; i < rows.length; i++) into.add(times[rows[i]!]!, values[i]!);
  });
}

interface RowColumns { readonly metric: number; readonly values: readonly number[]; readonly labels: readonly number[] }

/** Each row brings its labels; several columns of values are several series. */
function decodeRows(bytes: Uint8Array, { header, time, mapping }: Table, { metric, values, labels }: RowColumns, into: SeriesColumns): void {
  into.clear();
  const cells = new CsvCells(bytes, mapping.delimiter);
  const texts = new Set([...labels, ...(metric < 0 ? [] : [metric])]);
  const found: string[] = [];
  const numbers: number[] = [];
  while (cells.nextRow()) {
    found.length = numbers.length = 0;
    let at = 0;
    let stamp = Number.NaN;
    do {
      cells.next();
      if (at === time) stamp = timeIn(bytes, cells, mapping.unit);
      else if (texts.has(at)) found[at] = cells.text();
      else if (cells.end > cells.start && values.includes(at)) numbers[at] = valueIn(bytes, cells);
      at++;
    } while (!cells.last);
    if (Number.isNaN(stamp)) throw new AppError('bad-data', `line ${cells.row}: no cell for the time`);
    const pairs = labels.flatMap(label => [header[label]!, found[label] ?? '']);
    for (const column of values) {
      const value = numbers[column];
      if (value === undefined) continue;
      const name = metric < 0 ? header[column]! : values.length === 1 ? found[metric] ?? '' : `${found[metric] ?? ''}_${header[column]!}`;
      const own = ['__name__', name, ...pairs];
      into.open(own.join('\ufffe'), () => own);
      into.add(stamp, value);
    }
  }
}

/** The number in a cell; one that a spreadsheet would calculate with has a quote before it. */
function valueIn(bytes: Uint8Array, cells: CsvCells): number {
  const start = bytes[cells.start] === APOSTROPHE ? cells.start + 1 : cells.start;
  const value = floatIn(bytes, start, cells.end);
  if (Number.isNaN(value) && !/^nan$/i.test(cells.text())) throw new AppError('bad-data', `line ${cells.row}: ${JSON.stringify(cells.text().slice(0, 40))} is no number`);
  return value;
}

/** unix ms */
function timeIn(bytes: Uint8Array, cells: CsvCells, unit: TimeUnit): number {
  const time = unit === 'iso' ? isoIn(bytes, cells) : Math.round(floatIn(bytes, cells.start, cells.end) * PER_MS[unit]);
  if (!(Math.abs(time) <= MAX_TIME)) throw new AppError('bad-data', `line ${cells.row}: ${JSON.stringify(cells.text().slice(0, 40))} is no time in ${unit === 'iso' ? 'ISO 8601' : unit}`);
  return time;
}

/** `2026-01-15T00:00:00.000Z` without making a text of it; everything else that Date.parse takes. */
function isoIn(bytes: Uint8Array, { start, end }: CsvCells): number {
  const length = end - start;
  if ((length === 24 || length === 20) && bytes[end - 1] === 0x5a && bytes[start + 10] === 0x54) {
    const digits = (from: number, count: number) => {
      let n = 0;
      for (let i = 0; i < count; i++) n = n * 10 + bytes[start + from + i]! - ZERO;
      return n;
    };
    return Date.UTC(digits(0, 4), digits(5, 2) - 1, digits(8, 2), digits(11, 2), digits(14, 2), digits(17, 2), length === 24 ? digits(20, 3) : 0);
  }
  return Date.parse(new TextDecoder().decode(bytes.subarray(start, end)));
}
