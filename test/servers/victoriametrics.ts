import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './freeport.ts';

export interface VictoriaMetrics extends AsyncDisposable {
  /** as http://127.0.0.1:38428 */
  readonly url: string;
}

const READY_MS = 30_000;

/** Starts Debian's VictoriaMetrics (1.79) on a free port with a folder of its own, and waits until it answers; null where it isn't installed. */
export async function startVictoriaMetrics(): Promise<VictoriaMetrics | null> {
  const dir = mkdtempSync(join(tmpdir(), 'victoriametrics-'));
  const port = await freePort();
  const child = spawn('victoria-metrics', [`-storageDataPath=${dir}`, `-httpListenAddr=127.0.0.1:${port}`, '-retentionPeriod=100y', '-loggerLevel=ERROR', '-memory.allowedBytes=200MB'], { stdio: 'ignore' });
  let missing = false;
  child.once('error', () => { missing = true; });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(dir, { recursive: true, force: true });
  };
  for (const deadline = performance.now() + READY_MS; performance.now() < deadline && !missing && child.exitCode === null; await delay(50)) {
    if ((await fetch(`${url}/health`).catch(() => null))?.ok) return { url, [Symbol.asyncDispose]: stop };
  }
  await stop();
  if (missing) return null;
  throw new Error('victoria-metrics was not ready');
}

/** Everything it holds that a selector names, in its JSON lines; what was written a moment ago included. */
export async function exported({ url }: VictoriaMetrics, selector: string): Promise<string> {
  await fetch(`${url}/internal/force_flush`);
  const answer = await fetch(`${url}/api/v1/export?${new URLSearchParams({ 'match[]': selector })}`);
  if (!answer.ok) throw new Error(`export: ${answer.status} ${await answer.text()}`);
  return answer.text();
}
