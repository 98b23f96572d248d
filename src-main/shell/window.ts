import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Places } from './places.ts';

/** What decides whether a window can be opened. */
export interface Desk { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv; readonly root: boolean }

export const thisDesk = (): Desk => ({ platform: process.platform, env: process.env, root: process.getuid?.() === 0 });

/** Why no window can be opened here; null when one can. */
export function withoutWindow({ platform, env, root }: Desk): string | null {
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'There is no display here';
  return root ? 'Browsers refuse to run as root' : null;
}

const NAMES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'brave-browser', 'vivaldi'],
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'].map(name => `/Applications/${name}.app/Contents/MacOS/${name}`),
  win32: ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe', 'BraveSoftware\\Brave-Browser\\Application\\brave.exe'],
};

/** An installed browser of the Chromium family, which can show a page as a window of its own. */
export function findBrowser({ platform, env }: Desk): string | undefined {
  const folders = platform === 'win32' ? [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']] : platform === 'linux' ? (env['PATH'] ?? '').split(delimiter) : [''];
  const names = NAMES[platform] ?? [];
  return names.flatMap(name => folders.filter(folder => folder !== undefined).map(folder => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // the next candidate
  }
}

/** Starts a program that lives on by itself. Rejects when it can't be started. */
export function launch(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const child = spawn(command, args, { stdio: 'ignore', detached: true, env });
  child.unref();
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}

/** Electron's executable, if it is there. Its package brings only a script that fetches it. */
export async function electronIn({ root }: Places): Promise<string | undefined> {
  const folder = join(root, 'node_modules', 'electron');
  const name = await readFile(join(folder, 'path.txt'), 'utf8').catch(() => undefined);
  const path = name === undefined ? undefined : join(folder, 'dist', name);
  return path !== undefined && isExecutable(path) ? path : undefined;
}

export interface FetchLimits {
  /** without a byte more for so long, it is given up */
  readonly stallMs: number;
  readonly totalMs: number;
  /** the program ends */
  readonly signal: AbortSignal;
}

/** Fetches Electron with its own script into `scratch`, which is watched for growth. Returns why it failed, or null. */
export async function fetchElectron({ root }: Places, scratch: string, { stallMs, totalMs, signal }: FetchLimits): Promise<string | null> {
  const child = spawn(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], { stdio: 'ignore', env: { ...process.env, TMPDIR: scratch, TMP: scratch, TEMP: scratch } });
  const began = Date.now();
  let grown = { bytes: -1, at: began };
  let reason: string | null = null;
  const watch = setInterval(async () => {
    const bytes = await sizeOf(scratch);
    if (bytes !== grown.bytes) grown = { bytes, at: Date.now() };
    if (Date.now() - grown.at > stallMs) reason = 'its download does not move';
    if (Date.now() - began > totalMs) reason = 'its download takes too long';
    if (reason) child.kill('SIGKILL');
  }, 500);
  const stop = () => child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('exit', resolve);
      child.once('error', reject);
    });
    return code === 0 ? null : reason ?? 'it can not be downloaded from here';
  } finally {
    clearInterval(watch);
    signal.removeEventListener('abort', stop);
  }
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(entries.filter(entry => entry.isFile()).map(entry => stat(join(entry.parentPath, entry.name)).then(({ size }) => size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
