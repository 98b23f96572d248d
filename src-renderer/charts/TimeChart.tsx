import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRange } from '../host/range.ts';
import { clockText, dateTimeText } from '../ui/clock.ts';
import { csvText } from '../ui/csv.ts';
import { download, downloadCsv } from '../ui/download.ts';
import { formatValue } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { Panel } from '../ui/Panel.tsx';
import './charts.css';
import { type ChartContent, useChart } from './chart.ts';
import { ChartMenu } from './ChartMenu.tsx';
import { ChartTable } from './ChartTable.tsx';
import type { Layer } from './fold.ts';
import { Legend } from './Legend.tsx';
import { LegendTable } from './LegendTable.tsx';
import { pictureOf } from './picture.ts';
import { Plot, type PlotHandle } from './Plot.tsx';
import { chartRows } from './rows.ts';
import { isPresent, valueAt } from './series.ts';
import { newestIndex } from './statistics.ts';
import { useVisibility, type Visibility } from './visibility.ts';

export type { ChartSeries } from './series.ts';

export interface TimeChartProps extends ChartContent {
  /** with a title or a note the chart is a panel of its own, without both only its inside */
  readonly title?: string | undefined;
  readonly note?: string | undefined;
  /** of the plot, CSS px; without it the plot fills what its container leaves */
  readonly height?: number | undefined;
  /** list: keys below the plot, from seven on a sortable table */
  readonly legend?: 'list' | 'none' | undefined;
  /** in place of zooming the page's range */
  readonly onZoom?: ((from: number, to: number) => void) | undefined;
  /** the threshold can be dragged along the vertical axis: while it moves, and once when it is let go */
  readonly onThreshold?: ((value: number, done: boolean) => void) | undefined;
  /** for "copy as PromQL" and "open in Explore" */
  readonly promql?: readonly string[] | undefined;
  readonly loading?: boolean | undefined;
  /** why there is nothing new; what was there stays */
  readonly error?: string | undefined;
  /** before the chart's menu in the panel's head */
  readonly actions?: ReactNode;
  /** when a table elsewhere is the legend */
  readonly visibility?: Visibility | undefined;
}

const TABLE_FROM = 7;

/** Lines over time with everything that belongs to them: legend, shared cursor, zoom, table view, menu. */
export function TimeChart(props: TimeChartProps) {
  const { title, note, times, series, unit, from, to, stack = false, height, legend = 'list', promql = [], loading = false, error } = props;
  const { t } = useTranslation('charts');
  const range = useRange();
  const ownVisibility = useVisibility();
  const visibility = props.visibility ?? ownVisibility;
  const { all, data, state, shape } = useChart(props, visibility.shown);
  const [asTable, setAsTable] = useState(false);
  const plot = useRef<PlotHandle>(null);
  const name = title ?? t('untitled');
  const label = useDescription(props, all, name);
  const savePng = async () => {
    const canvas = plot.current?.canvas();
    const picture = canvas && await pictureOf(canvas, title ?? '', all, shape.palette);
    if (picture) download(`${name}.png`, picture);
  };
  const menu = <ChartMenu asTable={asTable} onTable={setAsTable} promql={promql} onPng={savePng} onCsv={() => downloadCsv(name, csvText(chartRows(times, series, t('time'))))} />;
  const Keys = all.length < TABLE_FROM ? Legend : LegendTable;
  const empty = !loading && !error && !series.some(hasValues);
  const inside = (
    <div className="chart">
      <div className="chart-area" style={height === undefined ? undefined : { height, flex: 'none' }}>
        {asTable ? <ChartTable times={times} series={series} unit={unit} title={name} />
          : <Plot ref={plot} shape={shape} data={data} state={state} label={label} onZoom={props.onZoom ?? range.zoom} onBack={range.back} onThreshold={props.onThreshold} />}
        {error !== undefined && <p className="chart-note" data-error role="alert">{error}</p>}
        {empty && !asTable && <p className="chart-note"><b>{t('noData')}</b><span>{t('noDataHint', { from: dateTimeText(from), to: dateTimeText(to) })}</span></p>}
      </div>
      {legend === 'list' && all.length > 0 && <Keys times={times} series={series} layers={all} unit={unit} stack={stack} visibility={visibility} />}
    </div>
  );
  if (title === undefined && note === undefined) return <div className="chart-bare">{inside}{legend === 'list' && <div className="chart-corner">{menu}</div>}</div>;
  return <Panel title={title} note={note} actions={<>{props.actions}{menu}</>}>{inside}</Panel>;
}

const hasValues = ({ values, present }: ChartContent['series'][number]): boolean => values.some((_, i) => isPresent(present, i));

/** The chart in a sentence, for who cannot see it: what, when, and the newest value of every line. */
function useDescription({ times, series, unit, from, to }: ChartContent, layers: readonly Layer[], title: string): string {
  const { t } = useTranslation('charts');
  const language = useLanguage();
  const newest = newestIndex(times, series);
  const values = layers.map(layer => `${layer.name} ${formatValue(valueAt(layer, newest), unit, language)}`).join(', ');
  return t('describe', { title, series: t('series', { count: series.length }), from: clockText(from), to: clockText(to), values });
}
