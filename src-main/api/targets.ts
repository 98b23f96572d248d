import type { Caller } from '../access/caller.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { TargetConfig, TargetId, TargetState, TestStep } from '../shared/model/target.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

/** What the list of targets can do; src-main/collect has it. */
export interface TargetList {
  list(): readonly TargetState[];
  changes(signal: AbortSignal): AsyncIterable<readonly TargetState[]>;
  add(config: TargetConfig): Promise<TargetState>;
  edit(id: TargetId, config: TargetConfig): Promise<TargetState>;
  pause(id: TargetId, paused: boolean): Promise<TargetState>;
  remove(id: TargetId): Promise<void>;
  restore(id: TargetId): Promise<TargetState>;
  test(config: TargetConfig, signal: AbortSignal): AsyncIterable<TestStep>;
}

export const targetsHandlers = (targets: TargetList): Handlers<HostContract, Caller>['targets'] => ({
  list: async () => targets.list(),
  changes: (_input, _caller, signal) => targets.changes(signal),
  add: ({ config }) => targets.add(config),
  edit: ({ id, config }) => targets.edit(id, config),
  pause: ({ id, paused }) => targets.pause(id, paused),
  remove: async ({ id }) => {
    await targets.remove(id);
    return null;
  },
  restore: ({ id }) => targets.restore(id),
  test: ({ config }, _caller, signal) => targets.test(config, signal),
});
