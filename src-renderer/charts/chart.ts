import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unit } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { toAligned } from './align.ts';
import { useColors } from './colors.ts';
import { layersOf, type Layer, type SeriesColor } from './fold.ts';
import { lostStretches } from './lost.ts';
import type { PlotShape, PlotState } from './options.ts';
import { useMarks } from './marks.ts';
import type { Threshold } from './overlay.ts';
import { usePalette } from './palette.ts';
import type { ChartSeries } from './series.ts';
import type { ChartSpan } from './spans.ts';
import { isShown, type Shown } from './visibility.ts';

const NO_SPANS: readonly ChartSpan[] = [];

/** What a chart shows; times in unix ms. */
export interface ChartContent {
  readonly times: Float64Array;
  readonly series: readonly ChartSeries[];
  readonly unit: Unit;
  readonly from: number;
  readonly to: number;
  readonly stack?: boolean | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly threshold?: Threshold | undefined;
  /** when an alert fired or waited to; stable */
  readonly spans?: readonly ChartSpan[] | undefined;
  /** decided elsewhere, so that a table beside the chart agrees with it */
  readonly colors?: readonly SeriesColor[] | undefined;
}

/** Everything the plot and the legend are drawn from. The shape keeps its identity as long as the plot can be refilled. */
export function useChart({ times, series, unit, from, to, stack = false, min, max, threshold, spans = NO_SPANS, colors }: ChartContent, shown: Shown) {
  const { t } = useTranslation('charts');
  const language = useLanguage();
  const own = useColors(series);
  const marks = useMarks();
  const all = useMemo(() => layersOf(series, colors ?? own, () => true, stack, count => t('others', { count })), [series, colors, own, stack, t]);
  const drawn = useMemo(() => {
    const layers = shown.solo || shown.hidden.size > 0 ? layersOf(series, colors ?? own, name => isShown(shown, name), stack, count => t('others', { count })) : all;
    return stack ? layers : layers.toReversed(); // the first lies on top
  }, [all, series, colors, own, shown, stack, t]);
  const data = useMemo(() => toAligned(times, drawn, stack), [times, drawn, stack]);
  const state = useMemo((): PlotState => ({ from, to, lost: lostStretches(times, series, Math.min(to, Date.now())), marks, spans, threshold, held: false }), [from, to, times, series, marks, spans, threshold]);
  return { all, data, state, shape: useShape({ layers: drawn, unit, stack, min, max, language, lostWord: t('lost') }) };
}

type Asked = Omit<PlotShape, 'palette' | 'layers'> & { readonly layers: readonly Layer[] };

function useShape(asked: Asked): PlotShape {
  const palette = usePalette();
  const layers = asked.layers.map(({ name, color, fill, negative, band }) => ({ name, color, fill, negative, banded: band !== null }));
  const key = JSON.stringify({ ...asked, layers });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key tells shapes apart, their identity does not
  return useMemo(() => ({ ...asked, layers, palette }), [key, palette]);
}
