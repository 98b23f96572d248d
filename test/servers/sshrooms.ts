import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why this system lets nobody hide /proc from a command; undefined when it does. */
export const noHiding = (): string | undefined =>
  process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs none /proc']).status === 0 ? undefined : 'hiding /proc takes root and the right to mount';

/** Lines for sshd_config after which every command sees an empty /proc. */
export const HIDDEN_PROC: readonly string[] = [`ForceCommand exec unshare -m sh -c 'mount -t tmpfs none /proc && exec sh -c "$SSH_ORIGINAL_COMMAND"'`];

/** A command that hangs until its connection is gone, whatever becomes of its input and output. */
export const HANG = `p=$PPID; while [ "$(cut -d' ' -f4 /proc/$$/stat)" = "$p" ]; do sleep 2; done`;

/** Lines after which every command hangs, whatever it was. */
export const HANGING_SHELL: readonly string[] = [`ForceCommand ${HANG}`];

export interface Room { /** lines for sshd_config */ readonly config: readonly string[]; remove(): void }

/** Why no room of BusyBox alone can be made; undefined when one can. */
export function noBusyBox(): string | undefined {
  if (process.getuid?.() !== 0) return 'a chroot takes root';
  return spawnSync('busybox', ['true']).status === 0 ? undefined : 'busybox-static is not installed';
}

/**
 * A root directory with BusyBox and its applets and nothing else: no libc, no coreutils. withProc: /proc is mounted there, where that is allowed.
 * sshd demands that every folder above belongs to root alone, which /tmp does not.
 */
export function makeBusyBoxRoom(withProc = false): Room {
  const root = mkdtempSync('/var/lib/stratoscope-room-');
  chmodSync(root, 0o755);
  for (const dir of ['bin', 'dev', 'etc', 'proc', 'root', 'tmp', 'usr/bin', 'sbin', 'usr/sbin']) mkdirSync(join(root, dir), { recursive: true });
  execFileSync('cp', [execFileSync('which', ['busybox'], { encoding: 'utf8' }).trim(), join(root, 'bin/busybox')]);
  execFileSync('chroot', [root, '/bin/busybox', '--install', '-s']);
  writeFileSync(join(root, 'bin/bash'), '#!/bin/sh\nexec /bin/sh "$@"\n', { mode: 0o755 }); // the account's shell outside
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  execFileSync('mknod', ['-m', '666', join(root, 'dev/null'), 'c', '1', '3']);
  if (withProc) execFileSync('mount', ['--bind', '/proc', join(root, 'proc')]);
  return {
    config: [`ChrootDirectory ${root}`],
    remove: () => {
      if (withProc) execFileSync('umount', ['--lazy', join(root, 'proc')]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}
