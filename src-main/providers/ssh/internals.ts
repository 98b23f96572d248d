import type { Client, ClientChannel, ParsedKey } from 'ssh2';

export type Sign = (request: Buffer, answer: (signature: Buffer) => void) => void;

/** What is used of the protocol below ssh2's client; the library does not promise it, so its version is pinned and the tests log in for real. */
export interface Protocol {
  authPK(username: string, key: ParsedKey, algorithm?: string, sign?: Sign): void;
  signal(channel: number, name: string): void;
  readonly _packetRW: { readonly write: { readonly allocStart: number; alloc(size: number): Buffer; finalize(packet: Buffer): Buffer } };
  readonly _cipher: { encrypt(packet: Buffer): void };
  readonly _authsQueue: string[];
}

/** errors  Error when this version of ssh2 is built otherwise */
export function protocolOf(client: Client): Protocol {
  const protocol: unknown = Reflect.get(client, '_protocol');
  if (!isProtocol(protocol)) throw new Error('BUG: this version of ssh2 has another protocol inside');
  return protocol;
}

function isProtocol(value: unknown): value is Protocol {
  return typeof value === 'object' && value !== null
    && 'authPK' in value && typeof value.authPK === 'function' && 'signal' in value && typeof value.signal === 'function'
    && '_packetRW' in value && '_cipher' in value && '_authsQueue' in value && Array.isArray(value._authsQueue);
}

/** Sends a signal to what runs in a channel. ssh2 itself sends none once we have closed our side of the input, which every command is given at once. */
export function signalChannel(client: Client, channel: ClientChannel, name: string): void {
  const outgoing: unknown = Reflect.get(channel, 'outgoing');
  if (typeof outgoing !== 'object' || outgoing === null || !('id' in outgoing) || typeof outgoing.id !== 'number' || !('state' in outgoing)) return;
  if (outgoing.state === 'open' || outgoing.state === 'eof') protocolOf(client).signal(outgoing.id, name);
}
