import { expect, test } from 'vitest';
import { writeThroughKills } from '../servers/remotewriting.ts';

test('a real Prometheus that wrote to us for ten minutes, through five kills, has the same samples and the same answers as we', async ctx => {
  const report = await writeThroughKills(600_000, 5, Math.random);
  if (report === null) return ctx.skip('prometheus or prometheus-node-exporter is not installed');
  expect(report.samples).toBeGreaterThan(300_000);
  expect(report.unlike).toEqual([]);
});
