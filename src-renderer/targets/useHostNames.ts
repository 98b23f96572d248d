import { useMemo } from 'react';
import { useCall } from '../host/hooks.ts';

export interface HostName { readonly id: string; readonly name: string }

/** The SSH hosts that a target may be reached through, by name. */
export function useHostNames(): readonly HostName[] {
  const { data } = useCall(['hosts.list'], (host, signal) => host.hosts.list({}, signal));
  return useMemo(() => (data ?? []).map(({ id, config }) => ({ id, name: config.name })).sort((a, b) => a.name.localeCompare(b.name)), [data]);
}
