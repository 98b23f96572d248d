import type { Caller } from '../access/caller.ts';
import { exportRange } from '../exports/range.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Client, Handlers } from '../shared/rpc/contract.ts';
import type { QueryContract } from '../workers/contract.ts';

export const exportsHandlers = (query: Client<QueryContract>['query']): Handlers<HostContract, Caller>['exports'] => ({
  range: async (input, _caller, signal) => exportRange(await query.range(input.query, signal), input.format, signal),
});
