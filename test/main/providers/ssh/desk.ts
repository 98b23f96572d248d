import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../src-main/base/clock.ts';
import { openLog } from '../../../../src-main/base/log.ts';
import { type SshConnections, sshConnections, type SshEndpoint } from '../../../../src-main/providers/ssh/connections.ts';
import type { HostSecrets } from '../../../../src-main/shared/contract/hosts.ts';
import { HostId, SshHostConfig, type SshHostInput, type SshTestStep } from '../../../../src-main/shared/model/sshhost.ts';
import { hostKeyStore, type HostKeyStore } from '../../../../src-main/store/hostkeys.ts';
import { openWorkspace } from '../../../../src-main/store/workspace.ts';
import type { Sshd } from '../../../servers/sshd.ts';

export const ME = userInfo().username;

const KEY_OPENER = new URL('../../../../src-main/providers/ssh/keyopener.ts', import.meta.url);

/** A desk with a home folder and a workspace of its own, from which hosts are reached. */
export interface Desk {
  readonly home: string;
  readonly ssh: SshConnections;
  readonly hostKeys: HostKeyStore;
  /** all that was logged */
  log(): string;
  /** Adds a host, on loopback unless told otherwise; the id is its name. */
  host(config: Partial<SshHostInput> & { readonly name: string; readonly port: number }, secrets?: HostSecrets): HostId;
  endpoint(name: string): SshEndpoint;
  replace(endpoint: SshEndpoint): void;
  /** consents to every key of a server */
  believe(sshd: Sshd): void;
  write(path: string, text: string): string;
  end(): Promise<void>;
}

export function openDesk(options: { readonly agentSocket?: string; readonly maxHandshakes?: number } = {}): Desk {
  const home = mkdtempSync(join(tmpdir(), 'stratoscope-desk-'));
  mkdirSync(join(home, '.ssh'), { mode: 0o700 });
  const db = openWorkspace(':memory:');
  const hostKeys = hostKeyStore(db);
  const endpoints = new Map<string, SshEndpoint>();
  const lines: string[] = [];
  const log = openLog('trace', { write: line => { lines.push(line); } });
  const ssh = sshConnections({ agentSocket: undefined, keyOpener: KEY_OPENER, ...options, endpoint: name => endpoints.get(name) ?? null, hostKeys, home, clock: systemClock, log });
  return {
    home, ssh, hostKeys, log: () => lines.join(''),
    host: (config, secrets = {}) => {
      const id = HostId.parse(config.name);
      endpoints.set(id, { id, config: SshHostConfig.parse({ address: '127.0.0.1', user: ME, ...config }), secrets: async () => secrets });
      return id;
    },
    endpoint: name => endpoints.get(name)!,
    replace: endpoint => { endpoints.set(endpoint.id, endpoint); },
    believe: sshd => { for (const { type, fingerprint } of sshd.hostKeys) hostKeys.pin('127.0.0.1', sshd.port, { type, fingerprint }, 0, false); },
    write: (path, text) => {
      writeFileSync(join(home, path), text, { mode: 0o600 });
      return join(home, path);
    },
    end: async () => {
      await ssh.close();
      db.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Everything a test of a login tells, to its end. */
export async function stepsOf(desk: Desk, name: string): Promise<SshTestStep[]> {
  const steps: SshTestStep[] = [];
  for await (const step of desk.ssh.test(desk.endpoint(name), new AbortController().signal)) steps.push(step);
  return steps;
}

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
export const BRIEF = { timeoutMs: 8_000, maxBytes: 1024 * 1024 };
