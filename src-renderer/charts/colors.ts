import { useMemo } from 'react';
import { colorsOf, rankByMean, type SeriesColor } from './fold.ts';
import type { ChartSeries } from './series.ts';

/** Colours of the series as long as they are the same ones: which of many are the top ones is settled once, or lines would change colour with every refresh. */
export function useColors(series: readonly ChartSeries[]): readonly SeriesColor[] {
  const key = JSON.stringify(series.map(s => [s.name, s.color]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the values behind the same names must not matter
  return useMemo(() => colorsOf(series, rankByMean(series)), [key]);
}
