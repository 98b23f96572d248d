import type { Caller } from '../access/caller.ts';
import type { Destinations } from '../exports/sending/registry.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const sendingHandlers = (destinations: Destinations): Handlers<HostContract, Caller>['sending'] => ({
  list: async () => destinations.list(),
  changes: (_input, _caller, signal) => destinations.changes(signal),
  add: ({ config, secrets }) => destinations.add(config, secrets),
  edit: ({ id, config, secrets }) => destinations.edit(id, config, secrets),
  pause: ({ id, paused }) => destinations.pause(id, paused),
  remove: async ({ id }) => {
    await destinations.remove(id);
    return null;
  },
  restore: ({ id }) => destinations.restore(id),
  backfill: ({ id, from }) => destinations.backfill(id, from),
  endBackfill: ({ id }) => destinations.backfill(id, null),
  test: ({ config, secrets, id }, _caller, signal) => destinations.test(config, secrets, id, signal),
});
