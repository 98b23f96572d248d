import { beforeEach, describe, expect, test } from 'vitest';
import { machineRows } from '../../../src-main/inventory/machines.ts';
import { MachineId } from '../../../src-main/shared/model/machine.ts';
import { SshHostConfig, type SshHostState } from '../../../src-main/shared/model/sshhost.ts';
import type { TargetState } from '../../../src-main/shared/model/target.ts';
import { desk, NOW, target } from './desk.ts';

const HOUR = 3_600_000;
const web = { job: 'web', instance: 'web-1:9100' };

let world: ReturnType<typeof desk>;
beforeEach(() => { world = desk(); });
const list = (targets: readonly TargetState[] = [], now = () => NOW) => machineRows(world.port, () => targets, now).list();
const courses = async (ids: readonly string[], windowMs = HOUR) => machineRows(world.port, () => [], () => NOW).courses(ids.map(id => MachineId.parse(id)), windowMs);
const only = async (targets: readonly TargetState[] = []) => {
  const rows = await list(targets);
  expect(rows).toHaveLength(1);
  return rows[0]!;
};
/** A counter that grew by `perSecond` for as long as it is known, and stands at a million now. */
const rising = (perSecond: number) => (ago: number) => 1e6 - ago * perSecond;
const up = (labels = web) => world.put('up', labels, 1);

describe('figures', () => {
  test('busy is what no core idles, over all cores', async () => {
    up();
    world.put('node_cpu_seconds_total', { ...web, cpu: '0', mode: 'idle' }, rising(0.25));
    world.put('node_cpu_seconds_total', { ...web, cpu: '1', mode: 'idle' }, rising(0.75));
    world.put('node_cpu_seconds_total', { ...web, cpu: '0', mode: 'user' }, rising(0.75));
    const row = await only();
    expect(row.cpu?.last).toBeCloseTo(0.5, 9); // 1 - (0.25 + 0.75) / 2
    expect(row.cores).toBe(2);
  });

  test('memory is what is not available; without MemAvailable, what is neither free nor cache', async () => {
    const old = { job: 'web', instance: 'old:9100' };
    world.put('node_memory_MemTotal_bytes', web, 8_000);
    world.put('node_memory_MemAvailable_bytes', web, 2_000);
    world.put('node_memory_MemTotal_bytes', old, 1_000);
    for (const [name, bytes] of [['MemFree', 100], ['Buffers', 50], ['Cached', 350]] as const) world.put(`node_memory_${name}_bytes`, old, bytes);
    for (const labels of [web, old]) up(labels);
    const rows = new Map((await list()).map(row => [row.name, row]));
    expect(rows.get('web-1')?.memory?.last).toBe(0.75);
    expect(rows.get('web-1')?.memoryBytes).toBe(8_000);
    expect(rows.get('old')?.memory?.last).toBe(0.5);
  });

  test('the fullest disk is named; what holds nothing of its own or cannot be written does not count', async () => {
    up();
    const disk = (mountpoint: string, fstype: string, available: number, readonly = 0) => {
      const labels = { ...web, device: `/dev${mountpoint}`, mountpoint, fstype };
      world.put('node_filesystem_size_bytes', labels, 100);
      world.put('node_filesystem_avail_bytes', labels, available);
      world.put('node_filesystem_readonly', labels, readonly);
    };
    disk('/', 'ext4', 60);
    disk('/data', 'xfs', 30);
    disk('/run', 'tmpfs', 1);
    disk('/snap/core', 'squashfs', 0, 1);
    disk('/mnt/cd', 'ext4', 0, 1);
    disk('/var/lib/docker/overlay2/x', 'overlay', 5);
    const { disk: found, state } = await only();
    expect(found?.subject).toBe('/data');
    expect(found?.last).toBeCloseTo(0.7, 12);
    expect(state).toBe('ok');
  });

  test('the overlay a container has for its root does count', async () => {
    up();
    const labels = { ...web, device: 'overlay', mountpoint: '/', fstype: 'overlay' };
    world.put('node_filesystem_size_bytes', labels, 200);
    world.put('node_filesystem_avail_bytes', labels, 150);
    expect((await only()).disk).toMatchObject({ subject: '/', last: 0.25 });
  });

  test('network is both directions of real devices', async () => {
    up();
    const wire = (device: string, received: number, sent: number) => {
      world.put('node_network_receive_bytes_total', { ...web, device }, rising(received));
      world.put('node_network_transmit_bytes_total', { ...web, device }, rising(sent));
    };
    wire('eth0', 1000, 500);
    wire('wlan0', 20, 10);
    wire('lo', 9e5, 9e5);
    wire('veth12ab', 7e4, 7e4);
    expect((await only()).network?.last).toBeCloseTo(1530, 6);
  });

  test('the course has sixty points, a gap where nothing was measured, and ends with the figure of now', async () => {
    up();
    world.put('node_memory_MemTotal_bytes', web, 100, 1);
    // for the first half hour nothing, then 40 available, now 20
    world.put('node_memory_MemAvailable_bytes', web, ago => ago > 1800 ? undefined : ago === 0 ? 20 : 40, 1);
    const spark = (await courses(['prometheus/web/web-1%3A9100']))[0]!.memory!;
    expect(spark).toHaveLength(60);
    expect(spark.slice(0, 29).every(Number.isNaN)).toBe(true);
    expect([...spark.slice(29, 59)]).toEqual(Array(30).fill(0.6));
    expect(spark[59]).toBe(0.8);
  });

  test('courses are those asked for, and only of machines that there are', async () => {
    for (const instance of ['a', 'b', 'c']) world.put('node_boot_time_seconds', { job: 'web', instance }, 1_773_000_000);
    expect((await courses(['prometheus/web/c', 'prometheus/web/a', 'prometheus/web/none'])).map(({ id }) => id).sort()).toEqual(['prometheus/web/a', 'prometheus/web/c']);
  });

  test('the healthy machines of a job as one: median, least and most, point by point; who lacks a point does not count there', async () => {
    // available of 100: used is 0.1, 0.2, 0.3 in the last half hour; before, c was not measured; the full one is not healthy, the other job is another
    const used = { a: 10, b: 20, c: 30, full: 99 };
    for (const [instance, percent] of Object.entries(used)) {
      world.put('node_memory_MemTotal_bytes', { job: 'web', instance }, 100, 1);
      world.put('node_memory_MemAvailable_bytes', { job: 'web', instance }, ago => instance === 'c' && ago > 1800 ? undefined : 100 - percent, 1);
      world.put('up', { job: 'web', instance }, 1);
    }
    world.put('node_memory_MemTotal_bytes', { job: 'other', instance: 'd' }, 100, 1);
    world.put('node_memory_MemAvailable_bytes', { job: 'other', instance: 'd' }, 50, 1);
    const { memory, network } = await machineRows(world.port, () => [], () => NOW).spread({ job: 'web', windowMs: HOUR });
    expect(network).toBeNull();
    expect([memory!.low.at(-1), memory!.median.at(-1), memory!.high.at(-1), memory!.last].map(value => value!.toFixed(3))).toEqual(['0.100', '0.200', '0.300', '0.200']);
    expect([memory!.low.at(3), memory!.median.at(3), memory!.high.at(3)].map(value => value!.toFixed(3))).toEqual(['0.100', '0.200', '0.200']); // of two, the upper one
  });

  test('facts come from what the exporter says of itself', async () => {
    up();
    world.put('node_uname_info', { ...web, nodename: 'web-1', sysname: 'Linux', release: '6.1.0-37-amd64' }, 1);
    world.put('node_os_info', { ...web, pretty_name: 'Debian GNU/Linux 12 (bookworm)' }, 1);
    world.put('node_boot_time_seconds', web, 1_773_000_000);
    expect(await only()).toMatchObject({ os: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.1.0-37-amd64', bootTime: 1_773_000_000_000, seen: NOW });
  });
});

describe('problems', () => {
  const busySince = (seconds: number) => (ago: number) => ago <= seconds ? 1000 - ago * 0.02 : 1000 - seconds * 0.02 - (ago - seconds) * 0.9;

  test.each([
    { minutes: 30, problems: [{ kind: 'cpu', level: 'warn' }] },
    { minutes: 3, problems: [] },
  ])('cores busy at 98 % for $minutes min', async ({ minutes, problems }) => {
    up();
    world.put('node_cpu_seconds_total', { ...web, cpu: '0', mode: 'idle' }, busySince(minutes * 60));
    const row = await only();
    expect(row.cpu?.last).toBeCloseTo(0.98, 9);
    expect(row.problems).toMatchObject(problems);
    expect(row.problems).toHaveLength(problems.length);
  });

  test('since when the cores are busy is told to the minute, and not at all when it is longer than the course', async () => {
    up();
    world.put('node_cpu_seconds_total', { ...web, cpu: '0', mode: 'idle' }, busySince(30 * 60));
    const forever = { job: 'web', instance: 'busy:9100' };
    up(forever);
    world.put('node_cpu_seconds_total', { ...forever, cpu: '0', mode: 'idle' }, rising(0.02));
    const rows = new Map((await list()).map(row => [row.name, row]));
    const began = rows.get('web-1')!.problems[0]!.since!;
    // the rate over two minutes passes 90 % within two minutes of the change
    expect(NOW - began).toBeLessThanOrEqual(30 * 60_000);
    expect(NOW - began).toBeGreaterThanOrEqual(28 * 60_000);
    expect(rows.get('busy')!.problems).toEqual([{ kind: 'cpu', level: 'warn', value: expect.closeTo(0.98, 9) }]);
  });

  test.each([
    { available: 110, expected: [] },
    { available: 100, expected: [{ kind: 'memory', level: 'warn', value: 0.9 }] },
    { available: 40, expected: [{ kind: 'memory', level: 'critical', value: 0.96 }] },
  ])('$available of 1000 available', async ({ available, expected }) => {
    up();
    world.put('node_memory_MemTotal_bytes', web, 1000);
    world.put('node_memory_MemAvailable_bytes', web, available);
    expect((await only()).problems).toEqual(expected);
  });

  test('since when memory is short is the first minute at the limit', async () => {
    up();
    world.put('node_memory_MemTotal_bytes', web, 1000);
    world.put('node_memory_MemAvailable_bytes', web, ago => ago <= 600 ? 60 : 500);
    expect((await only()).problems).toEqual([{ kind: 'memory', level: 'warn', value: 0.94, since: NOW - 600_000 }]);
  });

  test('full disks are named, the fuller first and critical from 90 %', async () => {
    up();
    for (const [mountpoint, available] of [['/', 15], ['/data', 3], ['/home', 50]] as const) {
      world.put('node_filesystem_size_bytes', { ...web, mountpoint, device: mountpoint, fstype: 'ext4' }, 100);
      world.put('node_filesystem_avail_bytes', { ...web, mountpoint, device: mountpoint, fstype: 'ext4' }, available);
    }
    const { problems, state } = await only();
    expect(state).toBe('critical');
    expect(problems).toEqual([{ kind: 'disk', level: 'critical', subject: '/data', value: expect.closeTo(0.97, 12) }, { kind: 'disk', level: 'warn', subject: '/', value: expect.closeTo(0.85, 12) }]);
  });

  test.each([
    { left: '2 h', bytesPerSecond: 30 / 7200, level: 'critical', leftMs: 2 * HOUR },
    { left: '10 h', bytesPerSecond: 30 / 36_000, level: 'warn', leftMs: 10 * HOUR },
  ])('a disk at 70 % that fills within $left is told with the time', async ({ bytesPerSecond, level, leftMs }) => {
    up();
    const labels = { ...web, mountpoint: '/', device: '/dev/sda1', fstype: 'ext4' };
    world.put('node_filesystem_size_bytes', labels, 100);
    world.put('node_filesystem_avail_bytes', labels, ago => 30 + ago * bytesPerSecond);
    const { problems } = await only();
    expect(problems).toEqual([{ kind: 'disk', level, subject: '/', until: expect.any(Number) }]);
    expect(Math.abs(problems[0]!.until! - (NOW + leftMs))).toBeLessThan(1000);
  });

  test('no forecast is made from a few minutes of samples, nor for a disk that is half empty', async () => {
    up();
    const young = { ...web, mountpoint: '/', device: '/dev/sda1', fstype: 'ext4' };
    world.put('node_filesystem_size_bytes', young, 100);
    world.put('node_filesystem_avail_bytes', young, ago => ago > 600 ? undefined : 30 + ago / 240);
    const roomy = { ...web, mountpoint: '/data', device: '/dev/sdb1', fstype: 'ext4' };
    world.put('node_filesystem_size_bytes', roomy, 100);
    world.put('node_filesystem_avail_bytes', roomy, ago => 60 + ago / 240);
    expect((await only()).problems).toEqual([]);
  });

  test('an endpoint that refuses is critical since its last good sample, known to the minute, and its old figures are no problem of their own', async () => {
    world.put('up', web, ago => ago > 1500 ? 1 : 0);
    world.put('node_memory_MemTotal_bytes', web, 1000);
    world.put('node_memory_MemAvailable_bytes', web, ago => ago > 1500 ? 10 : undefined);
    const row = await only();
    expect(row).toMatchObject({ state: 'critical', problems: [{ kind: 'down', level: 'critical', since: row.seen }] });
    const sinceLastGood = NOW - 1515_000 - row.seen!;
    expect(sinceLastGood).toBeGreaterThanOrEqual(0);
    expect(sinceLastGood).toBeLessThan(60_000);
    expect(row.memory?.last).toBeNull();
  });

  test('the figures of a machine that has just stopped answering are not shown any more, although a rate still sees its last samples', async () => {
    world.put('up', web, ago => ago > 30 ? 1 : 0);
    world.put('node_cpu_seconds_total', { ...web, cpu: '0', mode: 'idle' }, ago => ago > 30 ? 1000 - ago * 0.5 : undefined);
    const row = await only();
    expect(row.state).toBe('critical');
    expect(row.cpu?.last).toBeNull();
    const [{ cpu } = { cpu: null }] = await courses([row.id]);
    expect(cpu?.at(-2)).toBeCloseTo(0.5, 9);
    expect(cpu?.at(-1)).toBeNaN();
  });

  test('a machine that wrote to us and fell silent is unknown since its last sample', async () => {
    world.put('node_boot_time_seconds', web, ago => ago >= 1200 ? 1_773_000_000 : undefined);
    expect(await only()).toMatchObject({ state: 'unknown', problems: [{ kind: 'silent', level: 'unknown', since: NOW - 1200_000 }] });
  });

  test('a paused target is unknown, not down', async () => {
    world.put('up', web, ago => ago >= 600 ? 1 : undefined);
    expect(await only([target('scrape', 'web', 'web-1:9100', 'paused')])).toMatchObject({ state: 'unknown', problems: [{ kind: 'paused', level: 'unknown', since: NOW - 600_000 }] });
  });
});

describe('who is a machine', () => {
  test('a target that was never scraped is there, unknown, with nothing wrong', async () => {
    expect(await only([target('scrape', 'web', 'web-1:9100', 'unknown')])).toMatchObject({ id: 'prometheus/web/web-1%3A9100', state: 'unknown', problems: [], seen: null, cpu: null });
  });

  test('this computer comes first among equals, under its own id; our own metrics are no machine', async () => {
    for (const labels of [{ job: 'a', instance: 'a:1' }, { job: 'self', instance: 'desk' }, { job: 'own', instance: 'desk' }]) up(labels);
    const rows = await list([target('self', 'self', 'desk'), target('own', 'own', 'desk')]);
    expect(rows.map(row => [row.id, row.source])).toEqual([['self/self/desk', 'self'], ['prometheus/a/a%3A1', 'prometheus']]);
  });

  test('the worst come first', async () => {
    const memory = (instance: string, available: number) => {
      up({ job: 'j', instance });
      world.put('node_memory_MemTotal_bytes', { job: 'j', instance }, 1000);
      world.put('node_memory_MemAvailable_bytes', { job: 'j', instance }, available);
    };
    memory('fine2', 500);
    memory('fine10', 500);
    memory('short', 90);
    memory('shorter', 70);
    memory('dying', 20);
    world.put('node_boot_time_seconds', { job: 'j', instance: 'gone' }, ago => ago >= 1200 ? 1 : undefined);
    expect((await list()).map(row => row.name)).toEqual(['dying', 'shorter', 'short', 'gone', 'fine2', 'fine10']);
  });

  test('an instance that is only an address goes by the name the machine gives itself, also when it falls silent', async () => {
    world.put('node_uname_info', { job: 'j', instance: '10.0.0.5:9100', nodename: 'db-7', sysname: 'Linux', release: '6.1' }, ago => ago >= 1200 ? 1 : undefined);
    world.put('node_boot_time_seconds', { job: 'j', instance: '10.0.0.5:9100' }, ago => ago >= 1200 ? 1 : undefined);
    expect((await only()).name).toBe('db-7');
  });

  test('a target taken away is gone at once, although its samples stay', async () => {
    world.put('up', web, ago => ago >= 600 ? 1 : undefined);
    let targets = [target('scrape', 'web', 'web-1:9100')];
    const machines = machineRows(world.port, () => targets, () => NOW);
    expect(await machines.list()).toHaveLength(1);
    targets = [];
    expect(await machines.list()).toEqual([]);
  });

  test('a machine that is watched by SSH is one, named after its host, before and after its first sample', async () => {
    const watched = (health: SshHostState['health']) => [{ config: SshHostConfig.parse({ name: 'web 1', address: '10.0.0.5', user: 'me' }), health } as SshHostState];
    const rows = async (health: SshHostState['health']) => machineRows(world.port, () => [], () => NOW, () => watched(health)).list();
    expect(await rows('unknown')).toMatchObject([{ id: 'ssh/ssh/web%201', source: 'ssh', name: 'web 1', state: 'unknown', problems: [] }]);
    expect(await rows('paused')).toMatchObject([{ problems: [{ kind: 'paused' }] }]);
    up({ job: 'ssh', instance: 'web 1' });
    expect(await rows('up')).toMatchObject([{ id: 'ssh/ssh/web%201', source: 'ssh', state: 'ok', problems: [] }]);
  });

  test('get finds a machine by its id; without one it says which was not found', async () => {
    up({ job: 'with space/slash', instance: 'web-1:9100' });
    const machines = machineRows(world.port, () => [], () => NOW);
    await expect(machines.get(MachineId.parse('prometheus/with%20space%2Fslash/web-1%3A9100'))).resolves.toMatchObject({ job: 'with space/slash' });
    await expect(machines.get(MachineId.parse('prometheus/x/y'))).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('prometheus/x/y') });
  });
});

test('a list asked for piece by piece is one list, however much comes and goes meanwhile', async () => {
  const names = Array.from({ length: 25 }, (_, i) => `web-${i}`);
  for (const instance of names) world.put('up', { job: 'web', instance }, ago => ago >= 600 ? 1 : undefined);
  let targets = names.map(instance => target('scrape', 'web', instance));
  const machines = machineRows(world.port, () => targets, () => NOW);
  const first = await machines.stretch(0, 10);
  targets = targets.slice(0, 5);
  const all = [...first, ...await machines.stretch(10, 10), ...await machines.stretch(20, 10)];
  expect(all.map(({ name }) => name).sort()).toEqual(names.toSorted());
  expect(await machines.stretch(0, 100)).toHaveLength(5);
});

test('asking again within two seconds asks nothing of the store; later the figures of the moment are asked anew', async () => {
  up();
  let now = NOW - 60_000;
  const machines = machineRows(world.port, () => [], () => now);
  await Promise.all([machines.list(), machines.list()]);
  const first = world.asked();
  now += 1_900;
  await machines.list();
  expect(world.asked()).toBe(first);
  now += 200;
  await machines.list();
  expect(world.asked()).toBe(first + 9);
});
