import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { contract } from '../../../src-main/shared/contract/index.ts';
import { connect } from '../../../src-main/shared/rpc/client.ts';
import type { Request } from '../../../src-main/shared/rpc/contract.ts';
import { delayMs, keepOpen, type PipeEvents } from '../../../src-renderer/host/link.ts';

/** A far side held by hand: each attempt to reach it is kept, and what was sent over it. */
function farSide() {
  const attempts: { readonly events: PipeEvents; readonly sent: Request[] }[] = [];
  const link = keepOpen(events => {
    const attempt = { events, sent: [] as Request[] };
    attempts.push(attempt);
    return { send: message => { attempt.sent.push(message); }, close: () => undefined };
  });
  return { link, attempts, host: connect(contract, link.port) };
}

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

test('calls made before the first opening are sent with it', async () => {
  const { host, attempts, link } = farSide();
  await vi.advanceTimersByTimeAsync(0);
  const info = host.host.settings({});
  expect(attempts[0]?.sent).toEqual([]);
  attempts[0]?.events.opened();
  expect(attempts[0]?.sent).toEqual([{ id: 1, path: 'host.settings', input: {} }]);
  attempts[0]?.events.message({ id: 1, value: 'answer' });
  await expect(info).resolves.toBe('answer');
  expect(link.state()).toBe('open');
});

test('what was under way when the host went away fails as unreachable, and so does what is asked meanwhile', async () => {
  const { host, attempts, link } = farSide();
  await vi.advanceTimersByTimeAsync(0);
  attempts[0]?.events.opened();
  const under = host.host.settings({});
  attempts[0]?.events.ended('lost');
  await expect(under).rejects.toMatchObject({ code: 'unreachable' });
  await expect(host.host.settings({})).rejects.toMatchObject({ code: 'unreachable' });
  expect(link.state()).toBe('lost');
});

test('the link returns by itself and tells those who watch', async () => {
  const { attempts, link, host } = farSide();
  const states: string[] = [];
  link.subscribe(() => states.push(link.state()));
  await vi.advanceTimersByTimeAsync(0);
  attempts[0]?.events.opened();
  attempts[0]?.events.ended('lost');
  await vi.advanceTimersByTimeAsync(250);
  expect(attempts).toHaveLength(2);
  attempts[1]?.events.ended('refused');
  await vi.advanceTimersByTimeAsync(500);
  attempts[2]?.events.opened();
  expect(states).toEqual(['open', 'lost', 'refused', 'open']);
  void host.host.settings({});
  expect(attempts[2]?.sent).toHaveLength(1);
});

test('trying by hand does not wait, and does not open twice', async () => {
  const { attempts, link } = farSide();
  await vi.advanceTimersByTimeAsync(0);
  attempts[0]?.events.ended('lost');
  link.retry();
  link.retry();
  expect(attempts).toHaveLength(2);
});

test('a closed link stays closed', async () => {
  const { attempts, link } = farSide();
  await vi.advanceTimersByTimeAsync(0);
  link.close();
  attempts[0]?.events.ended('lost');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts).toHaveLength(1);
});

test.each([[0, 0, 250], [0, 1, 125], [1, 0, 500], [5, 0, 8_000], [50, 0, 8_000], [50, 1, 4_000]])('attempt %d with chance %d waits %d ms', (attempt, random, ms) => expect(delayMs(attempt, random)).toBe(ms));
