import { expect, test } from 'vitest';
import { killRounds } from '../servers/acks.ts';

test('after seven kills, each in the middle of another deed, every acknowledged sample is there exactly once and the check is clean', async () => {
  const report = await killRounds(7, Math.random);
  expect(report.acknowledged).toBeGreaterThan(15); // a slow machine writes little between two kills
  expect(report).toMatchObject({ missing: [], twice: [], wrong: [], check: { code: 0 }, restored: { code: 0 } });
  expect(report.snapshots).toBeGreaterThan(0);
}, 120_000);
