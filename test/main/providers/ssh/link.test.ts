import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostId } from '../../../../src-main/shared/model/sshhost.ts';
import { makeKey, noSshd, type Sshd, startSshd } from '../../../servers/sshd.ts';
import { BRIEF, type Desk, openDesk, stepsOf, textOf } from './desk.ts';

const missing = noSshd();
let desk: Desk;
const started: Sshd[] = [];
beforeAll(() => {
  desk = openDesk();
  makeKey(join(desk.home, 'key'));
});
afterAll(async () => {
  await desk.end();
  await Promise.all(started.map(sshd => sshd.stop()));
});
const auth = { agent: false, keyFiles: ['~/key'] };

async function start(config: readonly string[] = []): Promise<Sshd> {
  const sshd = await startSshd({ authorizedKeys: [keyOfDesk()], config });
  started.push(sshd);
  desk.believe(sshd);
  return sshd;
}
const keyOfDesk = () => ({ path: '', privateKey: '', type: '', fingerprint: '', publicKey: readFileSync(join(desk.home, 'key.pub'), 'utf8').trim() });
const run = async (id: HostId, command = 'echo hello') => textOf((await desk.ssh.exec(id, command, BRIEF)).stdout);
const logins = (sshd: Sshd) => sshd.log().split('\n').filter(line => line.includes('Accepted publickey')).length;

describe.skipIf(missing !== undefined)(`a kept connection${missing ? ` (${missing})` : ''}`, () => {
  test('is one for all that goes over it', async () => {
    const sshd = await start();
    const id = desk.host({ name: 'one', port: sshd.port, auth });
    expect(desk.ssh.state(id).connection).toBe('idle');
    const told = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(number => run(id, `sleep 0.1; echo ${number}`))); // twelve at once, where sshd allows ten
    expect(told.map(Number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(logins(sshd)).toBe(1);
  });

  test('that was cut is made anew by the next command, without waiting', async () => {
    const sshd = await start();
    const id = desk.host({ name: 'cut', port: sshd.port, auth });
    const heard: string[] = [];
    using _listening = desk.ssh.onChange(changed => { if (changed === id) heard.push(desk.ssh.state(id).connection); });
    await run(id);
    sshd.cut();
    await expect.poll(() => desk.ssh.state(id).connection).toBe('idle');
    expect(await run(id)).toBe('hello\n');
    expect(logins(sshd)).toBe(2);
    expect(heard).toEqual(['connecting', 'open', 'idle', 'connecting', 'open']);
  });

  test('that is cut while a command runs says so', async () => {
    const sshd = await start();
    const id = desk.host({ name: 'cut-within', port: sshd.port, auth });
    await run(id);
    const asked = desk.ssh.exec(id, 'sleep 5', BRIEF);
    await expect.poll(() => sshd.log()).toContain('Starting session: command');
    sshd.cut();
    await expect(asked).rejects.toMatchObject({ step: 'command', code: 'unreachable', message: 'The connection was cut while the command ran.' });
  });

  test('that is cut while a command runs that may run twice begins it anew', async () => {
    const sshd = await start();
    const id = desk.host({ name: 'cut-twice', port: sshd.port, auth });
    await run(id);
    const begun = join(desk.home, 'begun');
    const asked = desk.ssh.exec(id, `echo begun >> ${begun}; [ $(wc -l < ${begun}) -gt 1 ] || sleep 5; cat ${begun}`, { ...BRIEF, repeatable: true });
    await expect.poll(() => existsSync(begun)).toBe(true);
    sshd.cut();
    expect(textOf((await asked).stdout)).toBe('begun\nbegun\n');
    expect(logins(sshd)).toBe(2);
  });

  test('whose server goes and comes back while a command waits is made anew for that command', async () => {
    const sshd = await start();
    const id = desk.host({ name: 'returning', port: sshd.port, auth });
    await run(id);
    await sshd.stop();
    const asked = desk.ssh.exec(id, 'echo again', { ...BRIEF, timeoutMs: 15_000, repeatable: true });
    await expect.poll(() => desk.ssh.state(id).connection).toBe('waiting');
    const back = await startSshd({ authorizedKeys: [keyOfDesk()], port: sshd.port });
    started.push(back);
    desk.believe(back);
    expect(textOf((await asked).stdout)).toBe('again\n');
  });

  test('whose server goes and stays away fails with what the attempts failed with', async () => {
    const sshd = await start();
    const id = desk.host({ name: 'gone', port: sshd.port, auth });
    await run(id);
    await sshd.stop();
    await expect(desk.ssh.exec(id, 'true', { ...BRIEF, timeoutMs: 600, repeatable: true })).rejects.toMatchObject({ step: 'tcp', code: 'unreachable' });
  });

  test('whose server no longer answers at all is given up with the first command that hears nothing', async () => {
    const sshd = await start();
    const id = desk.host({ name: 'frozen', port: sshd.port, auth });
    await run(id);
    sshd.freeze();
    await expect(desk.ssh.exec(id, 'true', { ...BRIEF, timeoutMs: 3_200 })).rejects.toMatchObject({ code: 'timeout' });
    await expect.poll(() => desk.ssh.state(id).connection).toBe('idle');
    sshd.thaw();
    expect(await run(id)).toBe('hello\n');
  });

  test('that can not be made is waited with, longer each time, and asking meanwhile fails at once with the same words', async () => {
    const sshd = await start();
    const id = desk.host({ name: 'down', port: sshd.port, auth });
    await sshd.stop();
    const failure: unknown = await desk.ssh.exec(id, 'true', BRIEF).catch(error => error);
    expect(failure).toMatchObject({ step: 'tcp' });
    const { connection, retryAt } = desk.ssh.state(id);
    if (connection === 'waiting') {
      expect(retryAt! - Date.now()).toBeLessThanOrEqual(1_000);
      await expect(desk.ssh.exec(id, 'true', BRIEF)).rejects.toBe(failure);
    }
  });

  test('is forgotten when its host changes', async () => {
    const sshd = await start();
    const id = desk.host({ name: 'changing', port: sshd.port, auth });
    await run(id);
    desk.ssh.drop(id);
    expect(desk.ssh.state(id)).toEqual({ connection: 'idle', retryAt: null, hostKey: null, question: null });
    expect(await run(id)).toBe('hello\n');
    expect(logins(sshd)).toBe(2);
  });

  test('of a host that is not there is not found', async () => {
    await expect(desk.ssh.exec(HostId.parse('nobody'), 'true', BRIEF)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe.skipIf(missing !== undefined)(`jump hosts${missing ? ` (${missing})` : ''}`, () => {
  let outer: Sshd, inner: Sshd, last: Sshd;
  beforeAll(async () => { [outer, inner, last] = [await start(), await start(), await start()]; });

  test('two of our own, one behind the other, each kept once for all who go through it', async () => {
    desk.host({ name: 'outer', port: outer.port, auth });
    desk.host({ name: 'inner', port: inner.port, auth, proxyJump: 'outer' });
    const ids = ['first', 'second'].map(name => desk.host({ name, port: last.port, auth, proxyJump: 'inner' }));
    expect(await Promise.all(ids.map(id => run(id, 'echo $SSH_CONNECTION')))).toEqual([expect.stringContaining(` ${last.port}\n`), expect.stringContaining(` ${last.port}\n`)]);
    expect([logins(outer), logins(inner), logins(last)]).toEqual([1, 1, 2]);
  });

  test('as ~/.ssh/config has them, in a list', async () => {
    desk.write('.ssh/config', `Host edge\n  HostName 127.0.0.1\n  Port ${outer.port}\n  IdentityFile ~/key\n`);
    const id = desk.host({ name: 'listed', port: last.port, auth, proxyJump: `edge,inner` });
    const before = [logins(outer), logins(inner)];
    expect(await run(id)).toBe('hello\n');
    expect([logins(outer), logins(inner)]).toEqual(before.map(count => count + 1));
    desk.ssh.drop(id);
    await expect.poll(() => outer.log().split('\n').filter(line => line.includes('Received disconnect')).length).toBeGreaterThan(0); // nobody goes through it any more
  });

  test('a test tells each one', async () => {
    const steps = await stepsOf(desk, 'first');
    expect(steps.map(({ hop, step, ok }) => `${hop} ${step} ${ok}`)).toEqual([
      'outer name true', 'outer tcp true', 'outer kex true', 'outer hostkey true', 'outer login true',
      'inner tcp true', 'inner kex true', 'inner hostkey true', 'inner login true',
      ' tcp true', ' kex true', ' hostkey true', ' login true', ' command true',
    ]);
  });

  test('a strange key of a jump host stops it there, and is told as the jump host\'s', async () => {
    const stranger = await startSshd({ authorizedKeys: [keyOfDesk()] });
    started.push(stranger);
    desk.host({ name: 'strange', port: stranger.port, auth });
    const id = desk.host({ name: 'behind-strange', port: last.port, auth, proxyJump: 'strange' });
    await expect(desk.ssh.exec(id, 'true', BRIEF)).rejects.toMatchObject({ step: 'hostkey', hop: 'strange', question: { port: stranger.port, state: 'unknown' } });
    expect(desk.ssh.state(id).question).toMatchObject({ port: stranger.port });
    await desk.ssh.trust('127.0.0.1', stranger.port, stranger.hostKeys[0]!.type, stranger.hostKeys[0]!.fingerprint, false);
    expect(await run(id)).toBe('hello\n');
  });

  test('what the jump host can not reach fails at TCP, in its words', async () => {
    const id = desk.host({ name: 'unreachable', port: 1, auth, proxyJump: 'outer' });
    await expect(desk.ssh.exec(id, 'true', BRIEF)).rejects.toMatchObject({ step: 'tcp', hop: '', message: '127.0.0.1 port 1: Connection refused, says the jump host' });
    const nameless = desk.host({ name: 'nameless', address: 'no-such-host.invalid', port: 22, auth, proxyJump: 'outer' });
    await expect(desk.ssh.exec(nameless, 'true', BRIEF)).rejects.toMatchObject({ step: 'name', hop: '' });
  });

  test('a way in circles is refused', async () => {
    desk.host({ name: 'hen', port: 22, auth, proxyJump: 'egg' });
    const id = desk.host({ name: 'egg', port: 22, auth, proxyJump: 'hen' });
    await expect(desk.ssh.exec(id, 'true', BRIEF)).rejects.toMatchObject({ step: 'name', code: 'invalid-input', message: expect.stringContaining('circles') });
  });
});

describe.skipIf(missing !== undefined)(`through a host${missing ? ` (${missing})` : ''}`, () => {
  const page = Buffer.alloc(3_000_000, 'a page of metrics, long enough to fill every window on the way\n');
  const server = createServer((_, answer) => answer.end(page));
  const local = createServer((_, answer) => answer.end('from a socket'));
  let id: HostId;
  let port: number;
  beforeAll(async () => {
    id = desk.host({ name: 'gate', port: (await start(['RekeyLimit 256K'])).port, auth }); // new session keys on the way
    server.listen(0, '127.0.0.1');
    local.listen(join(desk.home, 'local.sock'));
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  });
  afterAll(() => { for (const each of [server, local]) each.close(); });

  /** A page over a stream that somebody else has opened. */
  const fetched = (stream: Awaited<ReturnType<Desk['ssh']['dial']>>): Promise<Buffer> => new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', path: '/metrics', createConnection: () => stream }, answer => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => { chunks.push(chunk); }).on('end', () => resolve(Buffer.concat(chunks))).on('error', reject);
    }).on('error', reject).end();
  });
  const quiet = new AbortController().signal;

  test('a port on its loopback is reached', async () => {
    expect((await fetched(await desk.ssh.dial(id, '127.0.0.1', port, quiet))).equals(page)).toBe(true);
  });

  test('a unix socket on it is reached', async () => {
    expect((await fetched(await desk.ssh.dialUnix(id, join(desk.home, 'local.sock'), quiet))).toString()).toBe('from a socket');
  });

  test.each([
    { what: 'a port where nobody listens', dial: () => desk.ssh.dial(id, '127.0.0.1', 1, quiet), words: "127.0.0.1 port 1: the host can't connect to it (Connection refused)" },
    { what: 'a socket that is not there', dial: () => desk.ssh.dialUnix(id, '/nowhere.sock', quiet), words: "/nowhere.sock: the host can't connect to it (open failed)" },
  ])('$what is told in its words', async ({ dial, words }) => {
    await expect(dial()).rejects.toMatchObject({ step: 'command', message: words });
  });

  test('a stream fails when the connection is cut, and can be thrown away', async () => {
    const sshd = await start();
    const other = desk.host({ name: 'gate-2', port: sshd.port, auth });
    const stream = await desk.ssh.dial(other, '127.0.0.1', port, quiet);
    const failed = once(stream.resume(), 'error');
    sshd.cut();
    expect(await failed).toMatchObject([{ message: 'The SSH connection was cut.' }]);
    const thrown = await desk.ssh.dial(id, '127.0.0.1', port, quiet);
    thrown.destroy();
    await once(thrown, 'close');
    expect(thrown.destroyed).toBe(true);
  });
});
