import { afterEach, expect, test } from 'vitest';
import { ProbeRegistry, type StoredProbe } from '../../../../src-main/collect/probes/registry.ts';
import { SshFailure } from '../../../../src-main/providers/ssh/failure.ts';
import { ProbeConfig, ProbeId, type ProbeInput, type ProbeState } from '../../../../src-main/shared/model/probe.ts';
import { HandClock } from '../../../handclock.ts';
import { freePort } from '../../../servers/freeport.ts';
import { type PageServer, page, startPageServer } from '../../../servers/pageserver.ts';
import { MemoryAppender } from '../memoryappender.ts';
import { tcpPeer } from './peers.ts';

const T0 = Date.UTC(2026, 10, 20, 12);
const EVERY = 15_000;
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const end of ending.splice(0).reverse()) await end(); });

const config = (input: ProbeInput): ProbeConfig => ProbeConfig.parse({ job: 'j', ...input });
const tcp = (target: string, more: Partial<ProbeInput> = {}): ProbeConfig => config({ kind: 'tcp', target, ...more });

function registry(stored: readonly StoredProbe[] = []) {
  const clock = new HandClock(T0);
  const appender = new MemoryAppender();
  const saved = new Map(stored.map(one => [one.id, one]));
  const errors: unknown[] = [];
  const names = new Map([['web', 'web-1'], ['db', 'db-1']]);
  const probes = new ProbeRegistry({
    clock, appender, onError: error => errors.push(error),
    store: { load: () => [...saved.values()], save: one => { saved.set(one.id, one); }, delete: id => { saved.delete(id); } },
    outposts: {
      nameOf: host => names.get(host) ?? null,
      connected: () => true,
      dial: async () => { throw new SshFailure('login', 'root was not let in.'); },
      exec: async () => { throw new SshFailure('login', 'root was not let in.'); },
    },
  });
  ending.push(() => probes.stop());
  probes.start();
  const state = (id: ProbeId) => probes.list().find(one => one.id === id)!;
  const health = (id: ProbeId, expected: string) => expect.poll(() => state(id).health, { interval: 5 }).toBe(expected);
  return { clock, appender, saved, errors, probes, state, health, names };
}

async function pages(): Promise<PageServer> {
  const server = await startPageServer(page('all is well\n'));
  ending.push(server.stop);
  return server;
}
const series = (name: string, target: string): string => `${name}{instance=${JSON.stringify(target)},job="j"}`;

test('a probe that is added is kept, made at once and listed with what it found; its series are stored, and no others', async () => {
  const { url } = await pages();
  const { probes, clock, appender, saved, health, state } = registry();
  const { id } = await probes.add(config({ kind: 'http', target: url }));
  expect(state(id)).toMatchObject({ health: 'unknown', lastRun: null, lastDurationMs: null, detail: '', certificateExpires: null });
  expect(saved.get(id)).toEqual({ id, config: config({ kind: 'http', target: url }), paused: false });
  await clock.advance(0);
  await health(id, 'up');
  expect(state(id)).toMatchObject({ lastRun: T0, detail: 'HTTP 1.1, status 200, 12 bytes' });
  for (const [name, value] of [['probe_success', 1], ['probe_http_status_code', 200], ['probe_made', 1], ['probe_http_uncompressed_body_length', 12]] as const) expect(appender.values(series(name, url))).toEqual([value]);
  expect(appender.values(`probe_http_duration_seconds{instance=${JSON.stringify(url)},job="j",phase="tls"}`)).toEqual([0]);
  expect([...appender.all().keys()].filter(name => !name.startsWith('probe_'))).toEqual([]);
  expect(appender.annotations.find(({ name }) => name === 'probe_duration_seconds')).toMatchObject({ type: 'gauge', unit: 'seconds', help: 'How long the probe took.' });
});

test('a probe that says no is down, with a 0 for success', async () => {
  const target = `127.0.0.1:${await freePort()}`;
  const { probes, clock, appender, health, state } = registry();
  const { id } = await probes.add(tcp(target));
  await clock.advance(0);
  await health(id, 'down');
  expect(state(id)).toMatchObject({ detail: `connection refused: ${target}`, lastRun: T0 });
  expect([appender.values(series('probe_success', target)), appender.values(series('probe_made', target))]).toEqual([[0], [1]]);
});

test('a probe that can not be made says so, and knows nothing of its target', async () => {
  const { probes, clock, appender, health, state } = registry();
  const { id } = await probes.add(tcp('10.0.0.1:80', { from: 'web' }));
  await clock.advance(0);
  await health(id, 'down');
  expect(state(id).detail).toBe('nothing can be probed from web-1: root was not let in.');
  expect([...appender.all()].map(([name, written]) => [name, written.map(({ value }) => value)])).toEqual([['probe_made{from="web-1",instance="10.0.0.1:80",job="j"}', [0]]]);
});

test('series carry where they were measured from, and follow when a host is renamed', async () => {
  const { probes, clock, appender, health, names } = registry();
  const { id } = await probes.add(tcp('10.0.0.1:80', { from: 'web', labels: { zone: 'b', job: 'edge' } }));
  await clock.advance(0);
  await health(id, 'down');
  expect(appender.values('probe_made{from="web-1",instance="10.0.0.1:80",job="edge",zone="b"}')).toEqual([0]);
  names.set('web', 'web-2');
  await probes.hostsChanged();
  await clock.advance(1);
  await expect.poll(() => appender.values('probe_made{from="web-2",instance="10.0.0.1:80",job="edge",zone="b"}'), { interval: 5 }).toEqual([0]);
  expect(appender.values('probe_made{from="web-1",instance="10.0.0.1:80",job="edge",zone="b"}')).toEqual([0, null]);
});

test('stored probes are made soon after a start, then on their grid, each at its own interval; those that are paused are not', async () => {
  const peer = await tcpPeer(() => undefined);
  ending.push(peer.stop);
  const target = `127.0.0.1:${peer.port}`;
  const stored = (id: string, more: Partial<ProbeInput>, paused = false): StoredProbe => ({ id: ProbeId.parse(id), config: tcp(target, { job: id, ...more }), paused });
  const { probes, clock, appender, health, state } = registry([stored('fast', { intervalMs: 5000 }), stored('slow', { intervalMs: 30_000 }), stored('resting', {}, true)]);
  await clock.advance(2000);
  for (const id of ['fast', 'slow']) await health(ProbeId.parse(id), 'up');
  const times = (job: string) => appender.times(`probe_success{instance=${JSON.stringify(target)},job=${JSON.stringify(job)}}`);
  for (let i = 1; i <= 12; i++) {
    await clock.advance(5000);
    await expect.poll(() => times('fast').length, { interval: 5 }).toBeGreaterThanOrEqual(i);
  }
  await expect.poll(() => times('slow').length, { interval: 5 }).toBeGreaterThanOrEqual(3);
  const gaps = (job: string) => times(job).slice(1).map((time, i, all) => time - (all[i - 1] ?? Number.NaN)).slice(1);
  expect([new Set(gaps('fast')), new Set(gaps('slow'))]).toEqual([new Set([5000]), new Set([30_000])]);
  expect(state(ProbeId.parse('resting'))).toMatchObject({ health: 'paused', lastRun: null });
  expect(probes.skipped()).toBe(0);
});

test('thirty hanging probes delay no other, and none piles up', async () => {
  let open = 0;
  const hanging = await tcpPeer(socket => {
    open++;
    socket.on('data', () => undefined).once('close', () => { open--; });
  });
  ending.push(hanging.stop);
  const good = await pages();
  const stored = Array.from({ length: 30 }, (_, i): StoredProbe => ({ id: ProbeId.parse(`h-${i}`), config: config({ kind: i % 2 ? 'http' : 'tcp', target: i % 2 ? `http://127.0.0.1:${hanging.port}/${i}` : `127.0.0.1:${hanging.port}`, job: `h${i}`, tls: true, timeoutMs: EVERY }), paused: false }));
  const { clock, appender, state, probes } = registry([...stored, { id: ProbeId.parse('good'), config: config({ kind: 'http', target: good.url }), paused: false }]);
  await clock.advance(2000);
  const times = () => appender.times(series('probe_success', good.url));
  for (let i = 1; i <= 4; i++) {
    await expect.poll(() => times().length, { interval: 5 }).toBeGreaterThanOrEqual(i);
    await clock.advance(EVERY);
  }
  await expect.poll(() => times().length, { interval: 5 }).toBe(5);
  expect(times().slice(2).map((time, i) => time - times()[1]! - (i + 1) * EVERY)).toEqual([0, 0, 0]);
  expect(new Set(stored.map(({ id }) => state(id).detail))).toEqual(new Set(['no whole answer within 15 s']));
  expect(open).toBeLessThanOrEqual(30);
  await probes.stop();
  await expect.poll(() => open, { interval: 5 }).toBe(0);
});

test('a timeout longer than the interval counts as the interval', async () => {
  const hanging = await startPageServer(() => undefined);
  ending.push(hanging.stop);
  const { probes, clock, health, state } = registry();
  const { id } = await probes.add(config({ kind: 'http', target: hanging.url, intervalMs: 1000, timeoutMs: 60_000 }));
  await clock.advance(0);
  await expect.poll(() => hanging.requests.length, { interval: 5 }).toBe(1);
  await clock.advance(1000);
  await health(id, 'down');
  expect(state(id).detail).toBe('no whole answer within 1 s');
});

test('pausing ends the series at once; resuming makes the probe at once', async () => {
  const { url } = await pages();
  const { probes, clock, health, appender, saved } = registry();
  const { id } = await probes.add(config({ kind: 'http', target: url }));
  await clock.advance(0);
  await health(id, 'up');
  clock.stall(100);
  expect(await probes.pause(id, true)).toMatchObject({ health: 'paused', lastRun: null, detail: '' });
  expect(appender.values(series('probe_success', url))).toEqual([1, null]);
  await clock.advance(10 * EVERY);
  expect([appender.appends, saved.get(id)?.paused]).toEqual([2, true]);
  await probes.pause(id, false);
  await clock.advance(0);
  await health(id, 'up');
  expect(appender.times(series('probe_success', url))).toEqual([T0, T0 + 100, T0 + 100 + 10 * EVERY]);
});

test('a removed probe goes stale and is forgotten, until it is restored', async () => {
  const { url } = await pages();
  const { probes, clock, health, appender, saved } = registry();
  const { id } = await probes.add(config({ kind: 'http', target: url }));
  await clock.advance(0);
  await health(id, 'up');
  await probes.remove(id);
  expect([probes.list(), saved.size, appender.values(series('probe_success', url))]).toEqual([[], 0, [1, null]]);
  await expect(probes.pause(id, true)).rejects.toMatchObject({ code: 'not-found' });
  expect(await probes.restore(id)).toMatchObject({ id, health: 'unknown' });
  await clock.advance(1);
  await health(id, 'up');
  await expect(probes.restore(id)).rejects.toMatchObject({ code: 'not-found' });
});

test('an edit of anything but the labels goes on with the same series; what it no longer gives ends', async () => {
  const { url } = await pages();
  const { probes, clock, health, appender } = registry();
  const { id } = await probes.add(config({ kind: 'http', target: url, labels: { instance: 'i' } }));
  await clock.advance(0);
  await health(id, 'up');
  expect(await probes.edit(id, tcp(new URL(url).host, { labels: { instance: 'i' }, intervalMs: 5000 }))).toMatchObject({ health: 'unknown', detail: '', config: { kind: 'tcp' } });
  await clock.advance(1);
  await health(id, 'up');
  expect([appender.values(series('probe_success', 'i')), appender.values(series('probe_http_status_code', 'i'))]).toEqual([[1, 1], [200, null]]);
  await probes.edit(id, tcp(new URL(url).host));
  await clock.advance(1);
  await health(id, 'up');
  expect([appender.values(series('probe_success', 'i')), appender.values(series('probe_success', new URL(url).host))]).toEqual([[1, 1, null], [1]]);
});

test('what can not be is refused, and nothing of it is kept', async () => {
  const { probes, saved } = registry();
  const refused = async (one: ProbeConfig, message: RegExp) => expect(probes.add(one)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(message) });
  await refused(config({ kind: 'http', target: 'http://h', http: { bodyMatches: '(' } }), /^The pattern of the text that must be there: /);
  await refused(config({ kind: 'http', target: 'http://h', http: { bodyMustNotMatch: '(?=x)' } }), /^The pattern of the text that must not be there: /);
  await refused(config({ kind: 'dns', target: 'h', dns: { name: 'a..b' } }), /^The name to ask for: /);
  await refused(config({ kind: 'tcp', target: 'h:1', tls: true, ca: 'no certificate' }), /^The authority's certificate: /);
  await refused(tcp('h:1', { from: 'nobody' }), /^There is no such SSH host to probe from\.$/);
  await probes.add(tcp('h:1'));
  await expect(probes.add(config({ kind: 'dns', target: 'h:1', dns: { name: 'x' } }))).rejects.toMatchObject({ code: 'conflict', message: 'There is a probe with job j and instance h:1 already: give one of them another job, or a label of its own.' });
  await probes.add(tcp('h:1', { from: 'web' }));
  expect(saved.size).toBe(2);
});

test('a test makes one run and stores nothing', async () => {
  const { url } = await pages();
  const { probes, appender, saved } = registry();
  const never = new AbortController().signal;
  const { ok, detail, series: found } = await probes.test(config({ kind: 'http', target: url }), never);
  expect([ok, detail, found.find(({ name }) => name === 'probe_http_status_code')]).toEqual([true, 'HTTP 1.1, status 200, 12 bytes', { name: 'probe_http_status_code', value: 200 }]);
  expect(found.map(({ name }) => name)).toContain('probe_http_duration_seconds{phase="connect"}');
  expect(await probes.test(tcp('10.0.0.1:80', { from: 'db' }), never)).toEqual({ ok: false, detail: 'nothing can be probed from db-1: root was not let in.', ms: 0, series: [] });
  await expect(probes.test(config({ kind: 'http', target: url, http: { bodyMatches: '[' } }), never)).rejects.toMatchObject({ code: 'invalid-input' });
  expect([appender.resolved, appender.appends, saved.size, probes.list()]).toEqual([0, 0, 0, []]);
});

test('changes give the list at once and after every change', async () => {
  const { probes, clock } = registry();
  const leave = new AbortController();
  const lists: (readonly ProbeState[])[] = [];
  const listening = (async () => { for await (const list of probes.changes(leave.signal)) lists.push(list); })();
  await clock.advance(0);
  await probes.add(tcp('10.0.0.1:80', { from: 'web' }));
  await clock.advance(300);
  expect([lists[0], lists.at(-1)?.length]).toEqual([[], 1]);
  leave.abort();
  await listening;
});

test('stopping writes no stale markers', async () => {
  const { url } = await pages();
  const { probes, clock, health, appender } = registry();
  const { id } = await probes.add(config({ kind: 'http', target: url }));
  await clock.advance(0);
  await health(id, 'up');
  await probes.stop();
  await clock.advance(3 * EVERY);
  expect([appender.values(series('probe_success', url)), appender.appends]).toEqual([[1], 1]);
});
