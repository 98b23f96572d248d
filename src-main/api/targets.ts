import type { Caller } from '../access/caller.ts';
import type { TargetRegistry } from '../collect/targets.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const targetsHandlers = (targets: TargetRegistry): Handlers<HostContract, Caller>['targets'] => ({
  list: async () => targets.list(),
  changes: (_input, _caller, signal) => targets.changes(signal),
  add: ({ config, secrets }) => targets.add(config, secrets),
  edit: ({ id, config, secrets }) => targets.edit(id, config, secrets),
  pause: ({ id, paused }) => targets.pause(id, paused),
  remove: async ({ id }) => {
    await targets.remove(id);
    return null;
  },
  restore: ({ id }) => targets.restore(id),
  test: ({ config, secrets, id }, _caller, signal) => targets.test(config, { secrets, id }, signal),
});
