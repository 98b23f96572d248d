import { expect, test } from 'vitest';
import { warmUp } from '../../../src-main/workers/warmup.ts';

test('a reader can ask itself everything that it means to ask, and lets others have their turns in between', async () => {
  let turns = 0;
  const others = setInterval(() => { turns++; }, 0);
  await expect(warmUp(24)).resolves.toBeUndefined(); // each expression both ways
  clearInterval(others);
  expect(turns).toBeGreaterThan(2);
});
