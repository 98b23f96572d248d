import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../../../src-main/shared/model/errors.ts';
import { HostId, SshHostConfig } from '../../../../src-main/shared/model/sshhost.ts';
import { freePort } from '../../../servers/freeport.ts';
import { makeKey, makeUser, noSshd, type Sshd, startSshd } from '../../../servers/sshd.ts';
import { HANG, HANGING_SHELL, HIDDEN_PROC, makeBusyBoxRoom, noBusyBox, noHiding } from '../../../servers/sshrooms.ts';
import { BRIEF, type Desk, openDesk, stepsOf, textOf } from './desk.ts';

const missing = noSshd();
let desk: Desk;
beforeAll(() => {
  desk = openDesk();
  makeKey(join(desk.home, 'key'));
});
afterAll(() => desk.end());
const key = { agent: false, keyFiles: ['~/key'] };
const started: { stop(): Promise<void> }[] = [];
afterAll(async () => { await Promise.all(started.map(each => each.stop())); });

async function start(name: string, config: readonly string[] = []): Promise<Sshd> {
  const path = join(desk.home, `key-of-${name}`);
  const sshd = await startSshd({ authorizedKeys: [makeKey(path)], config });
  started.push(sshd);
  desk.believe(sshd);
  desk.host({ name, port: sshd.port, auth: { agent: false, keyFiles: [path] } });
  return sshd;
}
const run = async (name: string, command = 'echo hello') => textOf((await desk.ssh.exec(HostId.parse(name), command, BRIEF)).stdout);

/** Somebody on loopback who is no SSH server. */
async function impostor(greeting: string): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer(socket => { socket.on('error', () => undefined).resume().write(greeting); }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  started.push({ stop: async () => { server.close(); } });
  return { port: (server.address() as { port: number }).port, server };
}

describe('where nobody speaks SSH', () => {
  test('a name that nobody knows fails at the name', async () => {
    desk.host({ name: 'nameless', address: 'no-such-host.invalid', port: 22, auth: key });
    await expect(run('nameless')).rejects.toMatchObject({ step: 'name', code: 'unreachable', message: expect.stringContaining('no-such-host.invalid') });
  });

  test('a port where nothing listens fails at TCP', async () => {
    const port = await freePort();
    desk.host({ name: 'closed', port, auth: key });
    await expect(run('closed')).rejects.toMatchObject({ step: 'tcp', code: 'unreachable', message: `127.0.0.1 port ${port}: nothing listens there` });
    expect((await stepsOf(desk, 'closed')).map(({ step, ok }) => [step, ok])).toEqual([['name', true], ['tcp', false]]);
  });

  test('something else than SSH fails at the key exchange', async () => {
    const { port } = await impostor('HTTP/1.1 400 Bad Request\r\n\r\n');
    desk.host({ name: 'web-server', port, auth: key });
    await expect(desk.ssh.exec(HostId.parse('web-server'), 'true', { ...BRIEF, timeoutMs: 500 })).rejects.toMatchObject({ step: 'kex' });
  });

  test('silence fails at the key exchange, in the time that was given', async () => {
    const { port } = await impostor('');
    desk.host({ name: 'silent', port, auth: key });
    await expect(desk.ssh.exec(HostId.parse('silent'), 'true', { ...BRIEF, timeoutMs: 300 })).rejects.toMatchObject({ step: 'kex', code: 'timeout' });
  });

  test('a locked vault fails at the login, with its code, and is tried again as soon as asked', async ({ skip }) => {
    if (missing !== undefined) skip(missing);
    await start('vaulted');
    const { id, config } = desk.endpoint('vaulted');
    desk.replace({ id, config: SshHostConfig.parse({ ...config, auth: { agent: false, password: true } }), secrets: async () => { throw new AppError('locked', 'The vault is locked.'); } });
    await expect(run('vaulted')).rejects.toMatchObject({ step: 'login', code: 'locked', message: 'The vault is locked.' });
    expect(desk.ssh.state(id)).toMatchObject({ connection: 'idle', retryAt: null });
  });
});

describe.skipIf(missing !== undefined)(`odd hosts${missing ? ` (${missing})` : ''}`, () => {
  test('a test of the login tells every step with its time', async () => {
    const sshd = await start('good');
    const steps = await stepsOf(desk, 'good');
    expect(steps).toMatchObject([
      { step: 'name', hop: '', ok: true, detail: '127.0.0.1' },
      { step: 'tcp', ok: true, detail: `127.0.0.1 port ${sshd.port}` },
      { step: 'kex', ok: true, detail: 'ssh-ed25519' },
      { step: 'hostkey', ok: true, detail: `ssh-ed25519 ${sshd.hostKeys[0]!.fingerprint}` },
      { step: 'login', ok: true },
      { step: 'command', ok: true },
    ]);
    expect(steps.every(({ ms }) => ms >= 0 && ms < 5000)).toBe(true);
    expect(desk.ssh.state(HostId.parse('good')).connection).toBe('idle'); // the kept connection has nothing to do with it
  });

  test('an account that only runs its own command fails at the command', async () => {
    await start('forced', ['ForceCommand echo "This account is for backups."; exit 1']);
    expect((await stepsOf(desk, 'forced')).at(-1)).toMatchObject({ step: 'command', ok: false, detail: 'echo stratoscope did not print its word (exit code 1): This account is for backups.' });
  });

  test('a shell that hangs does not keep others from using the connection, and fails in time', async () => {
    await start('hanging', [`ForceCommand case "$SSH_ORIGINAL_COMMAND" in hang) ${HANG} ;; *) eval "$SSH_ORIGINAL_COMMAND" ;; esac`]);
    const id = HostId.parse('hanging');
    const enough = new AbortController();
    const hung = [1, 2, 3].map(() => desk.ssh.exec(id, 'hang', { ...BRIEF, signal: enough.signal }).catch((error: unknown) => error));
    expect(await run('hanging')).toBe('hello\n');
    enough.abort(new AppError('canceled', 'enough'));
    for (const error of await Promise.all(hung)) expect(error).toMatchObject({ code: 'canceled' }); // none had ended before
    await expect(desk.ssh.exec(id, 'hang', { ...BRIEF, timeoutMs: 500 })).rejects.toMatchObject({ code: 'timeout', message: 'The command did not end within 500 ms.' });
    expect(await run('hanging')).toBe('hello\n');
  });

  test('a shell that always hangs does not use up the server: its connection is made anew', async () => {
    await start('always-hanging', [...HANGING_SHELL, 'MaxSessions 2']);
    const id = HostId.parse('always-hanging');
    const failures = [];
    for (let turn = 0; turn < 4; turn++) failures.push(await desk.ssh.exec(id, 'true', { ...BRIEF, timeoutMs: 400 }).catch((error: unknown) => error));
    expect(failures.slice(0, 2)).toMatchObject([{ code: 'timeout' }, { code: 'timeout' }]);
    expect(failures[2]).toMatchObject({ step: 'command', code: 'provider-refused' }); // no session is left: whatever hangs has to go
    expect(failures[3]).toMatchObject({ step: 'command' });
  });

  test('what is modest leaves places to others', async () => {
    await start('modest', [`ForceCommand case "$SSH_ORIGINAL_COMMAND" in hang) ${HANG} ;; *) eval "$SSH_ORIGINAL_COMMAND" ;; esac`]);
    const id = HostId.parse('modest');
    const mind = new AbortController();
    const hung = Array.from({ length: 20 }, () => desk.ssh.exec(id, 'hang', { ...BRIEF, modest: true, signal: mind.signal }).catch((error: unknown) => error));
    expect(await run('modest')).toBe('hello\n');
    mind.abort(new AppError('canceled', 'enough'));
    expect(await Promise.all(hung)).toHaveLength(20);
  });

  test('a command that is given up is killed over there', async ({ skip }) => {
    const user = makeUser('not used') ?? skip('making a user takes root');
    onTestFinished(() => user.remove());
    await start('killed'); // sshd sends signals to nobody who logs in as root
    const { id, config, secrets } = desk.endpoint('killed');
    desk.replace({ id, secrets, config: { ...config, user: user.name } });
    await expect(desk.ssh.exec(id, `echo $$ > /tmp/${user.name}; exec sleep 1000`, { ...BRIEF, timeoutMs: 500 })).rejects.toMatchObject({ code: 'timeout' });
    await expect.poll(() => run('killed', `kill -0 $(cat /tmp/${user.name}) 2>/dev/null && echo alive || echo dead`)).toBe('dead\n');
    await run('killed', `rm /tmp/${user.name}`);
  });

  test('a host that hides /proc runs commands, and shows nothing', async ({ skip }) => {
    const why = noHiding();
    if (why !== undefined) skip(why);
    await start('hidden', HIDDEN_PROC);
    expect(await run('hidden', 'cat /proc/stat 2>/dev/null; ls /proc | wc -l')).toBe('0\n');
  });

  test('a host of BusyBox alone runs commands', async ({ skip }) => {
    const why = noBusyBox();
    if (why !== undefined) skip(why);
    const room = makeBusyBoxRoom();
    await start('busybox', room.config);
    expect(await run('busybox', 'readlink /bin/cat; ls /lib 2>/dev/null | wc -l')).toBe('/bin/busybox\n0\n');
    expect((await stepsOf(desk, 'busybox')).at(-1)).toMatchObject({ step: 'command', ok: true });
    room.remove();
  });

  test('output has a bound, and input an end', async () => {
    await start('bounds');
    const id = HostId.parse('bounds');
    await expect(desk.ssh.exec(id, 'yes', { timeoutMs: 8_000, maxBytes: 100_000 })).rejects.toMatchObject({ code: 'too-large' });
    expect(textOf((await desk.ssh.exec(id, 'wc -c', { ...BRIEF, stdin: Buffer.alloc(200_000) })).stdout).trim()).toBe('200000');
    expect(textOf((await desk.ssh.exec(id, 'cat', BRIEF)).stdout)).toBe('');
  });

  test('a command ended by a signal says so', async () => {
    await start('signals');
    expect(await desk.ssh.exec(HostId.parse('signals'), 'kill -TERM $$', BRIEF)).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  test('who asks may change their mind', async () => {
    await start('mind');
    const mind = new AbortController();
    const asked = desk.ssh.exec(HostId.parse('mind'), 'sleep 1000', { ...BRIEF, signal: mind.signal });
    await expect.poll(() => desk.ssh.state(HostId.parse('mind')).connection).toBe('open');
    mind.abort(new AppError('canceled', 'No longer wanted.'));
    await expect(asked).rejects.toMatchObject({ code: 'canceled' });
  });
});
