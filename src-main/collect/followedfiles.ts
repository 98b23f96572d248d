import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { discoveredTarget } from '../formats/discovered.ts';
import { type ListedTarget, parseTargetFile } from '../formats/targetfile.ts';
import { AppError } from '../shared/model/errors.ts';
import type { FileListConfig } from '../shared/model/filelist.ts';
import { TargetId } from '../shared/model/target.ts';
import { filesMatching } from './filepattern.ts';
import type { FoundTarget } from './targets.ts';

interface Known { readonly signature: string; readonly targets: readonly ListedTarget[]; readonly problem: string | null }

export interface Found { readonly targets: readonly FoundTarget[]; readonly problems: readonly string[] }

const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** Targets made in one go: a few ms. */
const STRETCH = 100;

/** The files of one list as they were last read. One that is no longer understood keeps the targets it had, as in Prometheus. */
export class FollowedFiles {
  private readonly owner: string;
  private readonly config: FileListConfig;
  private known = new Map<string, Known>();

  constructor(owner: string, config: FileListConfig) {
    this.owner = owner;
    this.config = config;
  }

  /** Reads what has changed; null when nothing has. */
  async look(): Promise<Found | null> {
    const before = this.known;
    const now = new Map<string, Known>();
    for (const pattern of this.config.files) {
      try {
        for (const file of await filesMatching(pattern)) {
          const known = now.get(file) ?? await read(file, before.get(file));
          if (known !== null) now.set(file, known);
        }
      } catch (error) {
        now.set(pattern, unlisted(error, before.get(pattern)));
      }
    }
    this.known = now;
    return before.size === now.size && [...now].every(([file, known]) => before.get(file) === known) ? null : this.found();
  }

  private async found(): Promise<Found> {
    const targets: FoundTarget[] = [];
    const problems: string[] = [];
    let count = 0;
    for (const [file, known] of this.known) {
      if (known.problem !== null) problems.push(`${file}: ${known.problem}`);
      for (const { address, labels } of known.targets) {
        try {
          const config = discoveredTarget(this.config.template, address, { ...labels, __meta_filepath: file });
          targets.push({ id: this.idOf(JSON.stringify([config.url, config.labels, config.hiddenLabels, config.intervalMs, config.timeoutMs])), config });
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          problems.push(`${file}: ${address}: ${error.message}`);
        }
        if (++count % STRETCH === 0) await othersTurn();
      }
    }
    return { targets, problems };
  }

  private idOf(identity: string): TargetId {
    return TargetId.parse(createHash('sha256').update(`${this.owner}\n${identity}`).digest('hex').slice(0, 40));
  }
}

function unlisted(error: unknown, before: Known | undefined): Known {
  if (!(error instanceof AppError)) throw error;
  return before?.signature === error.message ? before : { signature: error.message, targets: [], problem: error.message };
}

/** null: there is no such file. */
async function read(file: string, before: Known | undefined): Promise<Known | null> {
  const targets = before?.targets ?? [];
  try {
    const { mtimeMs, size, ino } = await stat(file);
    const signature = `${mtimeMs} ${size} ${ino}`;
    if (before?.signature === signature) return before;
    if (size > MAX_FILE_BYTES) return { signature, targets, problem: `it has ${size} bytes, at most ${MAX_FILE_BYTES} are read` };
    return parsed(await readFile(file, 'utf8'), file, signature, targets);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (before?.signature === code) return before;
    return { signature: code, targets, problem: `it can't be read (${code || 'unknown error'})` };
  }
}

function parsed(text: string, file: string, signature: string, before: readonly ListedTarget[]): Known {
  try {
    return { signature, targets: parseTargetFile(text, file), problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { signature, targets: before, problem: error.message };
  }
}
