import type { SeriesColor } from './fold.ts';
import { cssColor, isDashed } from './palette.ts';

/** The short stroke that stands for a series in legends and tables. */
export function SeriesKey({ color }: { color: SeriesColor }) {
  return <i className="series-key" data-dashed={isDashed(color) || undefined} style={{ borderColor: cssColor(color) }} aria-hidden="true" />;
}
