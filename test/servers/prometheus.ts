import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface Prometheus {
  /** as http://127.0.0.1:39090 */
  readonly url: string;
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  /** the text of prometheus.yml, maybe with its own address as `127.0.0.1:39090`; scrapes nothing when left out */
  readonly config?: string | ((own: string) => string);
  readonly flags?: readonly string[];
}

/** Starts Debian's Prometheus (2.42) on a free port with a folder of its own, and waits until it is ready; null where it isn't installed. */
export async function startPrometheus({ config = 'scrape_configs: []\n', flags = [] }: PrometheusOptions = {}): Promise<Prometheus | null> {
  const dir = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  writeFileSync(join(dir, 'prometheus.yml'), typeof config === 'string' ? config : config(`127.0.0.1:${port}`));
  const child = spawn('prometheus', [
    `--config.file=${join(dir, 'prometheus.yml')}`, `--storage.tsdb.path=${join(dir, 'data')}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn', ...flags,
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
    if (child.exitCode !== null) throw new Error(`prometheus ended before it was ready:\n${told}`);
    const answer = await fetch(`${url}/-/ready`).catch(() => null);
    if (answer?.ok) return true;
  }
  throw new Error(`prometheus was not ready within 30 s:\n${told}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(killer);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('BUG: a TCP server without a port');
  return address.port;
}
