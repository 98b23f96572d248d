import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../../src-main/base/clock.ts';
import { Destinations } from '../../../../src-main/exports/sending/registry.ts';
import { DestinationConfig, type DestinationId, type DestinationInput } from '../../../../src-main/shared/model/destination.ts';
import { destinationTable } from '../../../../src-main/store/destinations.ts';
import { openWorkspace } from '../../../../src-main/store/workspace.ts';
import type { Pool } from '../../../../src-main/workers/pool.ts';
import { startStoringReceiver, type Answering, type StoringReceiver, takesAll } from '../../../servers/storingreceiver.ts';
import { MemorySecrets } from '../../collect/memorysecrets.ts';
import { pooled } from '../../workers/bench.ts';

export interface SendingBench {
  readonly pool: Pool;
  readonly dir: string;
  readonly secrets: MemorySecrets;
  readonly errors: string[];
  /** as a host opens them: what was told before is known again */
  open(): Destinations;
}

/** Destinations over a real store and a real workspace; stopped when the test ends. */
export async function sendingBench(): Promise<SendingBench> {
  const { pool, dir } = await pooled({ heldFrom: 0 });
  const db = openWorkspace(join(dir, 'stratoscope.db'));
  const secrets = new MemorySecrets();
  const errors: string[] = [];
  const opened: Destinations[] = [];
  const calls = pool.outgoing.client();
  onTestFinished(async () => {
    for (const one of opened) await one.stop();
    db.close();
  });
  return {
    pool, dir, secrets, errors,
    open: () => {
      const destinations = new Destinations({
        clock: systemClock, secrets, outgoing: { calls, get generation() { return pool.outgoing.generation; } }, position: () => pool.storage.position({}), hold: from => pool.storage.hold({ from }),
        table: destinationTable(db, (_id, error) => { throw error; }), onError: (error, what) => { errors.push(`${what}: ${String(error)}`); },
      });
      opened.push(destinations);
      destinations.start();
      return destinations;
    },
  };
}

export async function receiving(answer: Answering = takesAll): Promise<StoringReceiver> {
  const receiver = await startStoringReceiver(answer);
  onTestFinished(() => receiver.stop());
  return receiver;
}

/** Small batches, at once. */
export const toward = (url: string, more: Partial<DestinationInput> = {}): DestinationConfig => DestinationConfig.parse({ name: 'far', url, batchDeadlineMs: 50, ...more });

/** Resolves when the destination's state is as wanted. */
export async function stateWhere(destinations: Destinations, id: DestinationId, done: (state: ReturnType<Destinations['list']>[number]) => boolean): Promise<ReturnType<Destinations['list']>[number]> {
  const leaving = new AbortController();
  for await (const list of destinations.changes(leaving.signal)) {
    const state = list.find(one => one.id === id);
    if (state === undefined || !done(state)) continue;
    leaving.abort();
    return state;
  }
  throw new Error('BUG: changes ended');
}
