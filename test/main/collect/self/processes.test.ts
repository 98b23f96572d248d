import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { selfCollector } from '../../../../src-main/collect/self/collector.ts';
import type { Reading } from '../../../../src-main/shared/model/sample.ts';
import { valuesOf } from './page.ts';
import { LAPTOP, tree } from './tree.ts';

const signal = new AbortController().signal;
const stat = (comm: string, { flags = 0, user = 0, start = 100 } = {}) => `1 (${comm}) S 1 1 1 0 -1 ${flags} 0 0 0 0 ${user} 0 0 0 20 0 1 0 ${start} 8192 2 18446744073709551615 0`;
const groupsOf = (readings: readonly Reading[]) => [...new Set(readings.flatMap(({ labels }) => labels['groupname'] ?? []))].sort();

async function collectFrom(files: Readonly<Record<string, string>>) {
  const root = tree({ ...LAPTOP, ...files });
  const collector = selfCollector({ root, platform: 'linux' });
  const readings = await collector.collect(0, signal);
  rmSync(root, { recursive: true });
  return { readings, collector };
}

test('processes are grouped by their name, a Node program by its file’s; kernel threads and torn texts are left out', async () => {
  const { readings } = await collectFrom({
    'proc/1/stat': stat('systemd'), 'proc/2/stat': stat('kthreadd', { flags: 0x20_0000 }),
    'proc/10/stat': stat('((sd-pam))'), 'proc/11/stat': stat('MainThread'), 'proc/11/cmdline': '/opt/code/code\0--type=renderer\0', 'proc/12/stat': stat('MainThread'),
    'proc/13/stat': '13 (torn) S 1 1', 'proc/self/stat': stat('not a number'),
  });
  expect(groupsOf(readings)).toEqual(['((sd-pam))', 'MainThread', 'code', 'systemd']);
  expect(valuesOf(readings).get('namedprocess_namegroup_memory_bytes{groupname="systemd",memtype="resident"}')).toBe(8192); // 2 pages
});

test('without any process the part has failed, and the others have not', async () => {
  const { readings, collector } = await collectFrom({});
  expect(valuesOf(readings).get('node_scrape_collector_success{collector="namedprocess"}')).toBe(0);
  expect(valuesOf(readings).get('node_scrape_collector_success{collector="cpu"}')).toBe(1);
  expect(collector.failures.get('namedprocess')).toBe('/proc/[pid] held nothing that could be understood');
});

test('swapped memory is asked for only while the machine swaps', async () => {
  const status = { 'proc/1/stat': stat('init'), 'proc/1/status': 'VmSwap:\t 4 kB\n' };
  const swapped = async (meminfo: string) => valuesOf((await collectFrom({ ...status, 'proc/meminfo': meminfo })).readings).get('namedprocess_namegroup_memory_bytes{groupname="init",memtype="swapped"}');
  expect(await swapped('SwapTotal: 10 kB\nSwapFree: 6 kB\n')).toBe(4096);
  expect(await swapped('SwapTotal: 10 kB\nSwapFree: 10 kB\n')).toBe(0);
});

test('living processes are counted while they live', async ctx => {
  if (process.platform !== 'linux') ctx.skip('this is not Linux');
  const place = mkdtempSync(join(tmpdir(), 'processes-'));
  const program = join(place, 'strato-sleeper');
  symlinkSync('/bin/sleep', program);
  const [one, two] = [spawn(program, ['1000']), spawn(program, ['1000'])];
  await Promise.all([once(one, 'spawn'), once(two, 'spawn')]);
  const collector = selfCollector();
  const counted = async (time: number) => valuesOf(await collector.collect(time, signal)).get('namedprocess_namegroup_num_procs{groupname="strato-sleeper"}');
  let time = 0;
  await expect.poll(() => counted(time += 15_000)).toBe(2);
  one.kill();
  await once(one, 'exit');
  expect(await counted(time + 5000)).toBe(2); // between two looks the last figures stand
  expect(await counted(time + 15_000)).toBe(1);
  two.kill();
  await once(two, 'exit');
  rmSync(place, { recursive: true });
});
