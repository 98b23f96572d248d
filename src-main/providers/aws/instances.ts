import { DescribeInstanceAttributeCommand, type Instance, paginateDescribeInstances, type EC2Client } from '@aws-sdk/client-ec2';
import { type AccountId, type CloudMachine, machineIdOf, type PowerState, type Protection } from '../../shared/model/cloud.ts';
import { present } from './failure.ts';

/** Most that EC2 gives on one page. */
const PAGE = 1000;
const POWER: Readonly<Record<string, PowerState>> = { pending: 'starting', running: 'running', stopping: 'stopping', stopped: 'stopped', 'shutting-down': 'terminating', terminated: 'terminated' };
const DETAILED_MS = 60_000;
const BASIC_MS = 300_000;

export async function listInstances(client: EC2Client, accountId: AccountId, region: string, signal: AbortSignal, pageSize = PAGE): Promise<CloudMachine[]> {
  const machines: CloudMachine[] = [];
  for await (const { Reservations } of paginateDescribeInstances({ client, pageSize }, {}, { abortSignal: signal })) {
    for (const { Instances } of present(Reservations, 'reservationSet')) for (const instance of Instances ?? []) if (instance.InstanceId !== undefined) machines.push(machineOf(instance, instance.InstanceId, accountId, region));
  }
  return machines;
}

function machineOf(instance: Instance, nativeId: string, accountId: AccountId, region: string): CloudMachine {
  const tags = Object.fromEntries((instance.Tags ?? []).flatMap(({ Key, Value }) => Key === undefined ? [] : [[Key, Value ?? '']]));
  const nativePower = instance.State?.Name ?? '';
  return {
    id: machineIdOf('aws', region, nativeId), provider: 'aws', accountId, region, nativeId,
    name: (tags['Name'] ?? '').trim() || nativeId, power: POWER[nativePower] ?? 'unknown', nativePower,
    zone: instance.Placement?.AvailabilityZone ?? '', size: instance.InstanceType ?? '', image: instance.ImageId ?? '', architecture: instance.Architecture ?? '',
    platform: instance.PlatformDetails ?? instance.Platform ?? '', network: instance.VpcId ?? '',
    ...addressesOf(instance), tags, launchedAt: instance.LaunchTime?.getTime() ?? null,
    metricPeriodMs: instance.Monitoring?.State === 'enabled' ? DETAILED_MS : BASIC_MS,
  };
}

function addressesOf({ PrivateIpAddress, PublicIpAddress, NetworkInterfaces = [] }: Instance): Pick<CloudMachine, 'privateAddresses' | 'publicAddresses'> {
  const inner = NetworkInterfaces.flatMap(({ PrivateIpAddresses = [] }) => PrivateIpAddresses);
  const v6 = NetworkInterfaces.flatMap(({ Ipv6Addresses = [] }) => Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address));
  return {
    privateAddresses: distinct([PrivateIpAddress, ...inner.map(address => address.PrivateIpAddress)]),
    publicAddresses: distinct([PublicIpAddress, ...inner.map(({ Association }) => Association?.PublicIp), ...v6]),
  };
}

const distinct = (texts: readonly (string | undefined)[]): string[] => [...new Set(texts.filter(text => text !== undefined && text !== ''))] as string[];

/** Two calls: EC2 tells one attribute at a time. */
export async function protectionOf(client: EC2Client, id: string, signal: AbortSignal): Promise<Protection> {
  const [terminate, stop] = await Promise.all([isProtected(client, id, 'disableApiTermination', signal), isProtected(client, id, 'disableApiStop', signal)]);
  return { terminate, stop };
}

/** null: EC2 does not say */
export async function isProtected(client: EC2Client, InstanceId: string, Attribute: 'disableApiTermination' | 'disableApiStop', signal: AbortSignal): Promise<boolean | null> {
  const { DisableApiTermination, DisableApiStop } = await client.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute }), { abortSignal: signal });
  return (Attribute === 'disableApiStop' ? DisableApiStop : DisableApiTermination)?.Value ?? null;
}
