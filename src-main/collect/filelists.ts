import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { TargetSecrets } from '../shared/contract/targets.ts';
import { AppError } from '../shared/model/errors.ts';
import { type FileListConfig, FileListId, type FileListState } from '../shared/model/filelist.ts';
import { TargetId } from '../shared/model/target.ts';
import { FollowedFiles, type Found } from './followedfiles.ts';
import type { RefusedTarget, TargetRegistry } from './targets.ts';
import { keepSecrets, type SecretStore } from './targetsecrets.ts';

export interface StoredFileList { readonly id: FileListId; readonly config: FileListConfig }
export interface FileListStore {
  load(): readonly StoredFileList[];
  save(list: StoredFileList): void;
  delete(id: FileListId): void;
}

export interface FileListsParts {
  readonly clock: Clock;
  readonly store: FileListStore;
  readonly secrets: SecretStore;
  readonly targets: Pick<TargetRegistry, 'follow'>;
  /** an error that nobody foresaw */
  readonly onError: (error: unknown, what: string) => void;
}

/** Between two looks at the files. */
const LOOK_MS = 5000;
const MAX_PROBLEMS = 100;
/** Removed lists that can be brought back. */
const MAX_REMOVED = 20;

interface Entry {
  readonly config: FileListConfig;
  readonly files: FollowedFiles;
  /** as last read; null before */
  found: Found | null;
  /** of those found, what could not be taken then: it is tried again, since what stood in the way may be gone */
  refused: readonly RefusedTarget[];
  lastRead: number | null;
}

/** Lists of targets in files: what they name is scraped, and follows them as they change. */
export class FileLists {
  private readonly parts: FileListsParts;
  private readonly entries = new Map<FileListId, Entry>();
  private readonly removed = new Map<FileListId, FileListConfig>();
  private timer: Disposable | null = null;
  private stopped = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: FileListsParts) {
    this.parts = parts;
    for (const { id, config } of parts.store.load()) this.entries.set(id, entryOf(id, config));
  }

  /** Looks at once, then every few seconds. */
  start(): void {
    const waitThenLook = (delayMs: number) => {
      this.timer = this.parts.clock.setTimer(delayMs, () => {
        void this.inTurn(() => this.lookAtAll()).finally(() => { if (!this.stopped) waitThenLook(LOOK_MS); });
      });
    };
    waitThenLook(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.timer?.[Symbol.dispose]();
    await this.turn;
  }

  list(): readonly FileListState[] {
    return Array.from(this.entries, ([id, { config, found, refused, lastRead }]) => ({
      id, config, lastRead, targets: (found?.targets.length ?? 0) - refused.length,
      problems: [...found?.problems ?? [], ...refused.map(one => `${one.config.url}: ${one.reason}`)].slice(0, MAX_PROBLEMS),
    }));
  }

  /** Errors: AppError 'conflict' when these files are followed for this job already; those of `keepSecrets` */
  add(config: FileListConfig, secrets: TargetSecrets = {}): Promise<FileListState> {
    return this.inTurn(async () => {
      if (this.has(config)) throw new AppError('conflict', `${config.files.join(', ')} are followed for ${config.template.job} already.`);
      const id = FileListId.parse(randomUUID());
      await keepSecrets(this.parts.secrets, TargetId.parse(id), config.template, secrets, null);
      return this.begin(id, config);
    });
  }

  has({ template, files }: FileListConfig): boolean {
    return [...this.entries.values()].some(({ config }) => config.template.job === template.job && config.files.join('\0') === files.join('\0'));
  }

  /** Its targets go with it. */
  remove(id: FileListId): Promise<void> {
    return this.inTurn(async () => {
      const entry = this.entries.get(id);
      if (entry === undefined) throw new AppError('not-found', 'There is no such list of targets.');
      this.parts.store.delete(id);
      this.entries.delete(id);
      this.removed.set(id, entry.config);
      for (const oldest of this.removed.keys()) if (this.removed.size > MAX_REMOVED) this.removed.delete(oldest); // its secrets go with the next start
      await this.parts.targets.follow(TargetId.parse(id), []);
    });
  }

  restore(id: FileListId): Promise<FileListState> {
    return this.inTurn(async () => {
      const config = this.removed.get(id);
      if (config === undefined) throw new AppError('not-found', 'This list of targets can no longer be brought back.');
      this.removed.delete(id);
      return this.begin(id, config);
    });
  }

  private async begin(id: FileListId, config: FileListConfig): Promise<FileListState> {
    this.parts.store.save({ id, config });
    const entry = entryOf(id, config);
    this.entries.set(id, entry);
    await this.look(id, entry);
    return this.list().find(state => state.id === id)!;
  }

  private async lookAtAll(): Promise<void> {
    for (const [id, entry] of this.entries) {
      await this.look(id, entry).catch(error => this.parts.onError(error, `reading the targets of ${entry.config.template.job} from ${entry.config.files.join(', ')}`));
    }
  }

  private async look(id: FileListId, entry: Entry): Promise<void> {
    const read = await entry.files.look();
    if (read !== null) {
      entry.found = read;
      entry.lastRead = this.parts.clock.now();
    } else if (entry.refused.length === 0) return;
    entry.refused = await this.parts.targets.follow(TargetId.parse(id), entry.found?.targets ?? []);
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(run);
    this.turn = mine.catch(() => undefined); // whoever asked gets the error
    return mine;
  }
}

const entryOf = (id: FileListId, config: FileListConfig): Entry => ({ config, files: new FollowedFiles(id, config), found: null, refused: [], lastRead: null });
