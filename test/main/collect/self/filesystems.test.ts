import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Mounted } from '../../../../src-main/collect/self/capacity.ts';
import { Files } from '../../../../src-main/collect/self/files.ts';
import { filesystemsPart } from '../../../../src-main/collect/self/filesystems.ts';
import { selfCollector } from '../../../../src-main/collect/self/collector.ts';
import type { Capacity } from '../../../../src-main/formats/proc/statfs.ts';
import { valuesOf } from './page.ts';
import { tree } from './tree.ts';

const signal = new AbortController().signal;
const ROOM: Capacity = { bsize: 4096, blocks: 10, bfree: 5, bavail: 4, files: 100, ffree: 50 };

test('a file system that is gone shows an error and no figures, the others go on', async () => {
  const root = tree({ 'proc/mounts': '/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /gone ext4 rw 0 0\n' });
  const measured = await filesystemsPart(root).read({ time: 0, signal, files: new Files(root) });
  const of = (mountpoint: string) => Object.fromEntries(measured.filter(({ labels }) => labels[2] === mountpoint).map(({ metric, value }) => [metric.name, value]));
  expect(of('/gone')).toEqual({ node_filesystem_device_error: 1 });
  expect(of('/')).toMatchObject({ node_filesystem_device_error: 0, node_filesystem_readonly: 0, node_filesystem_size_bytes: expect.any(Number) });
  rmSync(root, { recursive: true });
});

test('while an answer is owed the file system is not asked again, and nobody waits for it twice', async () => {
  const answers: ((capacity: Capacity) => void)[] = [];
  const mounted = new Mounted(() => new Promise(resolve => { answers.push(resolve); }), 0, 20);
  expect(await mounted.look(0)).toBeNull();
  expect(await mounted.look(5000)).toBeNull();
  expect(answers).toHaveLength(1);
  answers[0]!(ROOM);
  await new Promise(setImmediate);
  const next = mounted.look(10_000); // it has answered, so it is asked and waited for again
  answers[1]!(ROOM);
  expect(await next).toEqual(ROOM);
});

test('between two questions the last answer stands', async () => {
  let asked = 0;
  const mounted = new Mounted(async () => { asked++; return ROOM; }, 14_000, 1000);
  for (const time of [0, 5000, 10_000, 15_000, 20_000]) expect(await mounted.look(time)).toEqual(ROOM);
  expect(asked).toBe(2); // at 0 and at 15 s
});

test('a mount whose server never answers does not hold up the round', async ctx => {
  const hung = mountWithoutServer() ?? ctx.skip('no right to mount a FUSE file system here');
  try {
    const collector = selfCollector({ processes: false });
    const device = `{device="hung",fstype="fuse",mountpoint=${JSON.stringify(hung.place)}}`;
    const first = valuesOf(await collector.collect(0, signal));
    expect(first.get(`node_filesystem_device_error${device}`)).toBe(1);
    expect(first.has(`node_filesystem_size_bytes${device}`)).toBe(false);
    expect([...first.keys()].some(series => series.startsWith('node_filesystem_size_bytes'))).toBe(true);
    const began = performance.now();
    expect(valuesOf(await collector.collect(60_000, signal)).get(`node_filesystem_device_error${device}`)).toBe(1);
    expect(performance.now() - began).toBeLessThan(500);
  } finally {
    hung.release();
  }
});

/** A FUSE mount whose other side is held by us and stays silent: whoever asks it waits. Null without the rights. */
function mountWithoutServer(): { readonly place: string; release(): void } | null {
  const place = mkdtempSync(join(tmpdir(), 'hung-'));
  try {
    const side = openSync('/dev/fuse', 'r+');
    const { status } = spawnSync('mount', ['-i', '-t', 'fuse', '-o', 'fd=3,rootmode=40000,user_id=0,group_id=0', 'hung', place], { stdio: ['ignore', 'ignore', 'ignore', side] });
    const release = () => {
      if (status === 0) spawnSync('umount', ['-l', place]);
      closeSync(side);
      rmdirSync(place);
    };
    if (status === 0) return { place, release };
    release();
  } catch {
    rmdirSync(place);
  }
  return null;
}
