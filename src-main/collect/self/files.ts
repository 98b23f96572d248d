import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The texts of one round by path, as `proc/stat`: of this computer's files, or of what another machine sent. */
export interface FileTexts {
  /** errors: when there is no such file or it may not be read */
  text(path: string): string;
  /** null for what is not there or may not be read */
  optional(path: string): string | null;
  /** The same, without holding up the thread. */
  later(path: string): Promise<string | null>;
  /** Names in a directory, sorted. errors: when there is no such directory */
  list(path: string): string[];
}

/**
 * The files of one round. Paths are relative to the root, as `proc/stat`; a text is read once a round, however many ask for it.
 * What the kernel answers from memory is read at once, since that takes microseconds; what may wait for a device is read with `later`.
 */
export class Files implements FileTexts {
  readonly root: string;
  private readonly texts = new Map<string, string>();

  constructor(root: string) {
    this.root = root;
  }

  /** errors: as readFileSync, when there is no such file or it may not be read */
  text(path: string): string {
    let text = this.texts.get(path);
    if (text === undefined) this.texts.set(path, text = readFileSync(join(this.root, path), 'utf8'));
    return text;
  }

  /** null for what is not there or may not be read. */
  optional(path: string): string | null {
    try {
      return this.text(path);
    } catch {
      return null;
    }
  }

  /** Without holding up the thread; null for what is not there or may not be read. */
  async later(path: string): Promise<string | null> {
    return readFile(join(this.root, path), 'utf8').catch(() => null);
  }

  /** Names in a directory, sorted. errors: as readdirSync */
  list(path: string): string[] {
    return readdirSync(join(this.root, path)).sort();
  }
}
