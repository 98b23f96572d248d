import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './freeport.ts';

export interface Alertmanager {
  /** as http://127.0.0.1:39093 */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts Debian's Alertmanager (0.25) alone on a free port, and waits until it is ready; null where it isn't installed. */
export async function startAlertmanager(config = 'route: { receiver: none }\nreceivers: [{ name: none }]\n'): Promise<Alertmanager | null> {
  const dir = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  const port = await freePort();
  writeFileSync(join(dir, 'alertmanager.yml'), config);
  const child = spawn('prometheus-alertmanager', [
    `--config.file=${join(dir, 'alertmanager.yml')}`, `--storage.path=${join(dir, 'data')}`, `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=', '--log.level=warn',
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(dir, { recursive: true, force: true });
  };
  if (await ready(child, url)) return { url, stop };
  await stop();
  return null;
}

/** true when it answers, false when there is no such program. */
async function ready(child: ChildProcess, url: string): Promise<boolean> {
  let told = '', missing = false;
  child.once('error', () => { missing = true; });
  child.stderr?.on('data', (chunk: Buffer) => { told = (told + chunk.toString()).slice(-4000); });
  for (const deadline = performance.now() + 30_000; performance.now() < deadline; await delay(50)) {
    if (missing) return false;
    if (child.exitCode !== null) throw new Error(`alertmanager ended before it was ready:\n${told}`);
    const answer = await fetch(`${url}/-/ready`).catch(() => null);
    if (answer?.ok) return true;
  }
  throw new Error(`alertmanager was not ready within 30 s:\n${told}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(killer);
}
