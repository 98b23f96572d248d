import { z } from 'zod';
import { TargetConfig } from './target.ts';

export const FileListId = z.string().regex(/^[a-z0-9-]{1,64}$/).brand<'FileListId'>();
export type FileListId = z.infer<typeof FileListId>;

/** Files with lists of targets, read again whenever they change. */
export const FileListConfig = z.object({
  /** what all of them share; the address in its URL stands for theirs */
  template: TargetConfig,
  /** absolute; the last part may hold `*`, `?` and `[…]` */
  files: z.array(z.string().min(1).max(4000)).min(1).max(100),
});
export type FileListConfig = z.infer<typeof FileListConfig>;

export interface FileListState {
  readonly id: FileListId;
  readonly config: FileListConfig;
  /** found and taken */
  readonly targets: number;
  /** unix ms at which something was last read; null before */
  readonly lastRead: number | null;
  /** what can't be read or taken, one sentence each, at most 100 */
  readonly problems: readonly string[];
}
