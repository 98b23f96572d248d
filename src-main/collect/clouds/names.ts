import type { MetricSeries } from '../../providers/provider.ts';
import type { CloudKind } from '../../shared/model/cloud.ts';
import { CLOUD_METRICS } from '../../shared/model/cloudmetrics.ts';
import type { Labels } from '../../shared/model/labels.ts';
import type { Metadata } from '../../shared/model/sample.ts';

const PREFIX: Readonly<Record<CloudKind, string>> = { aws: 'aws_ec2' };

/**
 * A metric's name as CloudWatch's exporters write it: `aws_ec2_cpuutilization_average`, `aws_ec2_network_in_sum`.
 * source  prometheus/cloudwatch_exporter, toSnakeCase; nerdswords/yet-another-cloudwatch-exporter
 */
export const seriesName = (kind: CloudKind, metric: string, statistic: string): string =>
  `${PREFIX[kind]}_${snake(metric)}_${snake(statistic)}`;

const snake = (text: string): string => text.replace('%', '_percent').replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

/** The machine's own id is its instance, since names change and are shared; `name` is there to be read. */
export const seriesLabels = (kind: CloudKind, account: string, { machine, metric, statistic }: Pick<MetricSeries, 'machine' | 'metric' | 'statistic'>): Labels => ({
  __name__: seriesName(kind, metric, statistic), job: kind, instance: machine.nativeId, instance_id: machine.nativeId, name: machine.name, account, region: machine.region,
});

/** All are gauges: a sum is of its period, and no counter. */
export const cloudMetadata = (kind: CloudKind): Metadata[] => [
  { name: seriesName(kind, 'Period', 'Seconds'), type: 'gauge', help: "Length of the period that the machine's metrics are of.", unit: 'seconds' },
  ...CLOUD_METRICS[kind].flatMap(({ name, statistics, help, unit }) =>
    statistics.map((statistic): Metadata => ({ name: seriesName(kind, name, statistic), type: 'gauge', help: `${help} ${statistic} of each period.`, unit: unit === 'count' || unit === 'credits' ? '' : unit }))),
];
