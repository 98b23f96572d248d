import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mapInTurns, sortInTurns, turns } from '../../../src-main/inventory/slices.ts';

test('sorting in turns gives what sorting at once gives, equal ones in their order', async () => {
  const thing = fc.record({ by: fc.nat(20), at: fc.nat() });
  await fc.assert(fc.asyncProperty(fc.array(thing, { maxLength: 1000 }), async things => {
    expect(await sortInTurns(things, (a, b) => a.by - b.by)).toEqual(things.toSorted((a, b) => a.by - b.by));
  }), { numRuns: 50 });
});

test('others get the thread as soon as a turn is over', async () => {
  let clock = 0;
  let others = 0;
  const turn = turns(() => clock);
  const made = mapInTurns(Array.from({ length: 640 }, (_, i) => i), i => { clock += 0.1; return i * 2; }, turn); // 64 ms of work, looked at every 6.4 ms
  setImmediate(function again() { others++; if (others < 100) setImmediate(again); });
  expect((await made).at(-1)).toBe(1278);
  expect(others).toBeGreaterThanOrEqual(9);
});
