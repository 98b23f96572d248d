import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EC2Client, ModifyInstanceAttributeCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type AwsProxy, startAwsProxy } from './awsproxy.ts';
import { AwsRecorder, AwsReplay } from './awsrecording.ts';
import { freePort } from './freeport.ts';

/** The only access key that the proxy lets through: AWS's own example. */
export const ACCESS_KEY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

export interface SeededInstances { readonly region: string; readonly count: number; /** a Name tag for each, with its number; none when left out */ readonly name?: string; readonly tags?: Readonly<Record<string, string>>; readonly isProtected?: boolean }
export interface SeededMetric { readonly region: string; readonly instanceId: string; readonly metric: string; /** unix ms and value */ readonly points: readonly (readonly [number, number])[] }

/** Something that behaves as AWS does: moto_server, or what it once answered, behind a proxy of faults. */
export interface AwsLab extends AwsProxy {
  /** false: only what was recorded can be asked; seeds are those of the recording */
  readonly live: boolean;
  /** unix ms, a whole hour, a little before now or before the recording was made */
  readonly at: number;
  /** ids of what was made; none when it is not live */
  seed(instances: SeededInstances): Promise<readonly string[]>;
  measure(metric: SeededMetric): Promise<void>;
}

/**
 * Starts moto_server on a free port; where it is not installed, answers what was recorded under `name`. null: neither is there.
 * With STRATOSCOPE_RECORD=1 the answers are recorded, see recordaws.ts.
 */
export async function startAws(name: string): Promise<AwsLab | null> {
  const moto = await startMoto();
  if (moto === null) return AwsReplay.has(name) ? replaying(new AwsReplay(name)) : null;
  const recorder = process.env['STRATOSCOPE_RECORD'] === '1' ? new AwsRecorder() : null;
  const proxy = await startAwsProxy(moto.url, [ACCESS_KEY.accessKeyId, 'AKIAIOSFODNN7EXAMPL2'], recorder);
  const at = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const configOf = (region: string) => ({ region, endpoint: moto.url, credentials: ACCESS_KEY });
  return {
    ...proxy, live: true, at,
    seed: instances => seeded(new EC2Client(configOf(instances.region)), instances),
    measure: metric => measured(new CloudWatchClient(configOf(metric.region)), metric),
    stop: async () => {
      await proxy.stop();
      await moto.stop();
      recorder?.save(name, at);
    },
  };
}

async function replaying(replay: AwsReplay): Promise<AwsLab> {
  const proxy = await startAwsProxy(replay, [ACCESS_KEY.accessKeyId, 'AKIAIOSFODNN7EXAMPL2'], null);
  return { ...proxy, live: false, at: replay.at, seed: async () => [], measure: async () => undefined };
}

async function seeded(client: EC2Client, { count, name, tags = {}, isProtected = false }: SeededInstances): Promise<readonly string[]> {
  const launch = async (amount: number, own: Readonly<Record<string, string>>) => {
    const Tags = Object.entries({ ...tags, ...own }).map(([Key, Value]) => ({ Key, Value }));
    const { Instances = [] } = await client.send(new RunInstancesCommand({ ImageId: 'ami-12c6146b', InstanceType: 't3.micro', MinCount: amount, MaxCount: amount, ...(Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: 'instance', Tags }] }) }));
    return Instances.flatMap(({ InstanceId }) => InstanceId ?? []);
  };
  const ids = name === undefined ? await launch(count, {}) : (await Promise.all(Array.from({ length: count }, (_, i) => launch(1, { Name: count === 1 ? name : `${name}-${i + 1}` })))).flat();
  if (isProtected) for (const InstanceId of ids) await client.send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: true } }));
  client.destroy();
  return ids;
}

async function measured(client: CloudWatchClient, { instanceId, metric, points }: SeededMetric): Promise<void> {
  for (let i = 0; i < points.length; i += 500) {
    await client.send(new PutMetricDataCommand({
      Namespace: 'AWS/EC2', MetricData: points.slice(i, i + 500).map(([time, Value]) => ({ MetricName: metric, Dimensions: [{ Name: 'InstanceId', Value: instanceId }], Timestamp: new Date(time), Value })),
    }));
  }
  client.destroy();
}

interface Moto { readonly url: string; stop(): Promise<void> }

async function startMoto(): Promise<Moto | null> {
  if (process.env['STRATOSCOPE_NO_MOTO'] === '1') return null;
  const port = await freePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  return await answers(child, url) ? { url, stop: () => ended(child) } : null;
}

/** true when it answers, false when there is no such program. */
async function answers(child: ChildProcess, url: string): Promise<boolean> {
  let missing = false;
  child.once('error', () => { missing = true; });
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; await delay(50)) {
    if (missing || child.exitCode !== null) return false;
    const answer = await fetch(`${url}/moto-api/`).catch(() => null);
    if (answer?.ok) return true;
  }
  await ended(child);
  throw new Error('moto_server did not answer within 60 s');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
