import { homedir } from 'node:os';
import type { Vault } from '../access/vault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { HostRegistry } from '../collect/hosts/hosts.ts';
import type { Outposts } from '../collect/probes/outpost.ts';
import type { Tunnels } from '../collect/tunnels.ts';
import { sshCandidates } from '../providers/ssh/candidates.ts';
import { type SshConnections, sshConnections } from '../providers/ssh/connections.ts';
import { type EventTable, eventTable } from '../store/events.ts';
import { hostKeyStore } from '../store/hostkeys.ts';
import { hostTable } from '../store/hosts.ts';
import type { WorkspaceDb } from '../store/workspace.ts';
import type { Appender } from '../workers/appender.ts';
import { onUnlocked } from './vault.ts';

export interface RemoteParts {
  readonly db: WorkspaceDb;
  readonly clock: Clock;
  readonly appender: Appender;
  readonly vault: Vault;
  readonly log: Log;
  /** program of the thread that opens keys with a passphrase */
  readonly keyOpener: URL;
  /** false: the hosts are known, but none is watched */
  readonly collecting: boolean;
}

/** The machines that are reached by SSH, and what goes through them. */
export interface Remote {
  readonly hosts: HostRegistry;
  readonly events: EventTable;
  readonly tunnels: Tunnels;
  readonly outposts: Outposts;
  readonly connections: Pick<SshConnections, 'exec'>;
  close(): Promise<void>;
}

export function openRemote({ db, clock, appender, vault, log, collecting, keyOpener }: RemoteParts): Remote {
  const home = homedir();
  const events = eventTable(db);
  const connections = sshConnections({
    endpoint: idOrName => hosts.endpoint(idOrName),
    hostKeys: hostKeyStore(db), home, agentSocket: process.env['SSH_AUTH_SOCK'], keyOpener, clock, log,
  });
  const hosts = new HostRegistry({
    clock, appender, connections, secrets: vault, candidates: () => sshCandidates(home),
    store: hostTable(db, (id, error) => log.error({ id, err: error }, 'a stored host is unreadable and left out')),
    events: news => events.add(news),
    onError: (error, what) => log.error({ err: error }, what),
  });
  if (collecting) hosts.start();
  const untold = onUnlocked(vault, () => void hosts.retry());
  return {
    hosts, events, connections,
    tunnels: {
      dial: (host, address, port, signal) => connections.dial(host, address, port, signal),
      dialUnix: (host, path, signal) => connections.dialUnix(host, path, signal),
      nameOf: host => hosts.endpoint(host)?.config.name ?? host,
    },
    outposts: {
      nameOf: host => hosts.endpoint(host)?.config.name ?? null,
      connected: host => connections.state(host).connection === 'open',
      dial: (host, address, port, signal) => connections.dial(host, address, port, signal),
      exec: (host, command, options) => connections.exec(host, command, options),
    },
    close: async () => {
      untold();
      await hosts.stop();
      await connections.close();
    },
  };
}
