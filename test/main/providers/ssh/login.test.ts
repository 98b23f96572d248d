import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Agent, certify, type KeyOptions, type KeyPair, makeKey, makeUser, noSshd, type Sshd, startAgent, startSshd, type SystemUser } from '../../../servers/sshd.ts';
import { BRIEF, type Desk, ME, openDesk, stepsOf, textOf } from './desk.ts';

const missing = noSshd();
const PASSPHRASE = 'correct horse battery';
const PASSWORD = 'Tr0ub4dor&3-xyzzy';
let desk: Desk;

beforeAll(() => { desk = openDesk(); });
afterAll(() => desk.end());

const say = async (id: ReturnType<Desk['host']>) => textOf((await desk.ssh.exec(id, 'echo hello', BRIEF)).stdout);
const opened: { stop(): Promise<void> }[] = [];
const start = async (...args: Parameters<typeof startSshd>): Promise<Sshd> => {
  const sshd = await startSshd(...args);
  opened.push(sshd);
  desk.believe(sshd);
  return sshd;
};
afterAll(async () => { await Promise.all(opened.map(each => each.stop())); });

describe.skipIf(missing !== undefined)(`keys${missing ? ` (${missing})` : ''}`, () => {
  const CASES: readonly (KeyOptions & { readonly name: string })[] = [
    { name: 'ed25519', type: 'ed25519' },
    { name: 'ed25519-locked', type: 'ed25519', passphrase: PASSPHRASE },
    { name: 'ecdsa', type: 'ecdsa' },
    { name: 'ecdsa-pem', type: 'ecdsa', format: 'PEM' },
    { name: 'rsa', type: 'rsa' },
    { name: 'rsa-pem', type: 'rsa', format: 'PEM' },
    { name: 'rsa-pem-locked', type: 'rsa', format: 'PEM', passphrase: PASSPHRASE },
    { name: 'rsa-pkcs8-locked', type: 'rsa', format: 'PKCS8', passphrase: PASSPHRASE },
  ];
  let keys: readonly KeyPair[];
  let sshd: Sshd;
  beforeAll(async () => {
    keys = CASES.map(({ name, ...options }) => makeKey(join(desk.home, name), options));
    sshd = await start({ authorizedKeys: keys });
  });

  test.each(CASES)('a key file lets us in: $name', async ({ name, passphrase }) => {
    const id = desk.host({ name, port: sshd.port, auth: { agent: false, keyFiles: [`~/${name}`] } }, passphrase ? { passphrase } : {});
    expect(await say(id)).toBe('hello\n');
    expect(desk.ssh.state(id)).toEqual({ connection: 'open', retryAt: null, question: null, hostKey: { type: 'ssh-ed25519', fingerprint: sshd.hostKeys[0]!.fingerprint } });
  });

  test('a key from the vault lets us in', async () => {
    const id = desk.host({ name: 'vaulted', port: sshd.port, auth: { agent: false, key: true } }, { privateKey: keys[1]!.privateKey, passphrase: PASSPHRASE });
    expect(await say(id)).toBe('hello\n');
  });

  test('without any word a key in its usual place is used', async () => {
    makeKey(join(desk.home, '.ssh/id_ed25519'));
    const id = desk.host({ name: 'usual', port: (await start({ authorizedKeys: [makeKey(join(desk.home, '.ssh/id_ecdsa'), { type: 'ecdsa' })] })).port });
    expect(await say(id)).toBe('hello\n');
  });

  test.each([
    { name: 'wrong-passphrase', keyFiles: ['~/ed25519-locked'], secrets: { passphrase: 'something else' }, why: 'key file ~/ed25519-locked: its passphrase is another one' },
    { name: 'wrong-passphrase-pem', keyFiles: ['~/rsa-pem-locked'], secrets: { passphrase: 'something else' }, why: 'key file ~/rsa-pem-locked: its passphrase is another one' },
    { name: 'no-passphrase', keyFiles: ['~/ed25519-locked'], secrets: {}, why: 'key file ~/ed25519-locked: it has a passphrase, which is not given' },
    { name: 'no-passphrase-pem', keyFiles: ['~/rsa-pem-locked'], secrets: {}, why: 'key file ~/rsa-pem-locked: it has a passphrase, which is not given' },
    { name: 'no-file', keyFiles: ['~/nothing-here'], secrets: {}, why: 'key file ~/nothing-here: there is no such file' },
    { name: 'public', keyFiles: ['~/ed25519.pub'], secrets: {}, why: 'key file ~/ed25519.pub: it is a public key' },
    { name: 'nonsense', keyFiles: ['~/nonsense'], secrets: {}, why: 'key file ~/nonsense: it is no private key that can be read' },
  ])('a key that can not be used is told by name: $name', async ({ name, keyFiles, secrets, why }) => {
    desk.write('nonsense', 'nothing of use');
    const id = desk.host({ name, port: sshd.port, auth: { agent: false, keyFiles } }, secrets);
    await expect(say(id)).rejects.toMatchObject({ step: 'login', hop: '', code: 'provider-refused', message: `${ME} was not let in. Nothing could be tried. The server takes: publickey. Not tried: ${why}.` });
  });

  test('a refused key: what was tried is told, and what the server takes', async () => {
    makeKey(join(desk.home, 'stranger'));
    const id = desk.host({ name: 'refused', port: sshd.port, auth: { agent: false, keyFiles: ['~/stranger'] } });
    await expect(say(id)).rejects.toMatchObject({ step: 'login', hop: '', message: `${ME} was not let in. Tried: key file ~/stranger. The server takes: publickey.` });
    expect(desk.ssh.state(id)).toMatchObject({ connection: 'waiting', retryAt: expect.any(Number) });
  });

  test('a server that hangs up after too many keys is quoted', async () => {
    const strict = await start({ config: ['MaxAuthTries 2'] });
    const id = desk.host({ name: 'strict', port: strict.port, auth: { agent: false, keyFiles: ['~/ed25519', '~/ecdsa', '~/rsa'] } });
    await expect(say(id)).rejects.toMatchObject({ step: 'login', message: expect.stringMatching(/^\S+ was not let in \(Too many authentication failures\)\. Tried: key file ~\/ed25519, key file ~\/ecdsa/) });
  });
});

describe.skipIf(missing !== undefined)(`certificates${missing ? ` (${missing})` : ''}`, () => {
  let authority: KeyPair;
  let sshd: Sshd;
  beforeAll(async () => {
    authority = makeKey(join(desk.home, 'authority'));
    sshd = await start({ config: [`TrustedUserCAKeys ${authority.path}.pub`] });
    chmodSync(desk.home, 0o755);
  });

  test.each(['ed25519', 'ecdsa', 'rsa'] as const)('a certificate beside a key lets us in where only its authority is trusted: %s', async type => {
    certify(makeKey(join(desk.home, `certified-${type}`), { type }), authority, [ME], `of the ${type} test`);
    const id = desk.host({ name: `certificate-${type}`, port: sshd.port, auth: { agent: false, keyFiles: [`~/certified-${type}`] } });
    expect(await say(id)).toBe('hello\n');
  });

  test('a certificate in the agent lets us in', async () => {
    const key = makeKey(join(desk.home, 'in-agent'), { type: 'rsa' });
    certify(key, authority, [ME], 'of the agent');
    const agent = await startAgent(desk.home, [key]);
    const other = openDesk({ agentSocket: agent.socket });
    other.believe(sshd);
    const id = other.host({ name: 'certificate-agent', port: sshd.port });
    expect(textOf((await other.ssh.exec(id, 'echo hello', BRIEF)).stdout)).toBe('hello\n');
    await other.end();
    await agent.stop();
  });

  test('an expired certificate is refused, and it is told that it was tried', async () => {
    certify(makeKey(join(desk.home, 'expired')), authority, [ME], 'long gone', ['-V', '20200101:20210101']);
    const id = desk.host({ name: 'expired', port: sshd.port, auth: { agent: false, keyFiles: ['~/expired'] } });
    await expect(say(id)).rejects.toMatchObject({ step: 'login', message: `${ME} was not let in. Tried: key file ~/expired with certificate "long gone", key file ~/expired. The server takes: publickey.` });
  });
});

describe.skipIf(missing !== undefined)(`the agent${missing ? ` (${missing})` : ''}`, () => {
  let agent: Agent;
  let sshd: Sshd;
  let other: Desk;
  const types = ['ed25519', 'ecdsa', 'rsa'] as const;
  beforeAll(async () => {
    const keys = types.map(type => makeKey(join(desk.home, `agent-${type}`), { type, comment: `the ${type} one` }));
    agent = await startAgent(desk.home, keys);
    sshd = await start({ authorizedKeys: keys });
    other = openDesk({ agentSocket: agent.socket });
    other.believe(sshd);
  });
  afterAll(async () => {
    await other.end();
    await agent.stop();
  });

  test.each(types)('its keys let us in: %s', async type => {
    const alone = await start({ authorizedKeys: [{ path: '', privateKey: '', fingerprint: '', type: '', publicKey: sshdKey(type) }] });
    other.believe(alone);
    const id = other.host({ name: `agent-${type}`, port: alone.port });
    const steps = await stepsOf(other, id);
    expect(steps.find(({ step }) => step === 'login')).toMatchObject({ ok: true, detail: `agent key the ${type} one` });
  });

  test('a key that a file names comes first, whatever else the agent has', async () => {
    const id = other.host({ name: 'named', port: sshd.port, auth: { keyFiles: [join(desk.home, 'agent-rsa')] } });
    const steps = await stepsOf(other, id);
    expect(steps.find(({ step }) => step === 'login')).toMatchObject({ ok: true, detail: 'agent key the rsa one' });
  });

  test('an agent that is gone is told among what was not tried', async () => {
    const gone = openDesk({ agentSocket: join(desk.home, 'no-agent.sock') });
    gone.believe(sshd);
    const id = gone.host({ name: 'gone', port: sshd.port });
    await expect(gone.ssh.exec(id, 'true', BRIEF)).rejects.toMatchObject({ step: 'login', message: expect.stringContaining('Not tried: the agent does not answer') });
    await gone.end();
  });

  const sshdKey = (type: string): string => readFileSync(join(desk.home, `agent-${type}.pub`), 'utf8').trim();
});

describe.skipIf(missing !== undefined)(`words${missing ? ` (${missing})` : ''}`, () => {
  let user: SystemUser | null = null;
  beforeAll(() => { user = missing === undefined ? makeUser(PASSWORD) : null; });
  afterAll(() => user?.remove());
  const someone = (skip: (why: string) => never): SystemUser => user ?? skip('making a user takes root');

  test('a password lets us in', async ({ skip }) => {
    const { name: login } = someone(skip);
    const sshd = await start({ config: ['PasswordAuthentication yes'] });
    const id = desk.host({ name: 'password', port: sshd.port, user: login, auth: { agent: false, password: true } }, { password: PASSWORD });
    expect(textOf((await desk.ssh.exec(id, 'id -un', BRIEF)).stdout)).toBe(`${login}\n`);
  });

  test('a wrong password is refused, and waited with', async ({ skip }) => {
    const { name: login } = someone(skip);
    const sshd = await start({ config: ['PasswordAuthentication yes'] });
    const id = desk.host({ name: 'wrong-password', port: sshd.port, user: login, auth: { agent: false, password: true } }, { password: `${PASSWORD}!` });
    await expect(say(id)).rejects.toMatchObject({ step: 'login', message: `${login} was not let in. Tried: password. The server takes: publickey, password.` });
  });

  test.for([
    { name: 'answers', auth: { interactive: true }, secrets: { answers: [PASSWORD] } },
    { name: 'the-password', auth: { password: true }, secrets: { password: PASSWORD } },
  ])('keyboard-interactive lets us in with $name', async ({ name, auth, secrets }, { skip }) => {
    const { name: login } = someone(skip);
    const sshd = await start({ config: ['UsePAM yes', 'KbdInteractiveAuthentication yes'] });
    const id = desk.host({ name: `interactive-${name}`, port: sshd.port, user: login, auth: { agent: false, ...auth } }, secrets);
    expect(textOf((await desk.ssh.exec(id, 'id -un', BRIEF)).stdout)).toBe(`${login}\n`);
  });

  test('a server that wants a key and then a password gets both', async ({ skip }) => {
    const { name: login } = someone(skip);
    const key = makeKey(join(desk.home, 'first-half'));
    const sshd = await start({ authorizedKeys: [key], config: ['PasswordAuthentication yes', 'AuthenticationMethods publickey,password'] });
    const id = desk.host({ name: 'both', port: sshd.port, user: login, auth: { agent: false, keyFiles: ['~/first-half'], password: true } }, { password: PASSWORD });
    expect(textOf((await desk.ssh.exec(id, 'id -un', BRIEF)).stdout)).toBe(`${login}\n`);
  });
});
