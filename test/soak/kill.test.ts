import { expect, test } from 'vitest';
import { killRounds } from '../servers/acks.ts';

test('after two hundred kills at random moments of ingest, seal, compaction, retention, snapshot and start every acknowledged sample is there exactly once and the check is clean', async () => {
  const report = await killRounds(200, Math.random);
  expect(report.acknowledged).toBeGreaterThan(2000);
  expect(report).toMatchObject({ missing: [], twice: [], wrong: [], check: { code: 0 }, restored: { code: 0 } });
  expect(report.snapshots).toBeGreaterThan(20);
});
