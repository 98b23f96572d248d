import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sshCandidates } from '../../../../src-main/providers/ssh/candidates.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const me = userInfo().username;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'candidates-'));
  mkdirSync(join(home, '.ssh/conf.d'), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const write = (name: string, text: string) => writeFileSync(join(home, '.ssh', name), text);

test('without files there is nobody', async () => {
  rmSync(join(home, '.ssh'), { recursive: true });
  expect(await sshCandidates(home)).toEqual([]);
});

test('hosts of the configuration come under their names, those of known_hosts beside them', async () => {
  write('config', 'Include conf.d/*\nHost web\n  HostName 10.0.0.1\n  Port 2222\n  User deploy\n  IdentityFile ~/.ssh/deploy\n  ProxyJump gate\nHost *\n  IdentitiesOnly yes\n');
  write('conf.d/gate.conf', 'Host gate\n  HostName gate.example.com\n');
  write('known_hosts', `[10.0.0.1]:2222 ${KEY}\nold.example.com,10.0.0.7 ${KEY}\nold.example.com ${KEY.replace('ssh-ed25519', 'ssh-rsa')}\n[db.example.com]:2200 ${KEY}\n@cert-authority *.example.org ${KEY}\n*.example.net ${KEY}\n`);
  const leftOut = ['IdentitiesOnly is left out: other keys of the agent are offered too, after those named.'];
  expect(await sshCandidates(home)).toEqual([
    { name: 'gate', address: 'gate.example.com', port: 22, user: me, keyFiles: [], proxyJump: '', source: '~/.ssh/config', known: false, leftOut },
    { name: 'web', address: '10.0.0.1', port: 2222, user: 'deploy', keyFiles: ['~/.ssh/deploy'], proxyJump: 'gate', source: '~/.ssh/config', known: true, leftOut },
    { name: 'old.example.com', address: 'old.example.com', port: 22, user: me, keyFiles: [], proxyJump: '', source: 'known_hosts', known: true, leftOut: [] },
    { name: 'db.example.com:2200', address: 'db.example.com', port: 2200, user: me, keyFiles: [], proxyJump: '', source: 'known_hosts', known: true, leftOut: [] },
  ]);
});

test('hashed names tell nobody what they are, yet the key of a host is known', async ({ skip }) => {
  write('config', 'Host web\n  HostName 10.0.0.1\n');
  write('known_hosts', `10.0.0.1 ${KEY}\n10.0.0.2 ${KEY}\n`);
  try {
    execFileSync('ssh-keygen', ['-H', '-f', join(home, '.ssh/known_hosts')], { stdio: 'ignore' });
  } catch {
    skip('openssh-client is not installed');
  }
  expect((await sshCandidates(home)).map(({ name, known }) => [name, known])).toEqual([['web', true]]);
});
