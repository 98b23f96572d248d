import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { program } from '../../../src-main/shell/commands.ts';
import { placesFrom } from '../../../src-main/shell/places.ts';
import { run as runProgram } from '../../../src-main/shell/run.ts';

interface Ended { readonly code: number | null; readonly stdout: string; readonly stderr: string }
interface Running { readonly child: ChildProcess; readonly ready: { ready: boolean; url: string; origin: string }; end(signal: NodeJS.Signals): Promise<Ended> }

let dir: string;
let dataDir: string;
const children = new Set<ChildProcess>();
beforeAll(() => { dir = mkdtempSync(join(tmpdir(), 'stratoscope-cli-')); dataDir = join(dir, 'data'); });
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

function start(...args: string[]): { child: ChildProcess; ended: Promise<Ended>; out: () => string } {
  const child = spawn(process.execPath, ['src-main/shell/cli.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, STRATOSCOPE_TOKEN: '' } });
  children.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', chunk => { stdout += chunk; });
  child.stderr.on('data', chunk => { stderr += chunk; });
  return { child, out: () => stdout, ended: new Promise(resolve => child.once('close', code => { children.delete(child); resolve({ code, stdout, stderr }); })) };
}
const run = (...args: string[]): Promise<Ended> => start(...args).ended;

async function serve(...args: string[]): Promise<Running> {
  const { child, ended, out } = start('serve', '--data-dir', dataDir, '--listen', '127.0.0.1:0', ...args);
  await expect.poll(() => out() === '' && child.exitCode === null ? 'starting' : 'started', { timeout: 20_000, interval: 20 }).toBe('started');
  return { child, ready: JSON.parse(out()), end: signal => { child.kill(signal); return ended; } };
}

const inUse = (path: string) => run(...path.split(' '), '--data-dir', dataDir);

test('a command for a folder without a workspace says so', async () => {
  expect(await run('query', 'up', '--data-dir', join(dir, 'none'))).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(`There is no workspace in ${join(dir, 'none')}`) });
  expect(existsSync(join(dir, 'none'))).toBe(false);
});

test('a whole life: served, asked from outside, ended, asked again without a host', async () => {
  const token = join(dir, 'token');
  const host = await serve('--token-file', token);
  expect(host.ready).toEqual({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]{43}$/), origin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  expect([statSync(token).mode & 0o777, statSync(join(dataDir, 'host.json')).mode & 0o777, statSync(dataDir).mode & 0o777]).toEqual([0o600, 0o600, 0o700]);
  expect((await fetch(host.ready.url, { redirect: 'manual' })).status).toBe(303);
  const headers = { Authorization: `Bearer ${readFileSync(token, 'utf8').trim()}` };
  await expect.poll(async () => (await (await fetch(`${host.ready.origin}/api/v1/query?query=node_load1`, { headers })).json() as { data: { result: unknown[] } }).data.result.length, { timeout: 15_000 }).toBe(1);

  expect(await inUse('query count(node_load1)')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\{\} {2}1 {2}\d{4}-.*Z\n$/), stderr: '' });
  expect(await inUse('check')).toMatchObject({ code: 0 });
  const link = await inUse('link');
  expect((await fetch(link.stdout.trim(), { redirect: 'manual' })).status).toBe(303);
  expect(await serveAgain()).toMatchObject({ code: 1, stderr: expect.stringContaining(`Another Stratoscope is using ${dataDir}`) });

  const ended = await host.end('SIGTERM');
  expect(ended.code).toBe(0);
  expect(ended.stdout.trim().split('\n')).toHaveLength(1);
  expect(`${ended.stdout}${ended.stderr}`).not.toContain(headers.Authorization.slice(7));
  expect(existsSync(join(dataDir, 'host.json'))).toBe(false);

  expect(await inUse('query last_over_time(node_load1[1h]) --format csv')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^series,time,value\r\n"\{instance=""[^"]+"",job=""node""\}",\d{4}.*\r\n$|^series,time,value\r\n"node_load1\{.*\r\n$/) });
  const file = join(dir, 'out.csv');
  expect(await run('export', '--data-dir', dataDir, '--query', 'node_load1', '--from', 'now-10m', '--step', '15s', '--out', file)).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(file, 'utf8')).toMatch(/^time,"node_load1\{instance=""[^"]+"",job=""node""\}"\r\n/);
  expect(await inUse('compact')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+ rows, \d+ samples in \d+ bytes\.\n$/) });
  expect(await inUse('check')).toMatchObject({ code: 0 });
});

const serveAgain = () => run('serve', '--data-dir', dataDir, '--listen', '127.0.0.1:0');

test('a host that was killed leaves nothing that stops the next one', async () => {
  const host = await serve('--no-self');
  await host.end('SIGKILL');
  expect(existsSync(join(dataDir, 'host.json'))).toBe(true);
  expect(await inUse('link')).toMatchObject({ code: 1, stderr: expect.stringContaining('No Stratoscope runs on') });
  expect(await inUse('query 1')).toMatchObject({ code: 0 });
  expect((await (await serve('--no-self')).end('SIGINT')).code).toBe(0);
});

test('a workspace at work is copied by command and by Prometheus\'s route, restored elsewhere, and answers there', async () => {
  const token = join(dir, 'token');
  const host = await serve('--token-file', token);
  await expect.poll(async () => (await inUse('query count(node_load1)')).stdout, { timeout: 15_000 }).toContain('{}  1');
  const copy = join(dir, 'a copy');
  expect(await inUse('backup').then(({ code }) => code)).toBe(2);
  expect(await run('backup', copy, '--data-dir', dataDir)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^.*a copy: \d+ bytes, the state of 20.*, without secrets\.\nTo restore it: stratoscope restore '.*a copy' --data-dir <new folder>\n$/), stderr: '' });
  const answer = await fetch(`${host.ready.origin}/api/v1/admin/tsdb/snapshot`, { method: 'POST', headers: { Authorization: `Bearer ${readFileSync(token, 'utf8').trim()}` } });
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'success', data: { name: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{16}$/) } }]);
  await host.end('SIGTERM');

  const restored = join(dir, 'restored');
  expect(await run('restore', copy, '--data-dir', restored)).toMatchObject({ code: 0, stdout: expect.stringContaining('every checksum as in its manifest') });
  expect(await run('restore', copy, '--data-dir', restored)).toMatchObject({ code: 1, stderr: expect.stringContaining('is not empty') });
  expect(await run('query', 'count(last_over_time(node_load1[1h]))', '--data-dir', restored)).toMatchObject({ code: 0, stdout: expect.stringContaining('{}  1') });
  expect(await run('check', '--data-dir', restored)).toMatchObject({ code: 0 });
  expect(await run('backup', join(dir, 'second'), '--data-dir', restored)).toMatchObject({ code: 0 }); // nobody runs there
});

test('a damaged workspace is checked and repaired by command, even where it does not open any more', async () => {
  const place = join(dir, 'hurt');
  expect(await run('restore', join(dir, 'a copy'), '--data-dir', place)).toMatchObject({ code: 0 });
  expect(await run('repair', '--data-dir', place)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing to repair\.\n\d+ rows, \d+ samples: all as they were written\.\n$/) });
  const db = readFileSync(join(place, 'metrics.db'));
  db.fill(0xff, 4096, 4096 + 400); // the pointer map
  db.fill(0, 0, 16); // the magic: the file is no database any more
  writeFileSync(join(place, 'metrics.db'), db);
  expect(await run('check', '--data-dir', place)).toMatchObject({ code: 1, stdout: expect.stringMatching(/^metrics\.db: .*\n/), stderr: expect.stringContaining('`stratoscope repair` brings back') });
  expect(await run('repair', '--data-dir', place)).toMatchObject({ code: 0, stdout: expect.stringMatching(/metrics\.db: made anew with \d+ rows\n(.*\n)*What was damaged is kept in .*damaged-\d{8}T\d{6}Z\n\d+ rows, \d+ samples: all as they were written\.\n$/) });
  expect(await run('query', 'count(last_over_time(node_load1[1h]))', '--data-dir', place)).toMatchObject({ code: 0, stdout: expect.stringContaining('{}  1') });
});

/** The same without a process of its own. */
async function inProcess(...args: string[]): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map(name => vi.spyOn(process[name], 'write').mockImplementation(text => { written[name] += String(text); return true; }));
  try {
    await runProgram(program(placesFrom(pathToFileURL('src-main/shell/cli.ts').href)), ['node', 'stratoscope', ...args, '--data-dir', dataDir]);
    return { code: Number(process.exitCode ?? 0), ...written };
  } finally {
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
}

test.each([
  { args: ['query', 'up{'], code: 1, says: '1:4: parse error' },
  { args: ['query', 'up', '--time', 'now', '--from', 'now-1h'], code: 1, says: 'give one or the other' },
  { args: ['query', 'up', '--format', 'xml'], code: 2, says: 'Allowed choices are table, csv, json' },
  { args: ['query', 'up', '--time', 'yesterday'], code: 2, says: 'now-6h' },
  { args: ['export', '--query', 'up'], code: 2, says: "required option '--from <time>'" },
  { args: ['serve', '--listen', '0.0.0.0:0'], code: 1, says: '--insecure' },
  { args: ['nonsense'], code: 2, says: 'unknown command' },
])('stratoscope $args ends in $code and says why', async ({ args, code, says }) => {
  const ended = await inProcess(...args);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toContain(says);
  expect(ended.stderr).not.toContain('    at ');
});

test('a token file that others may read is refused, an empty one too', async () => {
  const loose = join(dir, 'loose');
  writeFileSync(loose, 'some-token\n', { mode: 0o644 });
  expect(await inProcess('serve', '--token-file', loose)).toMatchObject({ code: 1, stderr: expect.stringContaining(`chmod 600 ${loose}`) });
  const empty = join(dir, 'empty');
  writeFileSync(empty, '', { mode: 0o600 });
  expect(await inProcess('serve', '--token-file', empty)).toMatchObject({ code: 1, stderr: expect.stringContaining('is empty') });
});
