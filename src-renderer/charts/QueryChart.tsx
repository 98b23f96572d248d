import { useMemo } from 'react';
import type { Matrix } from '../../src-main/shared/contract/metrics.ts';
import { useCall } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import { distinct, type NameOf, seriesName } from './names.ts';
import type { ChartSeries } from './series.ts';
import { alignedSteps, fillIn, stepFor } from './step.ts';
import { TimeChart, type TimeChartProps } from './TimeChart.tsx';
import { useWidth } from './width.ts';

export interface ChartQuery {
  /** PromQL; `$__rate_interval`, `$__interval` and `$__range` are put in by range and width */
  readonly promql: string;
  readonly name?: NameOf;
  /** of its first series, the next ones follow; by order when left out */
  readonly color?: number;
  readonly fill?: boolean;
  readonly negative?: boolean;
}

export interface QueryChartProps extends Omit<TimeChartProps, 'times' | 'series' | 'from' | 'to' | 'promql' | 'loading' | 'error' | 'colors'> {
  /** a stable array: made once, or memoised */
  readonly queries: readonly ChartQuery[];
  /** sorts or picks among the series before they are drawn; stable */
  readonly arrange?: ((series: readonly ChartSeries[]) => readonly ChartSeries[]) | undefined;
}

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

/** Answers over the same steps as one list of series, named and coloured as their queries say. */
export function seriesOf(queries: readonly ChartQuery[], answers: readonly Matrix[]): ChartSeries[] {
  const all = answers.flatMap((answer, q) => answer.series.map(({ labels, values, present }, i): ChartSeries => {
    const { name, color, fill, negative } = queries[q]!;
    return {
      name: seriesName(labels, name), values, present,
      ...(color === undefined ? {} : { color: (color - 1 + i) % 12 + 1 }), ...(fill ? { fill } : {}), ...(negative ? { negative } : {}),
    };
  }));
  const names = distinct(all.map(series => series.name));
  return all.map((series, i) => ({ ...series, name: names[i]! }));
}

