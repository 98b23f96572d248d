import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { awsProvider } from '../../../../src-main/providers/aws/provider.ts';
import type { Wiring } from '../../../../src-main/providers/aws/wiring.ts';
import type { Provider } from '../../../../src-main/providers/provider.ts';
import { AccountConfig, AccountId, type CloudMachine } from '../../../../src-main/shared/model/cloud.ts';
import type { Fault } from '../../../servers/awsfaults.ts';
import { ACCESS_KEY, type AwsLab, startAws } from '../../../servers/moto.ts';
import { conforms } from '../conformance.ts';

const lab = await startAws('provider');
const REGION = 'eu-west-1';
const signal = () => AbortSignal.timeout(20_000);

const providerOf = (aws: AwsLab, wiring: Partial<Wiring> = {}, keys: { accessKeyId: string; secretAccessKey: string } = ACCESS_KEY, pageSize?: number): Provider => awsProvider({
  accountId: AccountId.parse('lab'), onCall: () => undefined, secrets: async () => ({ secretAccessKey: keys.secretAccessKey }), wiring, ...(pageSize === undefined ? {} : { pageSize }),
  config: AccountConfig.parse({ kind: 'aws', name: 'lab', endpoint: aws.url, credential: { method: 'keys', fields: { accessKeyId: keys.accessKeyId } } }),
});
const named = (machines: readonly CloudMachine[], name: string): CloudMachine => {
  const found = machines.find(machine => machine.name === name);
  if (found === undefined) throw new Error(`no machine is called ${name}`);
  return found;
};

describe.skipIf(lab === null)(lab === null ? 'AWS: moto_server is not installed and nothing was recorded' : 'AWS', () => {
  const aws = lab!;
  let provider: Provider;
  const instance = async (name: string) => named(await provider.list(REGION, signal()), name);
  const points = Array.from({ length: 12 }, (_, i): [number, number] => [(lab?.at ?? 0) - (12 - i) * 300_000, 10 + i]);

  beforeAll(async () => {
    provider = providerOf(aws);
    for (const name of ['act-1', 'act-2', 'act-3', 'act-4', 'act-5', 'act-6', 'tagged']) await aws.seed({ region: REGION, count: 1, name, tags: { env: 'lab' } });
    await aws.seed({ region: REGION, count: 1, name: 'guarded', isProtected: true });
    for (const [region, rest] of [['us-east-1', 7], ['us-west-2', 7], ['ap-southeast-1', 6]] as const) {
      for (const count of [10, 10, 10, 10, 10, 10, rest]) await aws.seed({ region, count }); // the emulator turns pages by launches
    }
    const [id = ''] = await aws.seed({ region: REGION, count: 1, name: 'measured' });
    await aws.measure({ region: REGION, instanceId: id, metric: 'CPUUtilization', points });
  });
  afterEach(() => aws.mend());
  afterAll(async () => {
    provider.close();
    await aws.stop();
  });

  conforms(async () => {
    const machine = await instance('act-1');
    return { provider, region: REGION, nativeId: machine.nativeId, action: 'stop' as const, missing: 'force-reboot', carriedOut: async () => (await instance('act-1')).power === 'stopped' };
  });

  test('200 instances in three regions are listed, page by page', async () => {
    const small = providerOf(aws, {}, ACCESS_KEY, 5);
    const before = aws.calls.length;
    const lists = await Promise.all(['us-east-1', 'us-west-2', 'ap-southeast-1'].map(region => small.list(region, signal())));
    expect(lists.map(({ length }) => length)).toEqual([67, 67, 66]);
    expect(new Set(lists.flat().map(({ id }) => id)).size).toBe(200);
    expect(aws.calls.slice(before).filter(({ operation }) => operation === 'DescribeInstances')).toHaveLength(2 + 2 + 2);
    small.close();
  });

  test('an instance is told with its tags, addresses, size, image and launch', async () => {
    const machine = await instance('tagged');
    expect(machine).toMatchObject({ provider: 'aws', region: REGION, power: 'running', nativePower: 'running', size: 't3.micro', image: 'ami-12c6146b', zone: 'eu-west-1a', metricPeriodMs: 300_000, tags: { Name: 'tagged', env: 'lab' } });
    expect(machine.nativeId).toMatch(/^i-[0-9a-f]+$/);
    expect(machine.privateAddresses).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/)]);
    expect(machine.launchedAt).toBeGreaterThan(Date.UTC(2026, 0, 1));
  });

  test.each([
    { action: 'stop', name: 'act-2', detail: 'running -> stopping', asked: 'Action=StopInstances', power: 'stopped' },
    { action: 'force-stop', name: 'act-3', detail: 'running -> stopping', asked: 'Force=true', power: 'stopped' },
    { action: 'reboot', name: 'act-4', detail: 'accepted', asked: 'Action=RebootInstances', power: 'running' },
    { action: 'terminate', name: 'act-5', detail: 'running -> shutting-down', asked: 'Action=TerminateInstances', power: 'terminated' },
  ] as const)('$action: $detail', async ({ action, name, detail, asked, power }) => {
    const machine = await instance(name);
    const receipt = await provider.act(action, machine, { dryRun: false }, signal());
    expect(receipt).toMatchObject({ status: 200, detail, requestId: expect.stringMatching(/./) });
    expect(receipt.request).toContain(asked);
    expect(receipt.request).toContain(machine.nativeId);
    expect(receipt.request).not.toContain(ACCESS_KEY.secretAccessKey);
    expect(receipt.request).not.toContain('Signature');
    expect((await instance(name)).power).toBe(power);
  });

  test('what is stopped starts', async () => {
    await provider.act('stop', await instance('act-6'), { dryRun: false }, signal());
    expect((await provider.act('start', await instance('act-6'), { dryRun: false }, signal())).detail).toBe('stopped -> pending');
    expect((await instance('act-6')).power).toBe('running');
  });

  test('a machine that is protected against termination is shown so and left alone, in a trial too', async () => {
    const guarded = await instance('guarded');
    expect(await provider.protection(guarded, signal())).toEqual({ terminate: true, stop: false });
    for (const dryRun of [true, false]) {
      await expect(provider.act('terminate', guarded, { dryRun }, signal())).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('DisableApiTermination') });
    }
    expect((await instance('guarded')).power).toBe('running');
    expect(aws.calls.filter(({ operation, body }) => operation === 'TerminateInstances' && body.includes(guarded.nativeId))).toEqual([]);
  });

  test('who may not read the protection may still act: EC2 itself judges', async () => {
    aws.fault({ fault: 'unauthorized', operation: 'DescribeInstanceAttribute' });
    expect((await provider.act('stop', await instance('tagged'), { dryRun: true }, signal())).detail).toBe('permitted');
  });

  test('tags are set and taken away', async () => {
    const receipt = await provider.setTags(await instance('tagged'), { set: { owner: 'ops & co', stage: '' }, remove: ['env'] }, { dryRun: false }, signal());
    expect(receipt.detail).toBe('2 set, 1 removed');
    expect((await instance('tagged')).tags).toEqual({ Name: 'tagged', owner: 'ops & co', stage: '' });
  });

  test.each([
    { fault: 'wrong-key', code: 'unauthorized', text: 'AWS was not able to validate the provided access credentials' },
    { fault: 'expired', code: 'expired', text: 'Request has expired.' },
    { fault: 'unauthorized', code: 'forbidden', text: 'because no identity-based policy allows the action.' },
    { fault: 'throttle', code: 'throttled', text: 'Request limit exceeded.' },
    { fault: 'cut', code: 'unreachable', text: 'ECONNRESET' },
    { fault: 'portal', code: 'provider-refused', text: 'is not AWS' },
  ] as const satisfies readonly { fault: Fault; code: string; text: string }[])('EC2: $fault is $code', async ({ fault, code, text }) => {
    aws.fault({ fault, region: 'us-east-1' });
    const brief = providerOf(aws, { attempts: 1 });
    await expect(brief.list('us-east-1', signal())).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
    expect((await brief.list('us-west-2', signal())).length).toBe(67);
    brief.close();
  });

  test.each([
    { fault: 'wrong-key', code: 'unauthorized' }, { fault: 'expired', code: 'expired' }, { fault: 'unauthorized', code: 'forbidden' }, { fault: 'throttle', code: 'throttled' },
  ] as const)('STS and CloudWatch: $fault is $code', async ({ fault, code }) => {
    const brief = providerOf(aws, { attempts: 1 });
    const measured = await instance('measured');
    aws.fault({ fault });
    await expect(brief.identity(signal())).rejects.toMatchObject({ code });
    await expect(brief.metrics!.window({ region: REGION, machines: [measured], metrics: ['CPUUtilization'], from: aws.at - 3_600_000, to: aws.at, periodMs: 300_000, path: 'batch' }, signal())).rejects.toMatchObject({ code });
    brief.close();
  });

  test('a key that nobody knows is unauthorized', async () => {
    const stranger = providerOf(aws, {}, { accessKeyId: 'AKIAWRONGWRONGWRONG1', secretAccessKey: 'x' });
    await expect(stranger.identity(signal())).rejects.toMatchObject({ code: 'unauthorized' });
    stranger.close();
  });

  test('an address that nobody listens at is unreachable', async () => {
    const away = awsProvider({
      accountId: AccountId.parse('away'), onCall: () => undefined, secrets: async () => ({ secretAccessKey: 'x' }), wiring: { attempts: 1 },
      config: AccountConfig.parse({ kind: 'aws', name: 'away', endpoint: 'http://127.0.0.1:1', credential: { method: 'keys', fields: { accessKeyId: 'AKIA' } } }),
    });
    await expect(away.list(REGION, signal())).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining('ECONNREFUSED') });
    away.close();
  });

  test('what does not answer in time is a timeout', async () => {
    aws.fault({ fault: 'hang', region: REGION });
    const brief = providerOf(aws, { attempts: 1, answerMs: 200 });
    await expect(brief.list(REGION, signal())).rejects.toMatchObject({ code: 'timeout' });
    brief.close();
  });

  test('throttled twice, it waits and asks again; each attempt is counted', async () => {
    const counted: string[] = [];
    const patient = awsProvider({
      accountId: AccountId.parse('lab'), secrets: async () => ACCESS_KEY, onCall: (operation, region) => counted.push(`${region} ${operation}`),
      config: AccountConfig.parse({ kind: 'aws', name: 'lab', endpoint: aws.url, credential: { method: 'keys', fields: { accessKeyId: ACCESS_KEY.accessKeyId } } }),
    });
    aws.fault({ fault: 'throttle', region: 'us-west-2', times: 2 });
    expect(await patient.list('us-west-2', signal())).toHaveLength(67);
    expect(counted).toEqual(Array.from({ length: 3 }, () => 'us-west-2 DescribeInstances'));
    patient.close();
  });

  test.each(['batch', 'single'] as const)('points put into CloudWatch come out of the %s path, statistics side by side', async path => {
    const machine = await instance('measured');
    const { series, billed } = await provider.metrics!.window({ region: REGION, machines: [machine], metrics: ['CPUUtilization', 'NetworkIn'], from: aws.at - 3_600_000, to: aws.at, periodMs: 300_000, path }, signal());
    expect(series.map(({ metric, statistic }) => `${metric} ${statistic}`)).toEqual(['CPUUtilization Average', 'CPUUtilization Maximum']);
    for (const { times, values } of series) {
      expect([...times]).toEqual(points.map(([time]) => time));
      expect([...values]).toEqual(points.map(([, value]) => value));
    }
    expect(billed).toBe(path === 'batch' ? 2 : 0); // two metrics: statistics of one metric are one
  });

  test('more than 500 queries go in several calls, and no metric is torn apart', async () => {
    const machines = await provider.list('us-east-1', signal());
    const before = aws.calls.length;
    const metrics = ['CPUUtilization', 'NetworkIn', 'NetworkOut', 'EBSReadBytes', 'EBSWriteBytes', 'StatusCheckFailed', 'CPUCreditBalance'];
    const { billed } = await provider.metrics!.window({ region: 'us-east-1', machines, metrics, from: aws.at - 600_000, to: aws.at, periodMs: 300_000, path: 'batch' }, signal());
    const calls = aws.calls.slice(before).filter(({ operation }) => operation === 'GetMetricData').map(({ body }) => JSON.parse(body) as { MetricDataQueries: { Id: string; MetricStat: { Stat: string } }[] });
    expect(calls.map(({ MetricDataQueries }) => MetricDataQueries.length)).toEqual([500, 67 * 8 - 500]);
    expect(billed).toBe(67 * 7);
    for (const { MetricDataQueries } of calls) for (const { Id } of MetricDataQueries) expect(Id).toMatch(/^[a-z][a-zA-Z0-9_]*$/);
    for (const { MetricDataQueries } of calls) expect(MetricDataQueries.at(-1)!.MetricStat.Stat).not.toBe('Average'); // its Maximum follows in the same call
  });
});
