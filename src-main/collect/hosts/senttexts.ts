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
