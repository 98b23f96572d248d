import { expect, test } from 'vitest';
import { withDeadline } from '../../../src-main/base/deadline.ts';
import { HandClock } from '../../handclock.ts';

const late = () => new Error('too late');
const forever = new Promise<never>(() => undefined);

test('work that ends in time gives its result, and no timer stays behind', async () => {
  const clock = new HandClock(0);
  let fired = false;
  expect(await withDeadline(clock, 100, new AbortController().signal, () => { fired = true; return late(); }, async () => 7)).toBe(7);
  await clock.advance(1000);
  expect(fired).toBe(false);
});

test('work that is late is told to stop and left, even if it does not listen', async () => {
  const clock = new HandClock(0);
  const signals: AbortSignal[] = [];
  const running = withDeadline(clock, 100, new AbortController().signal, late, signal => {
    signals.push(signal);
    return forever;
  });
  const told = expect(running).rejects.toThrow('too late');
  await clock.advance(99);
  expect(signals[0]!.aborted).toBe(false);
  await clock.advance(1);
  await told;
  expect(signals[0]!.reason).toMatchObject({ message: 'too late' });
});

test('whoever asked may break it off, with a reason', async () => {
  const stop = new AbortController();
  const running = withDeadline(new HandClock(0), 100, stop.signal, late, () => forever);
  stop.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
  await expect(withDeadline(new HandClock(0), 100, stop.signal, late, async () => 7)).rejects.toThrow('enough');
});

test("the work's own error comes through", async () => {
  await expect(withDeadline(new HandClock(0), 100, new AbortController().signal, late, async () => { throw new Error('mine'); })).rejects.toThrow('mine');
});
