import { parseProxyJump, type Jump, type LocalUser, type SshConfig } from '../../formats/sshconfig.ts';
import { HostAuth } from '../../shared/model/sshhost.ts';
import type { HostSecrets } from '../../shared/contract/hosts.ts';
import type { SshEndpoint } from './connections.ts';
import { SshFailure } from './failure.ts';

/** One machine on the way, or the one at its end. */
export interface Hop {
  /** the same for whatever may share one connection */
  readonly key: string;
  /** as the user calls it */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly auth: HostAuth;
  secrets(): Promise<HostSecrets>;
}

export interface Atlas {
  endpoint(idOrName: string): SshEndpoint | null;
  config(): Promise<SshConfig>;
  readonly local: LocalUser;
}

export const keyOfHost = (id: string): string => `host ${id}`;

/**
 * The way to a host, from the first jump host to itself. A jump host that we know by name is used as it is configured here, else as ~/.ssh/config has it.
 * Only the first one of a list may have jump hosts of its own, as with OpenSSH: the others are reached from the one before.
 * errors  SshFailure 'name' for a ProxyJump that makes no sense or goes in circles
 */
export async function routeTo(endpoint: SshEndpoint, atlas: Atlas): Promise<Hop[]> {
  return wayTo(endpoint, atlas, await atlas.config(), []);
}

function wayTo(endpoint: SshEndpoint, atlas: Atlas, config: SshConfig, passed: readonly string[]): Hop[] {
  const { id, config: { name, address, port, user, auth, proxyJump } } = endpoint;
  const key = keyOfHost(id);
  return [...jumpsOf(proxyJump, name, atlas, config, [...passed, key]), { key, name, address, port, user, auth, secrets: () => endpoint.secrets() }];
}

function jumpsOf(proxyJump: string, of: string, atlas: Atlas, config: SshConfig, passed: readonly string[]): Hop[] {
  const jumps = parseProxyJump(proxyJump);
  if (jumps === undefined) throw new SshFailure('name', `The ProxyJump of ${of} makes no sense: ${proxyJump}`, { code: 'invalid-input' });
  const [first, ...others] = jumps;
  const way = first ? firstJump(first, atlas, config, passed) : [];
  for (const jump of others) way.push(behind(way, jump, atlas, config));
  return way;
}

function firstJump(jump: Jump, atlas: Atlas, config: SshConfig, passed: readonly string[]): Hop[] {
  const own = atlas.endpoint(jump.name);
  const known = own ? keyOfHost(own.id) : `config ${jump.name}`;
  if (passed.includes(known)) throw new SshFailure('name', `The way goes in circles: ${jump.name} is its own jump host.`, { code: 'invalid-input' });
  if (own && jump.user === null && jump.port === null) return wayTo(own, atlas, config, passed);
  const { proxyJump } = own?.config ?? config.settingsOf(jump.name, atlas.local);
  const way = jumpsOf(proxyJump, jump.name, atlas, config, [...passed, known]);
  return [...way, behind(way, jump, atlas, config)];
}

/** A jump host that is reached from the end of a way, whatever its own configuration says of how to get to it. */
function behind(way: readonly Hop[], jump: Jump, { endpoint, local }: Atlas, config: SshConfig): Hop {
  const own = endpoint(jump.name);
  const settings = own ? null : config.settingsOf(jump.name, local);
  const address = own?.config.address ?? settings!.address;
  const port = jump.port ?? own?.config.port ?? settings!.port;
  const user = jump.user ?? own?.config.user ?? (settings!.user || local.user);
  return {
    key: `${way.at(-1)?.key ?? ''}> ${own ? keyOfHost(own.id) : jump.name} ${user}@${address}:${port}`, name: jump.name, address, port, user,
    auth: own?.config.auth ?? HostAuth.parse({ keyFiles: settings!.keyFiles }),
    secrets: async () => own ? own.secrets() : {},
  };
}
