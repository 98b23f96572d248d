import type { Caller } from '../access/caller.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Client, Handlers } from '../shared/rpc/contract.ts';
import type { StorageContract } from '../workers/contract.ts';

export const storeHandlers = (storage: Client<StorageContract>['storage']): Handlers<HostContract, Caller>['store'] => ({
  stats: (_input, _caller, signal) => storage.stats({}, signal),
  check: (_input, _caller, signal) => storage.check({}, signal),
  compact: (_input, _caller, signal) => storage.compact({}, signal),
});
