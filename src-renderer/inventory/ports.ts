import type { InstantValue } from '../../src-main/shared/contract/metrics.ts';
import { useCall, type CallState } from '../host/hooks.ts';
import { useRange } from '../host/range.ts';
import { forMachine } from './panels.ts';

/** One port that something waits at, with every address it is open at. */
export interface OpenPort { readonly proto: string; readonly port: number; readonly addresses: readonly string[]; readonly reach: Reach }
/** every: any network that leads to the machine. some: one of its addresses. self: only programs on the machine itself */
export type Reach = 'every' | 'some' | 'self';

export const PORT_METRIC = 'listening_port';

/** Ports of a machine at the end of the range; of one that tells none, an empty list. */
export function usePorts(matchers: string): CallState<readonly OpenPort[]> {
  const time = Math.floor(useRange().to / 1000) * 1000;
  return useCall(['ports', matchers, time], async (host, signal) => portsOf((await host.metrics.instant({ promql: forMachine(`${PORT_METRIC}{$machine}`, matchers), time }, signal)).value));
}

/** By number, TCP before UDP. */
export function portsOf(value: InstantValue): readonly OpenPort[] {
  if (value.kind !== 'vector') return [];
  const found = new Map<string, OpenPort>();
  for (const { labels } of value.series) {
    const [proto = '', port = '', address = ''] = [labels['proto'], labels['port'], labels['address']];
    const addresses = [...found.get(`${proto}/${port}`)?.addresses ?? [], address].sort();
    found.set(`${proto}/${port}`, { proto, port: Number(port), addresses, reach: reachOf(addresses) });
  }
  return [...found.values()].sort((a, b) => a.port - b.port || a.proto.localeCompare(b.proto));
}

export function reachOf(addresses: readonly string[]): Reach {
  if (addresses.some(address => /^(?:0\.0\.0\.0|\*|\[?::\]?)$/.test(address))) return 'every';
  return addresses.every(address => /^127\.|^\[?::1\]?$|^\[?::ffff:127\./i.test(address)) ? 'self' : 'some';
}

/** What usually waits at a port, by IANA's names and custom; '' of others. */
const USUAL: Readonly<Record<string, string>> = {
  'tcp/22': 'ssh', 'tcp/25': 'smtp', 'tcp/53': 'dns', 'udp/53': 'dns', 'udp/67': 'dhcp', 'udp/68': 'dhcp client', 'tcp/80': 'http', 'tcp/110': 'pop3', 'tcp/111': 'rpcbind', 'udp/111': 'rpcbind', 'udp/123': 'ntp', 'tcp/143': 'imap', 'udp/161': 'snmp', 'tcp/389': 'ldap', 'tcp/443': 'https',
  'udp/443': 'http/3', 'tcp/445': 'smb', 'udp/514': 'syslog', 'tcp/587': 'submission', 'tcp/631': 'ipp', 'tcp/636': 'ldaps', 'tcp/873': 'rsync', 'tcp/993': 'imaps', 'tcp/995': 'pop3s', 'tcp/1883': 'mqtt', 'tcp/2049': 'nfs', 'tcp/2375': 'docker', 'tcp/2379': 'etcd', 'tcp/3000': 'grafana', 'tcp/3306': 'mysql',
  'tcp/3389': 'rdp', 'tcp/5432': 'postgresql', 'udp/5353': 'mdns', 'tcp/5672': 'amqp', 'tcp/5900': 'vnc', 'tcp/6379': 'redis', 'tcp/6443': 'kubernetes', 'tcp/8006': 'proxmox', 'tcp/9090': 'prometheus', 'tcp/9092': 'kafka', 'tcp/9100': 'node_exporter', 'tcp/9200': 'elasticsearch', 'tcp/10250': 'kubelet',
  'tcp/11211': 'memcached', 'tcp/27017': 'mongodb', 'udp/51820': 'wireguard',
};
export const usualAt = ({ proto, port }: Pick<OpenPort, 'proto' | 'port'>): string => USUAL[`${proto.replace(/6$/, '')}/${port}`] ?? '';
