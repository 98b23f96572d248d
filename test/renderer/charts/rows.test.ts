import { expect, test } from 'vitest';
import { chartRows } from '../../../src-renderer/charts/rows.ts';
import { csvText } from '../../../src-renderer/ui/csv.ts';

test('a chart becomes one line a time with ISO times, and names that look like formulas are defused', () => {
  const rows = chartRows(Float64Array.of(0, 60_000), [
    { name: '=cmd', values: Float64Array.of(1, 2), present: null },
    { name: 'b', values: Float64Array.of(Number.NaN, 5), present: Uint8Array.of(0b01) },
  ], 'time');
  expect(csvText(rows)).toBe("time,'=cmd,b\r\n1970-01-01T00:00:00.000Z,1,NaN\r\n1970-01-01T00:01:00.000Z,2,\r\n");
});
