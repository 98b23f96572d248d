import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './freeport.ts';

/** A real server that takes remote_write and answers queries; it can be killed and started again over the same folder and port. */
export interface RemoteStore {
  readonly name: string;
  /** as http://127.0.0.1:38428 */
  readonly url: string;
  readonly writeUrl: string;
  /** what it may lose of what it has acknowledged when it is killed */
  readonly forgetsMs: number;
  /** series whose values it keeps bit by bit */
  readonly exact: string;
  /** SIGKILL */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Program { readonly name: string; readonly command: string; readonly args: (dir: string, port: number) => readonly string[]; readonly write: string; readonly forgetsMs: number; readonly exact: string; readonly ready: string; readonly prepare: (dir: string) => void }

const OUT_OF_ORDER = 'scrape_configs: []\nstorage: { tsdb: { out_of_order_time_window: 3h } }\n';

export const PROMETHEUS: Program = {
  name: 'Prometheus', command: 'prometheus', write: '/api/v1/write', forgetsMs: 0, exact: '{job=~".+"}', ready: '/-/ready',
  prepare: dir => writeFileSync(join(dir, 'prometheus.yml'), OUT_OF_ORDER),
  args: (dir, port) => [`--config.file=${join(dir, 'prometheus.yml')}`, `--storage.tsdb.path=${join(dir, 'data')}`, `--web.listen-address=127.0.0.1:${port}`, '--web.enable-remote-write-receiver', '--log.level=warn'],
};
/** It keeps values as decimals of some twelve digits. Without a log of its own it loses what it acknowledged seconds ago. Equal samples are one: what may be lost comes twice. */
export const VICTORIA_METRICS: Program = {
  name: 'VictoriaMetrics', command: 'victoria-metrics', write: '/api/v1/write', forgetsMs: 15_000, exact: '{job=~".+",__name__!="scrape_duration_seconds"}', ready: '/health', prepare: () => undefined,
  args: (dir, port) => [`-storageDataPath=${join(dir, 'data')}`, `-httpListenAddr=127.0.0.1:${port}`, '-retentionPeriod=100y', '-dedup.minScrapeInterval=1ms', '-search.latencyOffset=0s', '-loggerLevel=ERROR', '-memory.allowedBytes=128MB'],
};

/** null where there is no such program. */
export async function startRemoteStore(program: Program): Promise<RemoteStore | null> {
  const dir = mkdtempSync(join(tmpdir(), 'remote-store-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  program.prepare(dir);
  let child: ChildProcess | null = null;
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (child === null || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  const begin = async (): Promise<boolean> => {
    child = spawn(program.command, program.args(dir, port), { stdio: ['ignore', 'ignore', 'pipe'] });
    return answers(child, url + program.ready);
  };
  const stop = async () => {
    await end('SIGTERM');
    rmSync(dir, { recursive: true, force: true });
  };
  if (!await begin()) {
    await stop();
    return null;
  }
  return { name: program.name, url, writeUrl: url + program.write, forgetsMs: program.forgetsMs, exact: program.exact, kill: () => end('SIGKILL'), start: async () => { await begin(); }, stop };
}

/** false when there is no such program */
async function answers(child: ChildProcess, address: string): Promise<boolean> {
  let told = '', missing = false;
  child.once('error', () => { missing = true; });
  child.stderr?.on('data', (chunk: Buffer) => { told = (told + chunk.toString()).slice(-4000); });
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; await delay(50)) {
    if (missing) return false;
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended before it was ready:\n${told}`);
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return true;
  }
  throw new Error(`${child.spawnfile} was not ready within 60 s:\n${told}`);
}
