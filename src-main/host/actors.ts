import { userInfo } from 'node:os';
import type { Accounts } from '../inventory/accounts.ts';
import type { Actors } from '../inventory/acting/subject.ts';
import { machineOfSelf, runHere, selfMachine } from '../providers/self/machine.ts';
import type { SshConnections } from '../providers/ssh/connections.ts';
import { machineOfHost, sshMachines } from '../providers/ssh/machines.ts';
import type { CloudMachine } from '../shared/model/cloud.ts';
import type { MachineId } from '../shared/model/machine.ts';
import type { SshHostState } from '../shared/model/sshhost.ts';

export interface ActingParts {
  readonly accounts: Pick<Accounts, 'provider' | 'refreshSoon'>;
  readonly hosts: () => readonly SshHostState[];
  readonly connections: Pick<SshConnections, 'exec'>;
  /** the `instance` label of this computer; null when it is left out */
  readonly selfInstance: string | null;
}

/** Who acts on a machine: its cloud's account, its SSH host, this computer by itself. */
export interface Acting {
  readonly actors: Actors;
  /** a machine that no cloud lists, by the id of its row */
  readonly others: (id: MachineId) => CloudMachine | undefined;
}

export function actingOn({ accounts, hosts, connections, selfInstance }: ActingParts): Acting {
  const ssh = sshMachines(hosts, connections);
  const self = selfMachine({ name: selfInstance ?? '', user: userInfo().username, run: runHere });
  return {
    actors: {
      provider: async ({ provider, accountId }) => provider === 'ssh' ? ssh : provider === 'self' ? self : accounts.provider(accountId),
      settle: ({ provider, accountId, region }) => { if (provider !== 'ssh' && provider !== 'self') accounts.refreshSoon(accountId, region); },
    },
    others: id => {
      const [source] = id.split('/');
      if (source === 'self') return selfInstance !== null && machineOfSelf(selfInstance).id === id ? machineOfSelf(selfInstance) : undefined;
      return source === 'ssh' ? hosts().map(machineOfHost).find(machine => machine.id === id) : undefined;
    },
  };
}
