import { expect, test } from 'vitest';
import { writeThroughKills } from '../servers/remotewriting.ts';

test('a real Prometheus that writes to us through two kills has the same samples and the same answers as we', async ctx => {
  const report = await writeThroughKills(9_000, 2, Math.random);
  if (report === null) return ctx.skip('prometheus or prometheus-node-exporter is not installed');
  expect(report.series).toBeGreaterThan(500);
  expect(report.samples).toBeGreaterThan(1_500);
  expect(report.unlike).toEqual([]);
}, 180_000);
