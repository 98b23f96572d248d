import type { Caller } from '../access/caller.ts';
import type { ProbeRegistry } from '../collect/probes/registry.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const probesHandlers = (probes: ProbeRegistry): Handlers<HostContract, Caller>['probes'] => ({
  list: async () => probes.list(),
  changes: (_input, _caller, signal) => probes.changes(signal),
  add: ({ config }) => probes.add(config),
  edit: ({ id, config }) => probes.edit(id, config),
  pause: ({ id, paused }) => probes.pause(id, paused),
  remove: async ({ id }) => {
    await probes.remove(id);
    return null;
  },
  restore: ({ id }) => probes.restore(id),
  test: ({ config }, _caller, signal) => probes.test(config, signal),
});
