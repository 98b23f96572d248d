import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { WriteSeries } from '../../src-main/formats/remotewrite.ts';
import { startHost } from './host.ts';

/** Series in a request: more than a shard's 32, so that a request touches several. */
const SERIES = 50;
export const T0 = Date.UTC(2026, 0, 1);

/**
 * Request number n: 50 series, two samples each at times no other request has. Every seventh is a day older than its neighbours,
 * and comes late once those are sealed. Values follow from series and time alone.
 */
export function requestOf(n: number): WriteSeries[] {
  const time = T0 + n * 2000 - (n % 7 === 0 ? 86_400_000 : 0);
  return Array.from({ length: SERIES }, (_, s) => ({
    labels: ['__name__', `crash_${s}`, 'group', String(n % 3), 'job', 'crash'],
    times: Float64Array.of(time, time + 1000),
    values: Float64Array.of(sampleOf(s, time), sampleOf(s, time + 1000)),
  }));
}
const sampleOf = (s: number, time: number): number => s % 3 === 0 ? s : s % 3 === 1 ? time / 1000 : Math.sin(time + s);

/** What a run of kills came to. */
export interface CrashReport { readonly acknowledged: number; readonly missing: string[]; readonly twice: string[]; readonly wrong: string[]; readonly check: { code: number | null; output: string } }

/** Starts the host, writes, and kills it with SIGKILL at a random moment, `rounds` times; then reads everything back. */
export async function killRounds(rounds: number, random: () => number): Promise<CrashReport> {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-crash-'));
  const file = join(dir, 'acks');
  writeFileSync(file, '');
  try {
    for (let round = 0; round < rounds; round++) {
      const host = await startHost(dir);
      const first = Math.max(-1, ...acknowledged(file)) + 10; // numbers under way at the kill are not used again
      const writer = spawn(process.execPath, ['test/servers/ackwriter.ts', host.url, host.token, file, String(first)], { stdio: ['ignore', 'ignore', 'inherit'] });
      await delay(300 + random() * 900); // the moment is the experiment: not a wait for something
      if (random() < 0.3) void host.get('/api/v1/admin/tsdb/compact', { method: 'POST' }).catch(() => undefined);
      await delay(random() * 50);
      await host.kill();
      await ended(writer);
    }
    return await readBack(dir, acknowledged(file));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const acknowledged = (file: string): number[] => readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number);
const ended = (child: ChildProcess) => new Promise<number | null>(resolve => child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode));

async function readBack(dir: string, numbers: readonly number[]): Promise<CrashReport> {
  const host = await startHost(dir);
  const found = new Map<string, number>();
  const twice: string[] = [];
  const last = Math.max(...numbers);
  for (let from = T0 - 86_400_000; from <= T0 + last * 2000 + 3_600_000; from += 3_600_000) {
    const { result } = await host.ask<{ result: { metric: Record<string, string>; values: [number, string][] }[] }>('/api/v1/query', { query: '{job="crash"}[1h]', time: String((from + 3_599_999) / 1000) });
    for (const { metric, values } of result) for (const [time, value] of values) {
      const key = `${metric['__name__']} ${metric['group']} ${Math.round(time * 1000)}`;
      if (found.has(key)) twice.push(key);
      found.set(key, Number(value));
    }
  }
  await host.stop();
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const n of numbers) for (const { labels, times, values } of requestOf(n)) times.forEach((time, i) => {
    const key = `${labels[1]} ${labels[3]} ${time}`;
    const value = found.get(key);
    if (value === undefined) missing.push(key);
    else if (value !== values[i]) wrong.push(`${key}: ${value} for ${values[i]}`);
  });
  return { acknowledged: numbers.length, missing, twice, wrong, check: await check(dir) };
}

async function check(dir: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['out/main/cli.js', 'check', '--data-dir', join(dir, 'data')], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  return { code: await ended(child), output };
}
