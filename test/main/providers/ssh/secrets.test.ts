import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import ssh2, { type Client } from 'ssh2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { protocolOf } from '../../../../src-main/providers/ssh/internals.ts';
import { sshString } from '../../../../src-main/providers/ssh/wire.ts';
import type { HostId } from '../../../../src-main/shared/model/sshhost.ts';
import { makeKey, makeUser, noSshd, type Sshd, startSshd, type SystemUser } from '../../../servers/sshd.ts';
import { BRIEF, type Desk, openDesk, stepsOf } from './desk.ts';

const missing = noSshd();
const word = () => randomBytes(12).toString('hex');
const SECRETS = { password: word(), passphrase: word(), answers: [word(), word()] };

/** Everything an error may tell, causes and stacks included. */
function allOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, JSON.stringify(error, Object.getOwnPropertyNames(error)), allOf(error.cause)].join('\n');
}

/** Ends a connection with words of one's own (RFC 4253, 11.1), which ssh2's servers have no way to. */
function hangUp(client: unknown, words: string): void {
  const { _packetRW: { write }, _cipher } = protocolOf(client as Client);
  const payload = Buffer.concat([Buffer.from([1, 0, 0, 0, 2]), sshString(words), sshString('')]);
  const from = write.allocStart;
  const packet = write.alloc(payload.length);
  packet.set(payload, from);
  _cipher.encrypt(write.finalize(packet));
}

describe.skipIf(missing !== undefined)(`secrets${missing ? ` (${missing})` : ''}`, () => {
  let desk: Desk;
  let plain: Sshd, pam: Sshd;
  let user: SystemUser | null;
  let privateKey: string;
  const told: string[] = [];
  beforeAll(async () => {
    desk = openDesk();
    const key = makeKey(join(desk.home, 'locked'), { passphrase: SECRETS.passphrase });
    privateKey = key.privateKey;
    user = makeUser(SECRETS.password);
    plain = await startSshd({ authorizedKeys: [key], config: ['PasswordAuthentication yes'] });
    pam = await startSshd({ config: ['KbdInteractiveAuthentication yes', 'UsePAM yes'] });
    for (const sshd of [plain, pam]) desk.believe(sshd);
  });
  afterAll(async () => {
    await desk.end();
    await Promise.all([plain.stop(), pam.stop()]);
    user?.remove();
  });

  const attempt = async (id: HostId) => {
    await desk.ssh.exec(id, 'echo hello', BRIEF).then(result => told.push(result.stderr), (error: unknown) => told.push(allOf(error)));
    for (const step of await stepsOf(desk, id)) told.push(JSON.stringify(step));
    told.push(JSON.stringify(desk.ssh.state(id)));
  };

  test('no way of getting in, or of failing to, tells one in a log, an error, a state or a step', async () => {
    const name = user?.name ?? 'nobody';
    const everything = { agent: true, keyFiles: ['~/locked', '~/missing'], key: true, password: true, interactive: true };
    const all = { ...SECRETS, privateKey };
    const wrong = { ...all, password: `${SECRETS.password}x`, passphrase: `${SECRETS.passphrase}x` };
    await attempt(desk.host({ name: 'by-key', port: plain.port, auth: everything }, all));
    await attempt(desk.host({ name: 'by-password', port: plain.port, user: name, auth: { agent: false, password: true } }, all));
    await attempt(desk.host({ name: 'by-answers', port: pam.port, user: name, auth: { agent: false, interactive: true } }, { answers: [SECRETS.password] }));
    await attempt(desk.host({ name: 'wrong', port: plain.port, user: name, auth: everything }, wrong));
    await attempt(desk.host({ name: 'unreachable', port: 1, auth: everything }, all));
    const kept = privateKey.split('\n').slice(1, -2);
    const text = `${told.join('\n')}\n${desk.log()}`;
    expect(text).toMatch(/was not let in/);
    expect(desk.log()).toMatch(/logged in by SSH/);
    for (const secret of [SECRETS.password, SECRETS.passphrase, ...SECRETS.answers, ...kept]) expect(text).not.toContain(secret);
  });

  test('a server that throws a secret back at us does not get it into our words', async () => {
    const key = makeKey(join(desk.home, 'echo_host'), { type: 'rsa', format: 'PEM' });
    const server = new ssh2.Server({ hostKeys: [key.privateKey] }, client => {
      client.on('error', () => undefined).on('authentication', context => {
        if (context.method === 'password') hangUp(client, `no such password: ${context.password}`);
        else context.reject(['password']);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    desk.hostKeys.pin('127.0.0.1', port, { type: key.type, fingerprint: key.fingerprint }, 0, false);
    const id = desk.host({ name: 'echo', port, auth: { agent: false, password: true } }, SECRETS);
    const failure: unknown = await desk.ssh.exec(id, 'true', BRIEF).catch(error => error);
    server.close();
    expect(failure).toMatchObject({ step: 'login', message: expect.stringContaining('(no such password: •••)') });
    expect(allOf(failure)).not.toContain(SECRETS.password);
  });
});
