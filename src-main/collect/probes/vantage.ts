import type { LookupAddress } from 'node:dns';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import type { ProbeConfig } from '../../shared/model/probe.ts';
import type { Findings } from './findings.ts';

/** A host that is about to be asked. addresses: null where the other end looks them up */
export interface Place { readonly host: string; readonly addresses: readonly LookupAddress[] | null }

/** Where probes are made from: this computer or a host we reach by SSH. Errors of all: ProbeFailure, ScrapeFailure, the signal's reason. */
export interface Vantage {
  /** as a sentence calls it */
  readonly name: string;
  /** null where names are looked up by the far end itself */
  readonly lookup: ((host: string, ipProtocol: ProbeConfig['ipProtocol'], signal: AbortSignal) => Promise<readonly LookupAddress[]>) | null;
  /** address: the one that answered, where known */
  connect(place: Place, port: number, signal: AbortSignal): Promise<{ readonly stream: Duplex; readonly address: string | null }>;
  /** Sends one datagram and takes the first that comes back. */
  exchange(place: Place, port: number, message: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  /** What `ping -c 1` prints, both of its outputs. */
  ping(place: Place, timeoutMs: number, signal: AbortSignal): Promise<string>;
  /** false: nothing could be asked yet, since the way to this vantage is not open */
  readonly ready: () => boolean;
}

/** One run of a probe: what it is to do, from where, and what it has found. */
export interface Probing {
  readonly config: ProbeConfig;
  readonly vantage: Vantage;
  readonly findings: Findings;
  readonly clock: Clock;
}
