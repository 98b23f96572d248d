import { expect, test } from 'vitest';
import { parseBootTime, parseCpu, parseStat } from '../../../../src-main/formats/proc/stat.ts';
import { lines } from './lines.ts';

test('each core gives its seconds by mode and those of its guests; the sum of all cores is left out', () => {
  expect(lines(parseCpu('cpu  10 0 20 970 0 0 0 0 0 0\ncpu3 4705 356 584 3699 23 24 7 1 11 13\nintr 114930548\n'))).toEqual([
    'node_cpu_seconds_total{cpu="3",mode="user"} 47.05', 'node_cpu_seconds_total{cpu="3",mode="nice"} 3.56',
    'node_cpu_seconds_total{cpu="3",mode="system"} 5.84', 'node_cpu_seconds_total{cpu="3",mode="idle"} 36.99',
    'node_cpu_seconds_total{cpu="3",mode="iowait"} 0.23', 'node_cpu_seconds_total{cpu="3",mode="irq"} 0.24',
    'node_cpu_seconds_total{cpu="3",mode="softirq"} 0.07', 'node_cpu_seconds_total{cpu="3",mode="steal"} 0.01',
    'node_cpu_guest_seconds_total{cpu="3",mode="user"} 0.11', 'node_cpu_guest_seconds_total{cpu="3",mode="nice"} 0.13',
  ]);
});

test.each([
  { kernel: '2.6.10, no steal', line: 'cpu0 1 2 3 4 5 6 7', count: 7 },
  { kernel: '2.6.23, no guests', line: 'cpu0 1 2 3 4 5 6 7 8', count: 8 },
  { kernel: '2.6.32, one kind of guest', line: 'cpu0 1 2 3 4 5 6 7 8 9', count: 9 },
])('a kernel $kernel gives $count numbers', ({ line, count }) => expect(parseCpu(line)).toHaveLength(count));

test('a core that is switched off leaves a gap in the numbering', () => {
  expect(new Set(parseCpu('cpu0 1 1 1 1\ncpu2 1 1 1 1\n').map(({ labels }) => labels[0]))).toEqual(new Set(['0', '2']));
});

test('a number that is none costs only its own series', () => {
  expect(lines(parseCpu('cpu0 1 x 3 -'))).toEqual(['node_cpu_seconds_total{cpu="0",mode="user"} 0.01', 'node_cpu_seconds_total{cpu="0",mode="system"} 0.03']);
});

test('interrupts are the first number of their line, of which there are as many as there are interrupts', () => {
  expect(lines(parseStat('intr 8885917 17 0 0\nctxt 38014093\nbtime 1418183276\nprocesses 26442\nprocs_running 2\nprocs_blocked 1\nsoftirq 5 1\n'))).toEqual([
    'node_intr_total 8885917', 'node_context_switches_total 38014093', 'node_boot_time_seconds 1418183276',
    'node_forks_total 26442', 'node_procs_running 2', 'node_procs_blocked 1',
  ]);
});

test('the boot time is read alone, too', () => {
  expect(parseBootTime('ctxt 1\nbtime 1418183276\n')).toBe(1418183276);
  expect(parseBootTime('ctxt 1\n')).toBeNaN();
});
