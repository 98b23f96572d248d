import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Paths of the pings there are: iputils' or whichever is installed, and BusyBox's. */
export function pings(): { readonly name: string; readonly path: string }[] {
  const installed = which('ping');
  const busybox = which('busybox');
  return [...(installed === null ? [] : [{ name: 'the installed ping', path: installed }]), ...(busybox === null ? [] : [{ name: "BusyBox's ping", path: linked(busybox) }])];
}

function linked(busybox: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'busybox-')), 'ping');
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
