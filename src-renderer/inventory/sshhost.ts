import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import type { HostCollector, SshHostState } from '../../src-main/shared/model/sshhost.ts';
import { useCall } from '../host/hooks.ts';

/** The host a machine is reached by, when it is one over SSH. */
export function useSshHost({ job, instance, source }: Pick<MachineRow, 'job' | 'instance' | 'source'>): SshHostState | undefined {
  const { data } = useCall(['hosts.list'], (host, signal) => host.hosts.list({}, signal), { refresh: true, enabled: source === 'ssh' });
  return source === 'ssh' ? data?.find(({ config }) => config.job === job && config.name === instance) : undefined;
}

/** Why a collector has nothing to show; null when nobody says. The host's sentences begin with the collector's name. */
export function whyEmpty(host: SshHostState | undefined, collector: HostCollector): string | null {
  const sentence = host?.empty.find(one => one.startsWith(`${collector}: `));
  return sentence === undefined ? null : sentence.slice(collector.length + 2);
}

/** Where what collects from a machine is set up: its host, else the targets. */
export const sourcePath = (host: SshHostState | undefined, linkTo: (path: string, parameters?: Readonly<Record<string, string>>) => string): string =>
  host ? linkTo('/hosts', { open: host.id }) : linkTo('/targets');
