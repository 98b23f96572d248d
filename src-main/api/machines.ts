import type { Caller } from '../access/caller.ts';
import type { Asker } from '../inventory/acting/operations.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

const NO_TAGS = { set: {}, remove: [] };
const asker = ({ name, via }: Caller, path: string, reason: string): Asker => ({ caller: name, via, path: `machines.${path}`, reason });

export const machinesHandlers = (inventory: Inventory): Handlers<HostContract, Caller>['machines'] => ({
  list: ({ offset, limit }) => inventory.machines.stretch(offset, limit),
  get: ({ id }) => inventory.machines.get(id),
  detail: ({ id }) => inventory.detail(id),
  courses: ({ ids, windowMs }) => inventory.machines.courses(ids, windowMs),
  spread: query => inventory.machines.spread(query),
  plan: ({ ids, action, tags }, _caller, signal) => inventory.plan(ids, { action, tags }, signal),
  act: ({ ids, action, confirm, reason }, caller, signal) => inventory.begin(ids, { action, tags: NO_TAGS }, confirm, asker(caller, 'act', reason), signal),
  terminate: ({ ids, confirm, reason }, caller, signal) => inventory.begin(ids, { action: 'terminate', tags: NO_TAGS }, confirm, asker(caller, 'terminate', reason), signal),
  tag: ({ ids, tags, reason }, caller, signal) => inventory.begin(ids, { action: 'tag', tags }, '', asker(caller, 'tag', reason), signal),
  cancel: async ({ id }) => inventory.operations.cancel(id),
  operations: (_input, _caller, signal) => inventory.operations.changes(signal),
  operationList: async () => inventory.operations.list(),
  forget: async ({ ids }) => {
    await inventory.forget(ids);
    return null;
  },
  join: ({ ids }) => inventory.join(ids),
  split: async ({ from, id }) => {
    await inventory.split(from, id);
    return null;
  },
  unlink: async ({ a, b }) => {
    inventory.unlink(a, b);
    return null;
  },
  filters: async () => inventory.filters.load(),
  saveFilter: async ({ filter }) => {
    inventory.filters.save(filter);
    return null;
  },
  removeFilter: async ({ name }) => {
    inventory.filters.delete(name);
    return null;
  },
});
