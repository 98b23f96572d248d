import type { Caller } from '../access/caller.ts';
import type { Machines } from '../inventory/machines.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const machinesHandlers = (machines: Machines): Handlers<HostContract, Caller>['machines'] => ({
  list: () => machines.list(),
  get: ({ id }) => machines.get(id),
  courses: ({ ids, windowMs }) => machines.courses(ids, windowMs),
  spread: query => machines.spread(query),
});
