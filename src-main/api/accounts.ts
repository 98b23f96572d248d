import type { Caller } from '../access/caller.ts';
import type { AccountRegistry } from '../inventory/accounts/registry.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { KnownCredentials } from '../shared/contract/accounts.ts';
import { ACCOUNT_KINDS } from '../shared/model/accountkinds.ts';
import type { CloudKind } from '../shared/model/cloud.ts';
import { metricsFetched } from '../shared/model/cloudmetrics.ts';
import { pollingPrice } from '../shared/model/cloudprice.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

/** known: what this computer has of a cloud's credentials */
export const accountsHandlers = (accounts: AccountRegistry, known: (kind: CloudKind) => Promise<KnownCredentials>): Handlers<HostContract, Caller>['accounts'] => ({
  kinds: async () => Object.values(ACCOUNT_KINDS),
  list: async () => accounts.list(),
  changes: (_input, _caller, signal) => accounts.changes(signal),
  known: ({ kind }) => known(kind),
  add: ({ config, secrets }) => accounts.add(config, secrets),
  edit: ({ id, config, secrets }) => accounts.edit(id, config, secrets),
  pause: ({ id, paused }) => accounts.pause(id, paused),
  remove: async ({ id }) => {
    await accounts.remove(id);
    return null;
  },
  restore: ({ id }) => accounts.restore(id),
  refresh: async ({ id }) => {
    accounts.refresh(id);
    return null;
  },
  polling: ({ id, polling }) => accounts.setPolling(id, polling),
  test: ({ config, secrets, id }, _caller, signal) => accounts.test(config, secrets, id, signal),
  regions: ({ config, secrets, id }, _caller, signal) => accounts.regions(config, secrets, id, signal),
  price: async ({ kind, polling, machines }) => pollingPrice(polling, machines, metricsFetched(kind, polling.metrics).length),
});
