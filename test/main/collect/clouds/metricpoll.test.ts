import { afterEach, beforeEach, expect, test } from 'vitest';
import { CloudCollector } from '../../../../src-main/collect/clouds/collector.ts';
import type { MetricAccount } from '../../../../src-main/collect/clouds/metricpoll.ts';
import { seriesName } from '../../../../src-main/collect/clouds/names.ts';
import { UsageMeter } from '../../../../src-main/inventory/accounts/usage.ts';
import { AccountConfig, AccountId, type CloudMachine } from '../../../../src-main/shared/model/cloud.ts';
import { AppError } from '../../../../src-main/shared/model/errors.ts';
import { accountTable } from '../../../../src-main/store/accounts.ts';
import { openWorkspace, type WorkspaceDb } from '../../../../src-main/store/workspace.ts';
import { HandClock } from '../../../handclock.ts';
import { cloudMachine } from '../../inventory/cloudmachine.ts';
import { MemoryCloud } from '../../providers/memorycloud.ts';
import { MemoryAppender } from '../memoryappender.ts';

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 20, 12);
const ID = AccountId.parse('a');

let db: WorkspaceDb, clock: HandClock, appender: MemoryAppender, cloud: MemoryCloud, lost: [string, number, number][], collector: CloudCollector;
const errors: unknown[] = [];
beforeEach(() => {
  db = openWorkspace(':memory:');
  clock = new HandClock(START);
  appender = new MemoryAppender();
  cloud = new MemoryCloud(time => time / MINUTE);
  lost = [];
  collector = newCollector();
});
afterEach(async () => {
  await collector.stop();
  db.close();
  expect(errors.splice(0)).toEqual([]);
});

const newCollector = () => new CloudCollector({
  clock, appender, marks: accountTable(db, () => undefined), onChange: () => undefined, onError: error => errors.push(error),
  onLost: ({ nativeId }, from, to) => lost.push([nativeId, from, to]),
});
const machine = (nativeId: string, over: Parameters<typeof cloudMachine>[1] = {}): CloudMachine => cloudMachine(nativeId, { region: 'r-1', metricPeriodMs: 5 * MINUTE, power: 'running', ...over });

const account = (machines: readonly CloudMachine[], polling: object = {}): MetricAccount => ({
  id: ID, paused: false, config: AccountConfig.parse({ kind: 'aws', name: 'prod', credential: { method: 'environment' }, polling: { enabled: true, metrics: ['CPUUtilization'], ...polling } }),
  polling: { intervalMs: null, lastAt: null, error: null, until: null }, meter: new UsageMeter(accountTable(db, () => undefined), ID, clock.now.bind(clock)),
  machines: () => machines, provider: async () => cloud,
});
const timesOf = (nativeId: string): number[] => {
  const found = appender.series().find(({ labels }) => labels['instance'] === nativeId && labels['__name__'] === 'aws_ec2_cpuutilization_average');
  return [...new Set((found?.written ?? []).map(({ time }) => time))].sort((a, b) => a - b);
};
const grid = (from: number, to: number, step: number): number[] => Array.from({ length: Math.round((to - from) / step) }, (_, i) => from + i * step);

test.each([
  ['CPUUtilization', 'Average', 'aws_ec2_cpuutilization_average'], ['NetworkIn', 'Sum', 'aws_ec2_network_in_sum'], ['NetworkPacketsOut', 'Sum', 'aws_ec2_network_packets_out_sum'],
  ['StatusCheckFailed_Instance', 'Maximum', 'aws_ec2_status_check_failed_instance_maximum'], ['EBSIOBalance%', 'Minimum', 'aws_ec2_ebsiobalance_percent_minimum'],
])('%s, %s is called %s, as the exporters call it', (metric, statistic, name) => {
  expect(seriesName('aws', metric, statistic)).toBe(name);
});

test('the last day of a machine that is new to us comes first, then each period once', async () => {
  await collector.follow([account([machine('i-1')])]);
  await clock.advance(3_000);
  expect(timesOf('i-1')).toEqual(grid(START - DAY, START - 5 * MINUTE, 5 * MINUTE));
  await clock.advance(HOUR);
  expect(timesOf('i-1')).toEqual(grid(START - DAY, START + HOUR - 5 * MINUTE, 5 * MINUTE));
  expect(appender.values('aws_ec2_cpuutilization_average{account="prod",instance="i-1",instance_id="i-1",job="aws",name="i-1",region="r-1"}')).toHaveLength(timesOf('i-1').length); // points read again are not stored again
});

test('a machine with detailed monitoring is asked about each minute, in one question for five of them', async () => {
  await collector.follow([account([machine('i-1', { metricPeriodMs: MINUTE })])]);
  await clock.advance(HOUR);
  expect(timesOf('i-1')).toEqual(grid(START - DAY, timesOf('i-1').at(-1)! + MINUTE, MINUTE));
  expect(timesOf('i-1').at(-1)).toBeGreaterThanOrEqual(START + HOUR - 7 * MINUTE);
  expect(cloud.asked.length).toBeLessThanOrEqual(13);
});

test('a point that comes late or changes is read again, and the new value stored', async () => {
  let late: number | null = null;
  cloud = new MemoryCloud(time => time === START ? late : 1);
  await collector.follow([account([machine('i-1')])]);
  await clock.advance(7 * MINUTE);
  expect(timesOf('i-1')).not.toContain(START);
  late = 5;
  await clock.advance(6 * MINUTE);
  late = 7;
  await clock.advance(5 * MINUTE);
  const found = appender.series().find(({ labels }) => labels['__name__'] === 'aws_ec2_cpuutilization_average');
  expect(found?.written.filter(({ time }) => time === START).map(({ value }) => value)).toEqual([5, 7]);
});

test('after three hours of sleep there is no hole', async () => {
  await collector.follow([account([machine('i-1')])]);
  await clock.advance(10 * MINUTE);
  clock.jump(3 * HOUR);
  collector.wake();
  await clock.advance(1_000);
  expect(timesOf('i-1')).toEqual(grid(START - DAY, START + 3 * HOUR + 5 * MINUTE, 5 * MINUTE));
  expect(lost).toEqual([]);
});

test('a start after twenty days goes on where the last run ended, coarser where the cloud keeps it coarser', async () => {
  await collector.follow([account([machine('i-1', { metricPeriodMs: MINUTE })])]);
  await clock.advance(5 * MINUTE);
  await collector.stop();
  clock.jump(20 * DAY);
  cloud.asked.length = 0;
  collector = newCollector();
  await collector.follow([account([machine('i-1', { metricPeriodMs: MINUTE })])]);
  await clock.advance(4_000);
  const begin = clock.now() - clock.now() % MINUTE;
  expect(cloud.asked.map(({ periodMs }) => periodMs)).toEqual([5 * MINUTE, MINUTE]);
  expect(cloud.asked[0]!.from).toBeLessThanOrEqual(START);
  expect(cloud.asked[1]!.from).toBe(begin - 15 * DAY + (clock.now() % MINUTE === 0 ? 0 : MINUTE));
  expect(cloud.asked[0]!.to).toBeGreaterThanOrEqual(cloud.asked[1]!.from);
  expect(cloud.asked[1]!.to).toBe(begin - MINUTE);
});

test('what no period reaches any more is told as lost, once', async () => {
  accountTable(db, () => undefined).saveMarks(ID, new Map([['i-1', START - 500 * DAY]]));
  collector = newCollector();
  await collector.follow([account([machine('i-1')])]);
  await clock.advance(HOUR);
  expect(lost).toEqual([['i-1', START - 500 * DAY, START + 3_000 - 455 * DAY]]);
  expect(timesOf('i-1')[0]).toBe(START - 455 * DAY + HOUR);
});

test('machines that are listed only after the first round are asked about seconds later', async () => {
  const found: CloudMachine[] = [];
  await collector.follow([account(found)]);
  await clock.advance(4_000);
  found.push(machine('i-1'));
  await clock.advance(10_000);
  expect(timesOf('i-1').length).toBeGreaterThan(0);
});

test('billed metrics are counted as they are asked for', async () => {
  const two = account([machine('i-1'), machine('i-2')], { metrics: ['CPUUtilization', 'NetworkIn', 'NetworkOut'] });
  await collector.follow([two]);
  await clock.advance(3_000 + 3 * 300_000);
  expect(two.meter.usage()).toMatchObject({ month: '2026-11', billedMetrics: 4 * 2 * 3, cost: expect.closeTo(4 * 2 * 3 * 0.00001, 10) });
});

test('a budget slows fetching down, so that the month stays within it', async () => {
  // 10 machines x 1 metric: a round costs $0.0001. Ten and a half days are left; 300 rounds are paid for.
  const ten = account(Array.from({ length: 10 }, (_, i) => machine(`i-${i}`)), { budget: 0.03 });
  await collector.follow([ten]);
  await clock.advance(3_000);
  expect(ten.polling.intervalMs! / (10.5 * DAY / 299)).toBeCloseTo(1, 2);
  for (let hours = 0; hours < 10.4 * 24; hours++) await clock.advance(HOUR);
  expect(ten.meter.usage().cost).toBeLessThanOrEqual(0.03);
  expect(ten.meter.usage().cost).toBeGreaterThan(0.028);
  for (let hours = 0; hours < 24; hours++) await clock.advance(HOUR);
  expect(ten.meter.usage().month).toBe('2026-12');
  expect(ten.polling.intervalMs! / (31 * DAY / 300)).toBeCloseTo(1, 1);
});

test('a region that never answers keeps no other one from being fetched, and is told of', async () => {
  const both = account([machine('i-1'), machine('i-2', { region: 'r-2' })]);
  cloud.hanging.add('r-2');
  await collector.follow([both]);
  await clock.advance(4_000);
  expect(timesOf('i-1').length).toBeGreaterThan(0);
  await clock.advance(120_000);
  expect(both.polling.error).toMatchObject({ code: 'timeout', message: expect.stringContaining('r-2') });
  cloud.hanging.clear();
  await clock.advance(300_000);
  expect(both.polling.error).toBeNull();
  expect(timesOf('i-2').length).toBeGreaterThan(0);
});

test('a machine that is stopped is asked about until it has nothing more to tell', async () => {
  cloud = new MemoryCloud(time => time < START ? 1 : null);
  await collector.follow([account([machine('i-1', { power: 'stopped' })])]);
  await clock.advance(HOUR);
  const rounds = cloud.asked.length;
  expect(timesOf('i-1').at(-1)).toBe(START - 5 * MINUTE);
  await clock.advance(HOUR);
  expect(cloud.asked.length).toBe(rounds);
});

test('nothing of an account that is paused or wants no metrics is asked for', async () => {
  await collector.follow([{ ...account([machine('i-1')]), paused: true }, { ...account([machine('i-1')], { enabled: false }), id: AccountId.parse('b') }]);
  await clock.advance(DAY);
  expect(cloud.calls).toEqual([]);
});

test('what the cloud refuses is told in its words; the next round goes on from what is stored', async () => {
  const one = account([machine('i-1')]);
  cloud.failing.set('r-1', new AppError('forbidden', 'not authorized to perform: cloudwatch:GetMetricData'));
  await collector.follow([one]);
  await clock.advance(4_000);
  expect(one.polling.error).toEqual({ code: 'forbidden', message: 'not authorized to perform: cloudwatch:GetMetricData' });
  cloud.failing.clear();
  await clock.advance(300_000);
  expect(timesOf('i-1')[0]).toBe(START - DAY + 5 * MINUTE); // a day before the round that came through
});
