import type { Tokens } from '../access/tokens.ts';
import type { Caller } from '../access/caller.ts';
import type { HostRegistry } from '../collect/hosts/hosts.ts';
import { pushCommand } from '../collect/hosts/pushscript.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const hostsHandlers = (hosts: HostRegistry, tokens: Tokens): Handlers<HostContract, Caller>['hosts'] => ({
  list: async () => hosts.list(),
  changes: (_input, _caller, signal) => hosts.changes(signal),
  add: ({ config, secrets }) => hosts.add(config, secrets),
  edit: ({ id, config, secrets }) => hosts.edit(id, config, secrets),
  pause: ({ id, paused }) => hosts.pause(id, paused),
  remove: async ({ id }) => {
    await hosts.remove(id);
    return null;
  },
  restore: ({ id }) => hosts.restore(id),
  test: ({ config, secrets, id }, _caller, signal) => hosts.test(config, secrets, id, signal),
  trust: async ({ address, port, type, fingerprint, replace }) => {
    await hosts.trust(address, port, type, fingerprint, replace);
    return null;
  },
  candidates: () => hosts.candidates(),
  import: ({ names, group }) => hosts.import(names, group),
  commands: async ({ config }) => hosts.commands(config),
  pushCommand: async ({ name, url }) => {
    const { token } = tokens.create(`push ${name}`, 'ingest');
    return { command: pushCommand(url, token, name), token };
  },
});
