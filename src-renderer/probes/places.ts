import { useMemo } from 'react';
import type { ProbeConfig } from '../../src-main/shared/model/probe.ts';
import type { SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { useCall } from '../host/hooks.ts';

const NONE: readonly SshHostState[] = [];

/** The SSH hosts that probes can be made from, and what the one of a probe is called: '' for this computer. */
export function usePlaces(): { readonly hosts: readonly SshHostState[]; readonly placeOf: (probe: { readonly config: Pick<ProbeConfig, 'from'> }) => string } {
  const { data = NONE } = useCall(['hosts.list'], (host, signal) => host.hosts.list({}, signal), { refresh: true });
  return useMemo(() => {
    const names = new Map<string, string>(data.map(({ id, config }) => [id, config.name]));
    return { hosts: data, placeOf: ({ config }) => names.get(config.from) ?? config.from };
  }, [data]);
}
