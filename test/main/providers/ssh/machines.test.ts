import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sshMachines } from '../../../../src-main/providers/ssh/machines.ts';
import type { SshHostState } from '../../../../src-main/shared/model/sshhost.ts';
import { type KeyPair, makeKey, noSshd, type Sshd, startSshd } from '../../../servers/sshd.ts';
import { conforms } from '../conformance.ts';
import { type Desk, openDesk } from './desk.ts';

/** Every command runs as a user without rights, and finds our own `shutdown`, `sudo` and `id` before any other: nothing real can go down. */
const asNobody = (bin: string): readonly string[] => [`ForceCommand exec setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH=${bin}:/usr/bin:/bin /bin/sh -c "$SSH_ORIGINAL_COMMAND"`];
const missing = process.getuid?.() === 0 ? noSshd() : 'leaving root behind takes root';

describe.skipIf(missing !== undefined)(missing === undefined ? 'hosts reached by SSH' : `hosts reached by SSH: ${missing}`, () => {
  let dir: string, bin: string, told: string, key: KeyPair, sshd: Sshd, desk: Desk;
  const script = (name: string, text: string) => { writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`); chmodSync(join(bin, name), 0o755); };
  /** sudo that allows everything; `shutdown` only notes what it is told */
  const allow = () => {
    script('sudo', `[ "$1" = -n ] || exit 99; shift; if [ "$1" = -l ]; then shift; echo "/usr/sbin/$*"; exit 0; fi; exec "$@"`);
    script('shutdown', `echo "$*" >> ${told}; echo "Reboot scheduled" >&2`);
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'power-'));
    bin = join(dir, 'bin');
    told = join(dir, 'out', 'told');
    mkdirSync(bin);
    mkdirSync(join(dir, 'out'));
    chmodSync(dir, 0o755);
    chmodSync(join(dir, 'out'), 0o777);
    script('id', 'echo 1000');
    allow();
    key = makeKey(join(dir, 'key'));
    sshd = await startSshd({ authorizedKeys: [key], config: asNobody(bin) });
    desk = openDesk();
    desk.believe(sshd);
    desk.host({ name: 'web-1', port: sshd.port, auth: { agent: false, keyFiles: [key.path] } });
  });
  afterEach(() => {
    allow();
    rmSync(told, { force: true });
  });
  afterAll(async () => {
    await desk.end();
    await sshd.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const state = (): SshHostState => ({ ...desk.endpoint('web-1'), paused: false, health: 'up' } as unknown as SshHostState); // only these are looked at
  const provider = () => sshMachines(() => [state()], desk.ssh);
  const machine = async () => (await provider().list('ssh', AbortSignal.timeout(5_000)))[0]!;
  const act = async (action: 'reboot' | 'stop', dryRun = false) => provider().act(action, await machine(), { dryRun }, AbortSignal.timeout(15_000));
  const wasTold = () => existsSync(told) ? readFileSync(told, 'utf8') : '';

  conforms(async () => ({ provider: provider(), region: 'ssh', nativeId: 'web-1', action: 'reboot', missing: 'terminate', carriedOut: async () => wasTold() === '-r now\n' }));

  test('a reboot and a shutdown are sudo -n shutdown', async () => {
    expect(await act('reboot')).toMatchObject({ status: 0, request: expect.stringMatching(/^ssh .*'sudo -n shutdown -r now'$/), detail: 'Reboot scheduled' });
    await act('stop');
    expect(wasTold()).toBe('-r now\n-h now\n');
  });

  test.each([
    { what: 'asks for a password', text: 'echo "sudo: a password is required" >&2; exit 1' },
    { what: 'does not allow it', text: 'echo "Sorry, user me is not allowed to execute that" >&2; exit 1' },
  ])('where sudo $what, that is said, with what to do', async ({ text }) => {
    script('sudo', text);
    for (const dryRun of [true, false]) await expect(act('reboot', dryRun)).rejects.toMatchObject({ code: 'forbidden', message: expect.stringContaining('NOPASSWD') });
    expect(wasTold()).toBe('');
  });

  test('what the system answers stands in the refusal', async () => {
    script('shutdown', 'echo "Failed to set wall message: Access denied" >&2; exit 1');
    await expect(act('reboot')).rejects.toMatchObject({ code: 'provider-refused', message: 'web-1 refused (exit code 1): Failed to set wall message: Access denied.' });
  });

  test('a connection that is cut by the reboot is no failure of it', async () => {
    script('shutdown', `echo "$*" >> ${told}; exec sleep 20`);
    const answer = act('reboot');
    await expect.poll(wasTold).toBe('-r now\n');
    sshd.cut();
    expect((await answer).detail).toContain('the connection was cut');
  });
});
