import { afterEach, describe, expect, test } from 'vitest';
import { TargetRegistry, type StoredTarget } from '../../../src-main/collect/targets.ts';
import { TargetConfig, TargetId, type TargetInput, type TestStep } from '../../../src-main/shared/model/target.ts';
import { HandClock } from '../../handclock.ts';
import { AUTHORITY, CLIENT_AUTHORITY, CLIENT_CERTIFICATE, CLIENT_KEY, LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from '../../servers/certificates.ts';
import { page, startPageServer } from '../../servers/pageserver.ts';
import { MemoryAppender } from './memoryappender.ts';
import { MemorySecrets } from './memorysecrets.ts';

/** a scrape has some of these until it counts as too slow */
const STEP = 250;
const never = new AbortController().signal;
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const end of ending.splice(0).reverse()) await end(); });

const config = (url: string, more: Partial<TargetInput> = {}) => TargetConfig.parse({ job: 'j', url, instance: 'i', ...more });
const BASIC = { auth: { kind: 'basic', username: 'ann' } } as const;
const BEARER = { auth: { kind: 'bearer' } } as const;

function registry(secrets = new MemorySecrets(), saved = new Map<TargetId, StoredTarget>()) {
  const clock = new HandClock(Date.UTC(2026, 10, 20, 12));
  const errors: unknown[] = [];
  const targets = new TargetRegistry({
    clock, appender: new MemoryAppender(), builtIns: [], secrets, tunnels: null, onError: error => errors.push(error),
    store: { load: () => [...saved.values()], ids: () => [...saved.keys()], save: one => { saved.set(one.id, one); }, delete: id => { saved.delete(id); } },
  });
  ending.push(() => targets.stop());
  /** one scrape, and what came of it */
  const scraped = async (id: TargetId, last: number | null = null) => {
    const state = () => targets.list().find(target => target.id === id)!;
    await expect.poll(async () => { await clock.advance(STEP); return state().lastScrape; }, { interval: 10, timeout: 15_000 }).not.toBe(last);
    return state();
  };
  return { clock, secrets, saved, errors, targets, scraped };
}

/** Lets in who shows `Basic ann:right`. */
async function guarded() {
  const server = await startPageServer((request, response) => {
    if (request.headers.authorization === `Basic ${Buffer.from('ann:right').toString('base64')}`) page('a 1\n')(request, response);
    else response.writeHead(401).end();
  });
  ending.push(server.stop);
  return server;
}

test('a password is kept apart from the configuration and sent with every scrape', async () => {
  const { url } = await guarded();
  const { targets, secrets, saved, scraped } = registry();
  const { id, config: shown } = await targets.add(config(url, BASIC), { password: 'right' });
  expect([...secrets.kept]).toEqual([[`target/${id}/password`, 'right']]);
  expect(JSON.stringify([shown, saved.get(id), targets.list()])).not.toContain('right');
  expect(await scraped(id)).toMatchObject({ health: 'up', lastError: null });
});

test('while the vault is locked the target says so; opened, it goes on', async () => {
  const { url } = await guarded();
  const { targets, secrets, scraped } = registry();
  const { id } = await targets.add(config(url, BASIC), { password: 'right' });
  const first = await scraped(id);
  secrets.locked = true;
  const second = await scraped(id, first.lastScrape);
  expect(second).toMatchObject({ health: 'down', lastError: { code: 'locked', message: 'The vault is locked.' } });
  secrets.locked = false;
  expect(await scraped(id, second.lastScrape)).toMatchObject({ health: 'up' });
});

test('once the vault is open, what could not be scraped without it is scraped at once, and nothing else is', async () => {
  const { url } = await guarded();
  const { targets, secrets, scraped, clock } = registry();
  const { id } = await targets.add(config(url, { ...BASIC, intervalMs: 600_000 }), { password: 'right' });
  const open = await targets.add(config(url, { instance: 'open', intervalMs: 600_000 }));
  await scraped(open.id);
  await scraped(id);
  secrets.locked = true;
  await expect.poll(async () => { await clock.advance(5_000); return targets.list()[0]!.lastError?.code; }, { interval: 5, timeout: 20_000 }).toBe('locked');
  const [before, other] = targets.list();
  secrets.locked = false;
  await targets.unlocked();
  expect(await scraped(id, before!.lastScrape)).toMatchObject({ health: 'up' });
  expect(targets.list()[1]!.lastScrape).toBe(other!.lastScrape);
});

test('a secret that has been lost is named, until it is entered again', async () => {
  const { url } = await guarded();
  const { targets, secrets, scraped } = registry();
  const { id } = await targets.add(config(url, BASIC), { password: 'right' });
  secrets.kept.clear();
  expect(await scraped(id)).toMatchObject({ lastError: { code: 'secret', message: 'the password of this target is not in the vault: enter it again' } });
  await expect(targets.edit(id, config(url, BASIC))).rejects.toMatchObject({ code: 'invalid-input' });
  await targets.edit(id, config(url, BASIC), { password: 'right' });
  expect(await scraped(id)).toMatchObject({ health: 'up' });
});

test('an edit without a password keeps the one there is, one with another takes its place, one without authentication removes it', async () => {
  const { url } = await guarded();
  const { targets, secrets, scraped } = registry();
  const { id } = await targets.add(config(url, BASIC), { password: 'wrong' });
  const name = `target/${id}/password`;
  await targets.edit(id, config(url, { ...BASIC, labels: { zone: 'b' } }));
  expect(secrets.kept.get(name)).toBe('wrong');
  expect(await scraped(id)).toMatchObject({ lastError: { code: 'http-status' } });
  await targets.edit(id, config(url, BASIC), { password: 'right' });
  expect(await scraped(id)).toMatchObject({ health: 'up' });
  await targets.edit(id, config(url));
  expect([...secrets.kept]).toEqual([]);
});

test.each([
  ['a password', BASIC, {}, 'The password of this target is not in the vault: enter it again.'],
  ['a password that is empty', BASIC, { password: '' }, 'The password'],
  ['a token', BEARER, { password: 'x' }, 'The token'],
  ['the key of a certificate', { tls: { cert: CLIENT_CERTIFICATE } }, {}, "The client certificate's key"],
] as const)('a target that needs %s is not taken without it', async (_what, more, secrets, message) => {
  const { targets, secrets: kept } = registry();
  await expect(targets.add(config('http://h/', more), secrets)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining(message) });
  expect([targets.list(), [...kept.kept]]).toEqual([[], []]);
});

test.each([
  ['no key at all', { cert: CLIENT_CERTIFICATE }, 'secret-but-no-key', 'no PEM private key'],
  ['the key of another certificate', { cert: CLIENT_CERTIFICATE }, LOCALHOST_KEY, 'does not belong'],
  ['a certificate that is none', { cert: 'nonsense' }, CLIENT_KEY, 'no PEM text of a certificate'],
])('%s is refused when it is entered, without quoting it', async (_what, tls, clientKey, message) => {
  const { targets } = registry();
  const failure = await targets.add(config('https://h/', { tls }), { clientKey }).catch((error: Error) => error);
  expect(failure).toMatchObject({ code: 'invalid-input', message: expect.stringContaining(message) });
  expect(JSON.stringify([failure, (failure as Error).stack, (failure as Error).cause])).not.toContain(clientKey.slice(0, 20));
});

test('a client certificate opens what asks for one', async () => {
  const server = await startPageServer(page('a 1\n'), { key: LOCALHOST_KEY, cert: LOCALHOST_CERTIFICATE, ca: CLIENT_AUTHORITY, requestCert: true, rejectUnauthorized: true });
  ending.push(server.stop);
  const { targets, secrets, scraped } = registry();
  const { id } = await targets.add(config(server.url, { tls: { ca: AUTHORITY, serverName: 'localhost', cert: CLIENT_CERTIFICATE } }), { clientKey: CLIENT_KEY });
  expect([...secrets.kept.keys()]).toEqual([`target/${id}/clientKey`]);
  expect(await scraped(id)).toMatchObject({ health: 'up' });
});

describe('a stored password is sent only to where it was entered for', () => {
  const somewhere = 'http://127.0.0.1:9/metrics';
  test.each([
    ['another host', 'http://evil.example:9/metrics', {}], ['another port', 'http://127.0.0.1:10/metrics', {}], ['no TLS', 'https://127.0.0.1:9/metrics', {}],
    ['an SSH host on the way', somewhere, { via: 'a' }], ['a socket', somewhere, { unixSocket: '/run/x.sock' }],
    ['an address that relabelling gives', somewhere, { relabelConfigs: [{ targetLabel: '__address__', replacement: 'evil.example:9' }] }],
  ])('%s: it has to be entered again', async (_what, url, more) => {
    const { targets, secrets } = registry();
    const { id } = await targets.add(config(somewhere, BASIC), { password: 'right' });
    await expect(targets.edit(id, config(url, { ...BASIC, ...more }))).rejects.toMatchObject({ code: 'invalid-input', message: 'The password was entered for another address: enter it again for this one.' });
    const steps: TestStep[] = [];
    for await (const step of targets.test(config(url, { ...BASIC, ...more }), { id, secrets: {} }, never)) steps.push(step);
    expect(steps.at(-1)).toMatchObject({ step: 'vault', ok: false, detail: expect.stringContaining('another address') });
    await targets.edit(id, config(url, { ...BASIC, ...more }), { password: 'for this one' });
    expect([...secrets.kept.values()]).toEqual(['for this one']);
  });

  test('another path, label or interval is no other place', async () => {
    const { targets } = registry();
    const { id } = await targets.add(config(somewhere, BASIC), { password: 'right' });
    await targets.edit(id, config('http://127.0.0.1:9/other?x=1', { ...BASIC, labels: { a: 'b' }, intervalMs: 60_000 }));
  });
});

describe('a connection test', () => {
  const told = async (steps: AsyncIterable<TestStep>) => {
    const found: string[] = [];
    for await (const { step, ok, detail } of steps) found.push(`${step}${ok ? '' : ' ✗'}: ${detail}`);
    return found;
  };

  test('takes what is given; else what is stored for that target; nothing is kept', async () => {
    const { url } = await guarded();
    const { targets, secrets } = registry();
    const { id } = await targets.add(config(url, BASIC), { password: 'right' });
    const given = await told(targets.test(config(url, BASIC), { secrets: { password: 'right' } }, never));
    expect(given.slice(0, 3)).toEqual([`address: ${url}/`, 'vault: at hand: password', 'name: 127.0.0.1 is an address already']);
    expect(given.at(-1)).toBe('page: 1 samples of 1 metrics');
    expect((await told(targets.test(config(url, BASIC), { id, secrets: {} }, never))).at(-1)).toBe('page: 1 samples of 1 metrics');
    expect((await told(targets.test(config(url, BASIC), { id, secrets: { password: 'wrong' } }, never))).at(-1)).toContain('request ✗: the server answered HTTP status 401');
    expect((await told(targets.test(config(url, BASIC), { secrets: {} }, never))).at(-1)).toBe('vault ✗: the password of this target is not in the vault: enter it again');
    expect(secrets.kept.size).toBe(1);
    secrets.locked = true;
    expect((await told(targets.test(config(url, BASIC), { id, secrets: {} }, never))).at(-1)).toBe('vault ✗: The vault is locked.');
  });
});

describe('removed targets', () => {
  test('keep their password while they can be brought back, and no longer', async () => {
    const { url } = await guarded();
    const { targets, secrets, scraped } = registry();
    const { id } = await targets.add(config(url, BASIC), { password: 'right' });
    await targets.remove(id);
    await targets.restore(id);
    expect(await scraped(id)).toMatchObject({ health: 'up' });
    await targets.remove(id);
    await targets.stop();
    expect(secrets.kept.size).toBe(0);
  });

  test('leave nothing behind, even when the program was killed; what is still there keeps its own', async () => {
    const secrets = new MemorySecrets();
    const kept = { id: TargetId.parse('kept'), config: config('http://127.0.0.1:9/', BASIC), paused: true };
    for (const name of ['target/gone/password', 'target/gone/bearer', 'target/kept/password', 'host/gone/password']) secrets.kept.set(name, 'x');
    const { targets } = registry(secrets, new Map([[kept.id, kept]]));
    targets.start();
    await expect.poll(() => [...secrets.kept.keys()]).toEqual(['target/kept/password', 'host/gone/password']);
  });
});
