import type { Duplex } from 'node:stream';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { addressBytes, addressHash } from './addressbytes.ts';
import { ProbeFailure } from './failure.ts';
import type { Place, Probing } from './vantage.ts';

/** A place, and how long it took to look it up; ms: null where the far end does that. */
export interface Located { readonly place: Place; readonly ms: number | null }

/**
 * Finds the addresses of a host as far as they are found here, and notes what blackbox_exporter notes about that.
 * host  a name in any script, or an address without brackets
 */
export async function locate(probing: Probing, host: string, signal: AbortSignal): Promise<Located> {
  const { vantage, clock, findings, config } = probing;
  const ascii = asciiOf(host);
  if (vantage.lookup === null) {
    noteAddress(probing, ascii);
    return { place: { host: ascii, addresses: null }, ms: null };
  }
  findings.set('probe_ip_protocol', 0);
  findings.set('probe_ip_addr_hash', 0);
  const start = clock.monotonic();
  const lookedUp = (): number => {
    const ms = clock.monotonic() - start;
    findings.add('probe_dns_lookup_time_seconds', ms / 1000);
    return ms;
  };
  try {
    const addresses = await vantage.lookup(ascii, config.ipProtocol, signal);
    noteAddress(probing, addresses[0]!.address);
    return { place: { host: ascii, addresses }, ms: lookedUp() };
  } catch (error) {
    lookedUp();
    throw error;
  }
}

/** Connects; ms: how long that took. */
export async function connectTo(probing: Probing, place: Place, port: number, signal: AbortSignal): Promise<{ readonly stream: Duplex; readonly ms: number }> {
  const { vantage, clock } = probing;
  const start = clock.monotonic();
  const { stream, address } = await vantage.connect(place, port, signal);
  stream.on('error', () => undefined); // whoever reads or writes is told
  if (address !== null) noteAddress(probing, address);
  return { stream, ms: clock.monotonic() - start };
}

/** Nothing is noted for a name. */
function noteAddress({ findings }: Probing, address: string): void {
  const family = isIP(address);
  if (family === 0) return;
  findings.set('probe_ip_protocol', family);
  findings.set('probe_ip_addr_hash', addressHash(addressBytes(address, family)));
}

function asciiOf(host: string): string {
  if (/^[\x21-\x7e]+$/.test(host)) return host;
  const ascii = domainToASCII(host);
  if (ascii === '') throw new ProbeFailure(`${host} is no name that a host can have`);
  return ascii;
}
