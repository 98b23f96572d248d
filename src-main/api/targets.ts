import type { Caller } from '../access/caller.ts';
import type { TargetRegistry } from '../collect/targets.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { TargetState } from '../shared/model/target.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const targetsHandlers = (targets: TargetRegistry): Handlers<HostContract, Caller>['targets'] => ({
  list: async (_input, caller) => seenBy(caller, targets.list()),
  changes: (_input, caller, signal) => map(targets.changes(signal), states => seenBy(caller, states)),
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

/** Who may not change a target has no use for the password in its address. */
const seenBy = (caller: Caller, states: readonly TargetState[]): readonly TargetState[] =>
  caller.permissions.has('target:write') ? states : states.map(state => ({ ...state, config: { ...state.config, url: withoutCredentials(state.config.url) } }));

/** An address as it may be shown to anybody. */
export function withoutCredentials(text: string): string {
  const url = URL.parse(text);
  if (!url || (url.username === '' && url.password === '')) return text;
  url.username = url.password = '';
  return url.href;
}

async function* map<T, U>(items: AsyncIterable<T>, change: (item: T) => U): AsyncGenerator<U> {
  for await (const item of items) yield change(item);
}
