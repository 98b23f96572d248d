import type { MachineRow, Meter } from '../../src-main/shared/model/machine.ts';

/** Many machines' figure as one: the median now, and the course of median, least and most. NaN where none was measured. */
export interface Spread { readonly last: number | null; readonly median: Float64Array; readonly low: Float64Array; readonly high: Float64Array }

const POINTS = 60;

/** Null when no machine has the figure. Of an even number, the upper of the two middle ones. */
export function spreadOf(rows: readonly MachineRow[], figure: 'cpu' | 'memory' | 'disk' | 'network'): Spread | null {
  const meters = rows.flatMap((row): Meter[] => row[figure] === null ? [] : [row[figure]]);
  if (meters.length === 0) return null;
  const points = meters[0]?.spark.length ?? POINTS;
  const [median, low, high] = [new Float64Array(points), new Float64Array(points), new Float64Array(points)];
  const column = new Float64Array(meters.length);
  for (let i = 0; i < points; i++) {
    let count = 0;
    for (const { spark } of meters) if (!Number.isNaN(spark[i])) column[count++] = spark[i]!;
    const there = column.subarray(0, count).sort();
    median[i] = there[count >> 1] ?? Number.NaN;
    low[i] = there[0] ?? Number.NaN;
    high[i] = there[count - 1] ?? Number.NaN;
  }
  const now = Float64Array.from(meters.flatMap(({ last }) => last === null ? [] : [last])).sort();
  return { last: now[now.length >> 1] ?? null, median, low, high };
}
