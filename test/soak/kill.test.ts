import { expect, test } from 'vitest';
import { killRounds } from '../servers/acks.ts';

test('after a hundred kills at random moments every acknowledged sample is there exactly once and the check is clean', async () => {
  const report = await killRounds(100, Math.random);
  expect(report.acknowledged).toBeGreaterThan(1000);
  expect(report).toMatchObject({ missing: [], twice: [], wrong: [], check: { code: 0 } });
});
