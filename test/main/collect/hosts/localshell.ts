import { execFile } from 'node:child_process';
import type { Run } from '../../../../src-main/collect/hosts/hostsource.ts';

/** Runs commands as a login shell of this machine would: `shell` gets them with -c. */
export const localShell = (shell: readonly [string, ...string[]] = ['/bin/sh'], env: NodeJS.ProcessEnv = process.env): Run => (command, signal) => new Promise(resolve => {
  const [file, ...before] = shell;
  const began = performance.now();
  execFile(file, [...before, '-c', command], { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024, signal, env }, (error, stdout, stderr) => resolve({
    stdout, stderr: stderr.toString(), code: error === null ? 0 : typeof error.code === 'number' ? error.code : null, signal: error?.signal ?? null, ms: performance.now() - began,
  }));
});

/** What a machine with these files sends, as lines of `path:text`; paths as `proc/stat`, and `@date` and its like as they are. */
export function sent(files: Readonly<Record<string, string>>): string {
  const told = Object.entries(files).flatMap(([path, text]) => {
    const prefix = path.startsWith('@') ? path : path.startsWith('proc/') ? path.slice('proc/'.length) : `/${path}`;
    return text.replace(/\n$/, '').split('\n').map(line => `${prefix}:${line}\n`);
  });
  return `@begin:\n@started:100.00\n@date:1700000000.250\n@uname:Linux x86_64\n${told.join('')}@ended:100.05\n@end:\n`;
}

/** A machine that answers with the same text each time. */
export const answering = (text: () => string, stderr = '', code: number | null = 0): Run => async () => ({ stdout: Buffer.from(text()), stderr, code, signal: null, ms: 1 });
