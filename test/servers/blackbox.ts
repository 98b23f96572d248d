import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './freeport.ts';

export interface Blackbox {
  /** What it finds, by how its page writes each series. */
  probe(module: string, target: string): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

/**
 * Starts Debian's blackbox_exporter (0.23) on a free port with a folder of its own; null where it isn't installed.
 * config: the text of blackbox.yml. files: what it speaks of, in the same folder
 */
export async function startBlackbox(config: string, files: Readonly<Record<string, string>> = {}): Promise<Blackbox | null> {
  const dir = mkdtempSync(join(tmpdir(), 'blackbox-'));
  for (const [name, text] of Object.entries({ ...files, 'blackbox.yml': config })) writeFileSync(join(dir, name), text);
  const port = await freePort();
  const child = spawn('prometheus-blackbox-exporter', [`--config.file=${join(dir, 'blackbox.yml')}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'], { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL'); // it keeps nothing
      await gone;
    }
    rmSync(dir, { recursive: true, force: true });
  };
  if (await ready(child, url)) return { stop, probe: async (module, target) => readSeries(await (await fetch(`${url}/probe?${new URLSearchParams({ module, target })}`)).text()) };
  await stop();
  return null;
}

/** true when it answers, false when there is no such program. */
async function ready(child: ChildProcess, url: string): Promise<boolean> {
  let told = '', missing = false;
  child.once('error', () => { missing = true; });
  child.stderr?.on('data', (chunk: Buffer) => { told = (told + chunk.toString()).slice(-4000); });
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; await delay(30)) {
    if (missing) return false;
    if (child.exitCode !== null) throw new Error(`blackbox_exporter ended before it was ready:\n${told}`);
    const answer = await fetch(`${url}/-/healthy`).catch(() => null);
    if (answer?.ok) return true;
  }
  throw new Error(`blackbox_exporter was not ready within 20 s:\n${told}`);
}

function readSeries(page: string): Map<string, number> {
  const lines = page.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  return new Map(lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}
