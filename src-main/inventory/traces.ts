import type { Labels } from '../shared/model/labels.ts';
import type { KnownMachine } from '../store/machines.ts';

/** By what a machine that is measured may be known again in a cloud's list. Lower case. */
export interface Traces {
  /** names a cloud may have given it: instance ids, serial numbers, asset tags */
  readonly natives: readonly string[];
  /** IP addresses */
  readonly addresses: readonly string[];
}

/** What a machine's firmware says of it, as node_exporter names it. EC2 (Nitro) has the instance id as the board's asset tag. */
const DMI_LABELS = ['board_asset_tag', 'board_serial', 'chassis_asset_tag', 'product_serial', 'product_uuid'] as const;

/**
 * hosts  what it is reached by: the host of its instance label, the address of its SSH host
 * uname  node_uname_info's labels, dmi node_dmi_info's
 */
export function tracesOf(hosts: readonly string[], uname: Labels | undefined, dmi: Labels | undefined): Traces {
  const names = [...hosts, uname?.['nodename'] ?? ''].map(host => host.toLowerCase().replace(/^\[(.*)\]$/, '$1')).filter(host => host !== '');
  const serials = DMI_LABELS.map(label => dmi?.[label]?.toLowerCase() ?? '').filter(serial => serial !== '');
  return {
    natives: [...new Set([...serials, ...names.map(name => name.split('.')[0]!)])],
    addresses: [...new Set(names.map(addressIn).filter(address => address !== ''))],
  };
}

/** EC2 names machines after their addresses: `ip-10-0-0-5.eu-west-1.compute.internal`, `ec2-54-1-2-3.compute.amazonaws.com`. */
const NAMED_AFTER = /^(?:ip|ec2)-(\d+)-(\d+)-(\d+)-(\d+)(?:\.|$)/;

function addressIn(host: string): string {
  const named = NAMED_AFTER.exec(host);
  if (named) return named.slice(1).join('.');
  return /^[\d.]+$/.test(host) || host.includes(':') ? host : '';
}

/** A cloud's machines by what they can be known by. */
export interface TraceIndex { find(traces: Traces): KnownMachine | null }

/**
 * A machine is found by an id of its own before an address, and only when no other one has the same. Addresses of machines that are gone count no more:
 * public ones are given to others, and private ones are used in many networks at once.
 */
export function traceIndex(known: readonly KnownMachine[]): TraceIndex {
  const natives = new Map<string, KnownMachine | null>();
  const addresses = new Map<string, KnownMachine | null>();
  const put = (index: Map<string, KnownMachine | null>, key: string, one: KnownMachine) => { index.set(key, index.has(key) && index.get(key) !== one ? null : one); };
  for (const one of known) {
    put(natives, one.machine.nativeId.toLowerCase(), one);
    if (one.missingSince !== null || one.machine.power === 'terminated') continue;
    for (const address of [...one.machine.publicAddresses, ...one.machine.privateAddresses]) put(addresses, address.toLowerCase(), one);
  }
  return {
    find: traces => {
      for (const native of traces.natives) { const one = natives.get(native); if (one) return one; }
      for (const address of traces.addresses) { const one = addresses.get(address); if (one) return one; }
      return null;
    },
  };
}
