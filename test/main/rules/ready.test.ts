import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseRuleTests } from '../../../src-main/formats/ruletestfile.ts';
import { checkedRuleFile } from '../../../src-main/rules/rulecheck.ts';
import { runRuleTest } from '../../../src-main/rules/ruletest.ts';
import { FORM_METRICS, simplePromql, SimpleRule } from '../../../src-main/shared/model/simplerule.ts';
import { expressionProblem } from '../../../src-main/rules/rulecheck.ts';
import { stringify } from 'yaml';

const { groups, problems } = checkedRuleFile(readFileSync('resources/rules/machines.yml', 'utf8'));
const alerts = groups.flatMap(({ rules }) => rules.flatMap(rule => (rule.kind === 'alerting' ? [rule.alert] : [])));

/** Every ready alert has to fire for exactly the instances named, at each of the times; rules are evaluated every 30 s. */
function wrong(series: Readonly<Record<string, string>>, expected: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>): string[] {
  const file = parseRuleTests(stringify({ evaluation_interval: '30s', tests: [{ interval: '30s', input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })), promql_expr_test: Object.keys(expected).map(eval_time => ({ expr: 'sum by (alertname, instance) (ALERTS{alertstate="firing"})', eval_time, exp_samples: Object.entries(expected[eval_time]!).flatMap(([alertname, instances]) => instances.map(instance => ({ labels: `{alertname="${alertname}"${instance === '' ? '' : `,instance="${instance}"`}}`, value: 1 }))) })) }] }));
  return runRuleTest(file.tests[0]!, groups, file);
}
const up = (instance: string) => `up{job="node",instance="${instance}"}`;
const DISK = 'device="/dev/sda1",fstype="ext4",mountpoint="/",job="node",instance="a"';

describe('the ready rules', () => {
  test('are sound, and each has a severity and a summary', () => {
    expect(problems).toEqual([]);
    for (const group of groups) for (const rule of group.rules) expect(rule).toMatchObject({ kind: 'alerting', labels: { severity: expect.any(String) }, annotations: { summary: expect.any(String) } });
    expect(alerts).toEqual(['StratoscopeOffline', 'MachineDown', 'ProbeFailed', 'NoData', 'HighCpu', 'HighMemory', 'DiskFullWithinADay', 'DiskAlmostFull', 'CertificateExpiresSoon', 'CertificateExpires', 'ClockSkew']);
  });

  test('say nothing of a laptop that has just started: young counters, a filling cache, hosts that are reached one after the other', () => {
    const all = {
      [up('a')]: '1x60', [up('b')]: '_ _ 0 0 0 1x60', [up('c')]: '0 1x60', 'probe_success{job="probe",instance="p"}': '0 0 1x60',
      'node_cpu_seconds_total{cpu="0",mode="idle",job="node",instance="a"}': '0+1x20 20+28x40', 'node_memory_MemAvailable_bytes{job="node",instance="a"}': '4e9-1e7x60', 'node_memory_MemTotal_bytes{job="node",instance="a"}': '8e9x60',
      [`node_filesystem_avail_bytes{${DISK}}`]: '20e9-1e8x60', [`node_filesystem_size_bytes{${DISK}}`]: '100e9x60', [`node_filesystem_readonly{${DISK}}`]: '0x60', 'node_boot_time_seconds{job="node",instance="a"}': '0x60',
      'host_clock_skew_seconds{job="node",instance="b"}': '0.2x60',
    };
    expect(wrong(all, Object.fromEntries([1, 2, 4, 8, 15, 25].map(minute => [`${minute}m`, {}])))).toEqual([]);
  });

  test('a machine is down after three minutes, not before, and up again at once', () => {
    expect(wrong({ [up('a')]: '1x3 0x9 1x3', [up('b')]: '1x30', [up('c')]: '1x30' }, { '4m30s': {}, '5m': { MachineDown: ['a'] }, '6m30s': { MachineDown: ['a'] }, '7m': {} })).toEqual([]);
  });

  test('much that goes silent at once is one incident, told before single machines are', () => {
    const hosts = Object.fromEntries(['a', 'b', 'c'].map(host => [up(host), '1x5 0x30']));
    expect(wrong({ ...hosts, [up('d')]: '1x40', [up('e')]: '1x40' }, { '3m30s': {}, '4m': { StratoscopeOffline: [''] }, '5m30s': { StratoscopeOffline: [''] }, '6m': { StratoscopeOffline: [''], MachineDown: ['a', 'b', 'c'] } })).toEqual([]);
    // two of five, and three of ten: those are machines
    expect(wrong({ [up('a')]: '1x5 0x30', [up('b')]: '1x5 0x30', [up('c')]: '1x40', [up('d')]: '1x40', [up('e')]: '1x40' }, { '5m': {}, '6m': { MachineDown: ['a', 'b'] } })).toEqual([]);
  });

  test('a target that reports both, as blackbox_exporter does, counts with both', () => {
    const blackbox = (instance: string, values: string) => ({ [`up{job="b",instance="${instance}"}`]: '1x40', [`probe_success{job="b",instance="${instance}"}`]: values });
    expect(wrong({ ...blackbox('a', '1x5 0x30'), ...blackbox('b', '1x5 0x30'), ...blackbox('c', '1x5 0x30') }, { '3m30s': {}, '5m': { StratoscopeOffline: [''] } })).toEqual([]);
  });

  test('what has been down all along is no new incident', () => {
    expect(wrong(Object.fromEntries(['a', 'b', 'c', 'd'].map(host => [up(host), '0x30'])), { '4m': { MachineDown: ['a', 'b', 'c', 'd'] } })).toEqual([]);
  });

  test('a sender that falls silent has no data; one that is removed ended on purpose', () => {
    expect(wrong({ 'node_boot_time_seconds{job="push",instance="silent"}': '0x20', 'node_boot_time_seconds{job="push",instance="removed"}': '0x20 stale', 'node_boot_time_seconds{job="push",instance="there"}': '0x90' }, { '20m': {}, '26m': { NoData: ['silent'] }, '40m': { NoData: ['silent'] } })).toEqual([]);
  });

  test('processors of hosts and of clouds', () => {
    const idle = (instance: string) => `node_cpu_seconds_total{cpu="0",mode="idle",job="node",instance="${instance}"}`;
    expect(wrong({ [idle('busy')]: '0+2x80', [idle('idle')]: '0+28x80', 'aws_ec2_cpuutilization_average{instance="cloud"}': '97x80', 'aws_ec2_cpuutilization_average{instance="calm"}': '3x80' }, { '14m': {}, '17m': { HighCpu: ['busy', 'cloud'] } })).toEqual([]);
  });

  test('a disk that will be full within a day, and one that is', () => {
    const disk = (instance: string, avail: string) => ({ [`node_filesystem_avail_bytes{${DISK.replace('instance="a"', `instance="${instance}"`)}}`]: avail, [`node_filesystem_size_bytes{${DISK.replace('instance="a"', `instance="${instance}"`)}}`]: '100e9x400', [`node_filesystem_readonly{${DISK.replace('instance="a"', `instance="${instance}"`)}}`]: '0x400' });
    // 20 GB and 1 GB an hour: none left in 20 hours. 24 GB and 0.5 GB an hour: two days
    expect(wrong({ ...disk('filling', '20e9-8333333x400'), ...disk('slow', '24e9-4166666x400'), ...disk('full', '4e9x400') }, { '1h': { DiskAlmostFull: ['full'] }, '3h': { DiskAlmostFull: ['full'], DiskFullWithinADay: ['filling'] } })).toEqual([]);
  });

  test('certificates: two weeks before, three days before, and afterwards', () => {
    const expiry = (days: number) => `${days * 86_400}x120`;
    expect(wrong({ 'probe_ssl_earliest_cert_expiry{instance="month"}': expiry(30), 'probe_ssl_earliest_cert_expiry{instance="week"}': expiry(7), 'probe_ssl_earliest_cert_expiry{instance="day"}': expiry(1), 'probe_ssl_earliest_cert_expiry{instance="past"}': expiry(-1) }, { '30m': { CertificateExpiresSoon: ['week'], CertificateExpires: ['day', 'past'] } })).toEqual([]);
  });

  test('a clock that is wrong in either direction', () => {
    expect(wrong({ 'host_clock_skew_seconds{instance="ahead"}': '7x60', 'host_clock_skew_seconds{instance="behind"}': '-7x60', 'host_clock_skew_seconds{instance="right"}': '0.3x60' }, { '9m': {}, '11m': { ClockSkew: ['ahead', 'behind'] } })).toEqual([]);
  });
});

describe('the form', () => {
  test.each(FORM_METRICS.map(({ id }) => id))('%s gives an expression that can be asked, with and without a scope', metric => {
    const of = (scope: SimpleRule['scope']) => simplePromql(SimpleRule.parse({ metric, expression: metric === 'expression' ? 'max by (instance) (node_hwmon_temp_celsius)' : '', threshold: -1.5, comparison: '>=', scope }));
    expect(expressionProblem(of([]))).toBe(null);
    expect(expressionProblem(of([{ name: 'tag_env', op: '=~', value: 'prod|"x"\\d' }, { name: 'instance', op: '!=', value: 'a\nb' }]))).toBe(null);
  });

  test('writes matchers of the scope into every selector, so that later machines are meant, too', () => {
    expect(simplePromql(SimpleRule.parse({ metric: 'memory', threshold: 90, scope: [{ name: 'tag_env', value: 'prod' }] })))
      .toBe('100 * (1 - node_memory_MemAvailable_bytes{tag_env="prod"} / node_memory_MemTotal_bytes{tag_env="prod"}) > 90');
  });
});
