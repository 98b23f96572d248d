import { csvLines, numberCell, numberText, safeText } from '../formats/csv.ts';
import { seriesName } from '../exports/range.ts';
import type { InstantValue } from '../shared/contract/metrics.ts';

export type Format = 'table' | 'csv' | 'json';

/** An instant answer as lines: a series, a time and a value each. */
export function instantText(value: InstantValue, format: Exclude<Format, 'json'>): string {
  const rows = rowsOf(value);
  if (format === 'csv') return csvLines([['series', 'time', 'value'], ...rows.map(({ series, time, text, number }) => [safeText(series), iso(time), number === null ? safeText(text) : numberCell(number)])]);
  const width = Math.max(0, ...rows.map(({ series }) => series.length));
  return rows.map(({ series, time, text }) => `${series.padEnd(width)}  ${text}  ${iso(time)}\n`).join('');
}

interface Row { readonly series: string; readonly time: number; readonly text: string; readonly number: number | null }

function rowsOf(value: InstantValue): Row[] {
  const row = (series: string, time: number, number: number): Row => ({ series, time, text: numberText(number), number });
  switch (value.kind) {
    case 'scalar': return [row('scalar', value.time, value.value)];
    case 'string': return [{ series: 'string', time: value.time, text: value.text, number: null }];
    case 'vector': return value.series.map(({ labels, time, value: number }) => row(seriesName(labels), time, number));
    case 'matrix': return value.series.flatMap(({ labels, times, values }) => Array.from(times, (time, i) => row(seriesName(labels), time, values[i] ?? Number.NaN)));
  }
}

const iso = (time: number): string => new Date(time).toISOString();
