import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface RunningHost {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly child: ChildProcess;
  /** what it has logged so far */
  log(): string;
  /** SIGTERM; resolves with the exit code */
  stop(): Promise<number | null>;
  /** SIGKILL of the process and all it started */
  kill(): Promise<void>;
  /** a request with the admin token */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** the `data` of a Prometheus answer; throws its error */
  ask<T>(path: string, params?: Record<string, string>): Promise<T>;
}

/** The built headless host as a process group of its own, on a free port over `dir`; it may not be ready yet. */
export const spawnHost = (dir: string, args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> =>
  spawn(process.execPath, ['out/main/cli.js', 'serve', '--data-dir', join(dir, 'data'), '--token-file', join(dir, 'token'), '--listen', '127.0.0.1:0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, STRATOSCOPE_KEY_DIR: join(dir, 'keys') },
  });

/** Starts the built headless host on a free port over `dir`, and waits until it says that it is ready. */
export async function startHost(dir: string, args: readonly string[] = ['--no-self']): Promise<RunningHost> {
  const child = spawnHost(dir, args);
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => { log += chunk.toString(); });
  const gone = new Promise<number | null>(resolve => child.once('exit', resolve));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void gone.then(code => reject(new Error(`the host ended with ${code}: ${log.slice(-2000)}`)));
  });
  const url = new URL((JSON.parse(line) as { url: string }).url).origin;
  const token = readFileSync(join(dir, 'token'), 'utf8').trim();
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal);
    return gone;
  };
  const get = (path: string, init: RequestInit = {}) => fetch(url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers as Record<string, string> } });
  return {
    url, token, pid: child.pid!, child, log: () => log, get,
    stop: () => end('SIGTERM'),
    kill: async () => { await end('SIGKILL'); },
    ask: async <T>(path: string, params: Record<string, string> = {}) => {
      const answer = await (await get(`${path}?${new URLSearchParams(params)}`)).json() as { status: string; data: T; error?: string };
      if (answer.status !== 'success') throw new Error(answer.error);
      return answer.data;
    },
  };
}
