import { useMemo } from 'react';
import { useCall } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import { type ChartQuery, seriesOf } from './queries.ts';
import type { ChartSeries } from './series.ts';
import { alignedSteps, fillIn, stepFor } from './step.ts';
import { TimeChart, type TimeChartProps } from './TimeChart.tsx';
import { useWidth } from './width.ts';

export interface QueryChartProps extends Omit<TimeChartProps, 'times' | 'series' | 'from' | 'to' | 'promql' | 'loading' | 'error' | 'colors'> {
  /** a stable array: made once, or memoised */
  readonly queries: readonly ChartQuery[];
  /** sorts or picks among the series before they are drawn; stable */
  readonly arrange?: ((series: readonly ChartSeries[]) => readonly ChartSeries[]) | undefined;
}

export type { ChartQuery } from './queries.ts';

const NO_TIMES = new Float64Array();

/** A chart of queries over the page's range, asked anew with every refresh; the last answer stays until the next is there. */
export function QueryChart({ queries, arrange, ...chart }: QueryChartProps) {
  const range = useRange();
  const [box, width] = useWidth();
  const stepMs = stepFor(range.to - range.from, width);
  const steps = alignedSteps(range.from, range.to, width);
  const promql = queries.map(query => fillIn(query.promql, steps));
  const { data, error, loading } = useCall(
    ['chart', range.raw, stepMs, queries.map(query => query.promql)],
    async (host, signal) => ({ raw: range.raw, from: range.from, to: range.to, answers: await Promise.all(promql.map(text => host.metrics.range({ promql: text, ...steps }, signal))) }),
    { refresh: true, enabled: width > 0 },
  );
  const series = useMemo(() => {
    const all = data ? seriesOf(queries, data.answers) : [];
    return arrange ? arrange(all) : all;
  }, [data, queries, arrange]);
  // a refresh moves the axis together with its values; a zoom moves it at once, over what is there
  const { from, to } = data?.raw === range.raw ? data : range;
  return (
    <div ref={box} className="chart-bare">
      <TimeChart {...chart} times={data?.answers[0]?.times ?? NO_TIMES} series={series} from={from} to={to}
        promql={promql} loading={loading} error={error?.message} />
    </div>
  );
}
