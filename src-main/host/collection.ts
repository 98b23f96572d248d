import { hostname } from 'node:os';
import type { TargetList } from '../api/targets.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../shared/model/errors.ts';
import type { WorkspaceDb } from '../store/workspace.ts';
import type { Pool } from '../workers/pool.ts';
import type { HostOptions } from './host.ts';

export interface CollectionParts {
  readonly options: HostOptions;
  readonly db: WorkspaceDb;
  readonly clock: Clock;
  readonly pool: Pool;
}

/** What brings samples in by itself: the targets' list with its schedule, this computer, our own metrics. */
export interface Collection {
  readonly targets: TargetList;
  readonly selfInstance: string | null;
  /** our own metrics as exposition text */
  readonly exposition: () => Promise<string>;
  close(): Promise<void>;
}

export async function openCollection({ options }: CollectionParts): Promise<Collection> {
  const none = async (): Promise<never> => { throw new AppError('unavailable', 'not wired'); };
  return {
    targets: { list: () => [], changes: async function* () { yield []; }, add: none, edit: none, pause: none, remove: none, restore: none, test: async function* () { yield* []; } },
    selfInstance: options.self ? hostname() : null,
    exposition: async () => '',
    close: async () => undefined,
  };
}
