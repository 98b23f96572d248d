import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectorOf, selfCollector } from '../../../../src-main/collect/self/collector.ts';
import type { Part } from '../../../../src-main/collect/self/part.ts';
import { gauge } from '../../../../src-main/formats/proc/measurement.ts';
import { metricOf, seriesName, valuesOf } from './page.ts';
import { LAPTOP, LAPTOP_LINKS, tree } from './tree.ts';

const signal = new AbortController().signal;
const METRIC = gauge('m', '');
const one = (value: number) => [{ metric: METRIC, labels: [], value }];
const part = (name: string, read: Part['read'], everyMs = 0): Part => ({ name, everyMs, read });

test('a series keeps its very labels object from round to round, and its place', async () => {
  const root = tree(LAPTOP, LAPTOP_LINKS);
  const collector = selfCollector({ root, platform: 'linux', processes: false });
  const first = await collector.collect(0, signal);
  const { metadata } = collector;
  const second = await collector.collect(5000, signal);
  expect(second.every(({ labels }, i) => labels === first[i]?.labels)).toBe(true);
  expect(second).toHaveLength(first.length);
  expect(collector.metadata).toBe(metadata);
  expect(new Set(metadata.map(({ name }) => name))).toEqual(new Set(first.map(({ labels }) => labels['__name__'])));
  rmSync(root, { recursive: true });
});

test('the time of the round is node_time_seconds', async () => {
  const readings = await selfCollector({ processes: false }).collect(1_700_000_000_123, signal);
  expect(valuesOf(readings).get('node_time_seconds')).toBe(1_700_000_000.123);
});

test('a part that fails shows it, and the others go on', async () => {
  const collector = collectorOf([part('good', () => one(1)), part('bad', () => { throw new Error('no such thing'); }), part('late', async () => { throw new Error('too late'); })], '/');
  const values = valuesOf(await collector.collect(0, signal));
  const success = (name: string) => values.get(`node_scrape_collector_success{collector="${name}"}`);
  expect([values.get('m'), success('good'), success('bad'), success('late')]).toEqual([1, 1, 0, 0]);
  expect(values.get('node_scrape_collector_duration_seconds{collector="bad"}')).toBeGreaterThanOrEqual(0);
  expect([...collector.failures]).toEqual([['bad', 'no such thing'], ['late', 'too late']]);
});

test('a part that recovers is no failure any more', async () => {
  let broken = true;
  const collector = collectorOf([part('p', () => { if (broken) throw new Error('broken'); return one(1); })], '/');
  await collector.collect(0, signal);
  broken = false;
  await collector.collect(5000, signal);
  expect(collector.failures.size).toBe(0);
});

test('a slow part is asked in its own rhythm; between, its last readings stand', async () => {
  let asked = 0;
  const collector = collectorOf([part('slow', () => one(++asked), 15_000)], '/');
  const values: (number | undefined)[] = [];
  for (const time of [0, 5000, 10_000, 14_990, 20_000, 30_010]) values.push(valuesOf(await collector.collect(time, signal)).get('m'));
  expect(values).toEqual([1, 1, 1, 2, 2, 3]); // a timer may be a little early
});

test('when the clock is set back a slow part does not wait for the old time to come again', async () => {
  let asked = 0;
  const collector = collectorOf([part('slow', () => one(++asked), 15_000)], '/');
  await collector.collect(1_000_000, signal);
  expect(valuesOf(await collector.collect(5000, signal)).get('m')).toBe(2);
});

test('a part that never comes back ends with the round’s signal, and is not sent out a second time', async () => {
  let sent = 0;
  const collector = collectorOf([part('stuck', () => { sent++; return new Promise(() => undefined); })], '/');
  const patience = new AbortController();
  const round = collector.collect(0, patience.signal);
  patience.abort(new Error('the deadline'));
  await expect(round).rejects.toThrow('the deadline');
  await collector.collect(5000, signal);
  expect(sent).toBe(1);
  expect(collector.failures.get('stuck')).toBe('has not come back from an earlier round');
});

test('a round whose signal is spent does not begin', async () => {
  await expect(selfCollector().collect(0, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
});

test('a machine of which nothing can be read fails in every part and still answers', async () => {
  const root = tree({});
  const collector = selfCollector({ root, platform: 'linux' });
  const readings = await collector.collect(0, signal);
  expect(new Set(readings.map(({ labels }) => labels['__name__']))).toEqual(new Set(['node_time_seconds', 'node_scrape_collector_success', 'node_scrape_collector_duration_seconds']));
  expect(collector.failures.size).toBe(readings.filter(({ labels }) => labels['__name__'] === 'node_scrape_collector_success').length - 1);
  rmSync(root, { recursive: true });
});

test('whatever stands in the files, a round ends with finite values, every series once', async () => {
  const root = tree(LAPTOP, LAPTOP_LINKS);
  const file = fc.constantFrom(...Object.keys(LAPTOP).filter(path => !path.endsWith('.keep') && path !== 'proc/1/mounts'));
  const content = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 200 }), fc.array(fc.constantFrom('cpu0', '1', ' ', '\n', ':', 'sda', '-5', '9'.repeat(309), 'kB')).map(words => words.join('')));
  const collector = selfCollector({ root, platform: 'linux' });
  let time = 0;
  await fc.assert(fc.asyncProperty(file, content, async (path, text) => {
    writeFileSync(join(root, path), text);
    const readings = await collector.collect(time += 60_000, signal);
    expect(readings.every(({ value }) => Number.isFinite(value))).toBe(true);
    expect(new Set(readings.map(({ labels }) => seriesName(labels))).size).toBe(readings.length);
  }), { numRuns: 200 });
  rmSync(root, { recursive: true });
});

test('the kernel’s idle and iowait now and then go back by a tick; the counter waits instead', async () => {
  const root = tree({ 'proc/stat': 'cpu0 10 0 0 500 40\n' });
  const collector = selfCollector({ root, platform: 'linux', processes: false });
  const seconds = async (line: string) => {
    writeFileSync(join(root, 'proc/stat'), line);
    const values = valuesOf(await collector.collect(0, signal));
    return ['user', 'idle', 'iowait'].map(mode => values.get(`node_cpu_seconds_total{cpu="0",mode="${mode}"}`));
  };
  expect(await seconds('cpu0 10 0 0 500 40\n')).toEqual([0.1, 5, 0.4]);
  expect(await seconds('cpu0 20 0 0 499 39\n')).toEqual([0.2, 5, 0.4]);
  expect(await seconds('cpu0 20 0 0 501 41\n')).toEqual([0.2, 5.01, 0.41]);
  expect(await seconds('cpu0 1 0 0 2 3\n')).toEqual([0.01, 0.02, 0.03]); // taken out and put in again
  rmSync(root, { recursive: true });
});

test.each(['darwin', 'win32'] as const)('on %s there is what Node tells, under the same names', async platform => {
  const collector = selfCollector({ platform });
  const values = valuesOf(await collector.collect(Date.now(), signal));
  const metrics = new Set([...values.keys()].map(metricOf));
  for (const name of ['node_cpu_seconds_total', 'node_memory_MemTotal_bytes', 'node_memory_MemAvailable_bytes', 'node_boot_time_seconds', 'node_network_up', 'node_uname_info', 'node_time_seconds']) expect(metrics).toContain(name);
  expect(metrics.has('node_load1')).toBe(platform === 'darwin');
  expect(values.has('node_cpu_seconds_total{cpu="0",mode="system"}')).toBe(true);
  expect(collector.failures.size).toBe(0);
});
