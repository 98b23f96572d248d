import { describe, expect, test } from 'vitest';
import { TargetConfig } from '../../../src-main/shared/model/target.ts';
import { isInClear, secretsIn } from '../../../src-renderer/targets/access.ts';
import { configsOf, formOf, jobGuess, NEW_TARGET, type TargetForm, urlsOf } from '../../../src-renderer/targets/form.ts';

const form = (change: Partial<TargetForm>): TargetForm => ({ ...NEW_TARGET, urls: 'http://10.0.0.5:9100/metrics', job: 'node', ...change });
const problemsOf = (change: Partial<TargetForm>) => configsOf(form(change)).problems;

test.each([
  ['10.0.0.5:9100', ['http://10.0.0.5:9100/metrics']], ['http://a:1/probe?target=x', ['http://a:1/probe?target=x']], ['https://a.example/', ['https://a.example/']],
  ['a:1\nb:2, c:3; a:1', ['http://a:1/metrics', 'http://b:2/metrics', 'http://c:3/metrics']], ['  ', []], ['http://', ['http://']],
])('%j names %j', (text, urls) => expect(urlsOf(text)).toEqual(urls));

test('several addresses make several targets that share everything but the instance', () => {
  const { configs, problems } = configsOf(form({ urls: 'a:9100\nb:9100', instance: 'only-one', interval: '1m', labels: [{ name: 'env', value: 'prod' }, { name: '', value: '' }] }));
  expect(problems).toEqual({});
  expect(configs.map(({ url, job, instance, intervalMs, labels }) => ({ url, job, instance, intervalMs, labels }))).toEqual([
    { url: 'http://a:9100/metrics', job: 'node', instance: undefined, intervalMs: 60_000, labels: { env: 'prod' } },
    { url: 'http://b:9100/metrics', job: 'node', instance: undefined, intervalMs: 60_000, labels: { env: 'prod' } },
  ]);
});

test('without a job, each address gets the one its port is known for', () => {
  expect(configsOf(form({ urls: 'a:9100\nb:9187', job: ' ' })).configs.map(config => config.job)).toEqual(['node', 'postgres']);
  expect(problemsOf({ urls: 'a:4242', job: '' })).toEqual({ job: 'job' });
  expect(jobGuess('not a url')).toBe('');
});

test.each([
  [{ urls: '' }, { urls: 'urlMissing' }], [{ urls: 'ftp://a/x' }, { urls: 'urls' }], [{ urls: 'http://me:secret@a:1/x' }, { urls: 'credentials' }], [{ interval: 'soon' }, { interval: 'interval' }], [{ interval: '500ms', timeout: '200ms' }, { interval: 'interval' }],
  [{ timeout: '' }, { timeout: 'timeout' }], [{ interval: '5s', timeout: '10s' }, { timeout: 'timeoutLonger' }], [{ labels: [{ name: '1x', value: 'y' }] }, { labels: 'labels' }], [{ labels: [{ name: '__x', value: 'y' }] }, { labels: 'labels' }],
  [{ labels: [{ name: 'a', value: '1' }, { name: 'a', value: '2' }] }, { labels: 'labelTwice' }], [{ bodyLimit: '-1' }, { bodyLimit: 'bodyLimit' }], [{ sampleLimit: '1.5' }, { sampleLimit: 'sampleLimit' }], [{ sampleLimit: 'many' }, { sampleLimit: 'sampleLimit' }],
] as const)('%j is refused beside its field', (change, problems) => {
  expect(problemsOf(change)).toEqual(problems);
  expect(configsOf(form(change)).configs).toEqual([]);
});

describe('secrets', () => {
  const before = TargetConfig.parse({ job: 'node', url: 'http://10.0.0.5:9100/metrics', auth: { kind: 'basic', username: 'ann' }, relabelConfigs: [{ targetLabel: 'a', replacement: 'b' }] });
  const problems = (change: Partial<TargetForm>) => configsOf({ ...formOf(before), ...change }).problems;

  test.each([
    [{}, {}], [{ urls: 'http://10.0.0.5:9100/other' }, {}], [{ urls: 'http://10.0.0.6:9100/metrics' }, { password: 'secret' }], [{ urls: 'http://10.0.0.6:9100/metrics', password: 'x' }, {}],
    [{ via: 'web-1' }, { password: 'secret' }], [{ unixSocket: '/run/x' }, { password: 'secret' }], [{ auth: 'bearer' }, { bearer: 'secret' }], [{ auth: 'none' }, {}], [{ cert: 'PEM' }, { clientKey: 'secret' }], [{ cert: 'PEM', clientKey: 'key' }, {}],
    [{ username: 'a:b' }, { username: 'username' }], [{ unixSocket: 'x', password: 'x' }, { unixSocket: 'unixSocket' }],
  ] as const)('%j: %j', (change, expected) => expect(problems(change)).toEqual(expected));

  test('are no part of the configuration, and go only where they belong', () => {
    const typed = { ...formOf(before), password: 'p', bearer: 'b', cert: 'PEM', clientKey: 'k' };
    expect(secretsIn(typed)).toEqual({ password: 'p', clientKey: 'k' });
    expect(secretsIn({ ...typed, auth: 'bearer' })).toEqual({ bearer: 'b', clientKey: 'k' });
    expect(secretsIn({ ...typed, auth: 'none', cert: '' })).toEqual({});
    expect(secretsIn({ ...typed, password: '' })).toEqual({ clientKey: 'k' }); // left empty, the stored one stays
    expect(configsOf(typed).configs).toEqual([{ ...before, tls: { ...before.tls, cert: 'PEM' } }]);
  });

  test.each([
    ['http://10.0.0.5:9100/metrics', {}, true], ['https://10.0.0.5:9100/metrics', {}, false], ['http://localhost:9100/', {}, false], ['http://127.0.0.2/', {}, false], ['http://[::1]:9/', {}, false], ['http://10.0.0.5/', { via: 'a' }, false],
    ['http://10.0.0.5/', { unixSocket: '/run/x' }, false], ['http://10.0.0.5/', { auth: 'none' }, false],
  ] as const)('%s with %j crosses a network in clear: %s', (url, change, clear) => expect(isInClear({ ...formOf(before), ...change }, url)).toBe(clear));
});

test.each([
  ['http://localhost:9100/metrics', {}, 'web-1:9100'], ['http://127.0.0.1/metrics', {}, 'web-1:80'], ['https://[::1]/metrics', {}, 'web-1:443'], ['http://db.internal:9187/metrics', {}, undefined], ['http://localhost/metrics', { unixSocket: '/run/x' }, 'web-1'],
  ['http://localhost:9100/metrics', { instance: 'mine' }, 'mine'], ['http://localhost:9100/metrics', { via: '', viaName: '' }, undefined],
] as const)('%s through an SSH host with %j is called %s', (urls, change, instance) => expect(configsOf(form({ urls, via: 'id-1', viaName: 'web-1', ...change })).configs[0]?.instance).toBe(instance));

test('a form made of a configuration makes the same configuration, with what it does not show', () => {
  const config = TargetConfig.parse({
    job: 'db', url: 'https://db.internal:9187/metrics', instance: 'db-1', intervalMs: 90_000, timeoutMs: 7_500, labels: { env: 'prod', team: 'core' }, honorLabels: true, honorTimestamps: false, followRedirects: true,
    bodyLimitBytes: 3 * 1024 * 1024 + 512, sampleLimit: 0, tls: { ca: 'PEM', serverName: 'db', insecureSkipVerify: true, cert: 'CERT' }, auth: { kind: 'basic', username: 'ann' }, via: 'web-1', unixSocket: '/run/exporter.sock',
    hiddenLabels: { __meta_a: 'b' }, relabelConfigs: [{ action: 'drop', sourceLabels: ['a'], regex: 'b' }], metricRelabelConfigs: [{ action: 'labeldrop', regex: 'x' }],
  });
  expect(configsOf(formOf(config))).toEqual({ configs: [config], problems: {} });
});
