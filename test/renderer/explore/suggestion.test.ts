import { expect, test } from 'vitest';
import { parse } from '../../../src-main/promql/parse.ts';
import { examplesFor } from '../../../src-renderer/explore/examples.ts';
import { suggestedQuery } from '../../../src-renderer/explore/suggestion.ts';

const readable = (promql: string) => () => parse(promql, { maxDepth: 100, experimental: false });

test.each([
  ['node_cpu_seconds_total', 'counter', 'rate(node_cpu_seconds_total[5m])'],
  ['node_load1', 'gauge', 'node_load1'],
  ['http_duration_seconds_bucket', 'histogram', 'histogram_quantile(0.95, sum by (le) (rate(http_duration_seconds_bucket[5m])))'],
  ['http_duration_seconds_count', 'histogram', 'rate(http_duration_seconds_count[5m])'],
  ['rpc_duration_seconds', 'summary', 'rpc_duration_seconds'],
  ['things_total', 'unknown', 'rate(things_total[5m])'],
] as const)('%s, a %s, is first asked as %s', (name, type, expected) => {
  expect(suggestedQuery({ name, type }, '5m')).toBe(expected);
  expect(readable(expected)).not.toThrow();
});

test.each([['this computer', 'desk "1"'], ['all machines', null]])('the examples for %s are PromQL', (_, instance) => {
  for (const { promql } of examplesFor(instance, '75s')) expect(readable(promql), promql).not.toThrow();
});
