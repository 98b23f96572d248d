import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText } from '../ui/clock.ts';
import { formatValue } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import type { Layer } from './fold.ts';
import { layerActions, type LegendProps, useToldIndex } from './Legend.tsx';
import { SeriesKey } from './SeriesKey.tsx';
import { valueAt } from './series.ts';
import { newestIndex, type Statistics, statisticsOf } from './statistics.ts';

type Column = 'name' | 'value' | 'min' | 'mean' | 'max';
interface Sort { readonly by: Column; readonly down: boolean }
interface Row { readonly layer: Layer; readonly statistics: Statistics; readonly newest: number | null }

/** The legend of many series: a small table that sorts by its heads. Values under the cursor move no rows. */
export function LegendTable({ times, series, layers, unit, visibility }: LegendProps) {
  const { t } = useTranslation('charts');
  const language = useLanguage();
  const [sort, setSort] = useState<Sort | null>(null);
  const { index, time } = useToldIndex(times, series);
  const rows = useMemo(() => {
    const newest = newestIndex(times, series);
    const all = layers.map((layer): Row => ({ layer, statistics: statisticsOf(layer), newest: valueAt(layer, newest) }));
    return sort ? all.toSorted(comparing(sort)) : all;
  }, [times, series, layers, sort]);
  const head = (by: Column, label: string) => (
    <th className={by === 'name' ? '' : 'num'} aria-sort={sort?.by === by ? (sort.down ? 'descending' : 'ascending') : undefined}>
      <button type="button" onClick={() => setSort(next(sort, by))}>{label}</button>
    </th>
  );
  return (
    <div className="chart-legend-table">
      <table>
        <thead><tr><th />{head('name', t('name'))}{head('value', time === null ? t('last') : t('at', { time: clockText(time) }))}{head('min', t('min'))}{head('mean', t('mean'))}{head('max', t('max'))}</tr></thead>
        <tbody>
          {rows.map(({ layer, statistics }) => {
            const { shown, onClick } = layerActions(layer, series, visibility);
            return (
              <tr key={layer.name} data-off={!shown || undefined}>
                <td><SeriesKey color={layer.color} /></td>
                <td className="cut" title={layer.name}><button type="button" aria-pressed={shown} title={t('solo')} onClick={onClick}>{layer.name}</button></td>
                <td className="num strong">{formatValue(valueAt(layer, index), unit, language)}</td>
                {(['min', 'mean', 'max'] as const).map(of => <td key={of} className="num sub">{formatValue(statistics[of], unit, language)}</td>)}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** First by the larger, then by the smaller, then as given; names the other way round. */
function next(sort: Sort | null, by: Column): Sort | null {
  const first = by !== 'name';
  if (sort?.by !== by) return { by, down: first };
  return sort.down === first ? { by, down: !first } : null;
}

const comparing = ({ by, down }: Sort) => (a: Row, b: Row): number => {
  if (by === 'name') return (down ? -1 : 1) * a.layer.name.localeCompare(b.layer.name, undefined, { numeric: true });
  const [x, y] = [a, b].map(row => by === 'value' ? row.newest : row.statistics[by]);
  if (x == null || y == null) return x == null ? (y == null ? 0 : 1) : -1;
  return down ? y - x : x - y;
};
