import type { Caller } from '../access/caller.ts';
import type { Silences } from '../alerts/silences.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const silencesHandlers = (silences: Silences): Handlers<HostContract, Caller>['silences'] => ({
  list: async () => silences.list(),
  changes: (_input, _caller, signal) => silences.changes(signal),
  preview: async ({ matchers }) => silences.preview(matchers),
  create: async ({ silence }, { name }) => silences.create(silence, name),
  edit: async ({ id, silence }, { name }) => silences.edit(id, silence, name),
  expire: async ({ id }) => silences.expire(id),
});
