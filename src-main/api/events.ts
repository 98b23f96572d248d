import type { Caller } from '../access/caller.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';
import type { EventTable } from '../store/events.ts';

export const eventsHandlers = (events: EventTable): Handlers<HostContract, Caller>['events'] => ({
  list: async query => events.list(query),
});
