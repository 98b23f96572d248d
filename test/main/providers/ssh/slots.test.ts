import { expect, test } from 'vitest';
import { backoffMs } from '../../../../src-main/providers/ssh/backoff.ts';
import { Slots } from '../../../../src-main/providers/ssh/slots.ts';

const quiet = new AbortController().signal;
/** Lets whoever can go on do so. */
const settle = () => new Promise(resolve => setImmediate(resolve));

test('no more have a place than there are, and who waits longest is next', async () => {
  const slots = new Slots(2);
  const order: number[] = [];
  const take = async (number: number) => {
    const slot = await slots.take(quiet);
    order.push(number);
    return slot;
  };
  const taken = [take(1), take(2), take(3), take(4)];
  await settle();
  expect(order).toEqual([1, 2]);
  (await taken[1]!)[Symbol.dispose]();
  (await taken[1]!)[Symbol.dispose](); // a place is given back once
  await settle();
  expect(order).toEqual([1, 2, 3]);
});

test('who no longer wants to wait leaves the line', async () => {
  const slots = new Slots(1);
  const first = await slots.take(quiet);
  const gone = new AbortController();
  const second = slots.take(gone.signal);
  const third = slots.take(quiet);
  gone.abort(new Error('no longer'));
  await expect(second).rejects.toThrow('no longer');
  first[Symbol.dispose]();
  (await third)[Symbol.dispose]();
  (await slots.take(quiet))[Symbol.dispose]();
  await expect(slots.take(gone.signal)).rejects.toThrow('no longer');
});

test.each([
  { failures: 1, random: 0.5, ms: 500 },
  { failures: 2, random: 0.5, ms: 1_000 },
  { failures: 5, random: 0.999, ms: 15_984 },
  { failures: 9, random: 0.5, ms: 128_000 },
  { failures: 10, random: 0.5, ms: 150_000 }, // 2^9 s would be more than five minutes
  { failures: 2_000, random: 0.5, ms: 150_000 },
  { failures: 3, random: 0, ms: 0 },
])('after $failures failures in a row and a draw of $random, $ms ms', ({ failures, random, ms }) => expect(backoffMs(failures, random)).toBe(ms));
