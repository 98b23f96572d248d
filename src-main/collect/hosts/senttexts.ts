import type { FileTexts } from '../self/files.ts';

/** The texts that a machine sent, in place of its files. */
export class SentTexts implements FileTexts {
  private readonly texts: ReadonlyMap<string, string>;

  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = texts;
  }

  text(path: string): string {
    const text = this.texts.get(path);
    if (text === undefined) throw new Error(`/${path} is not there or may not be read`);
    return text;
  }

  optional(path: string): string | null {
    return this.texts.get(path) ?? null;
  }

  async later(path: string): Promise<string | null> {
    return this.optional(path);
  }

  list(path: string): string[] {
    const names = new Set<string>();
    for (const each of this.texts.keys()) if (each.startsWith(`${path}/`)) names.add(each.slice(path.length + 1).split('/', 1)[0]!);
    if (names.size === 0) throw new Error(`/${path} is not there or may not be read`);
    return [...names].sort();
  }
}

const PROCESS = /^proc\/(\d+)\/stat$/;
/** The number of a process's parent stands behind its name, which may hold anything, and its state (proc_pid_stat(5)). */
const parentOf = (stat: string): string | undefined => /^\S (\d+) /.exec(stat.slice(stat.lastIndexOf(')') + 2))?.[1];

/** The texts without the processes of the scrape itself: the shell, and what it runs. */
export function withoutReaders(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const own = texts.get('@self')?.trim();
  if (own === undefined || own === '') return texts;
  const rest = new Map(texts);
  for (const [path, text] of texts) {
    const pid = PROCESS.exec(path)?.[1];
    if (pid !== undefined && (pid === own || parentOf(text) === own)) rest.delete(path);
  }
  return rest;
}
