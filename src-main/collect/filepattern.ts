import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../shared/model/errors.ts';

/**
 * A path whose last part may hold `*`, `?` and `[…]`: the files it means now, sorted; one without them means itself. source: Go's filepath.Match
 * errors  AppError 'unavailable' when the folder can't be listed
 */
export async function filesMatching(pattern: string): Promise<readonly string[]> {
  const last = basename(pattern);
  if (!/[*?[]/.test(last)) return [pattern];
  const folder = dirname(pattern);
  const matches = nameMatcher(last);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw new AppError('unavailable', `${folder} can't be listed (${error.code ?? 'unknown error'})`, { cause: error });
  });
  return names.filter(name => matches.test(name)).sort().map(name => join(folder, name));
}

function nameMatcher(pattern: string): RegExp {
  const parts = pattern.matchAll(/\[(\^?)([^\]]+)\]|([*?])|(.)/gs);
  const source = Array.from(parts, ([, not, set, wild, char]) => {
    if (set !== undefined) return `[${not}${set.replace(/[\\[\]^]/g, '\\$&')}]`;
    return wild === '*' ? '.*' : wild === '?' ? '.' : char!.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  try {
    return new RegExp(`^${source.join('')}$`, 'us');
  } catch {
    return /(?!)/; // a class like [z-a] matches nothing
  }
}
