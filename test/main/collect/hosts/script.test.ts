import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REMOTE_TYPES, scrapeCommand, scrapeScript } from '../../../../src-main/collect/hosts/script.ts';
import { REMOTE } from '../../../../src-main/collect/self/filesystems.ts';
import { parseSections } from '../../../../src-main/formats/proc/sections.ts';
import { HOST_COLLECTORS } from '../../../../src-main/shared/model/sshhost.ts';
import { localShell } from './localshell.ts';

const signal = new AbortController().signal;
const ALL = scrapeScript(HOST_COLLECTORS);
const PLAIN = { swaps: false, programsOf: [] };
const linux = process.platform === 'linux';

async function sections(command: string, ...shell: [string, ...string[]]) {
  const { stdout } = await localShell(shell)(command, signal);
  return parseSections(Buffer.from(stdout).toString('utf8'));
}
/** Files that every Linux machine has, whatever runs on it. */
const EVERYWHERE = ['proc/stat', 'proc/loadavg', 'proc/meminfo', 'proc/vmstat', 'proc/mounts', 'proc/net/dev', 'proc/net/netstat', 'proc/net/snmp', 'proc/net/sockstat', 'proc/net/softnet_stat', 'proc/sys/fs/file-nr', 'proc/sys/kernel/osrelease', 'proc/uptime', 'proc/1/stat', 'proc/net/tcp', 'sys/class/net/lo/operstate', '@date', '@uname', '@started', '@ended'];

test('whatever is collected, the script is one line that any login shell hands on as it stands', () => {
  fc.assert(fc.property(fc.subarray([...HOST_COLLECTORS]), collectors => {
    expect(scrapeScript(collectors)).not.toMatch(/['!\n\r]|\\[\\']|[^\x20-\x7e]/);
  }));
  expect(scrapeCommand(ALL, { swaps: true, programsOf: ['7', '12'] })).toBe(`exec sh -c '${ALL}' stratoscope swap 7 12`);
});

test.for([['/bin/sh'], ['/bin/bash'], ['/bin/busybox', 'sh']] as [string, ...string[]][])('handed on by %s it sends whole texts of every file', async (shell, ctx) => {
  if (!linux || spawnSync(shell[0], [...shell.slice(1), '-c', 'true']).status !== 0) ctx.skip(`no Linux with ${shell[0]} here`);
  const { texts, whole } = await sections(scrapeCommand(ALL, PLAIN), ...shell);
  expect(whole).toBe(true);
  expect(EVERYWHERE.filter(path => !texts.has(path))).toEqual([]);
  expect(texts.get('proc/stat')).toMatch(/^cpu {2}\d+ \d+ [\d ]+\ncpu0 \d+[\s\S]*\nbtime \d+\n/);
  expect(texts.get('proc/1/stat')).toMatch(/^1 \(.*\) [A-Z] 0 /);
});

test('only what is collected is read', async ctx => {
  if (!linux) ctx.skip('this is not Linux');
  const { texts } = await sections(scrapeCommand(scrapeScript(['load']), PLAIN), '/bin/sh');
  expect([...texts.keys()]).toEqual(['@begin', '@started', '@date', '@uname', '@self', 'proc/loadavg', '@ended']);
});

test('the programs of processes are told when asked for, and cut where they are long; line ends in them are none', async ctx => {
  if (!linux) ctx.skip('this is not Linux');
  const { texts } = await sections(scrapeCommand(scrapeScript(['processes']), { swaps: true, programsOf: [String(process.pid), '4194999'] }), '/bin/sh', '-e');
  expect(texts.get(`proc/${process.pid}/cmdline`)).toMatch(/^\S*node\S* /);
  expect(texts.get('proc/1/status')).toMatch(/^VmSwap:\s+\d+ kB\n$/);
  expect(texts.get('proc/4194999/cmdline')).toBe('\n');
});

test('file systems that may never answer are told from the others as on this computer', () => {
  const types = ['nfs', 'nfs4', 'cifs', 'smb', 'smb2', 'smb3', 'smbfs', 'fuse', 'fuseblk', 'fuse.sshfs', 'ceph', '9p', 'gfs', 'gfs2', 'virtiofs', 'ext4', 'xfs', 'btrfs', 'zfs', 'tmpfs', 'vfat', 'fusectl', 'nfsd', 'smb4', 'afsx'];
  const matches = (type: string) => REMOTE_TYPES.some(pattern => new RegExp(`^${pattern.replace('.', '[.]').replace('*', '.*')}$`).test(type));
  expect(types.filter(matches)).toEqual(types.filter(type => REMOTE.test(type)));
});

