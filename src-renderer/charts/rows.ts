import type { CsvCell } from '../ui/csv.ts';
import { type ChartSeries, valueAt } from './series.ts';

/** A chart as a table: time in ISO 8601 (UTC), then one column per series; absent values are empty. Oldest first. */
export function chartRows(times: Float64Array, series: readonly ChartSeries[], timeName: string): CsvCell[][] {
  const head: CsvCell[] = [timeName, ...series.map(s => s.name)];
  return [head, ...Array.from(times, (time, i) => [new Date(time).toISOString(), ...series.map(s => valueAt(s, i))])];
}
