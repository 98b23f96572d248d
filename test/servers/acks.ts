import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { WriteSeries } from '../../src-main/formats/remotewrite.ts';
import { restoreWorkspace } from '../../src-main/host/restore.ts';
import { type RunningHost, spawnHost, startHost } from './host.ts';

/** Series in a request: more than a shard's 32, so that a request touches several. */
const SERIES = 50;
const DAY = 86_400_000;
export const T0 = Date.UTC(2026, 0, 1);

/**
 * Request number n: 50 series, two samples each at times no other request has. Every seventh is a day older than its neighbours,
 * and comes late once those are sealed. Values follow from series and time alone. With it comes a sample that is too old to be kept.
 */
export function requestOf(n: number): WriteSeries[] {
  const time = T0 + n * 2000 - (n % 7 === 0 ? DAY : 0);
  return Array.from({ length: SERIES }, (_, s) => ({
    labels: ['__name__', `crash_${s}`, 'group', String(n % 3), 'job', 'crash'],
    times: Float64Array.of(time, time + 1000),
    values: Float64Array.of(sampleOf(s, time), sampleOf(s, time + 1000)),
  }));
}
const sampleOf = (s: number, time: number): number => s % 3 === 0 ? s : s % 3 === 1 ? time / 1000 : Math.sin(time + s);
export const doomedOf = (n: number): WriteSeries[] => [{ labels: ['__name__', 'doomed', 'group', String(n % 100), 'job', 'doomed'], times: Float64Array.of(T0 - 50 * DAY + n * 60_000), values: Float64Array.of(n) }];

/** What the host does when it is killed, beside taking samples in. */
const DEEDS = ['ingest', 'compact', 'retention', 'snapshot', 'compact, then ingest', 'snapshot, then ingest', 'start'] as const;
type Deed = (typeof DEEDS)[number];

/** What a run of kills came to. */
export interface CrashReport {
  readonly acknowledged: number; readonly missing: string[]; readonly twice: string[]; readonly wrong: string[];
  readonly check: { code: number | null; output: string };
  /** snapshots that were whole, and what a check of the newest one's restored workspace said */
  readonly snapshots: number; readonly restored: { code: number | null; output: string };
}

/** Starts the host, writes, and kills it with SIGKILL at a random moment of something it does, `rounds` times, each deed in turn; then reads everything back. */
export async function killRounds(rounds: number, random: () => number): Promise<CrashReport> {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-crash-'));
  const file = join(dir, 'acks');
  writeFileSync(file, '');
  try {
    for (let round = 0; round < rounds; round++) {
      const deed = DEEDS[round % DEEDS.length]!;
      if (deed === 'start') await killedStart(dir, random() * 900);
      const host = await startHost(dir);
      const first = Math.max(-1, ...acknowledged(file)) + 10; // numbers under way at the kill are not used again
      const writer = spawn(process.execPath, ['test/servers/ackwriter.ts', host.url, host.token, file, String(first)], { stdio: ['ignore', 'ignore', 'inherit'] });
      await moreThan(acknowledged(file).length, () => acknowledged(file).length);
      await delay(random() * 700); // the moment is the experiment: not a wait for something
      await begin(deed, host);
      await delay(random() * (deed === 'retention' || deed === 'snapshot' ? 120 : 50));
      await host.kill();
      await ended(writer);
    }
    return await readBack(dir, acknowledged(file));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Nobody waits for the end of what is begun: the kill comes in the middle of it. */
async function begin(deed: Deed, host: RunningHost): Promise<void> {
  const post = (path: string, body = '{}') => host.get(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } }).catch(() => undefined);
  if (deed === 'compact') void post('/api/v1/admin/tsdb/compact');
  if (deed === 'compact, then ingest') await post('/api/v1/admin/tsdb/compact');
  if (deed === 'snapshot, then ingest') await post('/api/v1/admin/tsdb/snapshot');
  if (deed === 'snapshot') void post('/api/v1/admin/tsdb/snapshot');
  if (deed === 'retention') void post('/api/host.change', JSON.stringify({ retentionMs: Date.now() - T0 + 3 * DAY }));
}

/** Until there is one more, however slow the machine is. */
async function moreThan(before: number, now: () => number): Promise<void> {
  for (let left = 1000; left > 0 && now() <= before; left--) await delay(20);
}

async function killedStart(dir: string, afterMs: number): Promise<void> {
  const starting = spawnHost(dir, ['--no-self']);
  await delay(afterMs);
  if (starting.exitCode === null) process.kill(-starting.pid!, 'SIGKILL');
  await ended(starting);
}

const acknowledged = (file: string): number[] => readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number);
const ended = (child: ChildProcess) => new Promise<number | null>(resolve => child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(child.exitCode));

async function readBack(dir: string, numbers: readonly number[]): Promise<CrashReport> {
  const host = await startHost(dir);
  const found = new Map<string, number>();
  const twice: string[] = [];
  const last = Math.max(...numbers);
  for (let from = T0 - DAY; from <= T0 + last * 2000 + 3_600_000; from += 3_600_000) {
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
  return { acknowledged: numbers.length, missing, twice, wrong, check: await check(join(dir, 'data')), ...await snapshotsOf(dir) };
}

/** Each whole one is brought back, which compares its checksums; the newest one is looked into. */
async function snapshotsOf(dir: string): Promise<Pick<CrashReport, 'snapshots' | 'restored'>> {
  const snapshots = join(dir, 'data', 'snapshots');
  const whole = existsSync(snapshots) ? readdirSync(snapshots).sort().filter(name => existsSync(join(snapshots, name, 'manifest.json'))) : [];
  for (const name of whole) await restoreWorkspace(join(snapshots, name), join(dir, name));
  return { snapshots: whole.length, restored: whole.length > 0 ? await check(join(dir, whole.at(-1)!)) : { code: 0, output: '' } };
}

async function check(dataDir: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['out/main/cli.js', 'check', '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  return { code: await ended(child), output };
}
