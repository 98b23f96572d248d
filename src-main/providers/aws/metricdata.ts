import { type CloudWatchClient, type MetricDataQuery, type MetricDataResult, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { AppError } from '../../shared/model/errors.ts';
import type { MetricAnswer, MetricSeries, MetricWindow } from '../provider.ts';
import { present } from './failure.ts';
import { NAMESPACE, type Wanted } from './wanted.ts';

/** Queries of one call, and points of one page. Source: CloudWatch API reference, GetMetricData */
const QUERIES = 500;
const POINTS = 100_800;
/** Statistics of one metric that count as one. */
const STATISTICS = 5;

interface Asked { readonly wanted: Wanted; readonly statistic: string; readonly query: MetricDataQuery }

/** Many metrics a call; each is billed. Points of one query may come on several pages. */
export async function batchWindow(client: CloudWatchClient, wanted: readonly Wanted[], window: MetricWindow, signal: AbortSignal): Promise<MetricAnswer> {
  const series: MetricSeries[] = [];
  for (const batch of batchesOf(wanted, window.periodMs)) {
    const found = new Map<string, Point[]>();
    const input = {
      MetricDataQueries: batch.map(({ query }) => query), StartTime: new Date(window.from), EndTime: new Date(window.to),
      ScanBy: 'TimestampAscending' as const, MaxDatapoints: POINTS,
    };
    for await (const { MetricDataResults } of paginateGetMetricData({ client }, input, { abortSignal: signal })) for (const result of present(MetricDataResults, 'MetricDataResults')) collect(found, result);
    for (const { wanted: { machine, metric }, statistic, query } of batch) {
      const points = found.get(query.Id ?? '') ?? [];
      if (points.length > 0) series.push({ machine, metric, statistic, ...columnsOf(points) });
    }
  }
  return { series, billed: wanted.reduce((sum, { statistics }) => sum + Math.ceil(statistics.length / STATISTICS), 0) };
}

/** Statistics of one metric stay in one call: apart they would be billed apart. */
function batchesOf(wanted: readonly Wanted[], periodMs: number): Asked[][] {
  const batches: Asked[][] = [[]];
  for (const one of wanted) {
    if (batches.at(-1)!.length + one.statistics.length > QUERIES) batches.push([]);
    const batch = batches.at(-1)!;
    for (const statistic of one.statistics) batch.push({ wanted: one, statistic, query: queryOf(one, statistic, periodMs, `q${batch.length}`) });
  }
  return batches.filter(batch => batch.length > 0);
}

const queryOf = ({ machine, metric }: Wanted, Stat: string, periodMs: number, Id: string): MetricDataQuery => ({
  Id, ReturnData: true,
  MetricStat: { Metric: { Namespace: NAMESPACE, MetricName: metric, Dimensions: [{ Name: 'InstanceId', Value: machine.nativeId }] }, Period: periodMs / 1000, Stat },
});

/** Unix ms and value. */
export type Point = readonly [time: number, value: number];

function collect(found: Map<string, Point[]>, { Id = '', Timestamps = [], Values = [], StatusCode, Messages = [] }: MetricDataResult): void {
  if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') {
    const told = Messages.map(({ Value }) => Value).join(' ');
    throw new AppError(StatusCode === 'Forbidden' ? 'forbidden' : 'provider-refused', `CloudWatch gives no data (${StatusCode}): ${told}`);
  }
  const points = found.get(Id) ?? [];
  for (const [i, time] of Timestamps.entries()) if (Values[i] !== undefined) points.push([time.getTime(), Values[i]]);
  found.set(Id, points);
}

/** Ascending, each time once: the later of two wins. */
export function columnsOf(points: readonly Point[]): { times: Float64Array; values: Float64Array } {
  const byTime = [...new Map(points)].sort(([a], [b]) => a - b);
  return { times: Float64Array.from(byTime, ([time]) => time), values: Float64Array.from(byTime, ([, value]) => value) };
}
