import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeKey, noSshd, type Sshd, startSshd } from '../../../servers/sshd.ts';
import { BRIEF, type Desk, openDesk, textOf } from './desk.ts';

const missing = noSshd();
let desk: Desk;
let sshd: Sshd;

describe.skipIf(missing !== undefined)(`logging in${missing ? ` (${missing})` : ''}`, () => {
  beforeAll(async () => {
    desk = openDesk();
    sshd = await startSshd({ authorizedKeys: [makeKey(join(desk.home, 'plain'))] });
    desk.believe(sshd);
  });
  afterAll(async () => {
    await desk.end();
    await sshd.stop();
  });

  test('with a key file', async () => {
    const id = desk.host({ name: 'web', port: sshd.port, auth: { agent: false, keyFiles: ['~/plain'] } });
    const { stdout, stderr, code } = await desk.ssh.exec(id, 'echo out; echo err >&2; exit 3', BRIEF);
    expect({ stdout: textOf(stdout), stderr, code }).toEqual({ stdout: 'out\n', stderr: 'err\n', code: 3 });
    expect(desk.ssh.state(id)).toMatchObject({ connection: 'open', hostKey: { type: 'ssh-ed25519', fingerprint: sshd.hostKeys[0]!.fingerprint } });
  });
});
