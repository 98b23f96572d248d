import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HostId } from '../../../../src-main/shared/model/sshhost.ts';
import { makeKey, noSshd, type Sshd, startSshd } from '../../../servers/sshd.ts';
import { BRIEF, type Desk, openDesk, stepsOf, textOf } from './desk.ts';

const missing = noSshd();

describe.skipIf(missing !== undefined)(`host keys${missing ? ` (${missing})` : ''}`, () => {
  let keys: Desk;
  let sshd: Sshd;
  let desk: Desk;
  let id: HostId;
  beforeAll(async () => {
    keys = openDesk();
    sshd = await startSshd({ authorizedKeys: [makeKey(join(keys.home, 'key'))], hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] });
  });
  afterAll(async () => {
    await sshd.stop();
    await keys.end();
  });
  beforeEach(() => {
    desk = openDesk();
    id = hostAt('web', sshd);
  });
  afterEach(() => desk.end());

  const hostAt = (name: string, server: Sshd) => desk.host({ name, port: server.port, auth: { agent: false, keyFiles: [join(keys.home, 'key')] } });
  const say = async () => textOf((await desk.ssh.exec(id, 'echo hello', BRIEF)).stdout);
  const [ed25519, ecdsa, rsa] = [0, 1, 2].map(index => () => ({ type: sshd.hostKeys[index]!.type, fingerprint: sshd.hostKeys[index]!.fingerprint })) as [() => HostKeyText, () => HostKeyText, () => HostKeyText];

  test('an unknown one is never accepted silently: it is shown until there is consent, then pinned', async () => {
    const question = { address: '127.0.0.1', port: sshd.port, key: ed25519(), state: 'unknown', expected: null };
    await expect(say()).rejects.toMatchObject({ step: 'hostkey', hop: '', question, message: expect.stringContaining(ed25519().fingerprint) });
    expect(desk.ssh.state(id)).toMatchObject({ connection: 'waiting', hostKey: null, question });
    await expect(say()).rejects.toMatchObject({ step: 'hostkey' });

    await desk.ssh.trust('127.0.0.1', sshd.port, ed25519().type, ed25519().fingerprint, false);
    expect(desk.ssh.state(id)).toMatchObject({ connection: 'idle', question: null });
    expect(await say()).toBe('hello\n');
    expect(desk.hostKeys.of('127.0.0.1', sshd.port)).toEqual([ed25519()]);
  });

  test('a changed one is refused loudly with both fingerprints, and stays refused until it replaces the other', async () => {
    const stranger = makeKey(join(desk.home, 'stranger'));
    desk.hostKeys.pin('127.0.0.1', sshd.port, { type: stranger.type, fingerprint: stranger.fingerprint }, 0, false);
    const question = { address: '127.0.0.1', port: sshd.port, key: ed25519(), state: 'changed', expected: { type: 'ssh-ed25519', fingerprint: stranger.fingerprint } };
    const failure: unknown = await say().catch(error => error);
    expect(failure).toMatchObject({ step: 'hostkey', code: 'provider-refused', question });
    expect(String(failure)).toMatch(/HAS CHANGED/);
    expect(String(failure)).toContain(stranger.fingerprint);
    expect(String(failure)).toContain(ed25519().fingerprint);

    await expect(desk.ssh.trust('127.0.0.1', sshd.port, 'ssh-ed25519', ed25519().fingerprint, false)).rejects.toMatchObject({ code: 'conflict' });
    await desk.ssh.trust('127.0.0.1', sshd.port, 'ssh-ed25519', ed25519().fingerprint, true);
    expect(await say()).toBe('hello\n');
  });

  test('a server set up anew on the same address is refused', async () => {
    const before = await startSshd({ authorizedKeys: [makeKey(join(desk.home, 'again'))] });
    desk.believe(before);
    id = desk.host({ name: 'anew', port: before.port, auth: { agent: false, keyFiles: ['~/again'] } });
    expect(await say()).toBe('hello\n');
    await before.stop();
    await expect.poll(() => desk.ssh.state(id).connection).toBe('idle');
    const after = await startSshd({ port: before.port });
    await expect(say()).rejects.toMatchObject({ step: 'hostkey', question: { state: 'changed', expected: { fingerprint: before.hostKeys[0]!.fingerprint }, key: { fingerprint: after.hostKeys[0]!.fingerprint } } });
    await after.stop();
  });

  test.each(['ecdsa', 'rsa'] as const)('the type that is pinned is asked for first: %s', async type => {
    const pinned = type === 'rsa' ? rsa() : ecdsa();
    desk.hostKeys.pin('127.0.0.1', sshd.port, pinned, 0, false);
    expect(await say()).toBe('hello\n');
    expect(desk.ssh.state(id).hostKey).toEqual(pinned);
  });

  test('a key of a type that was never pinned counts as changed: the pinned one was asked for', async () => {
    const only = await startSshd({ hostKeyTypes: ['ecdsa'] });
    desk.hostKeys.pin('127.0.0.1', only.port, ed25519(), 0, false);
    id = hostAt('other-type', only);
    await expect(say()).rejects.toMatchObject({ step: 'hostkey', question: { state: 'changed', key: { type: 'ecdsa-sha2-nistp256' }, expected: ed25519() } });
    await only.stop();
  });

  test.each([
    { how: 'in plain text', prepare: () => undefined },
    { how: 'hashed', prepare: (file: string) => { execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' }); } },
  ])('known_hosts speaks for a server, $how', async ({ prepare }) => {
    prepare(desk.write('.ssh/known_hosts', sshd.knownHosts()));
    expect(await say()).toBe('hello\n');
  });

  test('known_hosts with another key speaks against it', async () => {
    const stranger = makeKey(join(desk.home, 'stranger'));
    desk.write('.ssh/known_hosts', `[127.0.0.1]:${sshd.port} ${stranger.publicKey}\n`);
    await expect(say()).rejects.toMatchObject({ step: 'hostkey', question: { state: 'changed', expected: { fingerprint: stranger.fingerprint } } });
  });

  test('a line without a port speaks for a server on another port, never against it', async () => {
    desk.write('.ssh/known_hosts', `127.0.0.1 ${sshd.hostKeys[1]!.publicKey}\n`);
    expect(await say()).toBe('hello\n');
    desk.ssh.drop(id);
    desk.write('.ssh/known_hosts', `127.0.0.1 ${makeKey(join(desk.home, 'stranger')).publicKey}\n`);
    await expect(say()).rejects.toMatchObject({ question: { state: 'unknown', expected: null } });
  });

  test('a revoked one is refused even when it is pinned, and can not be accepted', async () => {
    desk.believe(sshd);
    desk.write('.ssh/known_hosts', `@revoked * ${sshd.hostKeys[0]!.publicKey}\n`);
    await expect(say()).rejects.toMatchObject({ step: 'hostkey', question: null, message: expect.stringContaining('revoked') });
  });

  test('a test of the login ends with the question', async () => {
    const steps = await stepsOf(desk, id);
    expect(steps.map(({ step, ok }) => [step, ok])).toEqual([['name', true], ['tcp', true], ['kex', true], ['hostkey', false]]);
    expect(steps.at(-1)).toMatchObject({ question: { state: 'unknown', key: ed25519() } });
  });
});

interface HostKeyText { readonly type: string; readonly fingerprint: string }
