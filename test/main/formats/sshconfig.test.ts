import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseProxyJump, SshConfig } from '../../../src-main/formats/sshconfig.ts';
import { sshConfigOf } from '../../../src-main/providers/ssh/home.ts';

const LOCAL = { user: 'me', home: '/home/me' };
const parse = (text: string, files: Record<string, string[]> = {}) => SshConfig.parse(text, async pattern => files[pattern] ?? []);
const settings = async (text: string, name = 'web', files: Record<string, string[]> = {}) => (await parse(text, files)).settingsOf(name, LOCAL);

describe('one host', () => {
  test.each([
    { what: 'nothing said', text: '', expected: { address: 'web', port: 22, user: '', keyFiles: [], proxyJump: '', identitiesOnly: false, leftOut: [] } },
    { what: 'the first value wins', text: 'Host web\n  Port 1\nHost *\n  Port 2\n  User all\n', expected: { port: 1, user: 'all' } },
    { what: 'above the first Host line all is meant', text: 'User first\nHost web\n  User second\n', expected: { user: 'first' } },
    { what: 'negated patterns', text: 'Host * !web\n  Port 1\nHost w?b\n  Port 2\n', expected: { port: 2 } },
    { what: 'keywords in any case, with = between', text: 'HOST web\n\tport=2222\n hostName = 10.0.0.1\n', expected: { port: 2222, address: '10.0.0.1' } },
    { what: 'quotes hold blanks', text: 'IdentityFile "~/my keys/id"\nIdentityFile \'/a b\'\nIdentityFile c\\ d\n', expected: { keyFiles: ['~/my keys/id', '/a b', 'c d'] } },
    { what: 'an open quote takes the line away', text: 'Port "22\nPort 23\n', expected: { port: 23 } },
    { what: 'a comment behind a value', text: 'Port 23 # not 22\n#Port 24\n', expected: { port: 23 } },
    { what: 'identity files add up, each once', text: 'Host web\n IdentityFile a\n IdentityFile b\nHost *\n IdentityFile a\n IdentityFile c\n', expected: { keyFiles: ['a', 'b', 'c'] } },
    { what: 'no identity file', text: 'IdentityFile none\n', expected: { keyFiles: [] } },
    { what: 'the name in the address', text: 'HostName %h.example.com\n', expected: { address: 'web.example.com' } },
    { what: 'tokens in a path', text: 'HostName web.example.com\nPort 23\nUser you\nIdentityFile %d/%u/%r@%h:%p%%\n', expected: { keyFiles: ['/home/me/me/you@web.example.com:23%'] } },
    { what: 'who we are where no user is named', text: 'IdentityFile %r\n', expected: { keyFiles: ['me'] } },
    { what: 'tokens in a jump', text: 'ProxyJump jump-%h\n', expected: { proxyJump: 'jump-web' } },
    { what: 'no jump', text: 'Host web\nProxyJump none\nHost *\nProxyJump gate\n', expected: { proxyJump: '' } },
    { what: 'only these identities', text: 'IdentitiesOnly yes\n', expected: { identitiesOnly: true } },
    { what: 'a port that is none', text: 'Port ssh\n', expected: { port: 22 } },
    { what: 'a Match block is passed over', text: 'Match host web\n  Port 1\n  User x\nHost web\n  Port 2\n', expected: { port: 2, user: '', leftOut: ['Match blocks are left out: what they set is not known here.'] } },
    { what: 'a command on the way is left out', text: 'ProxyCommand nc %h %p\n', expected: { leftOut: ['ProxyCommand is left out: no program is run to get to a host.'] } },
    { what: 'not one that a jump overrules', text: 'ProxyJump gate\nProxyCommand nc %h %p\n', expected: { proxyJump: 'gate', leftOut: [] } },
    { what: 'what can not be filled in is left out', text: 'IdentityFile ${KEYS}/id\n', expected: { keyFiles: [], leftOut: ['IdentityFile ${KEYS}/id is left out: environment variables are not filled in.'] } },
  ])('$what', async ({ text, expected }) => expect(await settings(text)).toMatchObject(expected));

  test('an included file counts where it stands, and only for the hosts of its block', async () => {
    const files = { 'extra/*': ['Host web\n User from-extra\n', 'Port 2\n'], deep: ['Include extra/*\n'] };
    expect(await settings('Include deep\nPort 1\n', 'web', files)).toMatchObject({ user: 'from-extra', port: 2 }); // a file's last Host line ends with it
    expect(await settings('Host db\n  Include extra/*\nHost *\n  Port 3\n', 'web', files)).toMatchObject({ user: '', port: 3 });
    expect(await settings('Host web\n  Include extra/*\n  Port 4\n', 'web', files)).toMatchObject({ user: 'from-extra', port: 2 });
  });

  test('a file that includes itself ends', async () => {
    expect(await settings('Include self\nPort 5\n', 'web', { self: ['Include self\nUser once\n'] })).toMatchObject({ port: 5, user: 'once' });
  });
});

test('names are those on Host lines that are no patterns, each once', async () => {
  const config = await parse('Host web db\nHost * !x\nHost web-?\nMatch host y\nHost web\nInclude more\n', { more: ['Host included\n'] });
  expect(config.names()).toEqual(['web', 'db', 'included']);
});

/** What OpenSSH itself makes of a configuration. */
function openssh(home: string, name: string): { address: string; port: number; user: string; proxyJump: string } {
  const lines = execFileSync('ssh', ['-G', '-F', join(home, '.ssh/config'), name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n');
  const value = (keyword: string) => lines.find(line => line.startsWith(`${keyword} `))?.slice(keyword.length + 1) ?? '';
  return { address: value('hostname'), port: Number(value('port')), user: value('user'), proxyJump: value('proxyjump') };
}

test('it agrees with OpenSSH on a configuration of many blocks and files', async ({ skip }) => {
  if (!existsSync('/usr/bin/ssh')) skip('openssh-client is not installed');
  const home = mkdtempSync(join(tmpdir(), 'sshconfig-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, '.ssh/conf.d'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(home, '.ssh', name), text, { mode: 0o600 });
  write('config', `Include ${home}/.ssh/conf.d/*.conf\nInclude ${home}/.ssh/nothing-here\nHost "web" db-* !db-9\n  User=alice\n  Port 2201\nHost web\n  HostName=%h.example.com\n  ProxyJump bob@gate:2200,[2001:db8::1]:22\nHost db-9\n  HostName "10.0.0.9" # the ninth\nHost inner\n  Include ${home}/.ssh/inner\nHost *\n  User carol\n  Port 2299\n`);
  write('conf.d/1.conf', 'Host web\n  Port 2300\n');
  write('conf.d/2.conf', 'Host db-1\n  Port 2301\nHost *.other\n  User other\n');
  write('inner', 'Port 2400\nHost web\n  User never\nHost in*\n  User inside\n');
  const config = await sshConfigOf(home)();
  for (const name of ['web', 'db-1', 'db-2', 'db-9', 'inner', 'x.other', 'unknown']) {
    const { address, port, user, proxyJump } = config.settingsOf(name, { user: userInfo().username, home });
    expect({ name, address, port, user, proxyJump }).toEqual({ name, ...openssh(home, name) });
  }
});

test.each([
  { text: '', jumps: [] },
  { text: 'gate', jumps: [{ name: 'gate', user: null, port: null }] },
  { text: 'bob@gate:2200, second', jumps: [{ name: 'gate', user: 'bob', port: 2200 }, { name: 'second', user: null, port: null }] },
  { text: '[2001:db8::1]:2200', jumps: [{ name: '2001:db8::1', user: null, port: 2200 }] },
  { text: 'ssh://bob@gate:2200', jumps: [{ name: 'gate', user: 'bob', port: 2200 }] },
  { text: 'ssh://gate/', jumps: [{ name: 'gate', user: null, port: null }] },
  { text: 'gate:', jumps: undefined },
  { text: 'gate:twenty', jumps: undefined },
  { text: '@gate', jumps: undefined },
])('ProxyJump "$text"', ({ text, jumps }) => expect(parseProxyJump(text)).toEqual(jumps));
