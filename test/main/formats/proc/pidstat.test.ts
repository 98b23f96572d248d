import { expect, test } from 'vitest';
import { parsePidIo, parsePidStat, parseSwapped, programOf } from '../../../../src-main/formats/proc/pidstat.ts';

/** Columns 4 to 24 of proc_pid_stat(5), the numbers being the columns’ own numbers unless given. */
const line = (comm: string, state: string, columns: Readonly<Record<number, number>> = {}): string =>
  `4711 (${comm}) ${state} ${Array.from({ length: 49 }, (_, i) => columns[i + 4] ?? i + 4).join(' ')}\n`;

test('the columns are those of the manual', () => {
  expect(parsePidStat(line('bash', 'S', { 9: 0 }))).toEqual({
    comm: 'bash', state: 'S', kernelThread: false, user: 14, system: 15, threads: 20, start: 22, virtualBytes: 23, residentPages: 24,
  });
});

test.each(['a b', ':-) S 1 (', '((sd-pam))', 'ünïcödé', 'new\nline'])('a process may be called %j', comm => {
  expect(parsePidStat(line(comm, 'R'))).toMatchObject({ comm, state: 'R', user: 14 });
});

test('a thread of the kernel’s is known by its flag', () => {
  expect(parsePidStat(line('kworker/0:1', 'I', { 9: 0x0420_8060 }))?.kernelThread).toBe(true);
  expect(parsePidStat(line('bash', 'S', { 9: 0x0040_0000 }))?.kernelThread).toBe(false);
});

test.each(['', 'x', '1 (a', '1 (a) S', '1 () S 1 2', '1 )a( S', `${line('a', 'S').slice(0, 40)}`])('%j is no process', text => expect(parsePidStat(text)).toBeNull());

test('I/O is what reached the storage', () => {
  expect(parsePidIo('rchar: 6976\nwchar: 1\nsyscr: 10\nsyscw: 0\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 5\n')).toEqual({ read: 4096, written: 8192 });
  expect(parsePidIo('rchar: 1\n')).toBeNull();
});

test('swapped memory is told in kB, and not at all by a zombie', () => {
  expect(parseSwapped('Name:\ta\nVmSwap:\t      12 kB\n')).toBe(12_288);
  expect(parseSwapped('Name:\ta\nState:\tZ (zombie)\n')).toBe(0);
});

test.each([
  ['/usr/bin/node\0server.js\0', 'node'], ['node\0', 'node'], ['nginx: master process /usr/sbin/nginx\0', 'nginx:'], ['', ''],
])('the program of %j is %j', (cmdline, program) => expect(programOf(cmdline)).toBe(program));
