import type { Vault } from '../access/vault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Registry } from '../base/registry.ts';
import { Destinations } from '../exports/sending/registry.ts';
import { destinationTable, neededRow } from '../store/destinations.ts';
import type { WorkspaceDb } from '../store/workspace.ts';
import type { Pool } from '../workers/pool.ts';
import { sendingMetrics } from './sendingmetrics.ts';
import { onUnlocked } from './vault.ts';

export interface SendingParts {
  readonly db: WorkspaceDb;
  readonly clock: Clock;
  readonly pool: Pick<Pool, 'outgoing' | 'storage'>;
  readonly vault: Vault;
  readonly log: Log;
  /** false: the destinations are known, but nothing is sent */
  readonly collecting: boolean;
}

/** The servers that get what is stored here. */
export interface Sending {
  readonly destinations: Destinations;
  declare(metrics: Registry): void;
  close(): Promise<void>;
}

/** The write-ahead row after which something is still to be sent: known before the store opens, which else would let it go. */
export const heldFor = (db: WorkspaceDb): number => neededRow(destinationTable(db, () => undefined).load().map(({ place }) => place));

export function openSending({ db, clock, pool, vault, log, collecting }: SendingParts): Sending {
  const calls = pool.outgoing.client();
  const destinations = new Destinations({
    clock, secrets: vault, outgoing: { calls, get generation() { return pool.outgoing.generation; } },
    position: () => pool.storage.position({}), hold: from => pool.storage.hold({ from }),
    table: destinationTable(db, (id, error) => log.error({ id, err: error }, 'a stored destination is unreadable and left out')),
    onError: (error, what) => log.error({ err: error }, what),
  });
  const untold = onUnlocked(vault, () => destinations.unlocked());
  if (collecting) destinations.start();
  return {
    destinations,
    declare: metrics => sendingMetrics(metrics, destinations),
    close: async () => {
      untold();
      await destinations.stop();
    },
  };
}
