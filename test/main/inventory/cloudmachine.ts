import { AccountId, type CloudMachine, machineIdOf } from '../../../src-main/shared/model/cloud.ts';
import type { KnownMachine } from '../../../src-main/store/machines.ts';

export const ACCOUNT = AccountId.parse('prod');

/** A running machine of a cloud, but for what is given. */
export const cloudMachine = (nativeId: string, given: Partial<Omit<CloudMachine, 'id' | 'nativeId'>> = {}): CloudMachine => ({
  id: machineIdOf('aws', given.region ?? 'eu-west-1', nativeId), provider: 'aws', accountId: ACCOUNT, region: 'eu-west-1', nativeId, name: nativeId, power: 'running', nativePower: 'running',
  zone: 'eu-west-1a', size: 't3.micro', image: 'ami-1', architecture: 'x86_64', platform: 'Linux/UNIX', network: 'vpc-1', privateAddresses: [], publicAddresses: [], tags: {}, launchedAt: 1_000, metricPeriodMs: 300_000, ...given,
});

export const listed = (machine: CloudMachine, missingSince: number | null = null): KnownMachine => ({ machine, firstSeen: 0, missingSince });
