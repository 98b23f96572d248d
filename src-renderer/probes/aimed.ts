import { parseHostPort } from '../../src-main/shared/model/hostport.ts';
import type { ProbeConfig } from '../../src-main/shared/model/probe.ts';

/** The host a probe is aimed at, as a name or an address, in small letters; '' when its target names none. */
export function aimOf({ kind, target }: Pick<ProbeConfig, 'kind' | 'target'>): string {
  const host = kind === 'http' ? URL.parse(target)?.hostname.replace(/^\[|\]$/g, '') : kind === 'icmp' ? target : parseHostPort(target, kind === 'dns' ? 53 : null)?.host;
  return (host ?? '').replace(/\.$/, '').toLowerCase();
}

/** What a machine may be called: its instance without the port, its name, the address it is reached at. */
export function namesOf({ names, self }: { readonly names: readonly string[]; readonly self: boolean }): ReadonlySet<string> {
  const bare = (name: string) => (parseHostPort(name, 1)?.host ?? name).toLowerCase();
  return new Set([...names.filter(name => name !== '').map(bare), ...(self ? ['localhost', '127.0.0.1', '::1'] : [])]);
}
