import type { Caller } from '../access/caller.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Client, Handlers } from '../shared/rpc/contract.ts';
import type { QueryContract } from '../workers/contract.ts';

export const metricsHandlers = (query: Client<QueryContract>['query']): Handlers<HostContract, Caller>['metrics'] => ({
  range: (input, _caller, signal) => query.range(input, signal),
  instant: (input, _caller, signal) => query.instant(input, signal),
  series: (input, _caller, signal) => query.series(input, signal),
  labelNames: (input, _caller, signal) => query.labelNames(input, signal),
  labelValues: (input, _caller, signal) => query.labelValues(input, signal),
  metadata: (input, _caller, signal) => query.metadata(input, signal),
});
