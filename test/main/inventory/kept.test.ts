import { expect, test } from 'vitest';
import { Kept } from '../../../src-main/inventory/kept.ts';

const AGE = { leastMs: 2000, mostMs: 30_000 };

/** A clock by hand, and an answer that takes as long as it is told. */
function costly(tookMs: number) {
  const clock = { now: 1_000_000, made: 0 };
  const kept = new Kept(async () => { clock.made++; clock.now += tookMs; return clock.made; }, () => clock.now, AGE);
  return { clock, kept };
}

test.each([
  { tookMs: 10, keptMs: 2000 }, // 50 x 10 ms is less than the least
  { tookMs: 100, keptMs: 5000 },
  { tookMs: 4000, keptMs: 30_000 }, // 200 s is more than the most
])('what took $tookMs ms is kept for $keptMs ms from when it was asked', async ({ tookMs, keptMs }) => {
  const { clock, kept } = costly(tookMs);
  const asked = clock.now;
  await kept.get();
  clock.now = asked + keptMs - 1;
  await kept.get();
  expect(clock.made).toBe(1);
  clock.now = asked + keptMs;
  await kept.get();
  expect(clock.made).toBe(2);
});

test('all who ask meanwhile share one answer', async () => {
  const { clock, kept } = costly(10);
  expect(await Promise.all([kept.get(), kept.get(), kept.get()])).toEqual([1, 1, 1]);
  expect(clock.made).toBe(1);
});

test('a failure reaches everybody who waits and is not kept', async () => {
  let tries = 0;
  const kept = new Kept(async () => { if (++tries === 1) throw new Error('no answer'); return tries; }, () => 0, AGE);
  await expect(Promise.all([kept.get(), kept.get()])).rejects.toThrow('no answer');
  await expect(kept.get()).resolves.toBe(2);
});
