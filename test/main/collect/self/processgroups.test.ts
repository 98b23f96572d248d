import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProcessGroups, type ProcessSample } from '../../../../src-main/collect/self/processgroups.ts';
import { lines } from '../../formats/proc/lines.ts';

interface Given { readonly pid?: string; readonly name?: string; readonly start?: number; readonly user?: number; readonly read?: number; readonly state?: string }
const process = ({ pid = '1', name = 'a', start = 0, user = 0, read = 0, state = 'S' }: Given): ProcessSample => ({
  pid, name, read, written: 0, residentBytes: 4096, swappedBytes: 1024,
  stat: { comm: name, state, kernelThread: false, user, system: 0, threads: 2, start, virtualBytes: 10_000, residentPages: 1 },
});
const SECOND = 100; // ticks

/** A round per list of processes, 15 s apart, the first when the machine is up for 1,000 s. */
function rounds(...lists: readonly (readonly Given[])[]): ProcessGroups {
  const groups = new ProcessGroups();
  lists.forEach((list, i) => { groups.update(list.map(process), i * 15_000, (1000 + i * 15) * SECOND); });
  return groups;
}
const told = (groups: ProcessGroups): ReadonlyMap<string, number> => new Map(lines(groups.measurements(1_700_000_000)).map(line => {
  const space = line.lastIndexOf(' ');
  return [line.slice(0, space).replace('namedprocess_namegroup_', ''), Number(line.slice(space + 1))];
}));
const cpu = (groups: ProcessGroups, name = 'a') => told(groups).get(`cpu_seconds_total{groupname="${name}",mode="user"}`);

test('what was used before the first look isn’t counted, so that starting anew does not look like work done', () => {
  expect(cpu(rounds([{ user: 50 * SECOND }]))).toBe(0);
  expect(cpu(rounds([{ user: 50 * SECOND }], [{ user: 53 * SECOND }]))).toBe(3);
});

test('what an ended process has used stays counted', () => {
  expect(cpu(rounds(
    [{ pid: '1', user: 500 }, { pid: '2', user: 100 }],
    [{ pid: '1', user: 700 }, { pid: '2', user: 150 }],
    [{ pid: '1', user: 730 }],
  ))).toBe(2.8); // 2 + 0.5 + 0.3
});

test('a process that began between two looks counts from its start', () => {
  expect(cpu(rounds([{ pid: '1' }], [{ pid: '1' }, { pid: '2', start: 1001 * SECOND, user: 400 }]))).toBe(4);
});

test('one that began long ago, but was hidden from us, counts from when it is first seen', () => {
  expect(cpu(rounds([{ pid: '1' }], [{ pid: '1' }, { pid: '2', start: 10, user: 90_000 }], [{ pid: '1' }, { pid: '2', start: 10, user: 90_100 }]))).toBe(1);
});

test('a number that is used again is another process', () => {
  expect(cpu(rounds([{ pid: '7', start: 5, user: 900 }], [{ pid: '7', start: 1010 * SECOND, user: 200 }]))).toBe(2);
});

test('a process that changes its name counts under each for its time', () => {
  const groups = rounds([{ name: 'sh', user: 100 }], [{ name: 'sh', user: 200 }], [{ name: 'make', user: 500 }]);
  expect([cpu(groups, 'sh'), cpu(groups, 'make')]).toEqual([1, 3]);
});

test('memory, threads, states and the oldest start are those of the processes there are', () => {
  const groups = rounds([{ pid: '1', start: 250, state: 'R' }, { pid: '2', start: 9000, state: 'D' }, { pid: '3', start: 8000, state: 'T' }]);
  expect(Object.fromEntries(told(groups))).toMatchObject({
    'num_procs{groupname="a"}': 3, 'num_threads{groupname="a"}': 6,
    'memory_bytes{groupname="a",memtype="resident"}': 12_288, 'memory_bytes{groupname="a",memtype="virtual"}': 30_000, 'memory_bytes{groupname="a",memtype="swapped"}': 3072,
    'oldest_start_time_seconds{groupname="a"}': 1_700_000_002, // 2.5 s after boot, whole seconds
    'states{groupname="a",state="Running"}': 1, 'states{groupname="a",state="Waiting"}': 1, 'states{groupname="a",state="Other"}': 1, 'states{groupname="a",state="Sleeping"}': 0,
  });
});

test('a group without processes stays for ten minutes, then it is gone', () => {
  const groups = rounds([{}], [{ user: 100 }], []);
  expect([cpu(groups), told(groups).get('num_procs{groupname="a"}')]).toEqual([1, 0]);
  groups.update([], 15_000 + 600_000, 0);
  expect(cpu(groups)).toBe(1);
  groups.update([], 15_000 + 600_001, 0);
  expect(groups.measurements(0)).toEqual([]);
});

test('a machine that slept for hours keeps the groups it wakes up with', () => {
  const groups = rounds([{}], [{ user: 100 }]);
  groups.update([process({ user: 150 })], 10 * 3_600_000, 2_000_000);
  expect(cpu(groups)).toBe(1.5);
});

test('200 names have a group of their own, the busiest first; the rest is summed as other', () => {
  const many = (user: number): Given[] => Array.from({ length: 250 }, (_, i) => ({ pid: String(i), name: `p${i}`, user: i * 1000 + user }));
  const groups = rounds(many(0), many(100));
  const names = new Set([...told(groups).keys()].map(series => /groupname="([^"]*)"/.exec(series)?.[1]));
  expect(names.size).toBe(201);
  expect([cpu(groups, 'p249'), cpu(groups, 'p50'), cpu(groups, 'p49'), cpu(groups, 'other')]).toEqual([1, 1, undefined, 50]);
});

test('no counter ever goes back while its group lasts, whatever processes come, go and wrap', () => {
  const given = fc.record({ pid: fc.constantFrom('1', '2', '3'), name: fc.constantFrom('a', 'b'), start: fc.nat(3), user: fc.nat(1000), read: fc.nat(1000) });
  fc.assert(fc.property(fc.array(fc.uniqueArray(given, { selector: ({ pid }) => pid }), { maxLength: 8 }), lists => {
    const groups = new ProcessGroups();
    let before: ReadonlyMap<string, number> = new Map();
    lists.forEach((list, i) => {
      groups.update(list.map(process), i * 15_000, i * 2);
      const now = told(groups);
      for (const [series, value] of before) if (/_total/.test(series)) expect(now.get(series)).toBeGreaterThanOrEqual(value);
      before = now;
    });
  }));
});
