import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { HostSource } from '../../../../src-main/collect/hosts/hostsource.ts';
import { PUSHED_COLLECTORS, SECTIONS_TO_EXPOSITION } from '../../../../src-main/collect/hosts/pushscript.ts';
import { scrapeCommand, scrapeScript } from '../../../../src-main/collect/hosts/script.ts';
import { type OpenDoor, openTestDoor } from '../../../doors/door.ts';
import { HandClock } from '../../../handclock.ts';
import { readPage, valuesOf } from '../self/page.ts';
import { LAPTOP } from '../self/tree.ts';
import { answering, localShell, sent } from './localshell.ts';

const signal = new AbortController().signal;
let open: OpenDoor;
beforeAll(async () => { open = await openTestDoor(); });
afterAll(async () => { await open[Symbol.asyncDispose](); });

const AWKS = [['mawk'], ['gawk'], ['original-awk'], ['busybox', 'awk']].filter(([file = '', ...args]) => spawnSync(file, [...args, 'BEGIN { exit 0 }']).status === 0);
const LAPTOPS = sent({
  ...Object.fromEntries(Object.entries(LAPTOP).filter(([path]) => /^(proc|etc)\//.test(path) && !path.startsWith('proc/1/'))),
  '@uname': `Linux ${machine()}`, '@statfs': '4096 66053021 59447908 19992615 16777216 16294277 /\n512 1 1 1 1 1 /run',
  'proc/sys/kernel/hostname': 'my "laptop"\\', 'proc/sys/kernel/osrelease': '6.1.0', 'proc/sys/kernel/ostype': 'Linux', 'proc/sys/kernel/version': '#1 SMP', 'proc/sys/kernel/domainname': '(none)',
});
const here = async () => Buffer.from((await localShell()(scrapeCommand(scrapeScript(PUSHED_COLLECTORS), { swaps: false, programsOf: [] }), signal)).stdout).toString();

test.each(AWKS)('%s makes of a scrape what our own readers make of it', async (file, ...args) => {
  for (const [text, least] of [[LAPTOPS, 120], [await here(), 80]] as const) {
    const pushed = readPage(execFileSync(file!, [...args, SECTIONS_TO_EXPOSITION], { input: text, encoding: 'utf8' })).values;
    const scraped = valuesOf(await new HostSource(answering(() => text), new HandClock(0), PUSHED_COLLECTORS).collect(0, signal));
    expect(pushed.size).toBeGreaterThan(least);
    expect(new Map([...scraped].filter(([series]) => pushed.has(series)))).toEqual(pushed);
  }
});

/** Runs the command in a terminal's place until the test ends. */
function run(command: string, shell: string, args: readonly string[], env: NodeJS.ProcessEnv): { child: ChildProcess; said(): string } {
  const child = spawn(shell, [...args, '-c', command], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  onTestFinished(async () => {
    const gone = once(child, 'exit');
    process.kill(-child.pid!, 'SIGKILL');
    await gone;
  });
  return { child, said: () => said };
}

const pushCommand = async (name: string, url = `http://127.0.0.1:${open.port}`) => {
  const { status, text } = await open.ask({ method: 'POST', path: '/api/hosts.pushCommand', body: JSON.stringify({ name, url }), headers: { 'Content-Type': 'application/json' } });
  expect(status).toBe(200);
  return (JSON.parse(text) as { data: { command: string; token: string } }).data;
};
const query = async (promql: string) => {
  const { text } = await open.ask({ path: `/api/v1/query?query=${encodeURIComponent(promql)}` });
  return (JSON.parse(text) as { data: { result: { metric: Record<string, string>; value: [number, string] }[] } }).data.result;
};

/** A PATH of BusyBox's applets alone; undefined where there is no BusyBox. */
function busyBoxOnly(): string | undefined {
  if (spawnSync('busybox', ['wget', '--help']).status !== 0) return undefined;
  const dir = mkdtempSync(join(tmpdir(), 'applets-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  execFileSync('busybox', ['--install', '-s', dir]);
  return dir;
}

test.for([{ name: 'a usual machine', applets: false }, { name: 'a machine of BusyBox alone', applets: true }])('pasted on $name, the command sends until it is ended and tells how far it came', async ({ name, applets }, ctx) => {
  const path = (applets ? busyBoxOnly() : process.env['PATH']) ?? ctx.skip('no BusyBox here');
  if (process.platform !== 'linux' || (!applets && spawnSync('curl', ['--version']).status !== 0)) ctx.skip('no Linux with curl here');
  const { command, token } = await pushCommand(name);
  expect(command.includes(token)).toBe(true);
  const { child, said } = run(command, applets ? join(path, 'sh') : '/bin/sh', [], { PATH: path });
  await expect.poll(said, { timeout: 15_000 }).toContain('first samples are stored');
  expect(said()).toBe([`trying http://127.0.0.1:${open.port}/api/v1/import/prometheus?extra_label=job%3Dpush&extra_label=instance%3D${name.replaceAll(' ', '+')}`, 'let in; reading this machine', 'first samples are stored; sends every 15 s until it is ended (Ctrl-C)'].map(line => `stratoscope: ${line}\n`).join(''));
  const own = `{job="push", instance="${name}"}`;
  expect((await query(`push_step${own}`)).map(({ metric }) => metric['step'])).toEqual(['read', 'started']);
  expect(Number((await query(`node_memory_MemTotal_bytes${own}`))[0]!.value[1])).toBeGreaterThan(2 ** 24);
  expect((await query(`count(node_cpu_seconds_total${own})`))[0]!.value[1]).toMatch(/^\d+$/);
  if (!applets) for (const pid of execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n')) expect(/^curl/.test(pid) && pid.includes(token)).toBe(false);
  expect(child.exitCode).toBeNull();
});

test('a machine that is not let in says so and tries again', async ctx => {
  if (process.platform !== 'linux' || spawnSync('curl', ['--version']).status !== 0) ctx.skip('no curl here');
  const { command, token } = await pushCommand('a stranger');
  const { said } = run(command.replace(token, 'sts_wrong'), '/bin/sh', [], process.env);
  await expect.poll(said, { timeout: 15_000 }).toMatch(/401[\s\S]*stratoscope: not reached or not let in; once more in 15 s/);
});

test('a name that was used has its token already; an ingest token is made for no less than an administrator', async () => {
  await pushCommand('once');
  const again = (token?: string) => open.ask({ method: 'POST', path: '/api/hosts.pushCommand', ...(token === undefined ? {} : { token }), body: JSON.stringify({ name: 'once', url: 'http://desk:1' }), headers: { 'Content-Type': 'application/json' } });
  expect((await again()).status).toBe(409);
  expect((await again(open.tokenOf.operator)).status).toBe(403);
});
