import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CLOUD_METRICS } from '../../shared/model/cloudmetrics.ts';
import type { MetricAnswer, MetricSource, MetricWindow } from '../provider.ts';
import { sorted } from './failure.ts';
import { batchWindow } from './metricdata.ts';
import { singleWindow } from './metricstatistics.ts';
import type { Wanted } from './wanted.ts';

const DAY_MS = 86_400_000;

/**
 * What CloudWatch keeps. Points of less than a minute, kept three hours, are those of custom metrics: EC2 has none.
 * source  CloudWatch API reference, GetMetricData: retention and rounding of StartTime
 */
const KEPT = [{ periodMs: 60_000, forMs: 15 * DAY_MS }, { periodMs: 300_000, forMs: 63 * DAY_MS }, { periodMs: 3_600_000, forMs: 455 * DAY_MS }] as const;

export function cloudwatchMetrics(client: (region: string) => CloudWatchClient): MetricSource {
  return {
    kept: KEPT, delayMs: 60_000, rereadPeriods: 3,
    window: (question, signal) => sorted(signal, (): Promise<MetricAnswer> => {
      const aligned = { ...question, from: Math.ceil(question.from / question.periodMs) * question.periodMs, to: Math.floor(question.to / question.periodMs) * question.periodMs };
      if (aligned.from >= aligned.to) return Promise.resolve({ series: [], billed: 0 });
      const wanted = wantedOf(aligned);
      return question.path === 'batch' ? batchWindow(client(question.region), wanted, aligned, signal) : singleWindow(client(question.region), wanted, aligned, signal);
    }),
  };
}

const wantedOf = ({ machines, metrics }: MetricWindow): Wanted[] => {
  const chosen = CLOUD_METRICS.aws.filter(({ name }) => metrics.includes(name));
  return machines.flatMap(machine => chosen.map(({ name, statistics }) => ({ machine, metric: name, statistics })));
};
