import { expect, test } from 'vitest';
import { TargetConfig, TargetId, type TargetState } from '../../../src-main/shared/model/target.ts';
import { instanceOf, worstFirst } from '../../../src-renderer/targets/health.ts';

const target = (id: string, health: TargetState['health'], url = `http://${id}:9100/metrics`, job = 'node'): TargetState =>
  ({ id: TargetId.parse(id), kind: 'scrape', config: TargetConfig.parse({ job, url }), labels: { job, instance: url }, url, droppedBy: null, health, lastScrape: null, lastDurationMs: null, lastError: null, samples: 0, added: 0 });

test('what is down comes first, what is paused last, the rest by job and natural order', () => {
  const list = [target('n10', 'up'), target('n2', 'up'), target('x', 'dropped'), target('p', 'paused'), target('d', 'down'), target('u', 'unknown'), target('a', 'up', 'http://a:1/', 'apache')];
  expect(worstFirst(list).map(({ id }) => id)).toEqual(['d', 'u', 'a', 'n2', 'n10', 'p', 'x']);
});

test('a target goes by its instance label, or by its address where relabelling took that away', () => {
  expect(instanceOf({ labels: { instance: 'web-1' }, url: 'http://10.0.0.5:9100/metrics' })).toBe('web-1');
  expect(instanceOf({ labels: { job: 'node' }, url: 'http://10.0.0.5:9100/metrics' })).toBe('http://10.0.0.5:9100/metrics');
});
