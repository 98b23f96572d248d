import { fingerprintOf, knownName, namesHost, type KnownHostKey } from '../../formats/knownhosts.ts';
import type { HostKey } from '../../shared/model/sshhost.ts';
import type { HostKeyStore } from '../../store/hostkeys.ts';
import { SshFailure } from './failure.ts';

/** What is believed about one server's keys. */
export interface Trusted {
  /** consented to here, else written in known_hosts for this address and port */
  readonly keys: readonly HostKey[];
  /** written in known_hosts for the address without a port, which speaks for any port but against none */
  readonly beside: readonly HostKey[];
  readonly revoked: readonly string[];
}

export function trustedKeys(address: string, port: number, pinned: HostKeyStore, known: readonly KnownHostKey[]): Trusted {
  const ofName = (name: string) => known.filter(key => key.marker === '' && namesHost(key, name));
  const pins = pinned.of(address, port);
  return {
    keys: pins.length > 0 ? pins : ofName(knownName(address, port)),
    beside: pins.length > 0 || port === 22 ? [] : ofName(knownName(address, 22)),
    revoked: known.filter(key => key.marker === 'revoked' && (namesHost(key, knownName(address, port)) || namesHost(key, knownName(address, 22)))).map(key => key.fingerprint),
  };
}

/** The key a server has shown. blob: as on the wire (RFC 4253, 6.6) */
export function hostKeyOf(blob: Buffer): HostKey {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  return { type: blob.toString('latin1', 4, 4 + Math.min(length, 100)), fingerprint: fingerprintOf(blob) };
}

/**
 * Lets a key pass that is trusted. Where others are trusted, any other key is a changed one, whatever its type: we have asked for the types we know
 * first, so the server no longer has the key that it had.
 * errors  SshFailure 'hostkey', with the question that the user has to answer (none for a revoked key)
 */
export function checkHostKey(key: HostKey, address: string, port: number, { keys, beside, revoked }: Trusted): void {
  const where = `${address} port ${port}`;
  if (revoked.includes(key.fingerprint)) throw new SshFailure('hostkey', `The key of ${where} (${key.type} ${key.fingerprint}) is marked as revoked in known_hosts. Nothing was sent to it.`, { code: 'provider-refused' });
  if ([...keys, ...beside].some(({ fingerprint }) => fingerprint === key.fingerprint)) return;
  const expected = keys.find(({ type }) => type === key.type) ?? keys[0] ?? null;
  const question = { address, port, key, state: expected === null ? 'unknown' : 'changed', expected } as const;
  if (expected === null) throw new SshFailure('hostkey', `The key of ${where} is not known yet: ${key.type} ${key.fingerprint}. Compare it with the server's and accept it.`, { code: 'provider-refused', question });
  throw new SshFailure('hostkey', `THE KEY OF ${where} HAS CHANGED: it shows ${key.type} ${key.fingerprint}, expected is ${expected.type} ${expected.fingerprint}. Either the server has been set up anew, or somebody is in between. Nothing was sent to it.`, { code: 'provider-refused', question });
}

const ALGORITHMS = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] as const;
type HostKeyAlgorithm = (typeof ALGORITHMS)[number];
const typeOf = (algorithm: HostKeyAlgorithm): string => algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm;

/** Algorithms to ask the server for, those of the keys we know first: another type of key could not be compared. */
export function hostKeyAlgorithms({ keys, beside }: Trusted): HostKeyAlgorithm[] {
  const known = new Set([...keys, ...beside].map(({ type }) => type));
  return [...ALGORITHMS].sort((a, b) => Number(known.has(typeOf(b))) - Number(known.has(typeOf(a))));
}
