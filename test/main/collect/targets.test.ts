import { afterEach, expect, test } from 'vitest';
import { type BuiltIn, type StoredTarget, TargetRegistry } from '../../../src-main/collect/targets.ts';
import { TargetConfig, TargetId, type TargetInput, type TargetState } from '../../../src-main/shared/model/target.ts';
import { HandClock } from '../../handclock.ts';
import { page, startPageServer } from '../../servers/pageserver.ts';
import { MemoryAppender } from './memoryappender.ts';
import { MemorySecrets } from './memorysecrets.ts';

const T0 = Date.UTC(2026, 10, 20, 12);
const EVERY = 15_000;
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const end of ending.splice(0).reverse()) await end(); });

const config = (url: string, more: Partial<TargetInput> = {}): TargetConfig => TargetConfig.parse({ job: 'j', url, ...more });

function registry(stored: readonly StoredTarget[] = [], builtIns: readonly BuiltIn[] = []) {
  const clock = new HandClock(T0);
  const appender = new MemoryAppender();
  const saved = new Map(stored.map(one => [one.id, one]));
  const errors: unknown[] = [];
  const secrets = new MemorySecrets();
  const targets = new TargetRegistry({
    clock, appender, builtIns, secrets, tunnels: null, onError: error => errors.push(error),
    store: { load: () => [...saved.values()], ids: () => [...saved.keys()], save: one => { saved.set(one.id, one); }, delete: id => { saved.delete(id); } },
  });
  ending.push(() => targets.stop());
  const state = (id: TargetId) => targets.list().find(one => one.id === id)!;
  const health = (id: TargetId, expected: string) => expect.poll(() => state(id).health, { interval: 5 }).toBe(expected);
  return { clock, appender, saved, errors, secrets, targets, state, health };
}

async function pages(text = 'a 1\n') {
  const server = await startPageServer(page(text));
  ending.push(server.stop);
  return server;
}

test('a target that is added is kept, scraped at once and listed with what came of it', async () => {
  const { url } = await pages('a 1\nb 2\n');
  const { targets, clock, health, state, saved } = registry();
  const { id } = await targets.add(config(url));
  expect(state(id)).toMatchObject({ kind: 'scrape', health: 'unknown', lastScrape: null, lastError: null, samples: 0 });
  expect(saved.get(id)).toEqual({ id, config: config(url), paused: false });
  await clock.advance(0);
  await health(id, 'up');
  expect(state(id)).toMatchObject({ lastScrape: T0, samples: 2, added: 2, lastError: null });
});

test('stored targets are scraped soon after a start, then on their grid; those that are paused are not', async () => {
  const server = await pages();
  const one = { id: TargetId.parse('one'), config: config(server.url), paused: false };
  const two = { id: TargetId.parse('two'), config: config(server.url, { instance: 'two' }), paused: true };
  const { targets, clock, health, state, appender } = registry([one, two]);
  expect(targets.list().map(({ id, health }) => [id, health])).toEqual([['one', 'unknown'], ['two', 'paused']]);
  targets.start();
  await clock.advance(2000);
  await health(one.id, 'up');
  const instance = new URL(server.url).host;
  for (let i = 1; i <= 5; i++) {
    await clock.advance(EVERY);
    await expect.poll(() => appender.times(`a{instance="${instance}",job="j"}`).length).toBeGreaterThan(i);
  }
  const times = appender.times(`a{instance="${instance}",job="j"}`).slice(1);
  expect(times.map((time, i) => time - times[0]! - i * EVERY)).toEqual(times.map(() => 0));
  expect(state(two.id).health).toBe('paused');
});

test('twenty hanging targets delay no other', async () => {
  const hanging = await startPageServer(() => undefined);
  const good = await pages();
  ending.push(hanging.stop);
  const stored = Array.from({ length: 20 }, (_, i) => ({ id: TargetId.parse(`hanging-${i}`), config: config(hanging.url, { instance: `h${i}`, timeoutMs: EVERY }), paused: false }));
  const { targets, clock, appender, state } = registry([...stored, { id: TargetId.parse('good'), config: config(good.url, { instance: 'good' }), paused: false }]);
  targets.start();
  await clock.advance(2000);
  for (let i = 1; i <= 4; i++) {
    await expect.poll(() => appender.times('a{instance="good",job="j"}').length).toBeGreaterThanOrEqual(i);
    await clock.advance(EVERY);
  }
  await expect.poll(() => appender.times('a{instance="good",job="j"}').length).toBe(5);
  const times = appender.times('a{instance="good",job="j"}').slice(1);
  expect(times.map((time, i) => time - times[0]! - i * EVERY)).toEqual([0, 0, 0, 0]);
  expect(stored.map(({ id }) => state(id).lastError?.code)).toEqual(stored.map(() => 'timeout'));
  expect(hanging.requests.length).toBeLessThanOrEqual(20 * 6);
});

test('pausing marks the series stale at once; resuming scrapes at once', async () => {
  const { url } = await pages();
  const { targets, clock, health, appender, saved } = registry();
  const { id } = await targets.add(config(url, { instance: 'i' }));
  await clock.advance(0);
  await health(id, 'up');
  clock.stall(100);
  expect(await targets.pause(id, true)).toMatchObject({ health: 'paused', lastError: null });
  expect(appender.values('a{instance="i",job="j"}')).toEqual([1, null]);
  expect(appender.values('up{instance="i",job="j"}')).toEqual([1, null]);
  expect(appender.times('up{instance="i",job="j"}')).toEqual([T0, T0 + 100]);
  await clock.advance(10 * EVERY);
  expect([appender.appends, saved.get(id)?.paused]).toEqual([2, true]);
  await targets.pause(id, false);
  await clock.advance(0);
  await health(id, 'up');
  expect(appender.times('a{instance="i",job="j"}')).toEqual([T0, T0 + 100, T0 + 100 + 10 * EVERY]);
});

test('a removed target goes stale and is forgotten, until it is restored', async () => {
  const { url } = await pages();
  const { targets, clock, health, appender, saved } = registry();
  const { id } = await targets.add(config(url, { instance: 'i' }));
  await clock.advance(0);
  await health(id, 'up');
  await targets.remove(id);
  expect([targets.list(), saved.size]).toEqual([[], 0]);
  expect(appender.values('a{instance="i",job="j"}')).toEqual([1, null]);
  await expect(targets.pause(id, true)).rejects.toMatchObject({ code: 'not-found' });
  expect(await targets.restore(id)).toMatchObject({ id, health: 'unknown' });
  await clock.advance(1);
  await health(id, 'up');
  expect(saved.has(id)).toBe(true);
  await expect(targets.restore(id)).rejects.toMatchObject({ code: 'not-found' });
});

test('a change of interval or path keeps the series; a change of labels ends them', async () => {
  const server = await pages();
  const { targets, clock, health, appender, saved } = registry();
  const { id } = await targets.add(config(server.url, { instance: 'i' }));
  await clock.advance(0);
  await health(id, 'up');
  expect(await targets.edit(id, config(`${server.url}/other`, { instance: 'i', intervalMs: 5000, timeoutMs: 5000 }))).toMatchObject({ health: 'unknown', config: { intervalMs: 5000 } });
  await clock.advance(1);
  await health(id, 'up');
  expect(appender.values('a{instance="i",job="j"}')).toEqual([1, 1]);
  expect(server.requests.at(-1)!.url).toBe('/other');
  await targets.edit(id, config(server.url, { instance: 'k' }));
  await clock.advance(1);
  await health(id, 'up');
  expect(appender.values('a{instance="i",job="j"}')).toEqual([1, 1, null]);
  expect(appender.values('a{instance="k",job="j"}')).toEqual([1]);
  expect(saved.get(id)?.config.instance).toBe('k');
});

test('a paused target that is edited stays paused', async () => {
  const { url } = await pages();
  const { targets, clock, saved } = registry();
  const { id } = await targets.add(config(url, { instance: 'i' }));
  await targets.pause(id, true);
  expect(await targets.edit(id, config(url, { instance: 'k' }))).toMatchObject({ health: 'paused' });
  expect(saved.get(id)?.paused).toBe(true);
  await clock.advance(5 * EVERY);
  expect(targets.list()).toMatchObject([{ health: 'paused', lastScrape: null }]);
});

test('two targets with the same labels are refused, in every way to get there', async () => {
  const { targets } = registry();
  const first = await targets.add(config('http://127.0.0.1:1/a'));
  const second = await targets.add(config('http://127.0.0.1:2/a'));
  const twin = config('http://127.0.0.1:1/b');
  await expect(targets.add(twin)).rejects.toMatchObject({ code: 'conflict', message: 'There is a target with job j and instance 127.0.0.1:1 already.' });
  await expect(targets.edit(second.id, twin)).rejects.toMatchObject({ code: 'conflict' });
  await targets.remove(first.id);
  await targets.edit(second.id, twin);
  await expect(targets.restore(first.id)).rejects.toMatchObject({ code: 'conflict' });
});

test('when the store refuses, a target can still be taken out', async () => {
  const { url } = await pages();
  const { targets, clock, health, appender, errors } = registry();
  const { id } = await targets.add(config(url));
  await clock.advance(0);
  await health(id, 'up');
  appender.refusing = true;
  await targets.remove(id);
  expect(targets.list()).toEqual([]);
  expect(errors).toMatchObject([{ code: 'unavailable' }]);
});

test('stopping writes no stale markers and breaks off what hangs', async () => {
  const hanging = await startPageServer(() => undefined);
  ending.push(hanging.stop);
  const { url } = await pages();
  const { targets, clock, health, appender } = registry();
  const { id } = await targets.add(config(url, { instance: 'i' }));
  await targets.add(config(hanging.url));
  await clock.advance(0);
  await health(id, 'up');
  await targets.stop();
  await clock.advance(3 * EVERY);
  expect([appender.values('a{instance="i",job="j"}'), appender.appends]).toEqual([[1], 1]);
});

test('built-in targets are read every few seconds, listed, and cannot be changed', async () => {
  const labels = { __name__: 'a' };
  const builtIn: BuiltIn = { kind: 'self', job: 'self', instance: 'desk', intervalMs: 5000, source: { collect: async time => [{ labels, value: time }], metadata: [] } };
  const { targets, clock, appender, state, health } = registry([], [builtIn]);
  targets.start();
  const id = TargetId.parse('self');
  for (let i = 0; i < 4; i++) {
    await clock.advance(5000);
    await health(id, 'up');
  }
  expect(state(id)).toMatchObject({ kind: 'self', samples: 1, config: { job: 'self', instance: 'desk', intervalMs: 5000 } });
  const { times, values } = { times: appender.times('a{instance="desk",job="self"}'), values: appender.values('a{instance="desk",job="self"}') };
  expect(values).toEqual(times);
  expect(times.slice(2).map((time, i) => time - times[1 + i]!)).toEqual(times.slice(2).map(() => 5000));
  for (const change of [targets.pause(id, true), targets.remove(id), targets.edit(id, config('http://h:1'))]) await expect(change).rejects.toMatchObject({ code: 'invalid-input' });
});

test('changes give the list at once and after every change; a slow listener gets the newest', async () => {
  const { targets, clock } = registry();
  const leave = new AbortController();
  const lists: (readonly TargetState[])[] = [];
  const listening = (async () => { for await (const list of targets.changes(leave.signal)) lists.push(list); })();
  await clock.advance(0);
  expect(lists.map(list => list.length)).toEqual([0]);
  for (let i = 1; i <= 5; i++) await targets.add(config(`http://127.0.0.1:${i}`));
  await clock.advance(300);
  expect(lists.map(list => list.length)).toEqual([0, 5]);
  await targets.remove(lists[1]![0]!.id);
  await clock.advance(300);
  expect(lists.at(-1)).toHaveLength(4);
  leave.abort();
  await listening;
});
