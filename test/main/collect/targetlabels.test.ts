import { expect, test } from 'vitest';
import { mergeLabels, targetLabels } from '../../../src-main/collect/targetlabels.ts';
import { toPairs } from '../../../src-main/shared/model/labels.ts';
import { TargetConfig } from '../../../src-main/shared/model/target.ts';

const TARGET = toPairs({ job: 'node', instance: 'web-1:9100' });

test.each([
  ['http://web-1:9100/metrics', {}, { job: 'node', instance: 'web-1:9100' }],
  ['http://web-1/metrics', {}, { job: 'node', instance: 'web-1:80' }],
  ['https://web-1', {}, { job: 'node', instance: 'web-1:443' }],
  ['http://[::1]:9100', {}, { job: 'node', instance: '[::1]:9100' }],
  ['http://web-1:9100', { instance: 'the first' }, { job: 'node', instance: 'the first' }],
  ['http://web-1:9100', { labels: { zone: 'b', instance: 'own' } }, { job: 'node', instance: 'own', zone: 'b' }],
])('%s with %j has labels %j', (url, more, expected) => {
  expect(targetLabels(TargetConfig.parse({ job: 'node', url, ...more }))).toEqual(toPairs(expected));
});

test.each([
  { name: 'nothing in common', raw: ['__name__', 'm', 'a', 'b'], honor: false, expected: { __name__: 'm', a: 'b', job: 'node', instance: 'web-1:9100' } },
  { name: 'a conflict', raw: ['__name__', 'm', 'job', 'own'], honor: false, expected: { __name__: 'm', exported_job: 'own', job: 'node', instance: 'web-1:9100' } },
  { name: 'a conflict whose new name is taken', raw: ['__name__', 'm', 'job', 'own', 'exported_job', 'x'], honor: false, expected: { __name__: 'm', exported_exported_job: 'own', exported_job: 'x', job: 'node', instance: 'web-1:9100' } },
  { name: 'an empty label', raw: ['__name__', 'm', 'instance', ''], honor: false, expected: { __name__: 'm', job: 'node', instance: 'web-1:9100' } },
  { name: 'a conflict, honored', raw: ['__name__', 'm', 'job', 'own'], honor: true, expected: { __name__: 'm', job: 'own', instance: 'web-1:9100' } },
  { name: 'an empty label, honored', raw: ['__name__', 'm', 'instance', ''], honor: true, expected: { __name__: 'm', job: 'node' } },
])('labels of page and target: $name', ({ raw, honor, expected }) => {
  const merged = mergeLabels(raw, TARGET, honor);
  const pairs = Object.fromEntries(Array.from({ length: merged.length / 2 }, (_, i) => [merged[2 * i], merged[2 * i + 1]]).filter(([, value]) => value !== ''));
  expect(pairs).toEqual(expected);
});
