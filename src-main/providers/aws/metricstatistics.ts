import { type CloudWatchClient, type Datapoint, GetMetricStatisticsCommand, Statistic } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import type { MetricAnswer, MetricSeries, MetricWindow } from '../provider.ts';
import { present } from './failure.ts';
import { columnsOf, type Point } from './metricdata.ts';
import { NAMESPACE, type Wanted } from './wanted.ts';

/** Points of one answer. Source: CloudWatch API reference, GetMetricStatistics */
const POINTS = 1440;
/** Calls under way at a time. */
const AT_ONCE = 4;

/** A metric a call, its statistics together: within the first million calls of a month it costs nothing. Answers come in no order. */
export async function singleWindow(client: CloudWatchClient, wanted: readonly Wanted[], window: MetricWindow, signal: AbortSignal): Promise<MetricAnswer> {
  const series: MetricSeries[] = [];
  const left = wanted.values();
  const work = async (): Promise<void> => {
    for (const { machine, metric, statistics } of left) {
      const points = await pointsOf(client, { machine, metric, statistics }, window, signal);
      for (const statistic of statistics) {
        const own = points.flatMap((point): Point[] => pointOf(point, statistic));
        if (own.length > 0) series.push({ machine, metric, statistic, ...columnsOf(own) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { series, billed: 0 };
}

async function pointsOf(client: CloudWatchClient, { machine, metric, statistics }: Wanted, { from, to, periodMs }: MetricWindow, signal: AbortSignal): Promise<Datapoint[]> {
  const points: Datapoint[] = [];
  for (let start = from; start < to; start += POINTS * periodMs) {
    const { Datapoints } = await client.send(new GetMetricStatisticsCommand({
      Namespace: NAMESPACE, MetricName: metric, Dimensions: [{ Name: 'InstanceId', Value: machine.nativeId }], Period: periodMs / 1000,
      StartTime: new Date(start), EndTime: new Date(Math.min(to, start + POINTS * periodMs)), Statistics: z.array(z.enum(Statistic)).parse(statistics),
    }), { abortSignal: signal });
    points.push(...present(Datapoints, 'Datapoints'));
  }
  return points;
}

function pointOf(point: Datapoint, statistic: string): Point[] {
  const value = z.number().optional().parse(point[z.enum(Statistic).parse(statistic)]);
  return point.Timestamp === undefined || value === undefined ? [] : [[point.Timestamp.getTime(), value]];
}
