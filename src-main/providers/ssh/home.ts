import { glob, readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { parseKnownHosts, type KnownHostKey } from '../../formats/knownhosts.ts';
import { type LocalUser, SshConfig } from '../../formats/sshconfig.ts';

/** A path as the user writes it: `~` is the home folder. */
export const inHome = (home: string, path: string): string => path === '~' ? home : path.startsWith('~/') ? join(home, path.slice(2)) : path;

/** Who we are here; the name is empty where the system has none for us, as in some containers. */
export function localUser(home: string): LocalUser {
  try {
    return { user: userInfo().username, home };
  } catch {
    return { user: process.env['USER'] ?? '', home };
  }
}

/** Files that are read again only when they have changed. */
export class FileCache<T> {
  private readonly read = new Map<string, { readonly stamp: string; readonly value: T }>();
  private readonly parse: (text: string) => T;

  constructor(parse: (text: string) => T) {
    this.parse = parse;
  }

  /** undefined where there is no such file. errors  what reading fails with otherwise */
  async get(path: string): Promise<T | undefined> {
    try {
      const { mtimeMs, size, ino } = await stat(path);
      const stamp = `${mtimeMs} ${size} ${ino}`;
      const kept = this.read.get(path);
      if (kept?.stamp === stamp) return kept.value;
      const value = this.parse(await readFile(path, 'utf8'));
      this.read.set(path, { stamp, value });
      return value;
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
      throw error;
    }
  }
}

/** What OpenSSH knows of servers' keys, the user's own files first. */
export function knownHostsOf(home: string): () => Promise<KnownHostKey[]> {
  const files = [join(home, '.ssh/known_hosts'), join(home, '.ssh/known_hosts2'), '/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];
  const cache = new FileCache(parseKnownHosts);
  return async () => (await Promise.all(files.map(file => cache.get(file)))).flatMap(keys => keys ?? []);
}

/** The user's ~/.ssh/config with what it includes; an empty one where there is none. Files that can't be read count as empty. */
export function sshConfigOf(home: string): () => Promise<SshConfig> {
  const folder = join(home, '.ssh');
  const files = new FileCache(text => text);
  const read = (path: string) => files.get(path).catch(() => undefined);
  const include = async (pattern: string) => {
    const full = inHome(home, pattern);
    const paths: string[] = [];
    for await (const path of glob(isAbsolute(full) ? full : join(folder, full))) paths.push(path);
    return (await Promise.all(paths.sort().map(read))).flatMap(text => text ?? []);
  };
  return async () => SshConfig.parse(await read(join(folder, 'config')) ?? '', include);
}
