import { expect, test } from 'vitest';
import { MAX_QUERIES, QueryFlags } from '../../../src-main/workers/flags.ts';

test('a flag is nobody else\'s until it is given back, and begins anew', () => {
  const flags = new QueryFlags();
  const reader = new QueryFlags(flags.buffer);
  const all = Array.from({ length: MAX_QUERIES }, () => flags.take()!);
  expect(new Set(all).size).toBe(MAX_QUERIES);
  expect(all.every(flag => flag > 0)).toBe(true);
  expect(flags.take()).toBeUndefined();
  flags.cancel(all[3]!);
  expect([reader.isCanceled(all[3]!), reader.isCanceled(all[4]!)]).toEqual([true, false]);
  flags.giveBack(all[3]!);
  expect(flags.take()).toBe(all[3]);
  expect(reader.isCanceled(all[3]!)).toBe(false);
});

test('the main thread sees what the reader computes until it leaves or has answered', () => {
  const flags = new QueryFlags();
  const reader = new QueryFlags(flags.buffer);
  const [a, b] = [flags.take()!, flags.take()!];
  expect(flags.computing).toBe(0);
  reader.enter(a);
  expect(flags.computing).toBe(a);
  flags.giveBack(b);
  expect(flags.computing).toBe(a);
  flags.giveBack(a);
  expect(flags.computing).toBe(0);
  reader.enter(b);
  reader.leave();
  expect(flags.computing).toBe(0);
});
