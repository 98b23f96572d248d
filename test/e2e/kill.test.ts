import { expect, test } from 'vitest';
import { killRounds } from '../servers/acks.ts';

test('after ten kills at random moments every acknowledged sample is there exactly once and the check is clean', async () => {
  const report = await killRounds(10, Math.random);
  expect(report.acknowledged).toBeGreaterThan(30); // a slow machine writes little between two kills
  expect(report).toMatchObject({ missing: [], twice: [], wrong: [], check: { code: 0 } });
}, 180_000);
