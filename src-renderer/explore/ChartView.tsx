import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useColors } from '../charts/colors.ts';
import { stepFor } from '../charts/step.ts';
import { TimeChart } from '../charts/TimeChart.tsx';
import { useVisibility } from '../charts/visibility.ts';
import { useRange } from '../host/range.ts';
import { EmptyState } from '../ui/Empty.tsx';
import { formatDuration, type Unit } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import type { Answer, RangeAnswer } from './answers.ts';
import { combineAnswers } from './combine.ts';
import { SeriesTable } from './SeriesTable.tsx';

export interface AskedQuery { readonly letter: string; readonly promql: string }

interface ChartViewProps {
  readonly queries: readonly AskedQuery[];
  readonly answers: ReadonlyMap<string, Answer<RangeAnswer>>;
  readonly unit: Unit;
  readonly widthPx: number;
}

/** All queries in one chart, over the table that is its legend. */
export function ChartView({ queries, answers, unit, widthPx }: ChartViewProps) {
  const { t } = useTranslation('explore');
  const language = useLanguage();
  const range = useRange();
  const asked = useSame(queries.flatMap(({ letter, promql }) => [letter, promql]));
  const data = useSame(queries.map(({ promql }) => answers.get(promql)?.data));
  const { times, series } = useMemo(() => combineAnswers(data.flatMap((answer, i) => answer ? [{ letter: asked[2 * i]!, promql: asked[2 * i + 1]!, answer }] : [])), [asked, data]);
  const colors = useColors(series);
  const visibility = useVisibility();
  const newest = data.findLast(answer => answer !== undefined && answer.times.at(-1) === times.at(-1));
  // a refresh moves the axis together with its values; a zoom moves it at once
  const { from, to } = newest?.raw === range.raw ? newest : range;
  const loading = queries.some(({ promql }) => answers.get(promql)?.fetching ?? true);
  const failed = queries.some(({ promql }) => answers.get(promql)?.error);
  const nothing = !loading && series.length === 0 && data.every(answer => answer !== undefined);
  if (nothing) return <section className="panel"><EmptyState title={t('noSeries')}>{t('noSeriesText')}</EmptyState></section>;
  return (
    <>
      <div className="explore-chart">
        <TimeChart title={queries.map(({ letter, promql }) => queries.length > 1 ? letter : promql).join(', ')} note={t('step', { step: formatDuration(stepFor(to - from, widthPx), language) })}
          times={times} series={series} colors={colors} unit={unit} from={from} to={to} legend="none" visibility={visibility} promql={queries.map(({ promql }) => promql)} loading={(loading || failed) && series.length === 0} />
      </div>
      {series.length > 0 && <div className="explore-series" data-rows={Math.min(series.length, 9)}><SeriesTable times={times} series={series} colors={colors} unit={unit} visibility={visibility} /></div>}
    </>
  );
}

/** The list of before as long as it holds the same items, so that what is computed from it is kept. */
function useSame<T>(list: readonly T[]): readonly T[] {
  const [kept, keep] = useState(list);
  if (kept.length === list.length && kept.every((item, i) => item === list[i])) return kept;
  keep(list);
  return list;
}
