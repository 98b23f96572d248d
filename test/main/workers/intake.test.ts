import { expect, test } from 'vitest';
import { Intake } from '../../../src-main/workers/intake.ts';
import { body, named, numbers, one, outcome, pooled } from './bench.ts';

const T0 = Date.UTC(2026, 0, 15);

/** Work that ends when the test says so; `begun` tells whose turn came, in order. */
function turns(maxBytes: number) {
  const intake = new Intake({} as never, maxBytes); // none of this work asks the store for anything
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const send = (caller: string, bytes = 1, signal = new AbortController().signal) => outcome(intake.take({ caller, bytes, signal }, () => new Promise<string>(resolve => {
    begun.push(caller);
    ends.push(() => resolve('stored'));
  })));
  const endOne = async () => { ends.shift()!(); await new Promise(setImmediate); };
  return { intake, begun, send, endOne };
}

test('three requests are under way at a time; then senders take turns, however many requests one of them has waiting', async () => {
  const { begun, send, endOne } = turns(100);
  for (let i = 0; i < 6; i++) void send('greedy');
  void send('small');
  void send('other');
  expect(begun).toEqual(['greedy', 'greedy', 'greedy']);
  for (let i = 0; i < 5; i++) await endOne();
  expect(begun.slice(3)).toEqual(['greedy', 'small', 'other', 'greedy', 'greedy']);
});

test('bytes above the bound are turned away at once and take no place; what was taken is not harmed', async () => {
  const { intake, send, endOne } = turns(100);
  const taken = send('a', 60);
  expect(await send('b', 41)).toMatchObject({ failed: { code: 'unavailable', message: expect.stringContaining('60 bytes wait') } });
  expect(intake).toMatchObject({ bytes: 60, turnedAway: 1 });
  await endOne();
  expect(await taken).toBe('stored');
  expect(intake.bytes).toBe(0);
});

test('one sender can not take up all the room: another still finds some', async () => {
  const { begun, send } = turns(100);
  void send('greedy', 75);
  expect(await send('greedy', 1)).toMatchObject({ failed: { code: 'unavailable' } });
  void send('other', 25);
  expect(begun).toEqual(['greedy', 'other']);
});

test('a request larger than the bound is taken when nothing else waits', async () => {
  const { begun, send } = turns(100);
  void send('a', 1000);
  expect(begun).toEqual(['a']);
});

test('a sender that leaves before its turn gives its room back; the turns go on', async () => {
  const { intake, begun, send, endOne } = turns(100);
  for (let i = 0; i < 3; i++) void send('a');
  const gone = new AbortController();
  const left = send('b', 50, gone.signal);
  void send('c');
  gone.abort();
  expect(await left).toMatchObject({ failed: { code: 'canceled' } });
  expect(intake.bytes).toBe(4);
  await endOne();
  expect(begun).toEqual(['a', 'a', 'a', 'c']);
});

test('while one sender floods the store with requests of thousands of new series each, a small one waits for a few of them, not for all', async () => {
  const { pool } = await pooled({ queryWorkers: 1 });
  const signal = new AbortController().signal;
  let stored = 0;
  const flood = Array.from({ length: 24 }, (_, n) => {
    const bytes = body(...Array.from({ length: 2000 }, (_, i) => one(named('flood', 'n', `${n}`, 'i', `${i}`), T0, i)));
    return pool.intake.take({ caller: 'hostile', bytes: bytes.length, signal }, storage => storage.receive({ body: bytes })).then(() => { stored++; });
  });
  const small = body(one(named('small'), T0, 7));
  await pool.intake.take({ caller: 'small', bytes: small.length, signal }, storage => storage.receive({ body: small }));
  expect(stored).toBeLessThanOrEqual(4); // three under way and one turn
  expect(await numbers(pool, 'small', T0)).toEqual({ small: 7 });
  await Promise.all(flood);
  expect((await pool.storage.stats({})).series).toBe(24 * 2000 + 1);
});
