import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCursorAt } from '../host/cursor.ts';
import { formatValue, type Unit } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import type { Layer } from './fold.ts';
import { SeriesKey } from './SeriesKey.tsx';
import { type ChartSeries, valueAt } from './series.ts';
import { indexAt, newestIndex } from './statistics.ts';
import { isShown, type Visibility } from './visibility.ts';

export interface LegendProps {
  readonly times: Float64Array;
  readonly series: readonly ChartSeries[];
  /** every line the chart could show, the hidden ones too */
  readonly layers: readonly Layer[];
  readonly unit: Unit;
  readonly stack: boolean;
  readonly visibility: Visibility;
}

/** The position whose values a legend tells: under the page's cursor, else the newest. */
export function useToldIndex(times: Float64Array, series: readonly ChartSeries[]): { readonly index: number; readonly time: number | null } {
  const { time } = useCursorAt();
  const at = time === null ? -1 : indexAt(times, time);
  return at >= 0 ? { index: at, time } : { index: newestIndex(times, series), time: null };
}

/** Names of a layer's series, and what a click on them does. */
export function layerActions(layer: Layer, series: readonly ChartSeries[], visibility: Visibility) {
  const names = layer.members.map(i => series[i]!.name);
  return {
    shown: names.some(name => isShown(visibility.shown, name)),
    onClick: (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey) visibility.toggle(names, series.map(s => s.name));
      else visibility.solo(names);
    },
  };
}

/** One line of keys with the value at the cursor. */
export function Legend({ times, series, layers, unit, stack, visibility }: LegendProps) {
  const { t } = useTranslation('charts');
  const language = useLanguage();
  const { index } = useToldIndex(times, series);
  return (
    <div className="chart-legend">
      {layers.map(layer => {
        const { shown, onClick } = layerActions(layer, series, visibility);
        const folded = layer.members.length > 1 ? t(stack ? 'othersSum' : 'othersTitle', { count: layer.members.length }) : layer.name;
        return (
          <button key={layer.name} type="button" className="chart-legend-entry" data-off={!shown || undefined} aria-pressed={shown} title={`${folded}\n${t('solo')}`} onClick={onClick}>
            <SeriesKey color={layer.color} />
            <span className="cut">{layer.name}</span>
            <b data-unit={unit}>{formatValue(valueAt(layer, index), unit, language)}</b>
          </button>
        );
      })}
    </div>
  );
}
