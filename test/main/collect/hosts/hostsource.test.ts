import { rmSync } from 'node:fs';
import { machine } from 'node:os';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../src-main/base/clock.ts';
import { HostSource } from '../../../../src-main/collect/hosts/hostsource.ts';
import { selfCollector } from '../../../../src-main/collect/self/collector.ts';
import { HOST_COLLECTORS, type HostCollector } from '../../../../src-main/shared/model/sshhost.ts';
import { HandClock } from '../../../handclock.ts';
import { metricOf, typeText, valuesOf } from '../self/page.ts';
import { LAPTOP, LAPTOP_LINKS, tree } from '../self/tree.ts';
import { answering, localShell, sent } from './localshell.ts';

const signal = new AbortController().signal;
const T0 = 1_700_000_000_000;
const source = (text: () => string, collectors: readonly HostCollector[] = HOST_COLLECTORS) => new HostSource(answering(text), new HandClock(T0), collectors);
/** The texts of a laptop, without those that say nothing. */
const FILES = Object.fromEntries(Object.entries(LAPTOP).filter(([path]) => /^(proc|etc)\//.test(path) && !path.startsWith('proc/1/') || path.startsWith('sys/class/net/')));
const stat = (pid: number, comm: string, { parent = 1, user = 0, start = 100, flags = 0 } = {}) => `${pid} (${comm}) S ${parent} 1 1 0 -1 ${flags} 0 0 0 0 ${user} 0 0 0 20 0 1 0 ${start} 8192 2 18446744073709551615 0`;
const valueIn = async (text: string, series: string, collectors?: readonly HostCollector[]) => valuesOf(await source(() => text, collectors).collect(0, signal)).get(series);

test('the same texts give the very series, values and types that this computer’s own collector gives', async () => {
  const root = tree(LAPTOP, LAPTOP_LINKS);
  const self = selfCollector({ root, platform: 'linux', processes: false });
  const here = valuesOf(await self.collect(T0, signal));
  rmSync(root, { recursive: true });
  const host = source(() => sent({ ...FILES, '@uname': `Linux ${machine()}` }));
  const there = valuesOf(await host.collect(T0, signal));
  const left = /^node_(filesystem|time|hwmon|thermal|scrape)/; // asked in another way, of the machine's own clock, left out, about the collectors
  const expected = new Map([...here].filter(([series]) => !left.test(series)));
  expect(expected.size).toBeGreaterThan(200);
  expect(new Map([...there].filter(([series]) => expected.has(series)))).toEqual(expected);
  const types = new Map(self.metadata.map(metadata => [metadata.name, `${typeText(metadata)} ${metadata.help}`]));
  for (const metadata of host.metadata) if (types.has(metadata.name)) expect(`${typeText(metadata)} ${metadata.help}`).toBe(types.get(metadata.name));
});

test('room on file systems comes from stat, else from df; one that tells none shows an error', async () => {
  const mounts = '/dev/a / ext4 rw 0 0\n/dev/b /data\\040x xfs ro 0 0\n//nas/s /nas cifs rw 0 0\nproc /proc proc rw 0 0\n';
  const values = valuesOf(await source(() => sent({ 'proc/mounts': mounts, '@statfs': '4096 100 50 40 10 5 /', '@df': 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/b 10 4 6 40% /data x' }), ['filesystem']).collect(0, signal));
  const of = (name: string, labels: string) => values.get(`node_filesystem_${name}{${labels}}`);
  expect([of('size_bytes', 'device="/dev/a",fstype="ext4",mountpoint="/"'), of('files_free', 'device="/dev/a",fstype="ext4",mountpoint="/"')]).toEqual([409_600, 5]);
  expect([of('avail_bytes', 'device="/dev/b",fstype="xfs",mountpoint="/data x"'), of('readonly', 'device="/dev/b",fstype="xfs",mountpoint="/data x"'), of('files', 'device="/dev/b",fstype="xfs",mountpoint="/data x"')]).toEqual([6144, 1, undefined]);
  expect([of('device_error', 'device="//nas/s",fstype="cifs",mountpoint="/nas"'), of('size_bytes', 'device="//nas/s",fstype="cifs",mountpoint="/nas"')]).toEqual([1, undefined]);
});

test('processes are those of the machine, without the shell that looks at them and what it runs', async () => {
  const text = sent({ ...FILES, 'proc/1/stat': stat(1, 'init', { parent: 0 }), 'proc/50/stat': stat(50, 'sshd'), 'proc/60/stat': stat(60, 'sh', { parent: 50 }), 'proc/61/stat': stat(61, 'gre) p', { parent: 60 }), 'proc/70/stat': stat(70, 'sh') }).replace('@date', '@self:60\n@date');
  const values = valuesOf(await source(() => text, ['processes']).collect(0, signal));
  expect([...values].filter(([series]) => series.startsWith('namedprocess_namegroup_num_procs'))).toEqual([
    ['namedprocess_namegroup_num_procs{groupname="init"}', 1], ['namedprocess_namegroup_num_procs{groupname="sshd"}', 1], ['namedprocess_namegroup_num_procs{groupname="sh"}', 1],
  ]);
});

test('a process that bears a thread’s name waits a round for its program’s', async () => {
  const asked: string[] = [];
  let files: Record<string, string> = { 'proc/9/stat': stat(9, 'MainThread') };
  const host = new HostSource(async command => { asked.push(command.split(' stratoscope ')[1] ?? ''); return answering(() => sent({ ...FILES, 'proc/1/stat': stat(1, 'init'), ...files }))(command, signal); }, systemClock, ['processes']);
  const names = async (time: number) => [...valuesOf(await host.collect(time, signal)).keys()].flatMap(series => /num_procs\{groupname="(.*)"/.exec(series)?.[1] ?? []);
  expect(await names(0)).toEqual(['init']);
  files = { ...files, 'proc/9/cmdline': '/opt/web/server --port 80' };
  expect(await names(15_000)).toEqual(['init', 'server']);
  files = { 'proc/9/stat': stat(9, 'MainThread') };
  expect(await names(30_000)).toEqual(['init', 'server']);
  expect(asked).toEqual(['swap', 'swap 9', 'swap'].map((text, i) => i === 0 ? '-' : text)); // the laptop swaps, which its first answer tells
});

test.each([
  { arch: 'aarch64', kilobytes: 6_400, pages: 100, bytes: 65_536 }, { arch: 'x86_64', kilobytes: 405, pages: 100, bytes: 4096 }, // read one after the other, they don't agree to the byte
])('the size of a page on $arch is told by what is free', async ({ arch, kilobytes, pages, bytes }) => {
  const text = sent({ 'proc/meminfo': `MemTotal: 1 kB\nMemFree: ${kilobytes} kB\n`, 'proc/vmstat': `nr_free_pages ${pages}\n`, 'proc/net/sockstat': 'TCP: inuse 1 mem 3\n', '@uname': `Linux ${arch}` });
  expect(await valueIn(text, 'node_sockstat_TCP_mem_bytes', ['sockets'])).toBe(3 * bytes);
});

test('the machine’s clock: its time, and how far it is ahead once the way there and back is known', async () => {
  const clock = new HandClock(T0);
  let wayMs = 3000;
  const host = new HostSource(async (command, at) => { clock.stall(wayMs + 50); return answering(() => sent(FILES).replace('1700000000.250', ((clock.now() - 50 - wayMs / 2 + 7000) / 1000).toFixed(3)))(command, at); }, clock, ['system']);
  const skew = async () => valuesOf(await host.collect(clock.now(), signal)).get('host_clock_skew_seconds');
  expect(await skew()).toBe(7);
  wayMs = 20;
  const before = clock.now();
  const values = valuesOf(await host.collect(before, signal));
  expect([values.get('host_clock_skew_seconds'), values.get('node_time_seconds')]).toEqual([7, (before + 10 + 7000) / 1000]);
  wayMs = 500; // its half is unknown: what came back later looks behind
  expect(await skew()).toBe(7 - (500 - 20) / 2000);
});

test('a date without a fraction is half a second behind on average', async () => {
  const text = sent(FILES).replace('1700000000.250', '1700000000.%N');
  const values = valuesOf(await source(() => text, ['system']).collect(T0, signal));
  expect([values.get('node_time_seconds'), values.get('host_clock_skew_seconds')]).toEqual([1_700_000_000, 0.55]); // it ran 0.05 s
});

test.each([
  { what: 'a login shell that lets nobody in', stdout: '', stderr: 'This account is currently not available.\n', code: 1, message: 'the login shell ran nothing of ours and ended with exit code 1; it said: This account is currently not available.' },
  { what: 'a shell that is killed', stdout: '', stderr: '', code: null, message: 'the login shell ran nothing of ours and was ended by signal unknown' },
  { what: 'an answer that is cut', stdout: '@begin:\nstat:cpu0 1', stderr: '', code: 0, message: 'the answer was cut short after 19 bytes; the shell ended with exit code 0' },
  { what: 'a machine without /proc', stdout: '@begin:\n@uname:Linux x86_64\n@end:\n', stderr: '', code: 0, message: 'nothing of /proc can be read: it is not mounted, or hidden from this user' },
  { what: 'a machine that is no Linux', stdout: '@begin:\n@uname:Darwin arm64\n@end:\n', stderr: '', code: 0, message: 'Darwin has no /proc as Linux has it, so nothing can be read' },
])('$what is told as such', async ({ stdout, stderr, code, message }) => {
  await expect(new HostSource(answering(() => stdout, stderr, code), systemClock, HOST_COLLECTORS).collect(0, signal)).rejects.toThrow(message);
});

test('why a part is empty is told in a sentence', async () => {
  const reasons = async (files: Record<string, string>, collectors: readonly HostCollector[]) => {
    const host = source(() => sent({ 'proc/loadavg': '1 1 1', ...files }), collectors);
    await host.collect(0, signal);
    return host.empty;
  };
  expect(await reasons({ 'proc/sys/kernel/osrelease': '4.19.0-21-amd64' }, ['pressure'])).toEqual(['pressure: /proc/pressure is not there (kernel 4.19, it came with 4.20)']);
  expect(await reasons({ 'proc/sys/kernel/osrelease': '5.14.0' }, ['pressure'])).toEqual(['pressure: /proc/pressure is not there (the kernel was built or started without it)']);
  expect(await reasons({ '@nounits': '' }, ['services'])).toEqual(['services: there is no systemctl: services are known where systemd runs']);
  expect(await reasons({ '@unit': 'System has not been booted with systemd as init system (PID 1). Can’t operate.' }, ['services'])).toEqual(['services: systemctl says: System has not been booted with systemd as init system (PID 1). Can’t operate.']);
  expect(await reasons({}, ['services'])).toEqual(['services: systemctl did not answer within 5 s']);
  expect(await reasons({ ...FILES, 'proc/mounts': 'proc /proc proc rw,nosuid,hidepid=2 0 0', 'proc/7/stat': stat(7, 'sh') }, ['processes'])).toEqual(['processes: /proc is mounted with hidepid=2: only processes of the user we log in as are seen']);
  expect(await reasons({ 'proc/mounts': '/dev/a / ext4 rw 0 0' }, ['filesystem'])).toEqual(['filesystem: neither stat nor df could tell the room on any file system']);
  expect(await reasons({}, ['cpu', 'ports'])).toEqual(['cpu: /proc/stat is not there or may not be read', 'ports: /proc/net/tcp is not there or may not be read']);
  expect(await reasons({ 'proc/stat': 'cpu0 1 2 3 4' }, ['cpu', 'load'])).toEqual([]);
});

test('this machine, through a shell: everything that is read is there, and nothing is without a reason', async ctx => {
  if (process.platform !== 'linux') ctx.skip('this is not Linux');
  const host = new HostSource(localShell(), systemClock, HOST_COLLECTORS);
  const values = valuesOf(await host.collect(Date.now(), signal));
  const metrics = new Set([...values.keys()].map(metricOf));
  for (const name of ['node_cpu_seconds_total', 'node_load1', 'node_memory_MemTotal_bytes', 'node_vmstat_pgfault', 'node_network_receive_bytes_total', 'node_network_up', 'node_filefd_allocated', 'node_boot_time_seconds', 'node_uname_info', 'node_time_seconds', 'namedprocess_namegroup_num_procs', 'host_clock_skew_seconds']) expect(metrics).toContain(name);
  expect(Math.abs(host.clockSkew ?? Number.NaN)).toBeLessThan(0.5);
  expect(host.empty.every(sentence => /^(pressure|services): ./.test(sentence))).toBe(true);
});
