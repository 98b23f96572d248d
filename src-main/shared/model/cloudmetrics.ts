import type { CloudKind } from './cloud.ts';

/** A metric that a cloud keeps of a machine. */
export interface CloudMetric {
  /** as the cloud writes it */
  readonly name: string;
  /** asked for together: up to five statistics of one metric count as one */
  readonly statistics: readonly string[];
  /** as the cloud has it */
  readonly unit: 'percent' | 'bytes' | 'count' | 'credits';
  readonly help: string;
  /** fetched unless the user chooses others */
  readonly usual: boolean;
}

const metric = (name: string, unit: CloudMetric['unit'], statistics: readonly string[], usual: boolean, help: string): CloudMetric => ({ name, unit, statistics, usual, help });

/**
 * Metrics of a machine, by cloud. Sums are of a period: 5 minutes, or one with detailed monitoring.
 * source  EC2 user guide, "CloudWatch metrics that are available for your instances"; neither memory nor disk space is among them
 */
export const CLOUD_METRICS: Readonly<Record<CloudKind, readonly CloudMetric[]>> = {
  aws: [
    metric('CPUUtilization', 'percent', ['Average', 'Maximum'], true, 'Share of the allocated compute units in use, in percent.'),
    metric('NetworkIn', 'bytes', ['Sum'], true, 'Bytes received on all network interfaces within the period.'),
    metric('NetworkOut', 'bytes', ['Sum'], true, 'Bytes sent on all network interfaces within the period.'),
    metric('EBSReadBytes', 'bytes', ['Sum'], true, 'Bytes read from all EBS volumes within the period (Nitro instances).'),
    metric('EBSWriteBytes', 'bytes', ['Sum'], true, 'Bytes written to all EBS volumes within the period (Nitro instances).'),
    metric('StatusCheckFailed', 'count', ['Maximum'], true, '1 when the instance or the system check failed within the period.'),
    metric('CPUCreditBalance', 'credits', ['Minimum'], true, 'CPU credits that a burstable instance has left.'),
    metric('NetworkPacketsIn', 'count', ['Sum'], false, 'Packets received on all network interfaces within the period.'),
    metric('NetworkPacketsOut', 'count', ['Sum'], false, 'Packets sent on all network interfaces within the period.'),
    metric('EBSReadOps', 'count', ['Sum'], false, 'Reads from all EBS volumes within the period (Nitro instances).'),
    metric('EBSWriteOps', 'count', ['Sum'], false, 'Writes to all EBS volumes within the period (Nitro instances).'),
    metric('EBSIOBalance%', 'percent', ['Minimum'], false, 'I/O credits left in the burst bucket, in percent.'),
    metric('DiskReadBytes', 'bytes', ['Sum'], false, 'Bytes read from instance store volumes within the period.'),
    metric('DiskWriteBytes', 'bytes', ['Sum'], false, 'Bytes written to instance store volumes within the period.'),
    metric('StatusCheckFailed_Instance', 'count', ['Maximum'], false, '1 when the instance check failed within the period.'),
    metric('StatusCheckFailed_System', 'count', ['Maximum'], false, '1 when the system check failed within the period.'),
    metric('CPUCreditUsage', 'credits', ['Sum'], false, 'CPU credits that a burstable instance spent within the period.'),
  ],
};

/** What is fetched: those chosen, or the usual ones; names that the cloud does not know are left out. */
export function metricsFetched(kind: CloudKind, chosen: readonly string[]): readonly CloudMetric[] {
  return CLOUD_METRICS[kind].filter(({ name, usual }) => chosen.length === 0 ? usual : chosen.includes(name));
}
