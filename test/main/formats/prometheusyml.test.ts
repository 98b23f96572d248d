import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseByteSize } from '../../../src-main/formats/bytesize.ts';
import { discoveredTarget } from '../../../src-main/formats/discovered.ts';
import { parsePrometheusYml } from '../../../src-main/formats/prometheusyml.ts';
import { TargetConfig } from '../../../src-main/shared/model/target.ts';

const job = (text: string) => {
  const { jobs, leftOut } = parsePrometheusYml(`scrape_configs:\n- job_name: j\n${text.replace(/^/gm, '  ')}`);
  return { config: jobs[0]?.template, job: jobs[0], told: leftOut.map(({ line, field, reason, detail }) => [line, field, reason, detail]) };
};

describe('a whole file', () => {
  const { jobs, leftOut } = parsePrometheusYml(readFileSync('test/main/formats/prometheus.example.yml', 'utf8'));

  test('gives every job with its targets and files', () => {
    expect(jobs.map(({ name, line, targets, files }) => [name, line, targets.map(({ address, line: at }) => `${at} ${address}`), files.map(({ patterns }) => patterns)])).toEqual([
      ['prometheus', 15, ['17 localhost:9090'], []],
      ['node', 19, ['34 10.0.0.5:9100', '35 10.0.0.6:9100'], [['targets/*.json', '/etc/prometheus/more.yml']]],
      ['blackbox', 61, ['67 https://example.org', '67 db:5432'], []],
    ]);
  });

  test('gives what the targets of a job share', () => {
    expect(jobs[1]!.template).toEqual(TargetConfig.parse({
      job: 'node', url: 'https://address.invalid/node/metrics?collect%5B%5D=cpu&collect%5B%5D=disk&x=1', intervalMs: 30_000, timeoutMs: 5000, honorLabels: true, honorTimestamps: false, followRedirects: false,
      sampleLimit: 5000, bodyLimitBytes: 20 * 1024 * 1024, tls: { serverName: 'node', insecureSkipVerify: true }, auth: { kind: 'basic', username: 'scraper' },
      relabelConfigs: [{ sourceLabels: ['__address__'], regex: '([^:]+):.*', targetLabel: 'host' }], metricRelabelConfigs: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'go_.*' }],
    }));
    expect(jobs[1]!.secrets).toEqual({ password: 'hunter2' });
    expect(jobs[1]!.caFile).toEqual({ line: 49, path: 'ca.pem' });
    expect(jobs[1]!.targets[0]!.labels).toEqual({ env: 'prod', __meta_rack: '7' });
    expect(jobs[0]!.template).toMatchObject({ url: 'http://address.invalid/metrics', intervalMs: 20_000, timeoutMs: 10_000, sampleLimit: 0, bodyLimitBytes: 0, honorTimestamps: true, followRedirects: true });
  });

  test('has a word for each place that is left out', () => {
    expect(leftOut.map(({ line, job: name, field, reason }) => `${line} ${name} ${field} ${reason}`)).toEqual([
      '4  global.evaluation_interval elsewhere', '5  global.external_labels unsupported', '8  rule_files elsewhere', '10  alerting elsewhere',
      '48 node tls_config.cert_file file', '51 node proxy_url unsupported', '58 node kubernetes_sd_configs unsupported',
      '70 broken  wrong', '74  remote_write elsewhere',
    ]);
    expect(leftOut.find(one => one.job === 'broken')!.detail).toBe('relabel_configs: replace needs a target_label');
  });
});

test.each([
  ['scrape_interval: 2m', { intervalMs: 120_000, timeoutMs: 10_000 }], ['scrape_interval: 5s', { intervalMs: 5000, timeoutMs: 5000 }], ['scrape_interval: 1m30s\nscrape_timeout: 1m', { intervalMs: 90_000, timeoutMs: 60_000 }],
  ['honor_labels: yes\nfollow_redirects: off', { honorLabels: true, followRedirects: false }], ['metrics_path: /a b\nparams: {q: [1, x y]}', { url: 'http://address.invalid/a%20b?q=1&q=x+y' }],
  ['body_size_limit: 1.5KB', { bodyLimitBytes: 1536 }], ['bearer_token: t0ken', { auth: { kind: 'bearer', username: '' } }], ['authorization: {credentials: t0ken}', { auth: { kind: 'bearer', username: '' } }],
  ['tls_config: {ca: PEM}', { tls: { ca: 'PEM', insecureSkipVerify: false } }], ['tls_config: {cert: PEM, key: KEY}', { tls: { cert: 'PEM', insecureSkipVerify: false } }], ['tls_config: {cert: PEM}', { tls: { insecureSkipVerify: false } }],
])('%j is taken as Prometheus does', (text, expected) => {
  const { config, told } = job(text);
  expect(config).toMatchObject(expected);
  expect(told).toEqual([]);
});

test.each([
  ['scrape_interval: 500ms', [[3, 'scrape_interval', 'adjusted', '1s']]],
  ['authorization: {type: Digest, credentials: x}', [[3, 'authorization.type', 'unsupported', '']]],
  ['authorization:\n  credentials_file: /x', [[4, 'authorization.credentials_file', 'file', '']]],
  ['basic_auth:\n  username: u\n  password_file: /x', [[5, 'basic_auth.password_file', 'file', '']]],
  ['basic_auth:\n  username: u', [[4, 'basic_auth', 'adjusted', 'no authorization, since the password is empty']]],
  ['bearer_token_file: /x', [[3, 'bearer_token_file', 'file', '']]],
  ['oauth2: {client_id: x}\nec2_sd_configs: []', [[3, 'oauth2', 'unsupported', ''], [4, 'ec2_sd_configs', 'unsupported', '']]],
])('%j is taken with a word', (text, expected) => {
  const { job: found, told } = job(text);
  expect(found).toBeDefined();
  expect(told).toEqual(expected);
});

test.each([
  ['scrape_interval: soon', 3, 'scrape_interval has to be a duration like 15s'], ['scrape_interval: 5s\nscrape_timeout: 6s', 4, 'scrape_timeout is longer than the interval of 5s'], ['scheme: ftp', 3, 'scheme has to be http or https'],
  ['honor_labels: maybe', 3, 'honor_labels has to be true or false'], ['params: [a]', 3, 'params has to be a map'], ['params: {a: b}', 3, 'a has to be a list'], ['sample_limit: -1', 3, 'sample_limit has to be a whole number'],
  ['body_size_limit: 1 elephant', 3, 'body_size_limit has to be a size like 10MB'], ['static_configs: [x]', 3, 'an entry of static_configs has to be a map'], ['static_configs:\n- target: [a:1]', 4, 'target is no field of static_configs'],
  ['file_sd_configs:\n- files: [/x.txt]', 4, 'a file of targets ends in .json, .yml or .yaml, with a * in its last part at most'], ['file_sd_configs:\n- files: ["*/x.json"]', 4, 'a file of targets ends in .json, .yml or .yaml, with a * in its last part at most'],
  ['metric_relabel_configs:\n- action: drop\n  regex: "("', 5, 'metric_relabel_configs: error parsing regexp: missing closing ): `(`'], ['relabel_configs:\n- source_label: [a]', 4, 'relabel_configs: source_label is no field of a rule'],
])('%j leaves the job out', (text, line, detail) => {
  const { job: found, told } = job(text);
  expect(found).toBeUndefined();
  expect(told).toEqual([[line, '', 'wrong', detail]]);
});

test('a job without a name and one whose name is taken are left out', () => {
  const { jobs, leftOut } = parsePrometheusYml('scrape_configs:\n- scheme: http\n- job_name: a\n- job_name: a\n');
  expect(jobs.map(({ name }) => name)).toEqual(['a']);
  expect(leftOut.map(({ line, detail }) => [line, detail])).toContainEqual([4, 'there is a job of this name above']);
  expect(leftOut.map(({ line, detail }) => [line, detail])).toContainEqual([2, 'a job needs a name']);
});

test.each([['- a', 'line 1, this is no prometheus.yml: it has no scrape_configs'], ['a: [', /^line 1, column/]])('%j is refused', (text, message) => {
  expect(() => parsePrometheusYml(text)).toThrow(expect.objectContaining({ code: 'bad-data', message: typeof message === 'string' ? message : expect.stringMatching(message) }));
});

test('any text is read or refused, and what is read makes configurations', () => {
  const piece = fc.constantFrom('scrape_configs:\n', '- job_name: a\n', '  scrape_interval: 5s\n', '  static_configs:\n', '  - targets: [a:1]\n', '    labels: {x: y}\n', '  relabel_configs:\n', '  - action: keep\n', '    regex: a\n', '  basic_auth: {username: u, password: p}\n', 'global:\n', '  scrape_interval: 1s\n', '  params: {a: [b]}\n', '  tls_config:\n', '    ca: x\n', '\t', '&x ', '*x\n', '- ', ': ');
  fc.assert(fc.property(fc.array(fc.oneof({ weight: 8, arbitrary: piece }, fc.string({ maxLength: 5 })), { maxLength: 20 }).map(parts => parts.join('')), text => {
    try {
      for (const { template } of parsePrometheusYml(text).jobs) expect(TargetConfig.parse(template)).toEqual(template);
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-data', message: expect.stringMatching(/^line \d+, /) });
    }
  }), { numRuns: 2000 });
});

test.each([['0', 0], ['15B', 15], ['1KB', 1024], ['2KiB', 2048], ['10MB', 10 * 1024 ** 2], ['1GiB', 1024 ** 3], ['10', null], ['', null], ['MB', null], ['-1MB', null], ['9EB', null]] as const)('"%s" is %s bytes', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});

describe('a target of a list', () => {
  const template = TargetConfig.parse({ job: 'j', url: 'https://address.invalid/metrics?a=1', labels: {}, intervalMs: 30_000 });

  test.each([
    [{}, { url: 'https://web:9100/metrics?a=1', labels: {}, hiddenLabels: {}, intervalMs: 30_000 }],
    [{ env: 'prod', job: 'other', instance: 'i', empty: '' }, { labels: { env: 'prod', job: 'other', instance: 'i' } }],
    [{ __meta_x: 'y', __tmp: 'z' }, { labels: {}, hiddenLabels: { __meta_x: 'y', __tmp: 'z' } }],
    [{ __scheme__: 'http', __metrics_path__: '/p q' }, { url: 'http://web:9100/p%20q?a=1', hiddenLabels: {} }],
    [{ __param_a: 'no', __param_b: 'yes' }, { url: 'https://web:9100/metrics?a=1&b=yes', hiddenLabels: {} }],
    [{ __scrape_interval__: '1m', __scrape_timeout__: '30s' }, { intervalMs: 60_000, timeoutMs: 30_000 }],
  ])('with %j', (labels, expected) => expect(discoveredTarget(template, 'web:9100', labels)).toMatchObject(expected));

  test.each([
    ['http://web:9100/metrics', {}, '__address__ is "http://web:9100/metrics", which is no host:port'], ['web', { 'a-b': 'x' }, /^labels\.a-b: /], ['web', { __scrape_interval__: 'soon' }, '__scrape_interval__ is "soon", which is no duration'],
    ['web', { __scrape_timeout__: '1m' }, 'the timeout is longer than the interval'],
  ])('%s with %j is refused', (address, labels, message) => {
    expect(() => discoveredTarget(template, address, labels as Record<string, string>)).toThrow(expect.objectContaining({ code: 'invalid-input', message: typeof message === 'string' ? message : expect.stringMatching(message) }));
  });
});
