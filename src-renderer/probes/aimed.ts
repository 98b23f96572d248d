import { parseHostPort } from '../../src-main/shared/model/hostport.ts';
import type { ProbeConfig } from '../../src-main/shared/model/probe.ts';

/** The host a probe is aimed at, as a name or an address, in small letters; '' when its target names none. */
export function aimOf({ kind, target }: Pick<ProbeConfig, 'kind' | 'target'>): string {
  const host = kind === 'http' ? URL.parse(target)?.hostname.replace(/^\[|\]$/g, '') : kind === 'icmp' ? target : parseHostPort(target, kind === 'dns' ? 53 : null)?.host;
  return (host ?? '').replace(/\.$/, '').toLowerCase();
}

/** A machine as probes may know it: its names and addresses, with or without a port; the SSH host it is, '' for this computer, null for neither. */
export interface Aim { readonly names: readonly string[]; readonly host: ProbeConfig['from'] | null }

/** Whether a probe is aimed at a machine: by one of its names, or by a loopback address from the machine itself, for which every machine means itself. */
export function isAimedAt(config: Pick<ProbeConfig, 'kind' | 'target' | 'from'>, { names, host }: Aim): boolean {
  const aim = aimOf(config);
  return isLoopback(aim) ? config.from === host : names.some(name => name !== '' && bare(name) === aim);
}

const bare = (name: string): string => (parseHostPort(name, 1)?.host ?? name).toLowerCase();
const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host);
