import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compress } from 'snappyjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeWriteRequest } from '../../src-main/formats/remotewrite.ts';
import { type RunningHost, startHost } from '../servers/host.ts';

const DISK_MIB = 24;
const T0 = Date.UTC(2026, 0, 1);
const SERIES = 400;
const SOON = { timeout: 30_000, interval: 100 };

let dir: string;
let data: string;
let mounted: boolean;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stratoscope-full-'));
  data = join(dir, 'data');
  mkdirSync(data, { mode: 0o700 });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m,mode=700`, 'tmpfs', data], { stdio: 'ignore' });
    mounted = true;
  } catch {
    mounted = false; // not root, or no such file system
  }
});
afterEach(() => {
  if (mounted) execFileSync('umount', ['-l', data]);
  rmSync(dir, { recursive: true, force: true });
});

/** Request n: 400 series, one sample each that no other request has; values that do not compress. */
const sampleOf = (n: number, s: number): number => Math.sin(n * SERIES + s);
const bodyOf = (n: number) => Uint8Array.from(compress(encodeWriteRequest(Array.from({ length: SERIES }, (_, s) => ({
  labels: ['__name__', 'full', 's', String(s)], times: Float64Array.of(T0 + n * 1000), values: Float64Array.of(sampleOf(n, s)),
})))));
const write = (host: RunningHost, n: number) => host.get('/api/v1/write', { method: 'POST', body: bodyOf(n), headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' } });

const freeBytes = () => { const { bavail, bsize } = statfsSync(data); return bavail * bsize; };
/** Takes all the room that is left, to the last page. */
function fillUp(): void {
  for (let bytes = freeBytes(); bytes >= 4096; bytes = freeBytes()) {
    try {
      writeFileSync(join(data, `ballast-${Math.random()}`), Buffer.alloc(bytes));
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
      return;
    }
  }
}
const makeRoom = () => { execFileSync('sh', ['-c', 'rm -f "$0"/ballast-*', data]); };

/** Writes until it is refused; the numbers that were acknowledged. */
async function writeUntilFull(host: RunningHost, first: number, acknowledged: number[]): Promise<{ next: number; refusal: { status: number; text: string } }> {
  for (let n = first; ; n++) {
    const answer = await write(host, n);
    if (!answer.ok) return { next: n + 1, refusal: { status: answer.status, text: await answer.text() } };
    acknowledged.push(n);
  }
}

/** Acknowledged samples that are not there, or not as they were. */
async function missing(host: RunningHost, acknowledged: readonly number[]): Promise<string[]> {
  const lost: string[] = [];
  const last = acknowledged.at(-1)!;
  for (const s of [0, 31, 32, 199, SERIES - 1]) {
    const { result } = await host.ask<{ result: { values: [number, string][] }[] }>('/api/v1/query', { query: `full{s="${s}"}[${last + 10}s]`, time: String(T0 / 1000 + last + 5) });
    const found = new Map((result[0]?.values ?? []).map(([at, value]) => [Math.round(at * 1000), Number(value)]));
    for (const n of acknowledged) if (found.get(T0 + n * 1000) !== sampleOf(n, s)) lost.push(`${n} ${s}: ${found.get(T0 + n * 1000)}`);
  }
  return lost;
}

const check = (): string => execFileSync(process.execPath, ['out/main/cli.js', 'check', '--data-dir', data], { encoding: 'utf8' });

test('a disk that fills up refuses what is new with 503 and the reason, answers queries, recovers by itself, and loses nothing at a kill just then', async ctx => {
  if (!mounted) return ctx.skip('a tmpfs can be mounted by root alone');
  let host = await startHost(dir);
  const acknowledged: number[] = [];
  await write(host, 0);
  acknowledged.push(0);
  fillUp();
  const first = await writeUntilFull(host, 1, acknowledged);
  expect(first.refusal).toMatchObject({ status: 503, text: expect.stringMatching(/can't write to its disk.*Free some space; it goes on by itself/) });
  expect(await missing(host, acknowledged)).toEqual([]);
  makeRoom();
  let next = first.next;
  await expect.poll(async () => (await write(host, next++)).status, SOON).toBeLessThan(300);
  acknowledged.push(next - 1);
  for (const end = next + 60; next < end; next++) { expect((await write(host, next)).ok).toBe(true); acknowledged.push(next); }
  fillUp();
  const second = await writeUntilFull(host, next, acknowledged);
  expect(second.refusal.status).toBe(503);
  await host.kill();
  makeRoom();
  host = await startHost(dir);
  expect(await missing(host, acknowledged)).toEqual([]);
  for (let n = second.next; n < second.next + 20; n++) { expect((await write(host, n)).ok).toBe(true); acknowledged.push(n); }
  await host.kill(); // what stands behind the refused ones is as safe as what stands before
  host = await startHost(dir);
  expect(await missing(host, acknowledged)).toEqual([]);
  await host.stop();
  expect(check()).toContain('all as they were written');
}, 120_000);

test.for([{ how: 'killed', signal: 'kill' }, { how: 'ended', signal: 'stop' }] as const)('started on a full disk after it was $how, it answers queries or ends with the disk by name; with room again all is there', { timeout: 120_000 }, async ({ signal }, ctx) => {
  if (!mounted) return ctx.skip('a tmpfs can be mounted by root alone');
  const host = await startHost(dir);
  const acknowledged: number[] = [];
  for (let n = 0; n < 40; n++) if ((await write(host, n)).ok) acknowledged.push(n);
  await host[signal]();
  fillUp();
  const ending = await startedOnFull();
  if (ending.host) {
    expect(await missing(ending.host, acknowledged)).toEqual([]);
    expect((await writeUntilFull(ending.host, 100, [])).refusal.status).toBe(503);
    await ending.host.kill();
  } else {
    expect(ending).toMatchObject({ code: 1, said: expect.stringContaining(data) });
    expect(ending.said).toMatch(/full|space/);
    expect(ending.said).not.toContain('    at ');
  }
  makeRoom();
  const again = await startHost(dir);
  expect(await missing(again, acknowledged)).toEqual([]);
  await again.stop();
  expect(check()).toContain('all as they were written');
});

/** The host, or how it ended and what it said. */
async function startedOnFull(): Promise<{ host?: RunningHost; code?: number | null; said?: string }> {
  try {
    return { host: await startHost(dir) };
  } catch {
    const child = spawn(process.execPath, ['out/main/cli.js', 'serve', '--data-dir', data, '--listen', '127.0.0.1:0', '--no-self'], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, STRATOSCOPE_KEY_DIR: join(dir, 'keys'), STRATOSCOPE_TOKEN: 'full-disk' } });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    return { code: await new Promise(resolve => child.once('exit', resolve)), said };
  }
}
