import { memo, useMemo } from 'react';

const WIDTH = 100;
/** Room above and below the line for half its width. */
const EDGE = 2;

interface SparklineProps {
  /** evenly spaced; NaN where nothing was measured: the line breaks there */
  readonly values: Float64Array | null;
  /** the value at the upper edge; the largest of `values` and `high` when left out. The lower edge is 0 */
  readonly max?: number;
  /** coloured only past a limit */
  readonly level?: 'warn' | 'critical' | null;
  /** drawn around the line: as long as `values` */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
  /** CSS px */
  readonly height?: number;
}

/** A figure's course as one small line, grey until it matters. It repeats what the number beside it says, so it is hidden from screen readers. */
export const Sparkline = memo(function Sparkline({ values, max, level = null, low, high, height = 18 }: SparklineProps) {
  const shape = useMemo(() => values === null ? null : shapeOf(values, max ?? largest(high ?? values), height, low, high), [values, max, height, low, high]);
  const color = level === null ? 'var(--spark)' : level === 'warn' ? 'var(--warn-mark)' : 'var(--critical)';
  return (
    <svg className="sparkline" width="100%" height={height} viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {shape === null
        ? <path d={`M1 ${height / 2}H${WIDTH - 1}`} stroke="var(--line-strong)" strokeDasharray="2 4" vectorEffect="non-scaling-stroke" />
        : <>
          <path d={shape.area} fill={color} opacity={shape.band ? 0.3 : 0.13} />
          <path d={shape.line} fill="none" stroke={color} strokeWidth="1.3" strokeLinejoin="round" strokeLinecap="round" vectorEffect="non-scaling-stroke" />
        </>}
    </svg>
  );
});

interface Shape { readonly line: string; readonly area: string; readonly band: boolean }

/** Paths of the line and of what is filled under it, or between `low` and `high`; null when nothing was measured. */
export function shapeOf(values: Float64Array, max: number, height: number, low?: Float64Array, high?: Float64Array): Shape | null {
  const x = (i: number) => tenths(1 + i / Math.max(1, values.length - 1) * (WIDTH - 2));
  const y = (value: number) => tenths(height - EDGE - Math.min(1, Math.max(0, value / (max || 1))) * (height - 2 * EDGE));
  const parts = runs(values);
  if (parts.length === 0) return null;
  const trace = (column: Float64Array, from: number, to: number) => Array.from({ length: to - from }, (_, i) => `${x(from + i)} ${y(column[from + i]!)}`);
  // a lone point is drawn as the shortest line, which round ends turn into a dot
  const line = parts.map(([from, to]) => `M${trace(values, from, to).join('L')}${to - from === 1 ? 'h.1' : ''}`).join('');
  const area = parts.map(([from, to]) => low && high
    ? `M${trace(high, from, to).join('L')}L${trace(low, from, to).reverse().join('L')}z`
    : `M${x(from)} ${height}L${trace(values, from, to).join('L')}L${x(to - 1)} ${height}z`).join('');
  return { line, area, band: low !== undefined };
}

const tenths = (px: number): number => Math.round(px * 10) / 10;

/** Stretches [from, to) without a gap. */
function runs(values: Float64Array): [number, number][] {
  const found: [number, number][] = [];
  let from = -1;
  for (let i = 0; i <= values.length; i++) {
    const there = i < values.length && !Number.isNaN(values[i]);
    if (there && from < 0) from = i;
    if (!there && from >= 0) { found.push([from, i]); from = -1; }
  }
  return found;
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Number.isNaN(value) ? most : Math.max(value, most), 0);
