import type { Caller } from '../access/caller.ts';
import type { AlertHistory } from '../alerts/history.ts';
import type { RuleRunner } from '../alerts/runner.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const alertsHandlers = (runner: RuleRunner, history: AlertHistory): Handlers<HostContract, Caller>['alerts'] => ({
  list: async ({ states }) => runner.instances().filter(({ state }) => states.includes(state)),
  changes: (_input, _caller, signal) => runner.changes(signal),
  history: async asked => history.page(asked),
  timeline: async asked => history.timeline(asked),
});
