import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { HostCandidate } from '../../../../src-main/shared/model/sshhost.ts';
import { freePort } from '../../../servers/freeport.ts';
import { makeKey, noSshd, type Sshd, startSshd } from '../../../servers/sshd.ts';
import { HANGING_SHELL, HIDDEN_PROC, makeBusyBoxRoom, noBusyBox, noHiding } from '../../../servers/sshrooms.ts';
import { ME, openWatch, type Watch } from './watch.ts';

const CANDIDATE: Omit<HostCandidate, 'imported'> = { name: 'old friend', address: '10.9.8.7', port: 2222, user: 'root', keyFiles: ['~/.ssh/id'], proxyJump: 'gate', source: '~/.ssh/config', known: true, leftOut: [] };
const missing = noSshd();
let watch: Watch;
let sshd: Sshd;
beforeAll(async () => {
  watch = await openWatch(async () => [CANDIDATE, { ...CANDIDATE, name: 'paused one' }]);
  if (missing !== undefined) return;
  sshd = await startSshd({ authorizedKeys: [watch.key] });
  watch.believe(sshd);
});
afterAll(async () => {
  await watch.end();
  await sshd?.stop();
});
const here = (name: string, more: Partial<Parameters<Watch['config']>[0]> = {}) => watch.config({ name, port: sshd.port, collectors: ['load'], ...more });
const added = async (...config: Parameters<typeof here>) => {
  const { id } = await watch.hosts.add(here(...config), {});
  onTestFinished(async () => { if (watch.hosts.list().some(host => host.id === id)) await watch.hosts.remove(id); });
  return id;
};
async function server(config: readonly string[]): Promise<Sshd> {
  const started = await startSshd({ authorizedKeys: [watch.key], config });
  onTestFinished(() => started.stop());
  watch.believe(started);
  return started;
}
const told = (instance: string) => watch.events.list({ job: '', instance, limit: 100 }).map(({ kind, subject, before, after }) => [kind, subject, before, after]);

describe.skipIf(missing !== undefined)(`a host${missing ? ` (${missing})` : ''}`, () => {
  test('that is added is kept, logged into when it is due and scraped under its labels', async () => {
    const id = await added('labelled', { group: 'shop', tags: { 'data centre': 'fra 1', tier: 'web' } });
    expect(watch.state(id)).toMatchObject({ paused: false, lastError: null, commands: [] });
    await watch.becomes(id, { health: 'up', connection: 'open', lastError: null, question: null, hostKey: { fingerprint: sshd.hostKeys[0]!.fingerprint }, clockSkew: expect.closeTo(0, 0) });
    const labels = '{group="shop",instance="labelled",job="ssh",tag_data_centre="fra 1",tag_tier="web"}';
    expect(watch.appender.values(`up${labels}`)[0]).toBe(1);
    expect(watch.appender.values(`node_load1${labels}`)[0]).toBeGreaterThanOrEqual(0);
    expect(watch.table.load().map(({ config }) => config.name)).toContain('labelled');
    expect(watch.appender.annotations).toContainEqual({ name: 'node_load1', type: 'gauge', help: '1m load average.', unit: '' });
  });

  test('is scraped at a fixed cadence over one connection', async () => {
    const id = await added('steady');
    const logins = () => sshd.log().match(/Accepted publickey/g)?.length ?? 0;
    const before = logins();
    const times = () => watch.appender.times('up{instance="steady",job="ssh"}').slice(1); // the first comes at once
    await expect.poll(() => times().length, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
    await watch.hosts.remove(id);
    expect(times().slice(0, -1).map(time => (time - times()[0]!) % 1000)).toEqual(times().slice(0, -1).map(() => 0)); // the last one ends the series
    expect(logins() - before).toBe(1);
  });

  test('is paused, resumed, removed and brought back, its series ending each time', async () => {
    const id = await added('moody');
    const up = () => watch.appender.values('up{instance="moody",job="ssh"}');
    await watch.becomes(id, { health: 'up' });
    expect(await watch.hosts.pause(id, true)).toMatchObject({ health: 'paused', connection: 'idle' });
    expect(up().at(-1)).toBeNull();
    await watch.hosts.pause(id, false);
    await watch.becomes(id, { health: 'up' });
    await watch.hosts.remove(id);
    expect([up().at(-1), watch.state(id)]).toEqual([null, undefined]);
    await expect(watch.hosts.pause(id, true)).rejects.toMatchObject({ code: 'not-found' });
    await watch.hosts.restore(id);
    await watch.becomes(id, { health: 'up' });
    await expect(watch.hosts.restore(id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('of a name that is taken is refused', async () => {
    await added('twin');
    await expect(watch.hosts.add(here('twin', { job: 'other' }), {})).rejects.toMatchObject({ code: 'conflict', message: 'There is a host called twin already.' });
  });

  test('that is edited goes on as it is configured now; what is no longer collected ends', async () => {
    const id = await added('edited', { collectors: ['load', 'files'] });
    await watch.becomes(id, { health: 'up' });
    await watch.hosts.edit(id, here('edited'), {});
    const count = watch.appender.values('node_load1{instance="edited",job="ssh"}').length;
    await expect.poll(() => watch.appender.values('node_load1{instance="edited",job="ssh"}').length, { timeout: 10_000 }).toBeGreaterThan(count);
    expect(watch.appender.values('node_filefd_allocated{instance="edited",job="ssh"}').at(-1)).toBeNull();
    await watch.becomes(id, { health: 'up', config: { collectors: ['load'] } });
  });

  test('whose key nobody knows waits for consent, which brings it up at once', async () => {
    const stranger = await startSshd({ authorizedKeys: [watch.key] });
    onTestFinished(() => stranger.stop());
    const id = await added('stranger', { port: stranger.port, intervalMs: 60_000 });
    const { type, fingerprint } = stranger.hostKeys[0]!;
    await watch.becomes(id, { health: 'down', lastError: { step: 'hostkey', hop: '' }, question: { address: '127.0.0.1', port: stranger.port, state: 'unknown', key: { type, fingerprint }, expected: null } });
    await watch.hosts.trust('127.0.0.1', stranger.port, type, fingerprint, false);
    await watch.becomes(id, { health: 'up', question: null });
    expect(told('stranger')).toEqual([['connection', '', 'down', 'up'], ['hostkey', type, '', fingerprint], ['connection', 'hostkey', '', 'down']]);
  });

  test('whose key has changed is refused, which is an event', async () => {
    const port = await freePort();
    const [before, now] = [makeKey(join(watch.home, `before-${port}`)), await startSshd({ authorizedKeys: [watch.key], port })];
    onTestFinished(() => now.stop());
    watch.hostKeys.pin('127.0.0.1', port, { type: before.type, fingerprint: before.fingerprint }, 0, false);
    const id = await added('turncoat', { port });
    const { type, fingerprint } = now.hostKeys[0]!;
    await watch.becomes(id, { health: 'down', lastError: { step: 'hostkey' }, question: { state: 'changed', expected: { fingerprint: before.fingerprint } } });
    expect(told('turncoat')).toContainEqual(['hostkey', type, before.fingerprint, fingerprint]);
    await expect(watch.hosts.trust('127.0.0.1', port, type, fingerprint, false)).rejects.toMatchObject({ code: 'conflict' });
    await watch.hosts.trust('127.0.0.1', port, type, fingerprint, true);
    await watch.becomes(id, { health: 'up' });
  });

  test('with a shell that hangs fails in time at the command', async () => {
    const { port } = await server(HANGING_SHELL);
    const id = await added('hung', { port, intervalMs: 2000, timeoutMs: 1000 });
    await watch.becomes(id, { health: 'down', connection: 'open', lastError: { step: 'command', hop: '', message: expect.stringContaining('did not end within 1000 ms') } });
  });

  test('that hides its /proc says so', async ctx => {
    const reason = noHiding();
    if (reason !== undefined) ctx.skip(reason);
    const { port } = await server(HIDDEN_PROC);
    const id = await added('veiled', { port });
    await watch.becomes(id, { health: 'down', lastError: { step: 'scrape', hop: '', message: 'nothing of /proc can be read: it is not mounted, or hidden from this user' } });
  });

  test('of BusyBox alone gives what any other gives', async ctx => {
    const reason = noBusyBox() ?? noHiding();
    if (reason !== undefined) ctx.skip(reason);
    const room = makeBusyBoxRoom(true);
    onTestFinished(() => room.remove());
    const { port } = await server(room.config);
    const id = await added('tiny', { port, collectors: ['cpu', 'load', 'memory', 'disk', 'network', 'system', 'processes', 'ports', 'services', 'filesystem'] });
    await watch.becomes(id, { health: 'up', empty: expect.arrayContaining(['services: there is no systemctl: services are known where systemd runs']) });
    for (const series of ['node_cpu_seconds_total{cpu="0",instance="tiny",job="ssh",mode="idle"}', 'node_memory_MemTotal_bytes{instance="tiny",job="ssh"}', 'namedprocess_namegroup_num_procs{groupname="sshd",instance="tiny",job="ssh"}', `listening_port{address="127.0.0.1",instance="tiny",job="ssh",port="${port}",proto="tcp"}`]) {
      expect(watch.appender.values(series)[0], series).toBeGreaterThan(0);
    }
  });

  test('where a port opens and closes tells so', async () => {
    const id = await added('busy', { collectors: ['ports'] });
    await watch.becomes(id, { health: 'up' });
    const listener = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => { listener.once('listening', resolve); });
    const subject = `tcp/${(listener.address() as { port: number }).port}`;
    await expect.poll(() => told('busy'), { timeout: 10_000 }).toContainEqual(['port', subject, '', '127.0.0.1']);
    listener.close();
    await expect.poll(() => told('busy'), { timeout: 10_000 }).toContainEqual(['port', subject, '127.0.0.1', '']);
  });

  test('is tried step by step before it is kept', async () => {
    const steps = [];
    for await (const { step, ok } of watch.hosts.test(here('trial'), {}, undefined, new AbortController().signal)) steps.push([step, ok]);
    expect(steps).toEqual([['name', true], ['tcp', true], ['kex', true], ['hostkey', true], ['login', true], ['command', true]]);
    expect(watch.hosts.list().map(({ config }) => config.name)).not.toContain('trial');
  });

  test('is back after a start, and those removed before take their secrets with them', async () => {
    const id = await added('lasting');
    const gone = await watch.hosts.add(here('gone', { auth: { agent: false } }), { password: 'the gone one’s' });
    expect(gone.config.auth.password).toBe(true);
    await watch.hosts.remove(gone.id);
    expect(watch.vault.has(`host/${gone.id}/password`)).toBe(true); // it may still be brought back
    await watch.restarted();
    await watch.becomes(id, { health: 'up' });
    await expect(watch.hosts.restore(gone.id)).rejects.toMatchObject({ code: 'not-found' });
    expect(watch.vault.has(`host/${gone.id}/password`)).toBe(false);
  });

  test('keeps its secrets in the vault: in clear they stand in no table, list or log', async () => {
    const secrets = { password: 'open-sesame-1', passphrase: 'open-sesame-2', privateKey: 'open-sesame-3', answers: ['open-sesame-4'] };
    const { id, config } = await watch.hosts.add(here('secretive', { auth: { agent: false } }), secrets);
    expect(config.auth).toMatchObject({ password: true, key: true, interactive: true });
    expect(await watch.hosts.endpoint(id)!.secrets()).toEqual(secrets);
    await watch.becomes(id, { health: 'down', lastError: { step: 'login' } });
    const edited = await watch.hosts.edit(id, config, { password: '', answers: [] });
    expect(edited.config.auth).toMatchObject({ password: false, key: true });
    expect(await watch.hosts.endpoint(id)!.secrets()).toEqual({ passphrase: 'open-sesame-2', privateKey: 'open-sesame-3' });
    watch.db.pragma('wal_checkpoint(TRUNCATE)');
    for (const text of [readFileSync(join(watch.home, 'stratoscope.db'), 'latin1'), JSON.stringify(watch.hosts.list()), watch.log(), JSON.stringify(watch.errors)]) expect(text).not.toContain('open-sesame');
    await watch.hosts.remove(id);
  });
});

test('a stored password goes to no other place than the one it was entered for; a key, which is never sent, does not mind', async () => {
  const { id, config } = await watch.hosts.add(here('rooted', { auth: { agent: false } }), { password: 'open-sesame-5', privateKey: 'open-sesame-6' });
  const tried = async (changed: typeof config) => { for await (const _step of watch.hosts.test(changed, {}, id, new AbortController().signal)) { /* none comes */ } };
  for (const change of [{ address: '127.0.0.2' }, { port: 9 }, { proxyJump: 'mallory@127.0.0.3' }]) {
    const refused = { code: 'invalid-input', message: 'The password was entered for another address: enter it again for this one, or remove it.' };
    await expect(watch.hosts.edit(id, { ...config, ...change }, {})).rejects.toMatchObject(refused);
    await expect(tried({ ...config, ...change })).rejects.toMatchObject(refused);
    expect(watch.hosts.endpoint(id)?.config).toEqual(config);
  }
  expect((await watch.hosts.edit(id, { ...config, port: 9 }, { password: 'open-sesame-7' })).config).toMatchObject({ port: 9, auth: { password: true, key: true } });
  expect((await watch.hosts.edit(id, { ...config, port: 10 }, { password: '' })).config).toMatchObject({ port: 10, auth: { password: false, key: true } });
  await watch.hosts.remove(id);
});

test('hosts of OpenSSH’s files are offered, taken over once and then known', async () => {
  expect(await watch.hosts.candidates()).toEqual([{ ...CANDIDATE, imported: false }, { ...CANDIDATE, name: 'paused one', imported: false }]);
  await expect(watch.hosts.import(['old friend', 'nobody'], '')).rejects.toMatchObject({ code: 'not-found', message: '~/.ssh has no host called nobody.' });
  const [host, ...more] = await watch.hosts.import(['old friend', 'old friend', 'paused one'], 'imported');
  await watch.hosts.pause(host!.id, true);
  expect(more).toEqual([]); // the same machine and user under another name
  expect(host!.config).toMatchObject({ name: 'old friend', address: '10.9.8.7', port: 2222, user: 'root', group: 'imported', proxyJump: 'gate', auth: { agent: true, keyFiles: ['~/.ssh/id'], password: false } });
  expect((await watch.hosts.candidates()).map(({ imported }) => imported)).toEqual([true, true]);
  expect(await watch.hosts.import(['old friend'], '')).toEqual([]);
  await watch.hosts.remove(host!.id);
});

test('what is run on a host is shown to the letter, the user’s commands too', () => {
  const shown = watch.hosts.commands(watch.config({ port: 1, user: ME, commands: [{ name: 'queue', command: 'mailq | wc -l' }] }));
  expect(shown.map(({ name }) => name)).toEqual(['scrape', 'queue']);
  expect(shown[0]!.text).toMatch(/^exec sh -c 'LC_ALL=C .*; echo @end:' stratoscope -$/);
  expect(shown[1]!.text).toBe('mailq | wc -l');
});
