import { hostname } from 'node:os';
import type { Vault } from '../access/vault.ts';
import type { Clock } from '../base/clock.ts';
import type { Registry } from '../base/registry.ts';
import type { Log } from '../base/log.ts';
import { FileLists } from '../collect/filelists.ts';
import { selfCollector } from '../collect/self/collector.ts';
import { type BuiltIn, TargetRegistry } from '../collect/targets.ts';
import { fileListTable } from '../store/filelists.ts';
import { targetTable } from '../store/targets.ts';
import type { WorkspaceDb } from '../store/workspace.ts';
import type { Pool } from '../workers/pool.ts';
import { type OwnMetrics, ownMetrics } from './ownmetrics.ts';
import type { Probing } from './probing.ts';
import type { Remote } from './remote.ts';
import { onUnlocked } from './vault.ts';

export interface CollectionParts {
  readonly db: WorkspaceDb;
  readonly clock: Clock;
  readonly pool: Pool;
  readonly vault: Vault;
  readonly remote: Remote;
  readonly probing: Probing;
  readonly log: Log;
  readonly version: string;
  /** false: the targets are known, but nothing is scraped */
  readonly collecting: boolean;
  /** false leaves out this computer and our own metrics */
  readonly self: boolean;
  /** adds what other parts tell of themselves */
  readonly declare: (metrics: Registry) => void;
}

/** What brings samples in by itself: the user's targets, this computer, our own metrics. */
export interface Collection {
  readonly targets: TargetRegistry;
  readonly lists: FileLists;
  /** the `instance` label of this computer; null when it is left out */
  readonly selfInstance: string | null;
  readonly own: OwnMetrics;
  close(): Promise<void>;
}

const SELF_EVERY_MS = 5_000;
const OWN_EVERY_MS = 15_000;

export function openCollection({ db, clock, pool, vault, remote, probing, log, version, collecting, self, declare }: CollectionParts): Collection {
  const own = ownMetrics({
    clock, version, figures: () => pool.storage.figures({}), intake: pool.intake, declare,
    skipped: () => targets.skipped() + remote.hosts.skipped() + probing.probes.skipped(),
  });
  const instance = hostname();
  const builtIns: BuiltIn[] = self ? [
    { kind: 'self', job: 'node', instance, intervalMs: SELF_EVERY_MS, source: selfCollector() },
    { kind: 'own', job: 'stratoscope', instance, intervalMs: OWN_EVERY_MS, source: own.source },
  ] : [];
  const onUnreadable = (id: string, error: unknown) => log.error({ id, err: error }, 'a stored target is unreadable and left out');
  const onError = (error: unknown, what: string) => log.error({ err: error }, what);
  const stored = { targets: targetTable(db, onUnreadable), lists: fileListTable(db, onUnreadable) };
  const targets = new TargetRegistry({
    clock, appender: pool.appender, secrets: vault, tunnels: remote.tunnels, builtIns, idle: !collecting, onError,
    store: { ...stored.targets, ids: () => [...stored.targets.ids(), ...stored.lists.ids()] }, // the secrets of both lie side by side
  });
  const lists = new FileLists({ clock, store: stored.lists, secrets: vault, targets, onError });
  const untold = onUnlocked(vault, () => void targets.unlocked());
  if (collecting) {
    targets.start();
    lists.start();
  }
  return {
    targets, lists, own, selfInstance: self ? instance : null,
    close: async () => {
      untold();
      await lists.stop();
      await targets.stop();
      own.close();
    },
  };
}
