import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeriesColor } from '../charts/fold.ts';
import { useToldIndex } from '../charts/Legend.tsx';
import { SeriesKey } from '../charts/SeriesKey.tsx';
import { valueAt } from '../charts/series.ts';
import { newestIndex } from '../charts/statistics.ts';
import { isShown, type Visibility } from '../charts/visibility.ts';
import { clockText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { formatValue, type Language, type Unit } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { type ExploreSeries, type LabelColumn, labelColumns } from './combine.ts';
import { labelColumn } from './labelColumn.ts';

interface SeriesTableProps {
  readonly times: Float64Array;
  readonly series: readonly ExploreSeries[];
  readonly colors: readonly SeriesColor[];
  readonly unit: Unit;
  readonly visibility: Visibility;
}

interface Row { readonly series: ExploreSeries; readonly color: SeriesColor; readonly newest: number | null; readonly times: Float64Array; readonly all: readonly ExploreSeries[] }

/** The legend of Explore: every series with its labels, its value at the cursor and what it was over the range. */
export function SeriesTable({ times, series, colors, unit, visibility }: SeriesTableProps) {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  const rows = useMemo(() => {
    const newest = newestIndex(times, series);
    const all = series.map((one, i): Row => ({ series: one, color: colors[i] ?? 'others', newest: valueAt(one, newest), times, all: series }));
    return colors.includes('others') ? all.toSorted((a, b) => rank(a) - rank(b)) : all; // the largest have the colours and come first
  }, [times, series, colors]);
  const shape = JSON.stringify([labelColumns(series.map(one => one.labels)), new Set(series.map(one => one.query)).size > 1]);
  const columns = useMemo(() => columnsOf(JSON.parse(shape), unit, language, t), [shape, unit, language, t]);
  const ctrl = useRef(false);
  const pick = ({ series: { name } }: Row) => ctrl.current ? visibility.toggle([name], series.map(one => one.name)) : visibility.solo([name]);
  return (
    <div className="series-table" onClickCapture={event => { ctrl.current = event.ctrlKey || event.metaKey; }} onKeyDownCapture={() => { ctrl.current = false; }} title={t('soloHint')}>
      <DataTable id="series" name={t('series')} rows={rows} columns={columns} rowId={rowId} onOpen={pick} tools={<Told times={times} series={series} />}
        rowClass={row => isShown(visibility.shown, row.series.name) ? (visibility.shown.solo ? 'selected' : '') : 'series-off'} />
    </div>
  );
}

const rank = ({ color }: Row): number => color === 'others' ? Number.POSITIVE_INFINITY : color;
const rowId = (row: Row): string => row.series.name;

function columnsOf([labels, many]: [LabelColumn[], boolean], unit: Unit, language: Language, t: (key: string) => string): DataColumn<Row>[] {
  const number = (id: string, value: (row: Row) => number | null, cell?: DataColumn<Row>['cell']): DataColumn<Row> => ({
    id, head: t(`column.${id}`), right: true, width: 'minmax(84px, 110px)', value, cell: cell ?? (row => <span className="sub">{formatValue(value(row), unit, language)}</span>),
  });
  return [
    { id: 'key', head: '', fixed: true, unsorted: true, width: '40px', value: () => '', cell: row => <SeriesKey color={row.color} />, csv: row => row.series.name },
    ...(many ? [{ id: 'query', head: t('column.query'), width: '64px', value: (row: Row) => row.series.query }] : []),
    ...labels.map(column => labelColumn<Row>(column, row => row.series.labels, t)),
    // without any label the expression itself stands where the labels would
    ...(labels.length === 0 ? [{ id: 'series', head: t('series'), width: 'minmax(120px, 1fr)', value: (row: Row) => row.series.name }] : []),
    number('value', row => row.newest, row => <Value row={row} unit={unit} language={language} />),
    number('min', row => row.series.statistics.min), number('mean', row => row.series.statistics.mean),
    number('p95', row => row.series.statistics.p95), number('max', row => row.series.statistics.max),
  ];
}

function Value({ row, unit, language }: { row: Row; unit: Unit; language: Language }) {
  const { index } = useToldIndex(row.times, row.all);
  return <>{formatValue(valueAt(row.series, index), unit, language)}</>;
}

/** Says to which time the column of values belongs. */
function Told({ times, series }: { times: Float64Array; series: readonly ExploreSeries[] }) {
  const { t } = useTranslation('explore');
  const { time } = useToldIndex(times, series);
  return <span className="dim nowrap series-told">{time === null ? t('valueNewest') : t('valueAt', { time: clockText(time, true) })}</span>;
}
