import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Vault } from '../../../../src-main/access/vault.ts';
import { systemClock } from '../../../../src-main/base/clock.ts';
import { openLog } from '../../../../src-main/base/log.ts';
import { HostRegistry, type HostRegistryParts } from '../../../../src-main/collect/hosts/hosts.ts';
import { openWorkspaceVault } from '../../../../src-main/host/vault.ts';
import { sshConnections } from '../../../../src-main/providers/ssh/connections.ts';
import type { HostId, SshHostState, SshHostInput } from '../../../../src-main/shared/model/sshhost.ts';
import { SshHostConfig } from '../../../../src-main/shared/model/sshhost.ts';
import { type EventTable, eventTable } from '../../../../src-main/store/events.ts';
import { hostKeyStore, type HostKeyStore } from '../../../../src-main/store/hostkeys.ts';
import { hostTable, type HostTable } from '../../../../src-main/store/hosts.ts';
import { openWorkspace, type WorkspaceDb } from '../../../../src-main/store/workspace.ts';
import type { KeyPair, Sshd } from '../../../servers/sshd.ts';
import { makeKey } from '../../../servers/sshd.ts';
import { MemoryAppender } from '../memoryappender.ts';

export const ME = userInfo().username;

/** A desk that watches hosts: everything is real but the store of samples. */
export interface Watch {
  readonly home: string;
  readonly key: KeyPair;
  readonly db: WorkspaceDb;
  readonly vault: Vault;
  readonly table: HostTable;
  readonly hostKeys: HostKeyStore;
  readonly events: EventTable;
  readonly appender: MemoryAppender;
  readonly errors: unknown[];
  hosts: HostRegistry;
  /** a second registry over the same tables, as after a start; the first is stopped */
  restarted(): Promise<void>;
  log(): string;
  /** on loopback, let in by the desk's key, every second, unless told otherwise */
  config(more: Partial<SshHostInput> & { readonly port: number }): SshHostConfig;
  believe(sshd: Sshd): void;
  state(id: HostId): SshHostState;
  /** waits until a host is so */
  becomes(id: HostId, expected: object): Promise<void>;
  end(): Promise<void>;
}

export async function openWatch(candidates: HostRegistryParts['candidates'] = async () => []): Promise<Watch> {
  const home = mkdtempSync(join(tmpdir(), 'stratoscope-watch-'));
  mkdirSync(join(home, '.ssh'), { mode: 0o700 });
  const db = openWorkspace(join(home, 'stratoscope.db'));
  const vault = await openWorkspaceVault(db, { dataDir: join(home, 'data'), keyDir: join(home, 'keys') });
  const lines: string[] = [];
  const log = openLog('trace', { write: line => { lines.push(line); } });
  const errors: unknown[] = [];
  const appender = new MemoryAppender();
  const table = hostTable(db, (_id, error) => errors.push(error));
  const [hostKeys, events] = [hostKeyStore(db), eventTable(db)];
  const connections = sshConnections({ endpoint: name => watch.hosts.endpoint(name), hostKeys, home, agentSocket: undefined, clock: systemClock, log });
  const registry = () => new HostRegistry({
    clock: systemClock, appender, connections, store: table, secrets: vault, candidates, events: news => events.add(news), onError: error => errors.push(error),
  });
  const watch: Watch = {
    home, key: makeKey(join(home, 'key')), db, vault, table, hostKeys, events, appender, errors, hosts: registry(), log: () => lines.join(''),
    restarted: async () => {
      await watch.hosts.stop();
      watch.hosts = registry();
      watch.hosts.start();
    },
    config: more => SshHostConfig.parse({ name: 'web', address: '127.0.0.1', user: ME, auth: { agent: false, keyFiles: [join(home, 'key')] }, intervalMs: 1000, timeoutMs: 5000, ...more }),
    believe: sshd => { for (const { type, fingerprint } of sshd.hostKeys) hostKeys.pin('127.0.0.1', sshd.port, { type, fingerprint }, 0, false); },
    state: id => watch.hosts.list().find(host => host.id === id)!,
    becomes: async (id, expected) => { await expect.poll(() => watch.state(id), { timeout: 15_000, interval: 20 }).toMatchObject(expected); },
    end: async () => {
      await watch.hosts.stop();
      await connections.close();
      await vault.close();
      db.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return watch;
}
