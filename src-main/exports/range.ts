import { setImmediate } from 'node:timers/promises';
import { csvLines, numberCell, numberText, safeText } from '../formats/csv.ts';
import type { Matrix, MatrixSeries } from '../shared/contract/metrics.ts';
import type { ExportFormat } from '../shared/contract/exports.ts';
import { AppError } from '../shared/model/errors.ts';
import type { Labels } from '../shared/model/labels.ts';

/** Cells of one file; more is refused, because the text of it has to fit into memory several times. */
const MAX_CELLS = 5_000_000;
/** Cells written between two pauses: some milliseconds of work. */
const CELLS_AT_ONCE = 20_000;

/**
 * A range answer as a file's text: a row for each step, a column for each series, times as ISO 8601 in UTC, absence as an empty cell.
 * csv      RFC 4180, formula-safe
 * txt      columns aligned for the eye, numbers to the right
 * errors   AppError 'too-large' above 5 million cells, 'canceled' when `signal` fires meanwhile
 */
export async function exportRange(matrix: Matrix, format: ExportFormat, signal: AbortSignal): Promise<string> {
  const cells = matrix.times.length * matrix.series.length;
  if (cells > MAX_CELLS) throw new AppError('too-large', `${cells} values are more than one file takes (${MAX_CELLS}). Choose a larger step, a shorter time or fewer series.`);
  const head = ['time', ...matrix.series.map(({ labels }) => seriesName(labels))];
  const columns = matrix.series.map(presentAt);
  const write = format === 'csv' ? csvWriter(head) : textWriter(head, matrix, columns);
  const cell = format === 'csv' ? numberCell : numberText;
  const rowsAtOnce = Math.max(1, Math.floor(CELLS_AT_ONCE / head.length));
  const parts = [write.head];
  for (let from = 0; from < matrix.times.length; from += rowsAtOnce) {
    const rows = Array.from(matrix.times.subarray(from, from + rowsAtOnce), (time, i) => [new Date(time).toISOString(), ...columns.map(column => present(column(from + i), cell))]);
    parts.push(write.rows(rows));
    await setImmediate();
    if (signal.aborted) throw new AppError('canceled', 'The export was canceled.');
  }
  return parts.join('');
}

interface Writer { readonly head: string; rows(rows: readonly (readonly string[])[]): string }

const csvWriter = (head: readonly string[]): Writer => ({ head: csvLines([head.map(safeText)]), rows: csvLines });

function textWriter(head: readonly string[], matrix: Matrix, columns: readonly ((step: number) => number | null)[]): Writer {
  const timeWidth = 'YYYY-MM-DDTHH:mm:ss.sssZ'.length;
  const widths = head.map((name, i) => i === 0 ? timeWidth : widest(name, matrix.times.length, columns[i - 1]!));
  const line = (cells: readonly string[]) => `${cells.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join('  ')}\n`;
  return { head: line(head), rows: rows => rows.map(line).join('') };
}

function widest(name: string, steps: number, column: (step: number) => number | null): number {
  let width = name.length;
  for (let step = 0; step < steps; step++) width = Math.max(width, present(column(step), numberText).length);
  return width;
}

const present = (value: number | null, write: (value: number) => string): string => value === null ? '' : write(value);

/** The value at a step, or null where the series has none: the bit of `present` says so, never NaN. */
const presentAt = ({ values, present }: MatrixSeries) => (step: number): number | null =>
  present === null || ((present[step >> 3] ?? 0) >> (step & 7) & 1) === 1 ? values[step] ?? null : null;

/** `name{label="value",…}` as PromQL writes it. */
export function seriesName(labels: Labels): string {
  const { __name__: name = '', ...rest } = labels;
  const pairs = Object.entries(rest).sort(([a], [b]) => a < b ? -1 : 1).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length > 0 || name === '' ? `${name}{${pairs.join(',')}}` : name;
}
