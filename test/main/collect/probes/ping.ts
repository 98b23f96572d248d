import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ping { readonly name: string; readonly path: string; /** why it is of no use here; null when it is */ readonly missing: string | null }

/** The installed ping, and BusyBox's. */
export function pings(): readonly Ping[] {
  const [ping, busybox] = [which('ping'), which('busybox')];
  return [
    { name: 'the installed ping', ...(ping === null ? { path: '', missing: 'ping is not installed' } : tried(ping)) },
    { name: "BusyBox's ping", ...(busybox === null ? { path: '', missing: 'busybox is not installed' } : tried(linked(busybox))) },
  ];
}

function tried(path: string): { path: string; missing: string | null } {
  try {
    execFileSync(path, ['-c', '1', '-W', '2', '127.0.0.1'], { stdio: 'pipe' });
    return { path, missing: null };
  } catch {
    return { path, missing: `${path} may not send ICMP here` };
  }
}

function linked(busybox: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'busybox-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const path = join(dir, 'ping');
  symlinkSync(busybox, path);
  return path;
}

function which(program: string): string | null {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}
