import type { Caller } from '../access/caller.ts';
import type { Machines } from '../inventory/machines.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const machinesHandlers = (machines: Machines): Handlers<HostContract, Caller>['machines'] => ({
  list: ({ windowMs }) => machines.list(windowMs),
  get: ({ id }) => machines.get(id),
});
