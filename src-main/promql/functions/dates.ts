import type { Column, Grid } from '../column.ts';
import { timeAt } from '../column.ts';
import { NO_LABELS } from '../labelset.ts';
import { elementwise, type VectorFunction } from './elementwise.ts';

const DAY_MS = 86_400_000;

/** Functions of a time in UTC, given in seconds as a value; of the evaluation time where nothing is given. */
function ofDate(read: (date: Date) => number): VectorFunction {
  const ofSeconds = (seconds: number): number => read(new Date(Math.trunc(seconds) * 1000));
  const ofValues = elementwise(ofSeconds);
  return (call, grid, run, keep) => (call.args.length === 0 ? [evaluationTimes(ofSeconds, grid)] : ofValues(call, grid, run, keep));
}

function evaluationTimes(read: (seconds: number) => number, grid: Grid): Column {
  return { labels: NO_LABELS, values: Float64Array.from({ length: grid.count }, (_, i) => read(timeAt(grid, i) / 1000)), present: null };
}

export const DATES: Readonly<Record<string, VectorFunction>> = {
  minute: ofDate(date => date.getUTCMinutes()),
  hour: ofDate(date => date.getUTCHours()),
  day_of_week: ofDate(date => date.getUTCDay()),
  day_of_month: ofDate(date => date.getUTCDate()),
  day_of_year: ofDate(date => (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS + 1),
  days_in_month: ofDate(date => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()),
  month: ofDate(date => date.getUTCMonth() + 1),
  year: ofDate(date => date.getUTCFullYear()),
};
