import type { RowSeries } from './row.ts';

/** One distinct time column of a row: its own times, or a stretch of another column's. */
export interface TimeColumn { readonly times: Float64Array; readonly slice: { readonly of: number; readonly offset: number } | null }

/**
 * The distinct time columns of a row, longest first, and which of them each series has.
 * A series that begins later or ends sooner than its neighbours has a stretch of their column, which costs a few bytes only.
 */
export function columnsOf(series: readonly RowSeries[]): { columns: TimeColumn[]; columnOf: number[] } {
  const distinct: Float64Array[] = [];
  const first = series.map(({ times }) => {
    const known = distinct.find(other => other === times) ?? distinct.find(other => isSame(other, times));
    if (known === undefined) distinct.push(times);
    return known ?? times;
  });
  distinct.sort((a, b) => b.length - a.length);
  const columns: TimeColumn[] = [];
  for (const times of distinct) columns.push({ times, slice: sliceAmong(columns, times) });
  return { columns, columnOf: first.map(times => distinct.indexOf(times)) };
}

const isSame = (a: Float64Array, b: Float64Array): boolean => a.length === b.length && holdsAt(a, 0, b);

function holdsAt(whole: Float64Array, offset: number, part: Float64Array): boolean {
  if (offset + part.length > whole.length) return false;
  for (let i = 0; i < part.length; i++) if (whole[offset + i] !== part[i]) return false;
  return true;
}

function sliceAmong(columns: readonly TimeColumn[], times: Float64Array): TimeColumn['slice'] {
  for (const [of, column] of columns.entries()) {
    if (column.slice !== null) continue;
    const offset = column.times.indexOf(times[0]!);
    if (offset >= 0 && holdsAt(column.times, offset, times)) return { of, offset };
  }
  return null;
}
