import { expect, test } from 'vitest';
import { discoveredLabels, endpointOf } from '../../../src-main/collect/endpoint.ts';
import { toLabels } from '../../../src-main/shared/model/labels.ts';
import { TargetConfig, type TargetInput } from '../../../src-main/shared/model/target.ts';

const endpoint = (input: Partial<TargetInput>) => endpointOf(TargetConfig.parse({ job: 'node', url: 'http://web-1:9100/metrics', ...input }));
const came = (input: Partial<TargetInput>) => {
  const { asked, labels, droppedBy } = endpoint(input);
  return { url: asked.url, labels: { ...toLabels(labels) }, droppedBy };
};

test('relabelling begins with the address in its parts, the interval, and the labels', () => {
  const config = TargetConfig.parse({ job: 'probe', url: 'https://Web-1/a%20b?target=x&target=y&module=z', labels: { env: 'prod' }, hiddenLabels: { __meta_zone: 'b' }, intervalMs: 90_000, timeoutMs: 10_500 });
  expect({ ...toLabels(discoveredLabels(config)) }).toEqual({
    __address__: 'Web-1', __scheme__: 'https', __metrics_path__: '/a b', __param_target: 'x', __param_module: 'z', __scrape_interval__: '1m30s', __scrape_timeout__: '10s500ms', __meta_zone: 'b', env: 'prod', job: 'probe',
  });
});

test.each([
  { what: 'without rules', input: { labels: { env: 'prod' }, hiddenLabels: { __meta_x: 'y' } }, expected: { url: 'http://web-1:9100/metrics', labels: { job: 'node', instance: 'web-1:9100', env: 'prod' } } },
  { what: 'an address without a port', input: { url: 'https://web-1/' }, expected: { url: 'https://web-1/', labels: { job: 'node', instance: 'web-1:443' } } },
  { what: 'a label from the address', input: { relabelConfigs: [{ sourceLabels: ['__address__'], regex: '([^:]+):.*', targetLabel: 'host' }] }, expected: { url: 'http://web-1:9100/metrics', labels: { job: 'node', instance: 'web-1:9100', host: 'web-1' } } },
  { what: 'the instance by a rule', input: { relabelConfigs: [{ sourceLabels: ['__address__'], regex: '(.*):.*', targetLabel: 'instance' }] }, expected: { url: 'http://web-1:9100/metrics', labels: { job: 'node', instance: 'web-1' } } },
  { what: 'another address, which the instance follows', input: { relabelConfigs: [{ targetLabel: '__address__', replacement: 'proxy' }] }, expected: { url: 'http://proxy/metrics', labels: { job: 'node', instance: 'proxy:80' } } },
  { what: 'another address, with the instance given', input: { instance: 'w', relabelConfigs: [{ targetLabel: '__address__', replacement: '[::1]:9999' }] }, expected: { url: 'http://[::1]:9999/metrics', labels: { job: 'node', instance: 'w' } } },
  { what: 'another scheme and path', input: { relabelConfigs: [{ targetLabel: '__scheme__', replacement: 'https' }, { targetLabel: '__metrics_path__', replacement: '/a b/%41' }] }, expected: { url: 'https://web-1:9100/a%20b/%2541', labels: { job: 'node', instance: 'web-1:9100' } } },
  {
    what: 'the address as a parameter, as for a probe', input: { url: 'http://web-1/probe?module=http&module=x', relabelConfigs: [{ sourceLabels: ['__address__'], targetLabel: '__param_target' }, { sourceLabels: ['__param_target'], targetLabel: 'instance' }, { targetLabel: '__address__', replacement: 'blackbox:9115' }] },
    expected: { url: 'http://blackbox:9115/probe?module=http&module=x&target=web-1', labels: { job: 'node', instance: 'web-1' } },
  },
  { what: 'the first of several parameters', input: { url: 'http://h/?q=1&q=2&r=3', relabelConfigs: [{ targetLabel: '__param_q', replacement: 'a b' }] }, expected: { url: 'http://h/?q=a+b&q=2&r=3', labels: { job: 'node', instance: 'h:80' } } },
  { what: 'a parameter whose label is gone stays', input: { url: 'http://h/?q=%41', relabelConfigs: [{ action: 'labeldrop', regex: '__param_.*' }] }, expected: { url: 'http://h/?q=%41', labels: { job: 'node', instance: 'h:80' } } },
  { what: 'labels from a discovery', input: { hiddenLabels: { __meta_zone: 'b', __tmp: 'x' }, relabelConfigs: [{ action: 'labelmap', regex: '__meta_(.+)' }] }, expected: { url: 'http://web-1:9100/metrics', labels: { job: 'node', instance: 'web-1:9100', zone: 'b' } } },
  { what: 'no job any more', input: { relabelConfigs: [{ action: 'labeldrop', regex: 'job' }] }, expected: { url: 'http://web-1:9100/metrics', labels: { instance: 'web-1:9100' } } },
  { what: 'dropped', input: { relabelConfigs: [{ targetLabel: 'x', replacement: 'y' }, { action: 'drop', sourceLabels: ['x'], regex: 'y' }] }, expected: { url: 'http://web-1:9100/metrics', labels: { job: 'node', instance: 'web-1:9100' }, droppedBy: 1 } },
] as { what: string; input: Partial<TargetInput>; expected: object }[])('$what', ({ input, expected }) => {
  expect(came(input)).toEqual({ droppedBy: null, ...expected });
});

test('interval and timeout follow their labels', () => {
  const { asked, config } = endpoint({ relabelConfigs: [{ targetLabel: '__scrape_interval__', replacement: '1m' }, { targetLabel: '__scrape_timeout__', replacement: '2s500ms' }] });
  expect([asked.intervalMs, asked.timeoutMs]).toEqual([60_000, 2500]);
  expect([config.intervalMs, config.timeoutMs]).toEqual([15_000, 10_000]);
});

test.each([
  [{ relabelConfigs: [{ targetLabel: 'a' }, { action: 'keep', regex: '(' }] }, 'relabel_configs, rule 2 (keep): error parsing regexp: missing closing ): `(`'],
  [{ metricRelabelConfigs: [{ action: 'hashmod', targetLabel: 'a' }] }, 'metric_relabel_configs, rule 1 (hashmod): hashmod needs a modulus above 0'],
  [{ relabelConfigs: [{ targetLabel: '__address__', replacement: '' }] }, 'after relabelling, __address__ is "", which is no host:port'],
  [{ relabelConfigs: [{ targetLabel: '__address__', replacement: 'a/b' }] }, 'after relabelling, __address__ is "a/b", which is no host:port'],
  [{ relabelConfigs: [{ targetLabel: '__address__', replacement: 'me@web' }] }, 'after relabelling, __address__ is "me@web", which is no host:port'],
  [{ relabelConfigs: [{ targetLabel: '__scheme__', replacement: 'ftp' }] }, 'after relabelling, __scheme__ is "ftp"; http and https are taken'],
  [{ relabelConfigs: [{ targetLabel: '__scrape_interval__', replacement: 'soon' }] }, 'after relabelling, __scrape_interval__ is "soon", which is no duration'],
  [{ relabelConfigs: [{ targetLabel: '__scrape_interval__', replacement: '100ms' }] }, 'after relabelling, __scrape_interval__ is 100ms; from 1s to 1d is taken'],
  [{ relabelConfigs: [{ targetLabel: '__scrape_interval__', replacement: '5s' }] }, 'after relabelling, __scrape_timeout__ is 10s; it has to be above 0 and not longer than the interval of 5s'],
  [{ relabelConfigs: [{ action: 'labelmap', regex: '(x)?job', replacement: '$1' }] }, 'relabelling gives a label without a name'],
] as [Partial<TargetInput>, string][])('%j is refused', (input, message) => {
  expect(() => endpoint(input)).toThrow(expect.objectContaining({ code: 'invalid-input', message }));
});
